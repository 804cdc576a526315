"""One more order like a mould: other people, another time, keys and numbers of its own.

What stands in a table at the end of the order is written when it is placed; its events, and what
stands beside them, when they happen.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final, NamedTuple

from models.demo.buyers import Buyer
from models.demo.hours import ZONE
from models.demo.keys import Translation
from models.demo.moulds import Mould, Rows
from models.demo.orders import external_id
from models.kit.actor import ActorKind

Row = dict[str, Any]
_JOB_AFTER: Final = timedelta(seconds=3)


class Drawn(NamedTuple):
    """The keys of one copy by those of its mould, its number, and its tokens."""

    order: int
    customer: int
    lines: Mapping[int, int]
    holds: Mapping[int, int]
    parts: Mapping[int, int]
    payments: Mapping[int, int]
    no: str
    public_token: str


class Copy:
    """An order to be written.

    Attributes:
        at: when each step happens, in UTC.
        seqs: the numbers its events were given so far.
    """

    def __init__(
        self, mould: Mould, buyer: Buyer, serial: int, at: list[datetime], chance: Random,
        *, keys: Translation, until: datetime,
    ) -> None:  # fmt: skip
        self.mould = mould
        self.buyer = buyer
        self.at = at
        self.seqs: dict[int, int] = {}
        self._drawn: Drawn | None = None
        self._serial = serial
        self._keys = keys
        self._until = until
        self._when = dict(zip(mould.moments, at, strict=True))
        self._tracking = {
            parcel["tracking_no"]: mould.wish.carrier.parcel_number(chance)
            for parcel in mould.rows["shipment"]
            if parcel["tracking_no"]
        }

    def draw(self, drawn: Drawn) -> None:
        """Take keys, before anything is written."""
        self._drawn = drawn

    @property
    def drawn(self) -> Drawn:
        """Return the keys."""
        if self._drawn is None:
            raise AssertionError("keys are drawn when the order is placed")
        return self._drawn

    def standing(self) -> dict[str, Rows]:
        """Return the rows of the order by table, as they stand at its end."""
        make = {
            "order": self._order, "order_line": self._line, "order_discount": self._discount,
            "order_hold": self._hold, "fulfillment": self._part, "shipment": self._parcel,
            "payment": self._payment, "fulfillment_line": self._cargo,
        }  # fmt: skip
        return {name: [make[name](row) for row in rows] for name, rows in self.mould.rows.items()}

    def _order(self, row: Row) -> Row:
        drawn, buyer = self.drawn, self.buyer
        placed = self._when[row["created_at"]]
        ship_to = {name: row["ship_to"][name] and value for name, value in buyer.ship_to.items()}
        return {
            **row, "id": drawn.order, "no": drawn.no, "public_token": drawn.public_token,
            "channel_id": self._keys.channel[row["channel_id"]], "customer_id": drawn.customer,
            "external_id": external_id(self._serial) if row["external_id"] else None,
            "owner_user_id": buyer.owner.id if row["owner_user_id"] else None,
            "pay_by": row["pay_by"] and placed + (row["pay_by"] - row["created_at"]),
            "promised_on": row["promised_on"] and row["promised_on"] + self._days(self._promised()),
            "ship_to": ship_to, **self._moments(row, "placed_at", "moved_at", "created_at",
                                                "updated_at"),
        }  # fmt: skip

    def _promised(self) -> datetime:
        """Return when the mould's last promise was made."""
        return max(row["made_at"] for beat in self.mould.beats for row in beat.promises)

    def _days(self, then: datetime) -> timedelta:
        """Return by how many days of the calendar a moment of the mould is moved."""
        return _day(self._when[then]) - _day(then)

    def _moments(self, row: Row, *columns: str) -> Row:
        return {name: row[name] and self._when[row[name]] for name in columns}

    def _line(self, row: Row) -> Row:
        return {
            **row, "id": self.drawn.lines[row["id"]], "order_id": self.drawn.order,
            "sku_id": self._keys.sku[row["sku_id"]],
        }  # fmt: skip

    def _discount(self, row: Row) -> Row:
        return {**_without_key(row), "order_id": self.drawn.order}

    def _hold(self, row: Row) -> Row:
        due = row["due_at"] and self._when[row["placed_at"]] + (row["due_at"] - row["placed_at"])
        return {
            **row, "id": self.drawn.holds[row["id"]], "order_id": self.drawn.order, "due_at": due,
            "fulfillment_id": self._its_part(row["fulfillment_id"]),
            **self._moments(row, "placed_at", "released_at"),
        }  # fmt: skip

    def _part(self, row: Row) -> Row:
        short = {str(self._keys.sku[int(key)]): qty for key, qty in row["why"]["short"].items()}
        return {
            **row, "id": self.drawn.parts[row["id"]], "order_id": self.drawn.order,
            "code": self._named(row["code"]),
            "warehouse_id": row["warehouse_id"] and self._keys.warehouse[row["warehouse_id"]],
            "made_for_id": self._its_part(row["made_for_id"]),
            "why": {**row["why"], "short": short}, **self._moments(row, "created_at", "moved_at"),
        }  # fmt: skip

    def _parcel(self, row: Row) -> Row:
        return {
            **_without_key(row), "order_id": self.drawn.order,
            "fulfillment_id": self.drawn.parts[row["fulfillment_id"]],
            "tracking_no": self._tracking.get(row["tracking_no"]),
            **self._moments(row, "shipped_at", "picked_up_at", "delivered_at", "voided_at"),
        }  # fmt: skip

    def _payment(self, row: Row) -> Row:
        ref = row["provider_ref"]
        return {
            **row, "id": self.drawn.payments[row["id"]], "order_id": self.drawn.order,
            "provider_ref": ref and self._named(ref),
            **self._moments(row, "created_at", "settled_at"),
        }  # fmt: skip

    def _cargo(self, row: Row) -> Row:
        return {
            **_without_key(row), "fulfillment_id": self.drawn.parts[row["fulfillment_id"]],
            "order_line_id": self.drawn.lines[row["order_line_id"]],
            "sku_id": self._keys.sku[row["sku_id"]],
        }  # fmt: skip

    def event(self, place: int, correlation: Mapping[str, str]) -> Row:
        """Return an event of the order, but for its number."""
        row = self.mould.events[place]
        at = self._when[row["at"]]
        reverses, payload = row["reverses_seq"], row["payload"]
        if place not in self.mould.plain:
            payload = self._told(payload)
        return {
            **row, **self._actor(row), "at": at, "business_date": at.astimezone(ZONE).date(),
            "aggregate_id": self.drawn.order, "payload": payload,
            "correlation_id": correlation[row["correlation_id"]],
            "reverses_seq": None if reverses is None else self.seqs[reverses],
        }  # fmt: skip

    def _actor(self, row: Row) -> Row:
        if row["actor_kind"] is not ActorKind.USER:
            return {}
        if row["actor_id"] == self.mould.buyer.owner.id:
            return {"actor_id": self.buyer.owner.id, "actor_label": self.buyer.owner.label}
        return {"actor_id": self._keys.user[row["actor_id"]]}

    def promise(self, row: Row) -> Row:
        """Return a promise, but for the number of its event."""
        days = self._days(row["made_at"])
        return {
            **_without_key(row), "order_id": self.drawn.order,
            "promised_on": row["promised_on"] and row["promised_on"] + days,
            "explanation": self._explained(row["explanation"]),
            "made_at": self._when[row["made_at"]],
        }  # fmt: skip

    def _explained(self, explanation: Row) -> Row:
        """Return the ground of a promise. Nobody announces goods to a mould: no day is in it."""
        if "lines" not in explanation:
            return explanation
        lines = [{**line, "sku_id": self._keys.sku[line["sku_id"]]}
                 for line in explanation["lines"]]  # fmt: skip
        return {**explanation, "lines": lines}

    def place(self, row: Row) -> tuple[int, int]:
        """Return the SKU and the warehouse of a move of the mould."""
        return self._keys.sku[row["sku_id"]], self._keys.warehouse[row["warehouse_id"]]

    def move(self, row: Row) -> Row:
        """Return a move of stock, but for the number of its event."""
        sku, warehouse = self.place(row)
        return {
            **_without_key(row), "order_id": self.drawn.order,
            "fulfillment_id": self._its_part(row["fulfillment_id"]),
            "sku_id": sku, "warehouse_id": warehouse, "at": self._when[row["at"]],
        }  # fmt: skip

    def job(self, row: Row, place: int) -> Row:
        """Return a job, but for the number of its event; one that is due later is still to do."""
        asked = self.mould.events[place]["at"]
        due = self._when[asked] + (row["next_at"] - asked)
        payload = row["payload"]
        payload = {"no": self.drawn.no} if "no" in payload else {
            **payload, "sku_ids": [self._keys.sku[key] for key in payload["sku_ids"]]
        }  # fmt: skip
        new = {**_without_key(row), "payload": payload, "next_at": due}
        if due >= self._until:
            return {**new, "attempts": 0, "done_at": None, "error": None}
        return {**new, "done_at": self._when.get(row["done_at"], due + _JOB_AFTER)}

    def _its_part(self, key: int | None) -> int | None:
        return None if key is None else self.drawn.parts[key]

    def _named(self, text: str) -> str:
        return text.replace(self.mould.no, self.drawn.no)

    def _told(self, payload: Any, under: str = "") -> Any:
        """Return what an event tells, with the numbers and keys of this order."""
        if isinstance(payload, dict):
            if under in ("hold", "payment"):
                keys = self.drawn.holds if under == "hold" else self.drawn.payments
                payload = {**payload, "id": keys[payload["id"]]}
            return {name: self._told(value, name) for name, value in payload.items()}
        if isinstance(payload, list):
            return [self._told(value) for value in payload]
        if isinstance(payload, str):
            return self._tracking.get(payload) or self._named(payload)
        if under == "hold" and isinstance(payload, int):
            return self.drawn.holds[payload]
        return payload


def _day(moment: datetime) -> Any:
    return moment.astimezone(ZONE).date()


def _without_key(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "id"}
