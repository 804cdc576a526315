"""Alembic's way in: which tables there should be, and how to reach the database."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import create_engine
from sqlalchemy.types import TypeDecorator

from models.kit.table import Json
from models.migrations.schema import METADATA


def render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our own column types down as what the database stores, so migrations never age."""
    if item is Json:
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


options: dict[str, Any] = {
    "target_metadata": METADATA,
    "compare_type": True,
    "render_as_batch": True,
    "render_item": render,
    "transaction_per_migration": True,
}


def run() -> None:
    """Run the migrations on the database the configuration names."""
    engine = create_engine(context.config.attributes["url"])
    with engine.connect() as connection:
        context.configure(connection=connection, **options)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
