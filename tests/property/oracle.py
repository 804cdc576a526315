"""What must be true of a small business after every step, retold from its events and rows.

Beside `tests.invariants`, which asks the database about stock and versions; nothing of the core is
used here either.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Connection, Engine, text

STEPS: Final = ("backordered", "in_production", "allocated", "picking", "packed", "shipped")
SOMEWHERE: Final = frozenset({"allocated", "picking", "packed", "shipped", "delivered"})
OVER: Final = frozenset({"cancelled", "lost", "returned"})
BEFORE: Final = ("draft", "pending_payment", "pending_review", "rejected", "approved")
DIGEST: Final = """SELECT (SELECT COUNT(*) FROM event), (SELECT COUNT(*) FROM stock_move),
    (SELECT COUNT(*) FROM job), (SELECT COUNT(*) FROM job WHERE done_at IS NOT NULL),
    (SELECT SUM(version) FROM "order"), (SELECT SUM(version) FROM stock_balance),
    (SELECT SUM(qty * qty) FROM stock_balance), (SELECT SUM(version) FROM sku),
    (SELECT COUNT(*) FROM fulfillment), (SELECT SUM(qty * id) FROM fulfillment_line),
    (SELECT COUNT(*) FROM order_hold), (SELECT COUNT(*) FROM customer),
    (SELECT SUM(amount_minor) FROM payment), (SELECT COUNT(*) FROM shipment),
    (SELECT SUM(cancelled_qty) FROM order_line), (SELECT COUNT(*) FROM promise)"""


def digest(engine: Engine) -> tuple[Any, ...]:
    """A cheap likeness of everything that is stored: what changes anything changes it."""
    with engine.connect() as connection:
        return tuple(connection.execute(text(DIGEST)).one())


def lane_of(status: str, parts: Iterable[str], *, held: bool) -> str | None:
    """The lane an order belongs in, by the six rules of the design."""
    if status in ("cancelled", "completed"):
        return status
    if status in ("draft", "rejected"):
        return None
    if held:
        return "exception"
    if status != "fulfilling":
        return status
    under_way = [STEPS.index(state) for state in parts if state in STEPS]
    if not under_way:
        return "exception"
    least = STEPS[min(under_way)]
    return "backordered" if least == "in_production" else least


def complaints(engine: Engine) -> list[str]:
    """What is wrong; nothing, as a rule."""
    with engine.connect() as connection:
        parts = _by_order(connection, "SELECT order_id, id, code, state, warehouse_id, made_for_id"
                          " FROM fulfillment")  # fmt: skip
        holds = _by_order(connection, "SELECT order_id, id FROM order_hold"
                          " WHERE released_at IS NULL")  # fmt: skip
        lines = _by_order(connection, "SELECT * FROM order_line")
        events = _by_order(connection, "SELECT aggregate_id AS order_id, type, payload FROM event"
                           " WHERE aggregate = 'order' ORDER BY seq")  # fmt: skip
        found: list[str] = []
        for order in connection.execute(text('SELECT * FROM "order"')):
            key = order.id
            found += _about_lane(order, parts[key], holds[key])
            found += _about_parts(order, parts[key])
            found += _about_money(order, lines[key])
            found += _about_story(order, parts[key], events[key])
    return found


def _by_order(connection: Connection, query: str) -> dict[int, list[Any]]:
    rows: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(text(query)):
        rows[row.order_id].append(row)
    return rows


def _about_lane(order: Any, parts: list[Any], holds: list[Any]) -> list[str]:
    lane = lane_of(order.status, [part.state for part in parts], held=bool(holds))
    return [] if lane == order.lane else [f"{order.no} in {order.lane}, belongs in {lane}"]


def _about_parts(order: Any, parts: list[Any]) -> list[str]:
    found = [
        f"{part.code} {part.state} at {part.warehouse_id}"
        for part in parts
        if (part.state in SOMEWHERE and part.warehouse_id is None)
        or (part.state in STEPS[:2] and part.warehouse_id is not None)
    ]
    live = [part.code for part in parts if part.state not in OVER]
    if order.status in (*BEFORE, "cancelled") and live:
        found.append(f"{order.no} is {order.status} with {live}")
    return found


def _about_money(order: Any, lines: list[Any]) -> list[str]:
    found = []
    ours = sum(line.total_minor - line.cancelled_minor for line in lines)
    ours += order.shipping_minor + order.stated_difference_minor
    if ours != order.total_minor:
        found.append(f"{order.no} comes to {order.total_minor}, its lines to {ours}")
    if any(not 0 <= line.cancelled_minor <= line.total_minor for line in lines):
        found.append(f"{order.no} cancelled more than it was worth")
    paid, total = order.paid_minor, order.total_minor
    known = {"overpaid"} if paid > total else {"paid"} if paid == total else {"partial"}
    is_settled = paid or not total  # what is free is paid
    if order.payment_status not in (known if is_settled else {"unpaid", "authorized"}):
        found.append(f"{order.no} paid {paid} of {total} is {order.payment_status}")
    return found


def _about_story(order: Any, parts: list[Any], events: list[Any]) -> list[str]:
    """The events, retold, must end in what is."""
    states: dict[str, str] = {}
    found: list[str] = []
    lane = None
    for event in events:
        told = event.payload if isinstance(event.payload, dict) else json.loads(event.payload)
        lane = told.get("lane")
        for change in told.get("parts", ()):
            if states.get(change["id"]) != change["from"]:
                found.append(f"{change} but it was {states.get(change['id'])}")
            states[change["id"]] = change["to"]
    now = {part.code: part.state for part in parts}
    if states != now:
        found.append(f"{order.no} is {now}, told {states}")
    if lane != order.lane:
        found.append(f"{order.no} is in {order.lane}, told {lane}")
    return found
