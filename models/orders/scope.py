"""Whose orders a reader may see: the row scope of `read`, as a condition every query carries."""

from typing import Final

from sqlalchemy import ColumnElement, false, true

from models.access.permissions import Scope, scope_of
from models.access.verbs import Verb
from models.db import Unit
from models.kit.table import table
from models.orders.tables import Order

_ORDER: Final = table(Order)


def readable(unit: Unit) -> ColumnElement[bool]:
    """Return the condition on orders that the actor may read: all, their own, or none."""
    scope = scope_of(unit.actor, Verb.READ)
    if scope is Scope.ALL:
        return true()
    if scope is None or unit.actor.id is None:
        return false()
    return _ORDER.c.owner_user_id == unit.actor.id
