"""What a person or a program hands over with a verb, read strictly."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Final

from annotated_types import GroupedMetadata
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
    ValidationError,
)

from models.kit.errors import Invalid
from models.orders.states import HoldReason, PaymentMethod
from models.stock.ledger import MAX_QTY

FIRST_DAY: Final = date(1990, 1, 1)
LAST_DAY: Final = date(2100, 1, 1)


_NO_CONTROLS: Final = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
_TURNS: Final = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Marks that turn the direction of writing: a note could speak as somebody else. Address books put
them around numbers, so they are no reason to refuse anything: they are left out."""


def without_turns(text: str) -> str:
    """Return a text without the marks that turn the direction of writing."""
    return text if text.isascii() else text.translate(_TURNS)


def _without_turns(value: object) -> object:
    return without_turns(value) if isinstance(value, str) else value


class _Text(GroupedMetadata):
    """What holds for a text, one thing after the other."""

    def __init__(self, size: int, least: int) -> None:
        self.size, self.least = size, least

    def __iter__(self) -> Iterator[object]:
        yield from StringConstraints(
            strip_whitespace=True,
            min_length=self.least,
            max_length=self.size,
            pattern=_NO_CONTROLS,
        )
        yield BeforeValidator(_without_turns)  # named last, asked first


def text(size: int, *, least: int = 0) -> Any:
    """Return what holds for a text of at most `size`: no control but new lines and tabs.

    PostgreSQL keeps no NUL, and a terminal obeys the others.
    """
    return _Text(size, least)


Code = Annotated[str, text(80, least=1)]
Note = Annotated[str, text(400)]
Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
Count = Annotated[int, Field(strict=True, ge=0, le=MAX_QTY)]
Key = Annotated[int, Field(strict=True, ge=1, lt=2**63)]
Counts = Annotated[dict[Code, Count], Field(max_length=500)]


class Given(BaseModel):
    """The data of one move; which of it a verb needs stands in its row of the table.

    Attributes:
        reason: why, as a code; `note` is the same in words.
        scanned: units by SKU, as counted at the bench; `by_hand` says that all is there.
        short: units by SKU that were not on the shelf.
        hold: the hold that is meant, by its key.
        line: the position of the order line that is meant, and `qty` of it.
        override: pass a guard with a reason; takes a permission of its own.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: Code | None = None
    note: Note = ""
    carrier: Code | None = None
    service: Code | None = None
    tracking_no: Code | None = None
    self_delivery: StrictBool = False
    proof: Note = ""
    claim: Code | None = None
    scanned: Counts | None = None
    by_hand: StrictBool = False
    short: Counts | None = None
    produced: Counts | None = None
    hold_reason: HoldReason | None = None
    hold: Key | None = None
    due_on: Day | None = None
    warehouse: Code | None = None
    line: Count | None = None
    qty: Count | None = None
    payment: Key | None = None
    method: PaymentMethod | None = None
    amount: Code | None = None
    provider_ref: Code | None = None
    override: StrictBool = False


NOTHING = Given()


def read_given(raw: Mapping[str, Any]) -> Given:
    """Return `raw` as it is understood.

    Raises:
        Invalid: `bad_argument`, naming the field and what is wrong with it.
    """
    try:
        return Given.model_validate(raw)
    except ValidationError as error:
        raise invalid(error) from None


def invalid(error: ValidationError) -> Invalid:
    """Return a validation error as a refusal that names the first wrong field."""
    first = error.errors(include_url=False, include_context=False)[0]
    field = ".".join(str(step) for step in first["loc"])
    return Invalid(
        "bad_argument", field=field[:80], problem=first["type"], value=repr(first["input"])[:80]
    )
