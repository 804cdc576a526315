"""Stock as it stands: what each bucket of each warehouse holds of each SKU."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import bindparam, select

from models.catalog.tables import Sku, Warehouse
from models.exports.filters import Filter
from models.exports.pages import pages
from models.exports.rows import Asked, Column, Row
from models.kit.table import table
from models.stock.tables import StockBalance

_SKU: Final = table(Sku)
_WAREHOUSE: Final = table(Warehouse)
_BALANCE: Final = table(StockBalance)

STOCK: Final = (
    Column("sku", "SKU"), Column("name", "Product name"), Column("warehouse", "Warehouse"),
    Column("bucket", "Bucket"), Column("qty", "Qty"),
)  # fmt: skip
_OF_SKUS: Final = (
    select(_SKU.c.sku, _SKU.c.name, _WAREHOUSE.c.code, _BALANCE.c.bucket, _BALANCE.c.qty)
    .join_from(_BALANCE, _SKU, _BALANCE.c.sku_id == _SKU.c.id)
    .join(_WAREHOUSE, _BALANCE.c.warehouse_id == _WAREHOUSE.c.id)
    .where(_BALANCE.c.sku_id.in_(bindparam("b_keys", expanding=True)))
    .order_by(_BALANCE.c.sku_id, _BALANCE.c.warehouse_id, _BALANCE.c.bucket)
)


def stock_rows(asked: Asked) -> Iterator[list[Row]]:
    """Go through balances, those of one SKU together."""
    filters, query = asked.filters, _OF_SKUS
    of_sku = [_SKU.c.id.in_(filters[Filter.SKU])] if Filter.SKU in filters else []
    for name, column in (
        (Filter.WAREHOUSE, _BALANCE.c.warehouse_id),
        (Filter.BUCKET, _BALANCE.c.bucket),
    ):
        if name in filters:
            query = query.where(column.in_(filters[name]))
    for keys in pages(asked.unit, _SKU.c.id, of_sku):
        yield [list(row) for row in asked.unit.rows(query, {"b_keys": keys})]
