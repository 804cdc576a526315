"""What can happen to an order: each step is one thing somebody does, and what it usually waits."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final, NamedTuple

from models.access.permissions import Role
from models.demo.doors import Door
from models.demo.life import Life
from models.demo.people import PROVIDER, TILL
from models.orders.edits import edit_order
from models.orders.given import Given
from models.orders.states import HoldReason, Lane, OrderStatus, PartState, PaymentMethod
from models.workflow.undo import undo

R = Role
_QUESTIONS: Final = (
    "Before Friday, please?",
    "請改用順豐速運",
    "客户电话确认地址",
    "Gate code 4711?",
)


class Pace(StrEnum):
    """How long something takes: hours of work, hours of the clock, or the way to the customer."""

    WORK = "work"
    CLOCK = "clock"
    TRAVEL = "travel"


class Step(NamedTuple):
    """Something that happens; `least` and `most` are hours since the step before."""

    does: Callable[[Life], None]
    least: float
    most: float
    pace: Pace = Pace.WORK


def _accept(life: Life) -> None:
    life.accept()


def _reference(life: Life) -> str:
    """Return the provider's own name for a payment: no other order's."""
    return f"PL-{life.no}-{life.chance.randrange(10**3, 10**4)}"


def _pay(life: Life) -> None:
    ref = _reference(life)
    life.perform(PROVIDER, "authorize", Given(method=PaymentMethod.ONLINE, provider_ref=ref))
    life.perform(PROVIDER, "capture", Given(provider_ref=ref))


def _fail_to_pay(life: Life) -> None:
    ref = _reference(life)
    life.perform(PROVIDER, "authorize", Given(method=PaymentMethod.ONLINE, provider_ref=ref))
    life.perform(PROVIDER, "fail", Given(provider_ref=ref))


def _agree_cod(life: Life) -> None:
    life.perform(life.someone(R.FINANCE), "authorize", Given(method=PaymentMethod.COD))


def _platform_pays(life: Life) -> None:
    life.perform(PROVIDER, "capture", Given(method=PaymentMethod.PREPAID))


def _settle(life: Life) -> None:
    life.perform(life.someone(R.FINANCE), "capture", Given(method=PaymentMethod.PREPAID))


def _release_holds(life: Life) -> None:
    for hold in life.open_holds():
        life.perform(life.someone(R.REVIEWER), "release_hold", Given(hold=hold))


def _approve(life: Life) -> None:
    life.drop(life.someone(R.REVIEWER), Lane.APPROVED)


def _recall(life: Life) -> None:
    life.drop(life.someone(R.REVIEWER), Lane.PENDING_REVIEW)


def _reject(life: Life) -> None:
    life.perform(life.someone(R.REVIEWER), "reject", Given(reason="price_agreed_with_nobody"))


def _correct(life: Life) -> None:
    life.do(life.someone(R.REVIEWER), edit_order, life.no, {"remark": "", "tags": ["checked"]})
    life.perform(life.someone(R.REVIEWER), "resubmit")


def _plan(life: Life) -> None:
    life.drop(life.someone(R.DISPATCHER), Lane.ALLOCATED)


def _unplan(life: Life) -> None:
    life.drop(life.someone(R.DISPATCHER), Lane.APPROVED)


def _release_stock(life: Life) -> None:
    life.drop(life.someone(R.DISPATCHER), Lane.BACKORDERED)


def _fill(life: Life) -> None:
    if life.parts(PartState.BACKORDERED):  # an arrival may have filled it before
        life.drop(life.someone(R.DISPATCHER), Lane.ALLOCATED)


def _pick(life: Life) -> None:
    life.perform(life.someone(R.WAREHOUSE), "start_pick")


def _stop_pick(life: Life) -> None:
    life.drop(life.someone(R.WAREHOUSE), Lane.ALLOCATED)


def _pick_short(life: Life) -> None:
    code, carried = next(iter(life.parts(PartState.PICKING).items()))
    sku = max(carried, key=lambda each: (carried[each], each))
    life.perform(life.someone(R.WAREHOUSE), "short", Given(short={sku: 1}), code)


def _pack(life: Life) -> None:
    packer = life.someone(R.WAREHOUSE)
    for code, carried in life.parts(PartState.PICKING).items():
        life.perform(packer, "pack", Given(scanned=carried), code)


def _unpack(life: Life) -> None:
    life.drop(life.someone(R.WAREHOUSE), Lane.PICKING)


def _ship(life: Life) -> None:
    for code in life.parts(PartState.PACKED):
        _ship_part(life, code)


def _ship_first(life: Life) -> None:
    _ship_part(life, next(iter(life.parts(PartState.PACKED))))


def _ship_part(life: Life, code: str) -> None:
    carrier = life.carrier
    number = carrier.parcel_number(life.chance)
    parcel = Given(carrier=carrier.name, service=carrier.service, tracking_no=number)
    life.perform(life.someone(R.WAREHOUSE), "ship", parcel, code)


def _hand_over(life: Life) -> None:
    life.perform(TILL, "capture")
    clerk = life.someone(R.WAREHOUSE)
    life.drop(clerk, Lane.PICKING)
    life.drop(clerk, Lane.PACKED)
    life.drop(clerk, Lane.SHIPPED, Given(self_delivery=True))


def _void_ship(life: Life) -> None:
    life.drop(life.someone(R.WAREHOUSE), Lane.PACKED)


def _deliver(life: Life) -> None:
    if life.raw.get("channel") == Door.PHONE:
        life.perform(life.carrier.actor, "collect")
    for code in life.parts(PartState.SHIPPED):
        life.perform(life.carrier.actor, "deliver", Given(proof="signed"), code)


def _confirm(life: Life) -> None:
    if life.status() is OrderStatus.DELIVERED:
        life.drop(life.someone(R.FINANCE), Lane.COMPLETED)


def _lose(life: Life) -> None:
    code = next(iter(life.parts(PartState.SHIPPED)))
    claim = f"CL-{life.chance.randrange(10**5, 10**6)}"
    life.perform(life.someone(R.DISPATCHER), "lose", Given(claim=claim), code)


def _come_back(life: Life) -> None:
    code = next(iter(life.parts(PartState.SHIPPED)))
    life.perform(life.someone(R.WAREHOUSE), "return_to_sender", Given(), code)


def _reship(life: Life) -> None:
    life.perform(life.someone(R.DISPATCHER), "reship")


def _hold(life: Life) -> None:
    note = life.chance.choice(_QUESTIONS)
    given = Given(hold_reason=HoldReason.MANUAL, note=note)
    life.perform(life.someone(R.REVIEWER), "place_hold", given)


def _arrive(life: Life) -> None:
    life.restock()


def _make(life: Life) -> None:
    life.perform(life.someone(R.BUYER), "make")


def _finish(life: Life) -> None:
    for code, carried in life.parts(PartState.IN_PRODUCTION).items():
        made = Given(produced=carried, warehouse="SHA")
        life.perform(life.someone(R.BUYER), "finish", made, code)


def _undo(life: Life) -> None:
    actor = life.last or life.staff.first(R.MANAGER)
    life.do(actor, undo, life.no)


def _cancel_by_sales(life: Life) -> None:
    life.drop(life.sales, Lane.CANCELLED, Given(reason="customer_changed_mind"))


def _cancel(life: Life) -> None:
    reason = life.chance.choice(["out_of_stock", "address_unknown", "customer_changed_mind"])
    life.drop(life.someone(R.DISPATCHER), Lane.CANCELLED, Given(reason=reason))


def _cancel_line(life: Life) -> None:
    given = Given(reason="customer_changed_mind", line=1, qty=1)
    life.perform(life.someone(R.REVIEWER), "cancel_line", given)


def _restore(life: Life) -> None:
    life.perform(life.someone(R.DISPATCHER), "restore")


def _wait(_life: Life) -> None:
    """Let time pass: what is due, a job does."""


def _write_note(life: Life) -> None:
    changes: dict[str, Any] = {"tags": [life.chance.choice(["vip", "gift"])]}
    life.do(life.someone(R.REVIEWER), edit_order, life.no, changes)


K, X = Pace.CLOCK, Pace.TRAVEL
ACCEPT: Final = Step(_accept, 0, 0)
PAY: Final = Step(_pay, 0.02, 0.4, K)
FAIL_TO_PAY: Final = Step(_fail_to_pay, 0.02, 0.2, K)
AGREE_COD: Final = Step(_agree_cod, 0.05, 0.5)
PLATFORM_PAYS: Final = Step(_platform_pays, 0.01, 0.1, K)
SETTLE: Final = Step(_settle, 100, 300)
RELEASE_HOLDS: Final = Step(_release_holds, 0.5, 6)
APPROVE: Final = Step(_approve, 0.2, 2)
RECALL: Final = Step(_recall, 0.2, 2)
REJECT: Final = Step(_reject, 0.5, 4)
CORRECT: Final = Step(_correct, 0.5, 6)
PLAN: Final = Step(_plan, 0.2, 1.5)
UNPLAN: Final = Step(_unplan, 0.2, 2)
RELEASE_STOCK: Final = Step(_release_stock, 0.2, 2)
FILL: Final = Step(_fill, 1, 9)
PICK: Final = Step(_pick, 0.2, 2.2)
STOP_PICK: Final = Step(_stop_pick, 0.1, 1)
PICK_SHORT: Final = Step(_pick_short, 0.1, 0.6)
PACK: Final = Step(_pack, 0.1, 0.7)
UNPACK: Final = Step(_unpack, 0.1, 0.5)
SHIP: Final = Step(_ship, 0.2, 2.4)
SHIP_FIRST: Final = Step(_ship_first, 0.5, 5)
HAND_OVER: Final = Step(_hand_over, 0.02, 0.2, K)
VOID_SHIP: Final = Step(_void_ship, 0.1, 1)
DELIVER: Final = Step(_deliver, 14, 50, X)
CONFIRM: Final = Step(_confirm, 2, 40)
LOSE: Final = Step(_lose, 40, 70)
COME_BACK: Final = Step(_come_back, 30, 60)
RESHIP: Final = Step(_reship, 1, 8)
HOLD: Final = Step(_hold, 0.05, 0.3)
ARRIVE: Final = Step(_arrive, 10, 60)
MAKE: Final = Step(_make, 1, 6)
FINISH: Final = Step(_finish, 28, 70)
UNDO: Final = Step(_undo, 0.02, 0.1, K)
CANCEL_BY_SALES: Final = Step(_cancel_by_sales, 0.3, 4)
CANCEL: Final = Step(_cancel, 0.1, 0.6)
CANCEL_LINE: Final = Step(_cancel_line, 0.1, 0.6)
RESTORE: Final = Step(_restore, 0.5, 5)
NOTE: Final = Step(_write_note, 0.1, 1)
EXPIRE: Final = Step(_wait, 48.01, 48.4, K)
AUTO_CONFIRM: Final = Step(_wait, 7 * 24 + 0.01, 7 * 24 + 0.4, K)
