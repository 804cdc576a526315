"""People, their roles and their sessions."""

from datetime import datetime

from sqlmodel import Field

from models.access.permissions import Role
from models.kit.table import Choice, Record, key, ref


class User(Record, table=True):
    """A person who works here. `name` is what they sign in with; it never changes."""

    id: int | None = key()
    name: str = Field(unique=True, max_length=64)
    label: str = Field(max_length=120)
    password_hash: str
    locale: str | None = Field(default=None, max_length=16)
    is_active: bool = True
    must_change_password: bool = False
    created_at: datetime
    version: int = 1


class UserRole(Record, table=True):
    """A role a person has."""

    user_id: int = Field(foreign_key="user.id", primary_key=True)
    role: Role = Field(primary_key=True, sa_type=Choice(Role))


class Session(Record, table=True):
    """A signed-in browser. Only the hash of its secret is kept, so a stolen table opens nothing."""

    id: int | None = key()
    secret_hash: str = Field(unique=True, max_length=64)
    user_id: int = ref("user.id", index=True)
    created_at: datetime
    seen_at: datetime
    expires_at: datetime = Field(index=True)
    ended_at: datetime | None = None
    agent: str = Field(default="", max_length=200)


class SignInAttempt(Record, table=True):
    """A failed try to sign in, kept to slow down guessing across restarts and processes."""

    id: int | None = key()
    name: str = Field(max_length=64, index=True)
    address: str = Field(max_length=64, index=True)
    at: datetime = Field(index=True)
