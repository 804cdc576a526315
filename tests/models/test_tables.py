"""Every row of the tables of moves and of grants, against a law that was not read from them."""

import pytest

from models.access.permissions import Role
from models.access.verbs import Verb
from models.workflow.moves import MOVES
from tests.models.tables.checks import CHECKS, LAWS
from tests.models.tables.law_roles import CHOSEN, REACH, ROLES, check_grant, check_hand
from tests.models.tables.world import World


def test_every_verb_that_moves_an_order_has_its_law() -> None:
    assert set(MOVES) == set(LAWS)


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("verb", LAWS)
def test_a_verb_keeps_its_law(world: World, verb: Verb, check: str) -> None:
    CHECKS[check](world, LAWS[verb])


def test_every_verb_and_every_role_has_its_place_in_the_matrix() -> None:
    assert set(REACH) == set(Verb)
    assert set(ROLES) == set(Role)


@pytest.mark.parametrize("verb", Verb)
def test_each_role_is_granted_a_verb_as_far_as_the_matrix_says(verb: Verb) -> None:
    for role in ROLES:
        check_grant(verb, role)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("verb", CHOSEN)
def test_a_person_moves_orders_as_far_as_the_matrix_says(
    world: World, verb: Verb, role: str
) -> None:
    check_hand(world, verb, role)
