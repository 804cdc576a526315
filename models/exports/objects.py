"""Orders as objects for programs: one order in JSON, as the interface promises it.

Beside what is promised: `is_history`, and of each line `cancelled_qty`; without them an order could
not be brought back as it is. A line's `discount` holds its share of what was taken off the order,
and the order's is the sum of its lines'.
"""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import bindparam, select

from models.catalog.tables import Warehouse
from models.exports.orders import Whole, orders
from models.exports.pages import by_key
from models.exports.rows import Asked
from models.kit.table import table
from models.orders.tables import Fulfillment, FulfillmentLine, OrderHold, OrderLine, Shipment
from models.promise.tables import Promise

_HOLD: Final = table(OrderHold)
_PART: Final = table(Fulfillment)
_CARGO: Final = table(FulfillmentLine)
_LINE: Final = table(OrderLine)
_SHIPMENT: Final = table(Shipment)
_WAREHOUSE: Final = table(Warehouse)
_PROMISE: Final = table(Promise)
_SHIP_TO: Final = (
    "recipient", "phone", "country", "province", "city", "district", "line", "postcode",
)  # fmt: skip


def _of(query: Any, order_id: Any, *more: Any) -> Any:
    query = query.where(order_id.in_(bindparam("b_keys", expanding=True)))
    return query.order_by(order_id, *more)


_HOLDS: Final = _of(
    select(_HOLD.c.order_id, _HOLD.c.reason, _HOLD.c.note, _HOLD.c.placed_by, _HOLD.c.placed_at,
           _HOLD.c.due_at).where(_HOLD.c.released_at.is_(None)),
    _HOLD.c.order_id, _HOLD.c.id,
)  # fmt: skip
_PARTS: Final = _of(
    select(_PART.c.order_id, _PART.c.id, _PART.c.code, _PART.c.state,
           _WAREHOUSE.c.code.label("warehouse"))
    .outerjoin_from(_PART, _WAREHOUSE, _PART.c.warehouse_id == _WAREHOUSE.c.id),
    _PART.c.order_id, _PART.c.id,
)  # fmt: skip
_CARRIED: Final = _of(
    select(_PART.c.order_id, _CARGO.c.fulfillment_id, _LINE.c.sku, _CARGO.c.qty)
    .join_from(_CARGO, _LINE, _CARGO.c.order_line_id == _LINE.c.id)
    .join(_PART, _CARGO.c.fulfillment_id == _PART.c.id),
    _PART.c.order_id, _CARGO.c.id,
)  # fmt: skip
_SHIPMENTS: Final = _of(select(_SHIPMENT.c.order_id, _SHIPMENT), _SHIPMENT.c.order_id,
                        _SHIPMENT.c.id)  # fmt: skip
_PROMISES: Final = _of(
    select(_PROMISE.c.order_id, _PROMISE.c.promised_on, _PROMISE.c.source, _PROMISE.c.made_at),
    _PROMISE.c.order_id, _PROMISE.c.id,
)  # fmt: skip
_BESIDE: Final = {
    "holds": _HOLDS, "parts": _PARTS, "cargo": _CARRIED, "shipments": _SHIPMENTS,
    "promises": _PROMISES,
}  # fmt: skip


def order_objects(asked: Asked) -> Iterator[list[dict[str, Any]]]:
    """Go through orders, an object each."""
    for page in orders(asked):
        keys = [order.row.id for order in page]
        beside = {name: by_key(asked.unit, query, keys) for name, query in _BESIDE.items()}
        yield [
            _object(order, {name: rows.get(order.row.id, []) for name, rows in beside.items()})
            for order in page
        ]


def _object(order: Whole, beside: dict[str, list[Any]]) -> dict[str, Any]:
    row, money, promises = order.row, order.money, beside["promises"]
    return {
        "no": row.no, "status": row.status, "lane": row.lane, "version": row.version,
        "channel": order.house.channel, "source": order.house.kind,
        "external_id": row.external_id, "type": row.type, "is_history": row.is_history,
        "currency": row.currency,
        "customer": {"code": row.customer_code, "name": row.customer_name,
                     "phone": order.phone, "email": order.email},
        "ship_to": {name: order.ship_to.get(name) or "" for name in _SHIP_TO},
        "lines": [_line(order, line) for line in order.lines],
        "goods": money(row.goods_minor), "discount": money(row.discount_minor),
        "shipping": money(row.shipping_minor), "tax": money(row.tax_minor),
        "total": money(row.total_minor), "paid": money(row.paid_minor),
        "payment_status": row.payment_status,
        "holds": [_hold(order, hold) for hold in beside["holds"]],
        "promise": _promise(order, promises[-1]) if promises else None,
        "fulfillments": [_part(order, part, beside) for part in beside["parts"]],
        "remark": row.remark, "tags": row.tags, "placed_at": order.moment(row.placed_at),
        "updated_at": order.moment(row.updated_at),
    }  # fmt: skip


def _line(order: Whole, line: Any) -> dict[str, Any]:
    return {
        "sku": line.sku, "name": line.name, "qty": line.qty, "cancelled_qty": line.cancelled_qty,
        "unit_price": order.money(line.unit_price_minor),
        "discount": order.money(line.discount_minor), "tax": order.money(line.tax_minor),
        "total": order.money(line.total_minor),
    }  # fmt: skip


def _hold(order: Whole, hold: Any) -> dict[str, Any]:
    due = hold.due_at and order.moment(hold.due_at)
    return {"reason": hold.reason, "note": hold.note, "placed_by": hold.placed_by,
            "placed_at": order.moment(hold.placed_at), "due_at": due}  # fmt: skip


def _promise(order: Whole, promise: Any) -> dict[str, Any]:
    return {"promised_on": promise.promised_on, "source": promise.source,
            "made_at": order.moment(promise.made_at)}  # fmt: skip


def _part(order: Whole, part: Any, beside: dict[str, list[Any]]) -> dict[str, Any]:
    cargo = [each for each in beside["cargo"] if each.fulfillment_id == part.id]
    sent = [each for each in beside["shipments"] if each.fulfillment_id == part.id]
    return {
        "code": part.code, "status": part.state, "warehouse": part.warehouse,
        "lines": [{"sku": each.sku, "qty": each.qty} for each in cargo],
        "shipments": [_shipment(order, each) for each in sent],
    }  # fmt: skip


def _shipment(order: Whole, shipment: Any) -> dict[str, Any]:
    moments = ("shipped_at", "picked_up_at", "delivered_at", "voided_at")
    at = {name: getattr(shipment, name) for name in moments}
    return {
        "carrier": shipment.carrier, "service": shipment.service,
        "tracking_no": shipment.tracking_no,
        **{name: moment and order.moment(moment) for name, moment in at.items()},
    }  # fmt: skip
