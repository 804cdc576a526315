"""The migrations and the tables say the same, there and back, on both databases."""

from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from models.migrations import config, upgrade
from models.migrations.schema import APPEND_ONLY, METADATA
from tests.databases import KINDS, Shelf


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, shelf: Shelf) -> Iterator[str]:
    with shelf.fresh(request.param) as url:
        yield url


def tables(url: str) -> set[str]:
    engine = create_engine(url)
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def test_the_newest_migration_makes_what_the_tables_say(url: str) -> None:
    engine = create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, METADATA)
    engine.dispose()

    assert differences == []


def test_a_database_goes_down_to_nothing_and_up_again(url: str) -> None:
    full = tables(url)
    command.downgrade(config(url), "base")
    empty = tables(url)
    upgrade(url)

    assert empty == {"alembic_version"}
    assert tables(url) == full == {*METADATA.tables, "alembic_version"}


def test_an_upgrade_of_what_is_new_already_changes_nothing(url: str) -> None:
    before = tables(url)

    upgrade(url)

    assert tables(url) == before


def test_every_append_only_table_is_guarded(url: str) -> None:
    engine = create_engine(url)
    if url.startswith("sqlite"):
        query = "SELECT tbl_name, COUNT(*) FROM sqlite_master WHERE type = 'trigger' GROUP BY 1"
    else:
        query = """SELECT event_object_table, COUNT(DISTINCT event_manipulation)
            FROM information_schema.triggers GROUP BY 1"""
    with engine.connect() as connection:
        guarded = {row[0]: row[1] for row in connection.execute(text(query))}
    engine.dispose()

    assert guarded == dict.fromkeys(APPEND_ONLY, 2)


def test_a_business_of_the_first_tables_keeps_what_it_has(url: str) -> None:
    command.downgrade(config(url), "0001")
    engine = create_engine(url)
    add = """INSERT INTO warehouse (code, name, tz, region_cover, priority, is_open, created_at,
        version) VALUES ('WH1', 'Old', 'UTC', '[]', 5, true, '2026-03-02 01:00:00+00:00', 1)"""
    with engine.begin() as connection:
        connection.execute(text(add))

    upgrade(url)

    with engine.connect() as connection:
        found = connection.execute(text("SELECT code, name, daily_capacity FROM warehouse")).all()
    engine.dispose()
    assert found == [("WH1", "Old", None)]
