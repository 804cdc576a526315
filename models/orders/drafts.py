"""An order as it is handed in, from whatever door: read strictly, before anything is stored."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from models.orders.given import FIRST_DAY, LAST_DAY, Day, invalid, text
from models.orders.tables import DiscountKind, OrderType
from models.stock.ledger import MAX_QTY

MAX_LINES: Final = 2_000


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs an offset")
    if not FIRST_DAY <= moment.date() <= LAST_DAY:
        raise ValueError("no such business day")
    return moment.astimezone(UTC)


def _no_float(value: object) -> object:
    if isinstance(value, (float, bool)):
        raise ValueError("money is a decimal string")  # noqa: TRY004  pydantic wants ValueError
    return value


Code = Annotated[str, text(64, least=1)]
Moment = Annotated[datetime, AfterValidator(_aware)]
Amount = Annotated[Decimal, BeforeValidator(_no_float), Field(ge=0, max_digits=18)]
Remark = Annotated[str, text(4_000)]
Tags = Annotated[list[Code], Field(max_length=20)]
Qty = Annotated[int, Field(strict=True, ge=1, le=MAX_QTY)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Recipient(_Form):
    """Where and to whom goods go; what is not known is empty."""

    recipient: Annotated[str, text(120)] = ""
    phone: Annotated[str, text(40)] = ""
    country: Annotated[str, text(64)] = ""
    province: Annotated[str, text(64)] = ""
    city: Annotated[str, text(64)] = ""
    district: Annotated[str, text(64)] = ""
    line: Annotated[str, text(400)] = ""
    postcode: Annotated[str, text(20)] = ""


class Buyer(_Form):
    """Who buys. Known by code; without one, by being the channel's anonymous customer."""

    code: Annotated[str, text(64)] = ""
    name: Annotated[str, text(240)] = ""
    phone: Annotated[str, text(40)] = ""
    email: Annotated[str, text(254)] = ""


class LineDraft(_Form):
    """A line as it is handed in.

    Attributes:
        unit_price: in major units; None takes the list price.
        discount: off this line alone, in major units.
        name: as the seller calls it there; None takes the catalogue's.
    """

    sku: Code
    qty: Qty
    unit_price: Amount | None = None
    discount: Amount = Decimal(0)
    name: Annotated[str, text(240)] | None = None


class DiscountDraft(_Form):
    """Something off the order as a whole, in major units."""

    kind: DiscountKind = DiscountKind.MANUAL
    ref: Annotated[str, text(64)] = ""
    amount: Amount


class OrderDraft(_Form):
    """An order as it is handed in.

    Attributes:
        total: what the other side says it comes to, in major units; None says nothing.
        no: the number it must have; None takes the next of the shop.
        source_hash: of what it was made from, for doors that may bring the same thing twice.
    """

    channel: Code
    lines: Annotated[list[LineDraft], Field(min_length=1, max_length=MAX_LINES)]
    external_id: Annotated[str, text(120, least=1)] | None = None
    no: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,64}$")] | None = None
    source_hash: Annotated[str, text(64)] | None = None
    type: OrderType = OrderType.PLAIN
    customer: Buyer = Buyer()
    ship_to: Recipient = Recipient()
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None
    discounts: Annotated[list[DiscountDraft], Field(max_length=50)] = []
    shipping: Amount = Decimal(0)
    shipping_tax_bp: Annotated[int, Field(strict=True, ge=0, le=10_000)] = 0
    total: Amount | None = None
    placed_at: Moment | None = None
    wanted_on: Day | None = None
    remark: Remark = ""
    tags: Tags = []


def read_draft(raw: Mapping[str, Any]) -> OrderDraft:
    """Return `raw` as an order draft.

    Raises:
        Invalid: `bad_argument`, naming the field and what is wrong with it.
    """
    try:
        return OrderDraft.model_validate(raw)
    except ValidationError as error:
        raise invalid(error) from None
