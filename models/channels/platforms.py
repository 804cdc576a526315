"""Whose orders a record is, told by its shape: a new platform is a module and a line here."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from models.channels import shopify, woocommerce
from models.channels.fields import COLUMNS, Field
from models.channels.handed import Row


class Platform(NamedTuple):
    """How the orders of a platform are known and read."""

    is_order: Callable[[Mapping[str, Any]], bool]
    rows: Callable[[Mapping[str, Any]], list[Row]]


PLATFORMS: Final = (
    Platform(shopify.is_order, shopify.rows),
    Platform(woocommerce.is_order, woocommerce.rows),
)
FIELDS: Final = tuple(column.field for column in COLUMNS)
TITLES: Final[Mapping[Field, str]] = {column.field: column.names[0] for column in COLUMNS}
"""What the columns of a platform's orders are called, and are known by again."""


def of(record: Mapping[str, Any]) -> Platform | None:
    """Return the platform whose order a record is."""
    return next((platform for platform in PLATFORMS if platform.is_order(record)), None)
