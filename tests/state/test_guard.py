"""The guard: what nobody opened is shut, and the door knows its people."""

from collections.abc import Iterator

import pytest
from pydantic import BaseModel
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext

import oms_ui.oms_ui
from models.access.permissions import GRANTS, Role
from models.access.verbs import Verb
from models.kit.errors import Invalid
from oms_ui.pages import INSIDE, PAGES
from state import core
from state.guard import FRAMEWORK, Buckets, Opens, opens, takes

OURS = ("state.", "components.", "oms_ui.")


def handlers() -> Iterator[tuple[str, str]]:
    """Every handler that a browser of the product can name, and the module it is written in."""
    assert oms_ui.oms_ui.app
    for name, found in RegistrationContext.get().event_handlers.items():
        if not found.states[0].__module__.startswith("tests"):
            yield name, found.handler.fn.__module__


def test_every_handler_says_to_whom_it_opens() -> None:
    silent = [
        name for name, module in handlers() if module.startswith(OURS) and opens(name) is None
    ]

    assert silent == []


def test_of_the_framework_only_what_shows_a_page_is_open() -> None:
    theirs = {name for name, module in handlers() if not module.startswith(OURS)}

    assert {name for name in theirs if opens(name)} == FRAMEWORK
    assert theirs >= FRAMEWORK
    assert {name.rpartition(".")[2] for name in theirs - FRAMEWORK} == {
        "setvar",  # calls any setter by name
        "update_vars_internal",  # writes what a browser says it stored
        "handle_frontend_exception",  # writes to our log
    }


def test_strangers_may_call_nothing_of_ours_that_is_not_a_page_for_strangers() -> None:
    open_to_strangers = {
        name
        for name, module in handlers()
        if module.startswith(OURS) and opens(name) == Opens(to_strangers=True)
    }

    assert open_to_strangers == set()


def test_a_handler_that_is_not_there_is_shut() -> None:
    assert opens("reflex___state____state.no_such_handler") is None


def test_pages_that_load_something_are_not_public() -> None:
    assert [page.route for page in PAGES if page.is_public and page.on_load] == []
    assert "/" in INSIDE


@pytest.mark.parametrize(
    ("payload", "fits"),
    [
        ({"value": True}, True),
        ({}, False),
        ({"value": True, "more": 1}, False),
        ({"self": 1, "value": True}, False),
        (None, False),
        ([], False),
        ("value", False),
    ],
)
def test_a_payload_has_the_arguments_of_its_handler(payload: object, *, fits: bool) -> None:
    assert takes("reflex___state____state.set_is_hydrated", payload) is fits


def test_a_bucket_gives_its_burst_and_then_its_rate() -> None:
    now = 0.0
    buckets = Buckets(rate=2, burst=3, clock=lambda: now)

    assert [buckets.take("mei") for _ in range(5)] == [True, True, True, False, False]
    assert buckets.take("jun")
    now = 0.5
    assert [buckets.take("mei") for _ in range(2)] == [True, False]
    now = 100.0
    assert [buckets.take("mei") for _ in range(4)] == [True, True, True, False]


class Drop(BaseModel):
    no: str
    version: int


@pytest.mark.parametrize(
    ("raw", "fields"),
    [
        (None, ["Drop"]),
        ("7", ["Drop"]),
        ({}, ["no", "version"]),
        ({"no": 7, "version": "x"}, ["no", "version"]),
        ({"no": "7", "version": {"$gt": 1}}, ["version"]),
        ({"no": ["7"], "version": 1.5}, ["no", "version"]),
    ],
)
def test_what_a_browser_sends_is_read_or_refused(raw: object, fields: list[str]) -> None:
    with pytest.raises(Invalid) as refusal:
        core.parse(Drop, raw)

    assert (refusal.value.code, refusal.value.data) == ("malformed", {"fields": fields})
    assert core.parse(Drop, {"no": "7", "version": 3}) == Drop(no="7", version=3)


def test_what_people_typed_is_never_code_in_the_page() -> None:
    spec = core.tell(
        Invalid("unknown_role", role='<reflex.Var>7</reflex.Var>"); alert(1); ("', known=[])
    )

    told = str(spec.args)
    assert "<reflex.Var>" not in told
    assert '\\"); alert(1)' in told


def test_a_bug_is_told_as_a_number_and_nothing_else() -> None:
    told = str(core.answer(RuntimeError("the password is hunter2")).args)

    assert "hunter2" not in told
    assert "refusal-internal" in told


@pytest.mark.parametrize(
    ("path", "back"),
    [
        ("", ""),
        ("/", ""),
        ("/orders?q=a&b='\"</script>", "?next=%2Forders%3Fq%3Da%26b%3D%27%22%3C%2Fscript%3E"),
    ],
)
def test_the_way_to_the_sign_in_page_cannot_be_bent(path: str, back: str) -> None:
    [event] = Event.from_event_type(core.to_sign_in(path))

    assert event.payload["javascript_code"] == f'window.location.replace("/login{back}")'


def test_managers_may_all_but_make_managers() -> None:
    assert set(Verb) - set(GRANTS[Role.MANAGER]) == {Verb.USERS}
