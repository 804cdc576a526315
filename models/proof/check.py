"""`oms check`: seal what is unsealed, then prove every law on one view of the database."""

import time
from typing import NamedTuple

from models.activity.seals import seal
from models.db import Database, Unit
from models.kit.actor import SYSTEM
from models.proof.invariants import INVARIANTS, NOT_YET, Invariant
from models.proof.offender import Offender


class Proof(NamedTuple):
    """What became of one law. `offender` is the first record that breaks it; `seconds` it took."""

    key: str
    offender: Offender | None
    seconds: float


class Report(NamedTuple):
    """What a check found, and the laws it could not apply."""

    proofs: list[Proof]
    not_applied: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """Return whether every law holds."""
        return all(proof.offender is None for proof in self.proofs)


def check(database: Database) -> Report:
    """Prove every law of `database`; what breaks one is named, not repaired."""
    while database.do(SYSTEM, seal):
        pass
    with database.reading(as_of_one_moment=True) as unit:
        return prove(unit)


def prove(unit: Unit) -> Report:
    """Prove every law on what this unit sees."""
    return Report([_prove(unit, law) for law in INVARIANTS], NOT_YET)


def _prove(unit: Unit, law: Invariant) -> Proof:
    began = time.perf_counter()
    offender = law.first(unit)
    return Proof(law.key, offender, time.perf_counter() - began)
