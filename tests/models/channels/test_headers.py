"""What the columns of a file mean."""

import pytest

from models.channels.fields import COLUMNS, Field
from models.channels.headers import match, missing, plain
from models.kit.errors import Invalid

F = Field


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
            [F.ORDER, F.SKU, F.NAME, F.QTY, F.PLACED_AT, F.PRICE, F.CUSTOMER, F.COUNTRY],
        ),
        (
            "订单编号,商品编码,商品名称,数量,单价(元),下单时间,收货人,手机,省份,城市,区县,详细地址,备注",
            [F.ORDER, F.SKU, F.NAME, F.QTY, F.PRICE, F.PLACED_AT, F.RECIPIENT, F.PHONE, F.PROVINCE,
             F.CITY, F.DISTRICT, F.ADDRESS, F.REMARK],
        ),
        (
            "訂單編號,商品編號,品名,數量,單價,收件人,聯絡電話,地址,郵遞區號,運費",
            [F.ORDER, F.SKU, F.NAME, F.QTY, F.PRICE, F.RECIPIENT, F.PHONE, F.ADDRESS, F.POSTCODE,
             F.SHIPPING],
        ),
        (
            "Name,Email,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku",
            [F.ORDER, F.CUSTOMER_EMAIL, F.PLACED_AT, F.QTY, F.NAME, F.PRICE, F.SKU],
        ),
        ("ORDER_NO., sku ,QTY", [F.ORDER, F.SKU, F.QTY]),
    ],
)  # fmt: skip
def test_titles_are_known_by_their_many_names(header: str, fields: list[Field]):
    found = match(header.split(","))

    assert [found.get(i) for i in range(len(fields))] == fields
    assert missing(found) == []


def test_what_is_needed_and_not_there_is_named():
    assert missing(match(["sku", "colour"])) == [F.ORDER, F.QTY]


def test_two_columns_of_one_name_are_refused():
    with pytest.raises(Invalid) as refusal:
        match(["order no", "sku", "qty", "Qty."])

    assert (refusal.value.code, refusal.value.data) == ("column_twice", {"column": "qty"})


def test_no_name_means_two_things():
    names = [plain(name) for column in COLUMNS for name in column.names if name != "name"]

    assert sorted({name for name in names if names.count(name) > 1} - PER_FIELD) == []


PER_FIELD = {
    name
    for column in COLUMNS
    for name in map(plain, column.names)
    if [plain(n) for n in column.names].count(name) > 1
}
"""Names that one field has in two scripts."""
