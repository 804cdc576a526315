"""Every table there is, and the triggers that keep what was written from being rewritten."""

from typing import Final

from sqlmodel import SQLModel

import models.access.tables
import models.activity.tables
import models.catalog.tables
import models.customers.tables
import models.imports.tables
import models.orders.tables
import models.promise.tables
import models.stock.tables  # noqa: F401  all are imported for their tables

METADATA: Final = SQLModel.metadata
APPEND_ONLY: Final = ("event", "event_seal", "stock_move")
"""Tables whose rows are never changed or removed, by anybody."""

_SQLITE: Final = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION refuse_rewrite() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""
_POSTGRESQL: Final = """
CREATE TRIGGER {table}_no_rewrite BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite()
"""


def triggers(dialect: str) -> list[str]:
    """Return the statements that make `APPEND_ONLY` true on a dialect, for a fresh database."""
    if dialect == "sqlite":
        return [
            _SQLITE.format(table=table, verb=verb)
            for table in APPEND_ONLY
            for verb in ("UPDATE", "DELETE")
        ]
    return [_FUNCTION, *(_POSTGRESQL.format(table=table) for table in APPEND_ONLY)]
