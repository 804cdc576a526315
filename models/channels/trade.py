"""The oddities of trade: lines that are not goods, and invoices that are not orders."""

import re
from enum import StrEnum
from typing import Final

from models.channels.titles import plain


class LineKind(StrEnum):
    """What a line of an invoice really is."""

    GOODS = "goods"
    POSTAGE = "postage"
    MANUAL = "manual"
    DISCOUNT = "discount"
    TAX = "tax"


class Standing(StrEnum):
    """What a word for a status means for an order that comes in.

    Attributes:
        OPEN: it waits to be sent, or nothing is said.
        LOOK: a person has to see whether anything may be sent: unpaid, or a part has left.
        COMPLETED: the goods have left, or never will: sending them would be sending twice.
    """

    OPEN = "open"
    LOOK = "look"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


TAX: Final = "TAX"
"""The line that stands for the tax where prices do not hold it."""
_CODES: Final[dict[LineKind, frozenset[str]]] = {
    LineKind.POSTAGE: frozenset(
        {"POST", "POSTAGE", "DOT", "C2", "CARRIAGE", "SHIPPING", "SHIP", "FREIGHT", "DELIVERY",
         "P&P", "运费", "邮费", "快递费", "運費", "郵費", "快遞費"}
    ),
    LineKind.MANUAL: frozenset(
        {"M", "MANUAL", "S", "SAMPLES", "B", "ADJUST", "PADS", "CRUK", "BANK CHARGES",
         "AMAZONFEE", "MISC", "TIP", "FEE", "HANDLING", "手工", "其他"}
    ),
    LineKind.TAX: frozenset({TAX, "VAT", "GST", "SALES TAX", "税费", "稅費"}),
    LineKind.DISCOUNT: frozenset({"D", "DISCOUNT", "COUPON", "折扣", "优惠", "優惠", "优惠券"}),
}  # fmt: skip
"""Stock codes that shops write for lines without stock."""

_BY_CODE: Final = {code: kind for kind, codes in _CODES.items() for code in codes}
_CREDIT_NOTE: Final = re.compile(r"(?:CN|CR|C)[-_ ]?\d[\w-]*", re.ASCII | re.IGNORECASE)
_WORDS: Final[dict[Standing, str]] = {
    Standing.CANCELLED:
        "cancelled;canceled;cancel;void;voided;trash;checkout draft;expired;rejected;"
        "已取消;取消;交易关闭;已关闭;订单关闭;交易關閉;已關閉;已作废;已作廢;不成立;買家取消;(删除)等待出库;"
        "已取消退款成功;未发货退款成功",
    Standing.COMPLETED:
        "completed;complete;fulfilled;shipped;delivered;refunded;returned;restocked;closed;"
        "dispatched;despatched;sent;done;finished;in transit;out for delivery;picked up;collected;"
        "shipped delivered to buyer;shipped picked up;shipped returned to seller;shipped returning;"
        "已完成;完成;交易成功;交易完成;已发货;已出库;已签收;已收货;已送达;待收货;运输中;等待买家确认;"
        "等待买家确认收货;等待确认收货;卖家已发货;卖家已发货等待买家确认;买家已签收;已退款;退款成功;"
        "已发货待签收;已发货待收货;已发货退款成功;已出貨;已簽收;已送達;運送中;待收貨;已收貨;"
        "賣家已出貨",
    Standing.LOOK:
        "partial;partially fulfilled;partially shipped;partially refunded;partially paid;"
        "partially cancelled;unpaid;pending payment;awaiting payment;payment pending;on hold;"
        "failed;payment failed;test;部分发货;部分出貨;部分退款;待付款;等待买家付款;未付款;待支付;"
        "尚未付款;卖家部分发货;等待付款;退款中;售后处理中",
}  # fmt: skip
_BY_WORD: Final = {
    plain(word): standing for standing, words in _WORDS.items() for word in words.split(";")
}
_OF_PAYMENT: Final = {"pending": Standing.LOOK, "expired": Standing.LOOK}
"""What these words mean of a payment, where they mean something else of an order."""


def line_kind(sku: str) -> LineKind:
    """Return what a line with this stock code is."""
    return _BY_CODE.get(sku.upper(), LineKind.GOODS)


def is_credit_number(number: str) -> bool:
    """Return whether an invoice of this number may be a credit note: `C536379`."""
    return _CREDIT_NOTE.fullmatch(number) is not None


def standing(status: str) -> Standing:
    """Return what a file's word for the status of an order means."""
    return _BY_WORD.get(plain(status), Standing.OPEN)


def standing_of_payment(status: str) -> Standing:
    """Return what a file's word for the status of a payment means for the order."""
    return _OF_PAYMENT.get(plain(status)) or standing(status)
