"""What a file can say about an order, and the many names its columns have.

A new spelling is one more name in the table; a new kind of fact is one more row. Names are compared
without case, spaces and punctuation, and an earlier name of a field beats a later one, so that weak
names ("name") only serve where nothing better stands in the file.
"""

from enum import StrEnum
from typing import Final, NamedTuple


class Field(StrEnum):
    """A fact about an order or a line; the values are stable names."""

    NO = "oms_no"
    ORDER = "order_no"
    SKU = "sku"
    NAME = "name"
    QTY = "qty"
    PRICE = "unit_price"
    LINE_TOTAL = "line_total"
    LINE_DISCOUNT = "line_discount"
    LINE_SHIPPING = "line_shipping"
    PLACED_AT = "placed_at"
    CUSTOMER = "customer"
    CUSTOMER_NAME = "customer_name"
    CUSTOMER_PHONE = "customer_phone"
    CUSTOMER_EMAIL = "customer_email"
    RECIPIENT = "recipient"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    PHONE = "phone"
    COUNTRY = "country"
    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    ADDRESS = "line"
    ADDRESS_MORE = "line_more"
    POSTCODE = "postcode"
    CURRENCY = "currency"
    DISCOUNT = "discount"
    SHIPPING = "shipping"
    TAX = "tax"
    TOTAL = "total"
    STATUS = "status"
    FULFILMENT = "fulfilment_status"
    PAYMENT = "payment_status"
    CANCELLED_AT = "cancelled_at"
    TOLD_AT = "told_at"
    REMARK = "remark"


class Kind(StrEnum):
    """How the text of a field is read."""

    ID = "id"
    TEXT = "text"
    AMOUNT = "amount"
    QTY = "qty"
    MOMENT = "moment"
    CURRENCY = "currency"


class Column(NamedTuple):
    """What is known of a field: how it is read, its longest text, and its names in files."""

    field: Field
    kind: Kind
    size: int
    names: tuple[str, ...]


def _column(field: Field, kind: Kind, size: int, *names: str) -> Column:
    """Return a row of the table; names of one language stand in one string, apart by `;`."""
    return Column(field, kind, size, tuple(name for group in names for name in group.split(";")))


REQUIRED: Final = (Field.ORDER, Field.SKU, Field.QTY)
OF_THE_LINE: Final = frozenset(
    {Field.ORDER, Field.SKU, Field.NAME, Field.QTY, Field.PRICE, Field.LINE_TOTAL,
     Field.LINE_DISCOUNT, Field.LINE_SHIPPING}
)  # fmt: skip
"""What each row says for itself; every other field speaks of the order as a whole."""

