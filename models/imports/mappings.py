"""How the files of a channel are read, where their titles do not say it: taught once, kept, shared.

A mapping is a small JSON document. It names the field of a title, or that a title means nothing,
and says what a file leaves out: in which order its dates are, its currency, what holds for every
order. Whatever it is silent about is found out as for any other file.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import bindparam, select

from models.access.permissions import require
from models.access.verbs import Verb
from models.channels import fields, headers
from models.channels.moments import DateOrder
from models.db import Unit
from models.imports.tables import ImportMapping
from models.kit.errors import Invalid, NotFound
from models.kit.table import table
from models.orders.given import invalid, text

KIND: Final = "oms-ui import mapping"
MOST_COLUMNS: Final = 400
LONGEST: Final = 200_000
"""In characters, of a mapping that comes as a file."""
_MAPPING: Final = table(ImportMapping)
_OF_CHANNEL: Final = (
    select(_MAPPING).where(_MAPPING.c.channel == bindparam("b_channel")).order_by(_MAPPING.c.name)
)

Title = Annotated[str, text(240, least=1)]
Fixed = Annotated[str, text(400, least=1)]


class FileMapping(BaseModel):
    """How the columns of a kind of file are read.

    Attributes:
        columns: the field of a title, or None for a title that means nothing.
        fixed: what holds for every order of the file that does not say otherwise.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["oms-ui import mapping"] = KIND
    name: Annotated[str, text(80)] = ""
    columns: Annotated[dict[Title, fields.Field | None], Field(max_length=MOST_COLUMNS)] = {}
    fixed: Annotated[dict[fields.Field, Fixed], Field(max_length=40)] = {}
    date_order: DateOrder | None = None
    currency: Annotated[str, text(3)] = ""
    encoding: Annotated[str, text(40)] = ""

    def as_file(self) -> str:
        """Return it as a file to share; `read_mapping` reads it again."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"


NO_MAPPING: Final = FileMapping()


def read_mapping(shared: str) -> FileMapping:
    """Return a mapping that comes as a file.

    Raises:
        Invalid: `mapping_unread`; `bad_argument`, naming what is wrong.
    """
    try:
        raw = json.loads(shared[:LONGEST])
    except ValueError:
        raise Invalid("mapping_unread") from None
    return mapping_of(raw)


def mapping_of(raw: Any) -> FileMapping:
    """Return a mapping as somebody wrote it.

    Raises:
        Invalid: `mapping_unread`; `bad_argument`; `field_twice`, naming a field of two titles.
    """
    if not isinstance(raw, dict):
        raise Invalid("mapping_unread")
    try:
        mapping = FileMapping.model_validate(raw)
    except ValidationError as error:
        raise invalid(error) from None
    seen: dict[fields.Field, str] = {}
    for title, field in mapping.columns.items():
        if field and seen.setdefault(field, title) != title:
            raise Invalid("field_twice", field=field.value, titles=[seen[field], title])
    return mapping


def save_mapping(unit: Unit, channel: str, mapping: FileMapping) -> str:
    """Keep how the files of a channel are read, under its name; return the name.

    Raises:
        Invalid: `name_missing`.
        NotPermitted.
    """
    require(unit.actor, Verb.IMPORT)
    if not mapping.name:
        raise Invalid("name_missing")
    row = {
        "spec": mapping.model_dump(mode="json"), "by": unit.actor.label, "updated_at": unit.now,
    }  # fmt: skip
    here = (_MAPPING.c.channel == channel) & (_MAPPING.c.name == mapping.name)
    if not unit.run(_MAPPING.update().where(here).values(row)).rowcount:
        key = unit.ids(_MAPPING)[0]
        unit.insert(_MAPPING, {"id": key, "channel": channel, "name": mapping.name, **row})
    return mapping.name


def forget_mapping(unit: Unit, channel: str, name: str) -> None:
    """Forget a mapping; files that were read by it stay as they are.

    Raises:
        NotFound: `mapping`, naming those there are.
        NotPermitted.
    """
    require(unit.actor, Verb.IMPORT)
    find_mapping(unit, channel, name)
    unit.run(_MAPPING.delete().where(_MAPPING.c.channel == channel, _MAPPING.c.name == name))


def mappings(unit: Unit, channel: str) -> list[FileMapping]:
    """Return the mappings of a channel, by name."""
    rows = unit.rows(_OF_CHANNEL, {"b_channel": channel})
    return [FileMapping.model_validate(row.spec) for row in rows]


def find_mapping(unit: Unit, channel: str, name: str) -> FileMapping:
    """Return the mapping of a channel that has this name.

    Raises:
        NotFound: `mapping`, naming those there are.
    """
    known = {mapping.name: mapping for mapping in mappings(unit, channel)}
    if name not in known:
        raise NotFound("mapping", name=name[:80], channel=channel, known=sorted(known)[:20])
    return known[name]


def fitting(known: Sequence[FileMapping], header: Sequence[str]) -> FileMapping:
    """Return the mapping that was made for such a file: all its titles are there, the most of any.

    None that fits is `NO_MAPPING`.
    """
    titles = {headers.plain(title) for title in header}
    fit = [mapping for mapping in known if mapping.columns and set(_plain(mapping)) <= titles]
    return max(fit, key=lambda mapping: len(mapping.columns), default=NO_MAPPING)


def _plain(mapping: FileMapping) -> Iterator[str]:
    return (headers.plain(title) for title in mapping.columns)
