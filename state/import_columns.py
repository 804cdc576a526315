"""The boxes of the mapping editor: how they are filled, and what they say when sent. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypedDict

from models.channels.fields import Field
from models.imports.mappings import FileMapping, mapping_of
from models.imports.plan import Plan
from state.import_plan import Asked
from state.import_words import printable

F = Field
CHOICES: Final = tuple(Field)
"""What a column can mean, in the order in which it is offered."""
FIXABLE: Final = (
    F.QTY, F.PRICE, F.PLACED_AT, F.COUNTRY, F.PROVINCE, F.CITY, F.CUSTOMER_NAME,
    F.CUSTOMER, F.RECIPIENT, F.PHONE, F.SHIPPING, F.STATUS, F.SKU, F.NAME, F.REMARK,
)  # fmt: skip
"""What can hold for every order of a file that does not say it."""


class ColumnView(TypedDict):
    """A column of the file: its title, what it is taken for, and some of its cells."""

    key: str
    title: str
    field: str
    samples: list[str]


class FixedView(TypedDict):
    """What holds for every order that does not say otherwise."""

    key: str
    value: str


class OptionsView(TypedDict):
    """What was asked of the import, as its boxes show it."""

    channel: str
    take_as: str
    open_from: str
    new_skus: str
    currency: str
    date_order: str
    encoding: str


NO_OPTIONS: Final[OptionsView] = {
    "channel": "", "take_as": "open", "open_from": "", "new_skus": "refuse", "currency": "",
    "date_order": "", "encoding": "",
}  # fmt: skip


def columns_view(columns: Iterable[Mapping[str, Any]]) -> list[ColumnView]:
    """Return the columns of a file that have a title: those without can mean nothing."""
    return [
        {
            "key": f"{i}",
            "title": column["title"],
            "field": column["field"] or "",
            "samples": [printable(cell) for cell in column["samples"] if cell.strip()],
        }
        for i, column in enumerate(columns)
        if column["title"].strip()
    ]


def fixed_view(mapping: FileMapping) -> list[FixedView]:
    """Return what can be said for every order, and what was."""
    return [{"key": field.value, "value": mapping.fixed.get(field, "")} for field in FIXABLE]


def options_view(plan: Plan) -> OptionsView:
    """Return what was asked of an import."""
    mapping = plan.mapping
    order = plan.date_order or mapping.date_order
    return {
        "channel": plan.channel or "",
        "take_as": plan.take_as.value,
        "open_from": plan.open_from.isoformat() if plan.open_from else "",
        "new_skus": plan.new_skus.value,
        "currency": plan.currency or mapping.fixed.get(F.CURRENCY, "") or mapping.currency,
        "date_order": order.value if order else "",
        "encoding": plan.encoding or mapping.encoding,
    }


def mapping_sent(
    form: Mapping[str, Any], asked: Asked, columns: Sequence[ColumnView], before: FileMapping
) -> FileMapping:
    """Return the mapping that the boxes say.

    A column is named where it means something, or where somebody said that it means nothing: a file
    without one that nobody needs can still be read by it.

    Raises:
        Invalid: as `mapping_of` does.
    """
    fixed: dict[str, Any] = {field.value: text for field, text in before.fixed.items()}
    for field in FIXABLE:
        said = form.get(f"fixed:{field.value}", "")
        fixed[field.value] = said.strip() if isinstance(said, str) else said
    fixed[F.CURRENCY.value] = asked.currency
    return mapping_of({
        "name": before.name,
        "columns": _named(form, columns, before),
        "fixed": {name: text for name, text in fixed.items() if text},
        "date_order": asked.date_order,
        "encoding": asked.encoding,
    })  # fmt: skip


def mapping_as_read(columns: Sequence[ColumnView], before: FileMapping) -> FileMapping:
    """Return the mapping by which a file was read, with what was found out by itself."""
    return mapping_of({**before.model_dump(), "columns": _named({}, columns, before)})


def _named(
    form: Mapping[str, Any], columns: Sequence[ColumnView], before: FileMapping
) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for column in columns:
        title, chosen = column["title"], form.get(f"column:{column['key']}", column["field"])
        if chosen or column["field"] or title in before.columns:
            named[title] = chosen or None
    return named
