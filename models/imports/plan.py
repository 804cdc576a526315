"""What somebody asks of an import, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from models.channels.moments import DateOrder


class TakeAs(StrEnum):
    """Whether orders enter the life cycle, or are already over and only reported on."""

    OPEN = "open"
    HISTORY = "history"


class NewSkus(StrEnum):
    """What becomes of SKUs that the catalogue does not know."""

    REFUSE = "refuse"
    CREATE = "create"


class Form(StrEnum):
    """In which format a file is."""

    AUTO = "auto"
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    JSONL = "jsonl"


class Verdict(StrEnum):
    """What an order of a file is to us; the values are what people count."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


class Plan(NamedTuple):
    """What is asked of an import.

    Attributes:
        channel: whose orders they are; None for the channel of files.
        currency: of amounts that name none; None for the channel's.
        date_order: of dates like 3/4/2010 where their column does not show it.
        encoding: None finds out.
        zone: of a shop that has yet to be made.
        is_rehearsal: nothing is kept.
    """

    channel: str | None = None
    take_as: TakeAs = TakeAs.OPEN
    new_skus: NewSkus = NewSkus.REFUSE
    form: Form = Form.AUTO
    currency: str | None = None
    date_order: DateOrder | None = None
    encoding: str | None = None
    zone: str = "UTC"
    is_rehearsal: bool = False


@dataclass
class Outcome:
    """What came of an import.

    Attributes:
        orders: how many of each verdict.
        rows: of data, read.
        held: of the new orders, how many wait for a person; None in a rehearsal.
        over: of the new orders, how many entered as already over.
        new_skus: what the catalogue did not know and was made, or would be.
        corrections: rows that correct stock and were not imported.
        is_whole: whether the file could be read at all.
    """

    orders: dict[Verdict, int] = field(default_factory=lambda: dict.fromkeys(Verdict, 0))
    rows: int = 0
    held: int | None = 0
    over: int = 0
    new_skus: set[str] = field(default_factory=set)
    corrections: int = 0
    is_whole: bool = True
    read_as: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        """Whether nothing was refused."""
        return self.is_whole and not self.orders[Verdict.REFUSED]
