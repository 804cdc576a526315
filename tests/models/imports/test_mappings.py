"""Files whose titles we do not know are read as somebody taught us, once."""

from pathlib import Path

import pytest

from models.channels.fields import Field
from models.db import Database
from models.imports.mappings import (
    FileMapping,
    find_mapping,
    fitting,
    forget_mapping,
    mapping_of,
    mappings,
    read_mapping,
    save_mapping,
)
from models.kit.actor import SYSTEM
from models.kit.errors import Invalid, NotFound
from tests.models.imports.files import CREATE, counts, lines, order, run

STRANGE = "Bestellung;Artikel;Menge;Betrag\nA1;MUG;2;10,00\nA1;TEE;1;1.234,50\n"
TAUGHT = FileMapping.model_validate(
    {
        "name": "Kasse",
        "columns": {
            "Bestellung": "order_no", "Artikel": "sku", "Menge": "qty", "Betrag": "unit_price",
        },
        "fixed": {"country": "DE", "currency": "EUR"},
    }
)  # fmt: skip


def test_a_file_is_read_as_it_was_taught(sqlite: Database, tmp_path: Path):
    outcome, problems = run(sqlite, tmp_path, STRANGE, CREATE._replace(mapping=TAUGHT))

    assert (counts(outcome), problems) == ({"new": 1}, [])
    assert lines(sqlite, "A1") == [("MUG", 2, 1000), ("TEE", 1, 123450)]
    found = order(sqlite, "A1")
    assert (found.currency, found.ship_to["country"]) == ("EUR", "DE")


def test_a_mapping_says_the_currency_of_amounts_that_name_none(sqlite: Database, tmp_path: Path):
    in_dollars = TAUGHT.model_copy(update={"fixed": {}, "currency": "USD"})

    run(sqlite, tmp_path, STRANGE, CREATE._replace(mapping=in_dollars))

    assert order(sqlite, "A1").currency == "USD"


def test_a_saved_mapping_is_taken_up_by_the_files_it_was_made_for(sqlite: Database, tmp_path: Path):
    sqlite.do(SYSTEM, save_mapping, "file", TAUGHT)

    outcome, _ = run(sqlite, tmp_path, STRANGE, CREATE)

    assert (counts(outcome), outcome.read_as["mapping"]) == ({"new": 1}, "Kasse")


def test_without_a_mapping_people_see_the_titles_and_some_cells(sqlite: Database, tmp_path: Path):
    outcome, problems = run(sqlite, tmp_path, STRANGE, CREATE)

    assert (outcome.is_whole, problems) == (False, [(1, None, "column_missing")])
    assert [(c["title"], c["field"], c["samples"]) for c in outcome.read_as["columns"]] == [
        ("Bestellung", None, ["A1", "A1"]), ("Artikel", None, ["MUG", "TEE"]),
        ("Menge", None, ["2", "1"]), ("Betrag", None, ["10,00", "1.234,50"]),
    ]  # fmt: skip


def test_a_title_can_mean_nothing_and_what_is_taught_beats_its_name(
    sqlite: Database, tmp_path: Path
):
    content = "order no,sku,item,qty,unit price,price\nA1,LOOK,MUG,2,1.00,10.00\n"
    taught = FileMapping(
        columns={"sku": None, "item": Field.SKU, "unit price": None, "price": Field.PRICE}
    )

    run(sqlite, tmp_path, content, CREATE._replace(mapping=taught))

    assert lines(sqlite, "A1") == [("MUG", 2, 1000)]


def test_mappings_are_kept_by_channel_and_name_and_forgotten(database: Database):
    database.do(SYSTEM, save_mapping, "mall", TAUGHT)
    database.do(SYSTEM, save_mapping, "mall", TAUGHT.model_copy(update={"currency": "EUR"}))

    [kept] = database.ask(SYSTEM, mappings, "mall")
    assert kept.currency == "EUR"
    assert database.ask(SYSTEM, mappings, "file") == []
    with pytest.raises(NotFound, match="mapping"):
        database.ask(SYSTEM, find_mapping, "mall", "other")
    database.do(SYSTEM, forget_mapping, "mall", "Kasse")
    assert database.ask(SYSTEM, mappings, "mall") == []


def test_a_mapping_is_shared_as_a_file():
    assert read_mapping(TAUGHT.as_file()) == TAUGHT


@pytest.mark.parametrize(
    ("shared", "code"),
    [
        ("no json", "mapping_unread"),
        ("[]", "mapping_unread"),
        ('{"columns": {"a": "colour"}}', "bad_argument"),
        ('{"other": 1}', "bad_argument"),
        ('{"columns": {"a": "sku", "b": "sku"}}', "field_twice"),
    ],
)
def test_what_is_no_mapping_is_refused(shared: str, code: str):
    with pytest.raises(Invalid, match=code):
        read_mapping(shared)


def test_a_fixed_value_that_cannot_be_read_is_said(sqlite: Database, tmp_path: Path):
    wrong = TAUGHT.model_copy(update={"fixed": {Field.CURRENCY: "Taler"}})

    outcome, problems = run(sqlite, tmp_path, STRANGE, CREATE._replace(mapping=wrong))

    assert (outcome.is_whole, [code for _, _, code in problems]) == (False, ["currency_unknown"])


def test_the_mapping_with_the_most_titles_of_a_file_fits_it():
    small = mapping_of({"name": "small", "columns": {"Artikel": "sku"}})
    other = mapping_of({"name": "other", "columns": {"Artikel": "sku", "Farbe": None}})

    assert fitting([small, TAUGHT, other], STRANGE.split("\n", maxsplit=1)[0].split(";")) == TAUGHT
    assert fitting([other], ["order no"]).name == ""