F, K = Field, Kind
COLUMNS: Final = (
    _column(F.NO, K.ID, 64, "oms no"),
    _column(F.SKU, K.ID, 64,
        "sku;sku code;stock code;product sku;item sku;lineitem sku;item code;product code;item no;"
        "item number;part number;product id;item id;article no",
        "商品编码;商品编号;货号;商品货号;产品编号;产品编码;物料编码;规格编码;商家编码;货品编号;"
        "商品代码",
        "商品編碼;商品編號;貨號;商品貨號;產品編號;產品編碼;規格編碼;商家編碼;貨品編號;料號",
        "商品選項貨號;商家编码规格维度;商家编码商品维度;外部系统编号;主商品貨號;商品id;样式id;"
        "variation id;variant id;seller sku;merchant sku"),
    _column(F.NAME, K.TEXT, 240,
        "product name;item name;lineitem name;sku name;product title;description;"
        "product description;item description;product;item;title;goods;name",
        "商品名称;产品名称;货品名称;商品标题;宝贝标题;品名;商品",
        "商品名稱;產品名稱;貨品名稱;商品標題;品名",
        "标题;標題"),
    _column(F.ORDER, K.ID, 120,
        "order no;order number;order id;invoice no;invoice number;invoice;external id;"
        "external order id;order ref;order reference;order code;po number;"
        "purchase order;order;name",
        "订单号;订单编号;单号;外部订单号;平台订单号;交易编号;发票号;订单",
        "訂單號;訂單編號;訂單號碼;單號;外部訂單號;平台訂單號;發票號;訂單",
        "amazon order id;交易号;主订单编号;子订单编号;订单id;訂單id;order name"),
    _column(F.QTY, K.QTY, 40,
        "qty;quantity;lineitem quantity;quantity ordered;qty ordered;order qty;units;pieces;pcs",
        "数量;购买数量;商品数量;订购数量;件数", "數量;購買數量;商品數量;訂購數量;件數",
        "quantity purchased;宝贝数量;宝贝总数量;订货数量;商品数;销售数量;銷售數量"),
    _column(F.PRICE, K.AMOUNT, 40,
        "unit price;price;item price;lineitem price;price each;sale price;selling price;unit cost",
        "单价;商品单价;销售单价;价格;售价", "單價;商品單價;銷售單價;價格;售價",
        "item cost;商品活動價格;宝贝价格;京东价;商品价格;商品價格;商品原價;price per unit;"
        "unit amount"),
    _column(F.LINE_TOTAL, K.AMOUNT, 40,
        "line total;line amount;lineitem total;item total;item subtotal;line subtotal;row total;"
        "extended price;line price",
        "商品总价;商品金额;商品小计;小计;行金额", "商品小計;小計"),
    _column(F.LINE_DISCOUNT, K.AMOUNT, 40,
        "line discount;lineitem discount;item discount",
        "商品优惠;行优惠;单品优惠", "商品優惠;行優惠;單品優惠"),
    _column(F.LINE_SHIPPING, K.AMOUNT, 40, "line shipping;lineitem shipping"),
    _column(F.PLACED_AT, K.MOMENT, 60,
        "placed at;order date;ordered at;order time;order datetime;created at;date created;"
        "invoice date;purchase date;date ordered;date time;timestamp;date;time",
        "下单时间;下单日期;订单时间;订单日期;订单创建时间;创建时间;付款时间;日期;时间",
        "下單時間;下單日期;訂單時間;訂單日期;建立時間;日期;時間",
        "order created at;ordered on;order placed at;paid at;processed at;payments date;"
        "订单付款时间;支付时间;订单成交时间;成交时间;訂單成立日期;訂單成立時間;下單日;"
        "order created date"),
    _column(F.CUSTOMER, K.ID, 64,
        "customer id;customer code;customer no;customer number;buyer id;client id;account no",
        "客户编号;客户编码;客户代码;会员号;会员编号;买家id;买家账号",
        "客戶編號;客戶編碼;客戶代碼;會員號;會員編號;買家id;買家帳號",
        "下单帐号;下单账号;buyer username;username"),
    _column(F.CUSTOMER_NAME, K.TEXT, 240,
        "customer name;buyer name;billing name;customer;buyer;client",
        "客户名称;客户姓名;买家姓名;买家昵称;会员名称;客户;买家",
        "客戶名稱;客戶姓名;買家姓名;買家暱稱;會員名稱;客戶;買家",
        "买家会员名;buyer full name"),
    _column(F.CUSTOMER_PHONE, K.ID, 40,
        "customer phone;buyer phone;billing phone",
        "客户电话;客户手机;买家电话;买家手机", "客戶電話;客戶手機;買家電話;買家手機",
        "buyer phone number;客户联系电话"),
    _column(F.CUSTOMER_EMAIL, K.TEXT, 254,
        "customer email;buyer email;email address;e mail;email;mail",
        "邮箱;电子邮箱;客户邮箱;买家邮箱;邮件", "郵箱;電子郵件;電子信箱;客戶郵箱;信箱",
        "billing email;email billing;contact email"),
    _column(F.RECIPIENT, K.TEXT, 120,
        "recipient;recipient name;ship to;ship to name;shipping name;receiver;consignee;"
        "receiver name;delivery name;contact name;contact",
        "收货人;收货人姓名;收件人;收件人姓名;联系人", "收貨人;收貨人姓名;收件人;收件人姓名;聯絡人",
        "收件者姓名;收件者;full name shipping;ship to full name;收货姓名"),
    _column(F.FIRST_NAME, K.TEXT, 60,
        "ship to first name;shipping first name;first name shipping;recipient first name;"
        "first name"),
    _column(F.LAST_NAME, K.TEXT, 60,
        "ship to last name;shipping last name;last name shipping;recipient last name;last name"),
    _column(F.PHONE, K.ID, 40,
        "recipient phone;ship to phone;shipping phone;receiver phone;phone number;phone;mobile;"
        "mobile phone;telephone;tel;contact phone",
        "收货人手机;收货人电话;收件人手机;收件人电话;联系手机;联系电话;手机;手机号;手机号码;电话",
        "收貨人手機;收貨人電話;收件人手機;收件人電話;聯絡電話;手機;手機號碼;電話",
        "ship phone number;收件者電話;收件者手機;phone shipping;ship to phone number;"
        "ship to mobile;电话号码"),
    _column(F.COUNTRY, K.TEXT, 64,
        "ship to country;shipping country;country;country code;country region",
        "国家;收货国家;国家地区", "國家;收貨國家;國家地區",
        "ship country;country code shipping;country name shipping;ship to country code"),
    _column(F.PROVINCE, K.TEXT, 64,
        "ship to state;shipping province;shipping state;province;state;state province;region",
        "省;省份;收货省份;收件省", "省份;收貨省份",
        "ship state;state code shipping;state name shipping;ship to province;"
        "ship to state code;收货省"),
    _column(F.CITY, K.TEXT, 64,
        "ship to city;shipping city;city;town", "市;城市;收货城市;收件市", "城市;收貨城市",
        "ship city;city shipping;收货市"),
    _column(F.DISTRICT, K.TEXT, 64,
        "district;county;suburb", "区;区县;区域;县;收货区县", "區;區縣;鄉鎮;鄉鎮市區",
        "ship to district;ship to county;收货区;行政區;行政区"),
    _column(F.ADDRESS, K.TEXT, 400,
        "ship to address;shipping address;shipping street;shipping address1;delivery address;"
        "recipient address;street address;address line 1;address 1;address line;address;street",
        "收货地址;收货人地址;收件地址;收件人地址;详细地址;地址;街道",
        "收貨地址;收貨人地址;收件地址;收件人地址;詳細地址;地址",
        "ship address 1;address 1 2 shipping;address 1 shipping;ship to address1;"
        "ship to address 1 2;"
        "ship to address 1;ship to street;ship to line1;ship to line;ship to address line1;"
        "收货详细地址;客户地址;收件者地址"),
    _column(F.ADDRESS_MORE, K.TEXT, 200,
        "ship to address2;ship to address 2;shipping address2;ship address 2;address line 2;"
        "ship to address line2;ship to line2;address 2;address2"),
    _column(F.POSTCODE, K.ID, 20,
        "ship to zip;shipping zip;shipping postcode;postcode;postal code;zip code;zip",
        "邮编;邮政编码", "郵遞區號;郵編",
        "ship postal code;postcode shipping;ship to postcode;ship to postal code;"
        "ship to zip code;郵政編碼"),
    _column(F.CURRENCY, K.CURRENCY, 40,
        "currency;currency code", "币种;货币;币别", "幣種;貨幣;幣別"),
    _column(F.DISCOUNT, K.AMOUNT, 40,
        "order discount;cart discount amount;discount amount;total discount;discount",
        "订单优惠;优惠金额;优惠;折扣金额;折扣", "訂單優惠;優惠金額;優惠;折扣金額;折扣",
        "discount total;total discounts;cart discount;店铺优惠折扣;店铺优惠;卖家优惠;賣家折扣"),
    _column(F.SHIPPING, K.AMOUNT, 40,
        "shipping fee;shipping cost;shipping amount;shipping total;shipping;postage;freight;"
        "delivery fee;delivery cost",
        "运费;邮费;快递费;配送费", "運費;郵費;快遞費;配送費",
        "order shipping amount;total shipping;shipping price;买家应付邮费;買家支付運費;应付邮费"),
    _column(F.TAX, K.AMOUNT, 40,
        "order tax;tax total;total tax;order total tax amount;tax amount;taxes;tax",
        "税额;税费;总税额", "稅額;稅費"),
    _column(F.TOTAL, K.AMOUNT, 40,
        "order total;order total amount;grand total;total amount;amount due;total",
        "订单总额;订单金额;订单总金额;总金额;应付金额;实付金额;实付款;总计;合计",
        "訂單總額;訂單金額;訂單總金額;總金額;應付金額;實付金額;總計;合計",
        "商家实收金额;买家实际支付金额;用户实付金额;買家總支付金額;結帳總金額;total price;"
        "payment amount"),
    _column(F.STATUS, K.TEXT, 80, "order status;status", "订单状态;状态", "訂單狀態;狀態",
        "交易状态;交易狀態"),
    _column(F.FULFILMENT, K.TEXT, 80,
        "fulfillment status;fulfilment status;shipping status;delivery status;shipment status",
        "发货状态;物流状态;配送状态", "出貨狀態;物流狀態;配送狀態"),
    _column(F.PAYMENT, K.TEXT, 80,
        "financial status;payment status", "付款状态;支付状态", "付款狀態"),
    _column(F.CANCELLED_AT, K.TEXT, 80,
        "cancelled at;canceled at;cancellation date", "取消时间", "取消時間"),
    _column(F.TOLD_AT, K.MOMENT, 60, "record told at"),
    _column(F.REMARK, K.TEXT, 4000,
        "remark;remarks;order note;order notes;customer note;buyer note;note;notes;comment;"
        "comments;message",
        "备注;订单备注;买家留言;买家备注;卖家备注;留言", "備註;訂單備註;買家留言;買家備註;留言",
        "买家备忘;客户备注;买家备注留言;賣家備註;customer notes"),
)  # fmt: skip

OF: Final = {column.field: column for column in COLUMNS}
