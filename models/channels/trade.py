"""The oddities of trade: lines that are not goods, and invoices that are not orders."""

import re
from enum import StrEnum
from typing import Final


class LineKind(StrEnum):
    """What a line of an invoice really is."""

    GOODS = "goods"
    POSTAGE = "postage"
    MANUAL = "manual"
    DISCOUNT = "discount"


_CODES: Final[dict[LineKind, frozenset[str]]] = {
    LineKind.POSTAGE: frozenset(
        {"POST", "POSTAGE", "DOT", "C2", "CARRIAGE", "SHIPPING", "SHIP", "FREIGHT", "DELIVERY",
         "P&P", "运费", "邮费", "快递费", "運費", "郵費", "快遞費"}
    ),
    LineKind.MANUAL: frozenset(
        {"M", "MANUAL", "S", "SAMPLES", "B", "ADJUST", "PADS", "CRUK", "BANK CHARGES",
         "AMAZONFEE", "MISC", "手工", "其他"}
    ),
    LineKind.DISCOUNT: frozenset({"D", "DISCOUNT", "COUPON", "折扣", "优惠", "優惠", "优惠券"}),
}  # fmt: skip
"""Stock codes that shops write for lines without stock."""

_BY_CODE: Final = {code: kind for kind, codes in _CODES.items() for code in codes}
_CREDIT_NOTE: Final = re.compile(r"(?:CN|CR|C)[-_ ]?\d[\w-]*", re.ASCII | re.IGNORECASE)
_CANCELLED: Final = frozenset(
    {"cancelled", "canceled", "cancel", "void", "voided", "已取消", "取消", "交易关闭", "已关闭",
     "交易關閉", "已關閉", "已作废", "已作廢"}
)  # fmt: skip


def line_kind(sku: str) -> LineKind:
    """Return what a line with this stock code is."""
    return _BY_CODE.get(sku.upper(), LineKind.GOODS)


def is_credit_number(number: str) -> bool:
    """Return whether an invoice of this number may be a credit note: `C536379`."""
    return _CREDIT_NOTE.fullmatch(number) is not None


def says_cancelled(status: str) -> bool:
    """Return whether a file's word for a status means that the order is off."""
    return status.casefold().strip() in _CANCELLED
