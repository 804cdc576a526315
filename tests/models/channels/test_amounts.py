"""Numbers as people write them."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.channels.amounts import Evidence, read_amount, read_currency, read_qty
from models.kit.errors import Invalid

WIDE_12 = "\N{FULLWIDTH DIGIT ONE}\N{FULLWIDTH DIGIT TWO}"


@pytest.mark.parametrize(
    ("text", "value", "currencies"),
    [
        ("12", "12", ()),
        ("1,234.50", "1234.50", ()),
        ("1.234,50", "1234.50", ()),
        ("1 234.50", "1234.50", ()),
        ("1'234.50", "1234.50", ()),
        ("1,23,456.00", "123456.00", ()),
        ("1,234", "1234", ()),
        ("£2.55", "2.55", ("GBP",)),
        (f"￥{WIDE_12}.80", "12.80", ("CNY", "JPY")),
        ("12.80元", "12.80", ("CNY", "TWD", "HKD")),
        ("NT$ 1,200", "1200", ("TWD",)),
        ("GBP 2.55", "2.55", ("GBP",)),
        ("2.55 usd", "2.55", ("USD",)),
        ("(12.80)", "-12.80", ()),
        ("-£3", "-3", ("GBP",)),
        ("£-3", "-3", ("GBP",)),
        ("\N{MINUS SIGN}5", "-5", ()),
        ("+5", "5", ()),
        (".5", "0.5", ()),
    ],
)
def test_an_amount_is_read_as_people_mean_it(text: str, value: str, currencies: tuple[str, ...]):
    amount = read_amount(text)

    assert (amount.value, amount.currencies) == (Decimal(value), currencies)


@pytest.mark.parametrize(
    "text",
    ["", "abc", "1e5", "NaN", "Infinity", "1,2", "1,2.3", "12,34,5", "1.2.3", "--5", "0x10",
     "1" * 60, "£", "$$5", "\N{ARABIC-INDIC DIGIT ONE}x", "1_000",
     "5\N{SUPERSCRIPT TWO}", "5\N{SUBSCRIPT TWO}", "\N{CIRCLED DIGIT FIVE}"],
)  # fmt: skip
def test_what_is_no_amount_is_refused(text: str):
    with pytest.raises(Invalid) as refusal:
        read_amount(text)

    assert refusal.value.code == "amount_malformed"


@pytest.mark.parametrize(
    ("cells", "decimal_comma"),
    [
        (["2,55", "12"], True),
        (["1.234,50", "1.234"], True),
        (["1,234", "2.50"], False),
        (["1,234"], False),
        (["1.234"], False),
        (["2,55", "2.55"], False),
        ([], False),
    ],
)
def test_the_whole_column_tells_what_a_comma_means(cells: list[str], *, decimal_comma: bool):
    evidence = Evidence()
    for cell in cells:
        evidence.see(cell)

    assert evidence.decimal_comma is decimal_comma


def test_a_decimal_comma_is_read_as_one():
    assert read_amount("2,55", decimal_comma=True).value == Decimal("2.55")
    assert read_amount("1.234", decimal_comma=True).value == Decimal(1234)


@pytest.mark.parametrize(
    ("text", "qty"), [("6", 6), ("6.0", 6), ("-10", -10), ("1,200", 1200), ("0", 0), (WIDE_12, 12)]
)
def test_a_quantity_is_a_whole_number(text: str, qty: int):
    assert read_qty(text) == qty


@pytest.mark.parametrize(
    ("text", "code"),
    [("1.5", "qty_not_whole"), ("six", "qty_malformed"), ("£6", "qty_malformed"),
     ("1e12", "qty_malformed")],
)  # fmt: skip
def test_what_is_no_quantity_is_refused(text: str, code: str):
    with pytest.raises(Invalid) as refusal:
        read_qty(text)

    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("text", "code"), [("gbp", "GBP"), ("£", "GBP"), ("人民币", "CNY"), ("NT$", "TWD")]
)
def test_a_currency_goes_by_code_mark_or_name(text: str, code: str):
    assert read_currency(text) == code


@pytest.mark.parametrize("text", ["XYZ", "$", "pounds", "元"])
def test_a_currency_that_is_none_or_several_is_refused(text: str):
    with pytest.raises(Invalid) as refusal:
        read_currency(text)

    assert refusal.value.code == "currency_unknown"


@given(st.text(max_size=50))
def test_no_text_is_more_than_refused(text: str):
    evidence = Evidence()
    evidence.see(text)
    for read in (read_amount, read_qty):
        for comma in (False, True):
            with suppress(Invalid):
                read(text, decimal_comma=comma)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_a_plain_number_is_itself(value: Decimal):
    assert read_amount(str(value)).value == value
    assert read_amount(f"{value:,}").value == value
