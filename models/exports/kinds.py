"""What can be exported, and in which forms."""

from enum import StrEnum


class Kind(StrEnum):
    """What is exported."""

    ORDERS = "orders"
    LINES = "lines"
    STOCK = "stock"
    CUSTOMERS = "customers"
    EVENTS = "events"


class Form(StrEnum):
    """As what it is written; the values end the names of files."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"
