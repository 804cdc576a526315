"""What somebody asks of an import before it is looked at: the boxes of a form, read strictly."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

from models.channels.moments import DateOrder
from models.db import Unit
from models.imports.doors import FILE_CHANNEL
from models.imports.mappings import NO_MAPPING, find_mapping
from models.imports.plan import NewSkus, Plan, TakeAs
from models.orders.given import text


def _none_for_empty(value: Any) -> Any:
    return None if value == "" else value


_Maybe = BeforeValidator(_none_for_empty)
Code = Annotated[str, text(40)]
Currency = Annotated[
    str, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^([A-Za-z]{3})?$")
]


class Asked(BaseModel):
    """How a file is to be taken in; what is empty is found out, or the channel says it.

    Attributes:
        mapping: the name of one that is kept for the channel.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    channel: Code = ""
    take_as: TakeAs = TakeAs.OPEN
    open_from: Annotated[date | None, _Maybe] = None
    new_skus: NewSkus = NewSkus.REFUSE
    currency: Currency = ""
    date_order: Annotated[DateOrder | None, _Maybe] = None
    encoding: Code = ""
    mapping: Annotated[str, text(80)] = ""


def plan_asked(unit: Unit, asked: Asked, zone: str) -> Plan:
    """Return the plan that is asked for.

    Raises:
        NotFound: `mapping`.
    """
    mapping = NO_MAPPING
    if asked.mapping:
        mapping = find_mapping(unit, asked.channel or FILE_CHANNEL, asked.mapping)
    return with_asked(Plan(zone=zone, mapping=mapping), asked)


def with_asked(plan: Plan, asked: Asked) -> Plan:
    """Return a plan with what a form says of it; the mapping stays."""
    return plan._replace(
        channel=asked.channel or None, take_as=asked.take_as, open_from=asked.open_from,
        new_skus=asked.new_skus, currency=asked.currency or None, date_order=asked.date_order,
        encoding=asked.encoding or None,
    )  # fmt: skip
