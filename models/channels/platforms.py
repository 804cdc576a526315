"""Whose orders a record is, told by its shape: a new platform is a module and a line here."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from models.channels import ours, shopify, woocommerce
from models.channels.fields import COLUMNS, OF, Field
from models.channels.handed import Row


class Platform(NamedTuple):
    """How the orders of a platform are known and read."""

    is_order: Callable[[Mapping[str, Any]], bool]
    rows: Callable[[Mapping[str, Any]], list[Row]]
    fields: Sequence[Field]


EVERY: Final = tuple(column.field for column in COLUMNS)
THEIRS: Final = tuple(field for field in EVERY if field is not Field.NO)
PLATFORMS: Final = (
    Platform(ours.is_order, ours.rows, EVERY),
    Platform(shopify.is_order, shopify.rows, THEIRS),
    Platform(woocommerce.is_order, woocommerce.rows, THEIRS),
)
TITLES: Final[Mapping[Field, str]] = {field: OF[field].names[0] for field in EVERY}
"""What the columns of a platform's orders are called, and are known by again."""


def of(record: Mapping[str, Any]) -> Platform | None:
    """Return the platform whose order a record is."""
    return next((platform for platform in PLATFORMS if platform.is_order(record)), None)
