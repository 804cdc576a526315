"""People, their roles and their sessions."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.access.permissions import Role
from models.kit.table import Choice, key, ref


class User(SQLModel, table=True):
    """A person who works here. `name` is what they sign in with; it never changes."""

    __tablename__ = "user"

    id: int | None = key()
    name: str = Field(unique=True, max_length=64)
    label: str = Field(max_length=120)
    password_hash: str
    locale: str | None = Field(default=None, max_length=16)
    is_active: bool = True
    must_change_password: bool = False
    created_at: datetime
    version: int = 1


class UserRole(SQLModel, table=True):
    """A role a person has."""

    __tablename__ = "user_role"

    user_id: int = Field(foreign_key="user.id", primary_key=True)
    role: Role = Field(primary_key=True, sa_type=Choice(Role))


class Session(SQLModel, table=True):
    """A signed-in browser. Only the hash of its secret is kept, so a stolen table opens nothing."""

    __tablename__ = "session"

    id: int | None = key()
    secret_hash: str = Field(unique=True, max_length=64)
    user_id: int = ref("user.id", index=True)
    created_at: datetime
    seen_at: datetime
    expires_at: datetime = Field(index=True)
    ended_at: datetime | None = None
    agent: str = Field(default="", max_length=200)


class SignInAttempt(SQLModel, table=True):
    """A failed try to sign in, kept to slow down guessing across restarts and processes."""

    __tablename__ = "sign_in_attempt"

    id: int | None = key()
    name: str = Field(max_length=64, index=True)
    address: str = Field(max_length=64, index=True)
    at: datetime = Field(index=True)
