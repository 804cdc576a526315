"""The channels of the demo business."""

from enum import StrEnum


class Door(StrEnum):
    """The channels, by code."""

    MALL = "mall"
    TIDE = "tidemarket"
    COUNTER = "counter"
    PHONE = "phone"
    TRADE = "trade"
