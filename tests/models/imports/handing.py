"""Handing files in as people do: kept, looked at, taken in, undone."""

from pathlib import Path
from typing import Any

from models.db import Database
from models.imports.jobs import hand_in, import_by_id, put_in_hand
from models.imports.plan import Plan
from models.imports.spool import Spool
from models.imports.staging import Ruling, Staging
from models.imports.tables import ImportState
from models.imports.working import new_holder, work_on
from models.kit.actor import SYSTEM
from tests.models.imports.files import CREATE


class Desk:
    """Where files are handed in; `last` is the import of the last one."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.spool = Spool(folder / "spool")
        self.last = 0

    def hand_in(
        self,
        text: str,
        plan: Plan = CREATE,
        state: ImportState = ImportState.TAKING,
        name: str = "orders.csv",
    ) -> int:
        kept = self.spool.keep([text.encode()])
        told = {"file": name, "digest": kept.digest, "size": kept.size, "plan": plan}
        self.last = self.database.do(SYSTEM, hand_in, **told, state=state)
        self.spool.settle(kept, self.last)
        return self.last

    def work(self, tell: Any = None) -> Any:
        return work_on(self.database, self.spool, self.last, new_holder(), tell)

    def take(self, text: str, plan: Plan = CREATE) -> dict[str, int]:
        """Take a file in, and return its counts."""
        self.hand_in(text, plan)
        outcome = self.work()
        assert outcome.is_whole
        return {verdict.value: n for verdict, n in outcome.orders.items() if n}

    def go(self, state: ImportState) -> Any:
        self.database.do(SYSTEM, put_in_hand, self.last, state)
        return self.work()

    @property
    def row(self) -> Any:
        return self.database.ask(SYSTEM, import_by_id, self.last)

    def rulings(self, shown: str) -> list[Ruling]:
        with Staging(self.spool.rows(self.last), is_new=False) as staging:
            return staging.rulings(shown, 0, 100)
