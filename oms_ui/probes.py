"""What must answer before this server takes traffic: a row is a question of `/readyz`."""

import asyncio
from collections.abc import Mapping
from typing import Final

from sqlalchemy import literal, select

from models.db import Unit
from models.kit.actor import SYSTEM
from oms_ui.api.health import Probe
from state.core import house


async def database() -> None:
    """Pass when the database answers."""
    await asyncio.to_thread(house().database.ask, SYSTEM, _one)


def _one(unit: Unit) -> int:
    return unit.value(select(literal(1)))


PROBES: Final[Mapping[str, Probe]] = {"database": database}
