"""The base of every table, and the column types that behave alike on SQLite and PostgreSQL.

A **record** is a row as plain data; a **table** is a record with a place in the database. Hot
paths read rows with Core statements into records, because instrumented instances cost more than
the query.
"""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Generic, Self, TypeVar, cast

from sqlalchemy import JSON, BigInteger, Dialect, Integer, Row, String, Table, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import declared_attr
from sqlalchemy.types import TypeEngine
from sqlmodel import Field, SQLModel

E = TypeVar("E", bound=StrEnum)
Factory = Callable[[], Any]

BigKey = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only where the key is plain INTEGER."""
Json = JSON().with_variant(JSONB, "postgresql")

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING


class Choice(TypeDecorator[E], Generic[E]):
    """A StrEnum stored as its value: readable in the database, extended without a type change."""

    impl = String
    cache_ok = True

    def __init__(self, choices: type[E]) -> None:
        super().__init__(24)
        self.choices = choices
        self._by_value: Mapping[str, E] = {choice.value: choice for choice in choices}

    def process_bind_param(
        self,
        value: E | None,
        dialect: Dialect,  # noqa: ARG002  the base class calls by name
    ) -> str | None:
        """Store the value, after making sure that it is one."""
        return None if value is None else self.choices(value).value

    def process_result_value(
        self,
        value: Any | None,
        dialect: Dialect,  # noqa: ARG002  the base class calls by name
    ) -> E | None:
        """Return the member of the enumeration."""
        return None if value is None else self._by_value[value]


class Record(SQLModel):
    """A row as plain data. It is not validated: its columns come from the database or from code.

    A subclass with `table=True` is stored in a table of its own name: `OrderLine` in `order_line`.
    """

    @declared_attr.directive
    def __tablename__(cls) -> str:  # type: ignore[override]  SQLModel has it as a plain attribute
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """Return `row`, as it came from a Core statement on this record's table."""
        return cls._bare(dict(row._mapping))  # noqa: SLF001  the public name of a row's dict

    @classmethod
    def new(cls, **values: Any) -> Self:
        """Return a record of `values`; the other columns have their defaults."""
        return cls._bare({**_defaults(cls), **values})

    def values(self) -> dict[str, Any]:
        """Return all columns by name."""
        return dict(self.__dict__)

    @classmethod
    def _bare(cls, values: dict[str, Any]) -> Self:
        # `model_construct` looks at every field and costs more than the query that read the row.
        record = cls.__new__(cls)
        object.__setattr__(record, "__dict__", values)
        object.__setattr__(record, "__pydantic_fields_set__", set())
        object.__setattr__(record, "__pydantic_extra__", None)
        object.__setattr__(record, "__pydantic_private__", None)
        return record


_DEFAULTS: dict[str, tuple[dict[str, Any], dict[str, Factory]]] = {}


def _defaults(cls: type[Record]) -> dict[str, Any]:
    """Return the defaults of a record's columns, those that can change made anew."""
    found = _DEFAULTS.get(cls.__qualname__)
    if found is None:
        fields = {
            name: field for name, field in cls.model_fields.items() if not field.is_required()
        }
        made = {
            n: cast("Factory", f.default_factory) for n, f in fields.items() if f.default_factory
        }
        kept = {name: field.default for name, field in fields.items() if name not in made}
        found = _DEFAULTS[cls.__qualname__] = (kept, made)
    kept, made = found
    return {**kept, **{name: make() for name, make in made.items()}}


def _column(instance: TypeEngine[Any]) -> Any:
    # SQLModel passes an instance on as well as a class, but says it wants a class.
    return instance


def key() -> Any:
    """Return a primary key that the database counts up."""
    return Field(default=None, primary_key=True, sa_type=_column(BigKey))


def ref(target: str, *, index: bool = False, optional: bool = False) -> Any:
    """Return a column that refers to `target` (`table.column`)."""
    default: dict[str, Any] = {"default": None} if optional else {}
    return Field(
        foreign_key=target, sa_type=_column(BigKey), index=index, nullable=optional, **default
    )


def choice(choices: type[E], default: E | None = None, *, index: bool = False) -> Any:
    """Return a column for one of `choices`; without a default it must be given."""
    given: dict[str, Any] = {} if default is None else {"default": default}
    return Field(sa_type=_column(Choice(choices)), nullable=False, index=index, **given)


def optional_choice(choices: type[StrEnum]) -> Any:
    """Return a column for one of `choices` or nothing."""
    return Field(default=None, sa_type=_column(Choice(choices)), nullable=True)


def big(default: int = 0) -> Any:
    """Return a 64-bit whole number, for money."""
    return Field(default=default, sa_type=BigInteger)


def json_field(factory: type = dict) -> Any:
    """Return a JSON column that starts as an empty `factory()`."""
    return Field(default_factory=factory, sa_type=_column(Json), nullable=False)


def table(model: type[SQLModel]) -> Table:
    """Return the table behind a model, for Core statements."""
    return model.__table__  # type: ignore[attr-defined]  SQLModel does not declare it
