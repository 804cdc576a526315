"""What platforms export as separated values: made up here, in the shape each of them has."""

from pathlib import Path

import pytest

from models.imports.doors import Door
from models.imports.plan import Plan
from models.imports.reading import candidates, stage
from models.imports.sheets import open_sheet
from models.imports.staging import Staging
from models.orders.drafts import OrderDraft
from tests.models.imports.formats import put

SHOPIFY = """\
Name,Email,Financial Status,Fulfillment Status,Currency,Subtotal,Shipping,Taxes,Total,\
Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,\
Billing Name,Shipping Name,Shipping Street,Shipping Address1,Shipping Address2,Shipping City,\
Shipping Zip,Shipping Country,Shipping Phone,Notes,Cancelled at,Id,Lineitem discount
#1001,b@e.com,paid,unfulfilled,USD,30.00,5.00,1.80,36.80,0.00,2026-02-28 09:00:00 -0500,2,Mug,\
10.00,MUG,Bob N,Ann N,Main St 1 Apt 2,Main St 1,Apt 2,Lima,'40202,US,555,,,9,0.00
#1001,b@e.com,,,,,,,,,2026-02-28 09:00:00 -0500,1,Tee,10.00,TEE,,,,,,,,,,,,,0.00
"""
WOO = """\
Order Number,Order Status,Order Date,First Name (Billing),Country Code (Billing),\
First Name (Shipping),Last Name (Shipping),Address 1&2 (Shipping),City (Shipping),\
Country Code (Shipping),Cart Discount Amount,Order Shipping Amount,Order Total Amount,\
Order Total Tax Amount,SKU,Item #,Item Name,Quantity (- Refund),Item Cost,Discount Amount
#1001,Processing,2026-02-28 09:00,Bob,US,Ann,N,Main St 1,Lima,US,0,5.00,36.80,1.80,MUG,1,Mug,2,\
10.00,0
#1001,Processing,2026-02-28 09:00,Bob,US,Ann,N,Main St 1,Lima,US,0,5.00,36.80,1.80,TEE,2,Tee,1,\
10.00,0
"""
AMAZON = """\
order-id|order-item-id|purchase-date|buyer-name|sku|product-name|quantity-purchased|currency|\
item-price|item-tax|shipping-price|recipient-name|ship-address-1|ship-city|ship-country
#1001|1|2026-02-28T09:00:00+00:00|Bob|MUG|Mug|2|USD|20.00|0|3.00|Ann N|Main St 1|Lima|US
#1001|2|2026-02-28T09:00:00+00:00|Bob|TEE|Tee|1|USD|10.00|0|2.00|Ann N|Main St 1|Lima|US
""".replace("|", "\t")
TAOBAO = """\
订单编号,买家会员名,买家应付邮费,总金额,订单状态,买家留言,收货人姓名,收货地址,联系电话,联系手机,\
订单创建时间,宝贝标题,购买数量,商家编码,价格
"=""#1001""\",bob,5.00,35.00,买家已付款,,Ann N,Main St 1,null,'13800000001,2026-02-28 09:00:00,\
Mug,2,MUG,10.00
,,,,,,,,,,,Tee,1,TEE,10.00
"""
PDD = """\
商品,订单号,订单状态,商品总价(元),店铺优惠折扣(元),邮费(元),用户实付金额(元),商家实收金额(元),\
商品数量(件),收货人,手机,省,市,区,街道,支付时间,商品id,商家编码-规格维度
Mug,#1001,待发货,20.00,1.00,0.00,17.00,19.00,2,Ann N,138,上海市,上海市,浦东新区,Main St 1,\
2026-02-28 09:01:00,77,MUG
"""
JD = """\
订单号,商品ID,商品名称,订购数量,下单时间,京东价,订单金额,应付金额,订单状态,下单帐号,客户姓名,客户地址
#1001,MUG,Mug,2,2026-02-28 09:00:00,10.00,20.00,20.00,等待出库,bob,Ann N,Main St 1
"""
SHOPEE = """\
訂單編號,訂單狀態,買家帳號,訂單成立日期,商品總價,買家支付運費,買家總支付金額,收件地址,收件者姓名,\
主商品貨號,商品名稱,商品原價,商品活動價格,商品選項貨號,數量
#1001,待出貨,bob,2026-02-28 09:00,20,5,25,Main St 1,Ann N,M,Mug,12,10,MUG,2
"""
BOTH, MUG = [("MUG", 2, 10), ("TEE", 1, 10)], [("MUG", 2, 10)]
TAX = ("TAX", 1, 1.8)


def draft(path: Path) -> OrderDraft:
    door = Door("file", None, "CNY", "UTC")
    with Staging() as staging:
        read = stage(open_sheet(path), staging, door, Plan())
        (found,) = candidates(staging, read.reading, door)
    assert (found.order.problems, found.order.over) == ([], None)
    assert found.order.draft is not None
    return found.order.draft


@pytest.mark.parametrize(
    ("text", "lines", "shipping", "total"),
    [
        (SHOPIFY, [*BOTH, TAX], 5, 36.8),
        (WOO, [*BOTH, TAX], 5, 36.8),
        (AMAZON, BOTH, 5, None),
        (TAOBAO, BOTH, 5, 35),
        (PDD, MUG, 0, 19),
        (JD, MUG, 0, 20),
        (SHOPEE, MUG, 5, 25),
    ],
    ids=["shopify", "woocommerce", "amazon", "taobao", "pinduoduo", "jd", "shopee"],
)
def test_an_export_is_read_as_it_comes(
    tmp_path: Path, text: str, lines: list[tuple[str, int, float]], shipping: int, total: float
):
    order = draft(put(tmp_path, text))

    assert order.external_id == "#1001"
    assert [(line.sku, line.qty, float(line.unit_price or -1)) for line in order.lines] == lines
    assert order.shipping == shipping
    assert (order.total and float(order.total)) == total
    assert order.ship_to.line.startswith("Main St 1")
    assert order.ship_to.line.count("Apt 2") <= 1
    assert order.ship_to.recipient == "Ann N"
    assert order.remark == ""


def test_marks_and_words_for_nothing_are_not_taken_for_facts(tmp_path: Path):
    assert draft(put(tmp_path, SHOPIFY)).ship_to.postcode == "40202"
    assert draft(put(tmp_path, TAOBAO)).ship_to.phone == "13800000001"
    assert [float(each.amount) for each in draft(put(tmp_path, PDD)).discounts] == [1]
