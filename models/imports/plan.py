"""What somebody asks of an import, and what came of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from models.channels.moments import DateOrder
from models.imports.mappings import NO_MAPPING, FileMapping


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
        open_from: the day in the shop's zone from which orders are open; earlier ones are history.
        mapping: how the file's columns are read, where somebody has taught us.
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
    open_from: date | None = None
    mapping: FileMapping = NO_MAPPING
    is_rehearsal: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored; `plan_of` reads it again."""
        plain = {**self._asdict(), "mapping": self.mapping.model_dump(mode="json")}
        return plain | {"open_from": self.open_from and self.open_from.isoformat()}


def plan_of(stored: Mapping[str, Any]) -> Plan:
    """Return a plan that was stored."""
    order, first = stored["date_order"], stored["open_from"]
    return Plan(**{
        **stored,
        "take_as": TakeAs(stored["take_as"]),
        "new_skus": NewSkus(stored["new_skus"]),
        "form": Form(stored["form"]),
        "date_order": DateOrder(order) if order else None,
        "open_from": date.fromisoformat(first) if first else None,
        "mapping": FileMapping.model_validate(stored["mapping"]),
    })  # fmt: skip


@dataclass
class Outcome:
    """What came of an import.

    Attributes:
        orders: how many of each verdict.
        rows: of data, read.
        held: of the new orders, how many wait for a person; in a rehearsal, would wait.
        over: of the new orders, how many entered as already over.
        new_skus: what the catalogue did not know and was made, or would be.
        unknown_skus: how many orders are refused only because the catalogue lacks a SKU.
        corrections: rows that correct stock and were not imported.
        is_whole: whether the file could be read at all.
        is_stopped: somebody asked for an end before all of it was taken.
        read_as: how the file was understood, for people to check.
    """

    orders: dict[Verdict, int] = field(default_factory=lambda: dict.fromkeys(Verdict, 0))
    rows: int = 0
    held: int = 0
    over: int = 0
    new_skus: set[str] = field(default_factory=set)
    unknown_skus: int = 0
    corrections: int = 0
    is_whole: bool = True
    is_stopped: bool = False
    read_as: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        """Whether nothing was refused."""
        return self.is_whole and not self.orders[Verdict.REFUSED]

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored, for people to read."""
        told = {**asdict(self), "new_skus": sorted(self.new_skus)}
        read_as = told.pop("read_as")
        return {**told, **read_as}
