"""What the environment says, typed, read once and handed down.

Nothing else in the product reads an environment variable of its own. `.env.example` lists them all.
`read_settings` only reads; `check_settings` refuses what must not start; `oms_ui.keys` finds or
makes the keys that are not given.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROOT: Final = Path(__file__).resolve().parent.parent
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
ANY_ADDRESS: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not bound to
YES: Final = frozenset({"1", "true", "yes", "on"})
NO: Final = frozenset({"0", "false", "no", "off"})
MAX_PORT: Final = 65_535
MAX_WORKERS: Final = 64
MAX_DIGITS: Final = 9
DRIVERS: Final = frozenset({"sqlite", "postgresql+psycopg"})


class CannotStart(Exception):
    """A sentence for the person at the shell: what is in the way, and what to do about it."""


class Mode(StrEnum):
    """Where this installation runs: on somebody's desk, or where strangers can reach it."""

    LOCAL = "local"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation's settings."""

    mode: Mode
    host: str
    port: int
    workers: int
    data_dir: Path
    database_url: str
    redis_url: str | None
    secret_key: str | None
    field_key: str | None
    public_url: str | None
    proxy_hops: int
    timezone: str
    demo: bool
    admin_password: str | None

    @property
    def is_production(self) -> bool:
        """Whether strangers may reach it."""
        return self.mode is Mode.PRODUCTION

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is one file."""
        return self.database_url.startswith("sqlite")

    @property
    def over_tls(self) -> bool:
        """Whether people come over https, where cookies can be kept to it."""
        return (self.public_url or "").startswith("https://")

    @property
    def base_url(self) -> str:
        """The address people type, without a slash at the end."""
        shown = "127.0.0.1" if self.host in ANY_ADDRESS else self.host
        return self.public_url or f"http://{_bracketed(shown)}:{self.port}"

    @property
    def origins(self) -> tuple[str, ...]:
        """The pages whose scripts may speak to this server."""
        hosts = dict.fromkeys(["127.0.0.1", "localhost", "[::1]", _bracketed(self.host)])
        local = [f"http://{host}:{self.port}" for host in hosts if host not in ANY_ADDRESS]
        return tuple(dict.fromkeys([*local, *([self.public_url] if self.public_url else [])]))


@cache
def settings() -> Settings:
    """This process's settings."""
    return read_settings(os.environ)


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Make settings of environment variables; an empty one counts as absent.

    Raises:
        CannotStart: naming the variable that cannot be understood.
    """
    given = {name: text.strip() for name, text in environ.items() if text.strip()}
    mode = _mode(given)
    data_dir = Path(given.get("OMS_DATA_DIR", ROOT / ".data")).expanduser().absolute()
    return Settings(
        mode=mode,
        host=given.get("OMS_HOST", "127.0.0.1"),
        port=_number(given, "PORT", 3000, ceiling=MAX_PORT),
        workers=_number(given, "OMS_WORKERS", 1, ceiling=MAX_WORKERS),
        data_dir=data_dir,
        database_url=_database_url(given.get("OMS_DATABASE_URL", f"sqlite:///{data_dir}/oms.db")),
        redis_url=given.get("REFLEX_REDIS_URL"),
        secret_key=given.get("OMS_SECRET_KEY"),
        field_key=given.get("OMS_FIELD_KEY"),
        public_url=_public_url(given),
        proxy_hops=_number(given, "OMS_PROXY_HOPS", 0, floor=0, ceiling=8),
        timezone=_timezone(given),
        demo=_switch(given, "OMS_DEMO", default=mode is Mode.LOCAL),
        admin_password=given.get("OMS_ADMIN_PASSWORD"),
    )


def check_settings(settings: Settings) -> None:
    """Refuse to start what would lose data or stand open.

    Raises:
        CannotStart: saying what to change.
    """
    if settings.workers > 1 and (settings.is_sqlite or settings.redis_url is None):
        raise CannotStart(
            "More than one worker needs PostgreSQL and Redis: set OMS_DATABASE_URL and "
            "REFLEX_REDIS_URL, or start with one worker."
        )
    if not settings.is_production:
        return
    for name, key in (
        ("OMS_SECRET_KEY", settings.secret_key),
        ("OMS_FIELD_KEY", settings.field_key),
    ):
        if key is None:
            raise CannotStart(
                f"Production needs {name}: `python -m oms_ui.keys` prints a good one."
            )
    if settings.demo:
        raise CannotStart("Production cannot offer the demo business: unset OMS_DEMO.")
    if settings.host not in LOOPBACK and not settings.over_tls:
        raise CannotStart(
            f"Listening on {settings.host} in production needs TLS in front: set OMS_PUBLIC_URL to "
            "the https:// address people type, or listen on 127.0.0.1."
        )


def _mode(given: Mapping[str, str]) -> Mode:
    text = given.get("OMS_ENV", Mode.LOCAL.value)
    try:
        return Mode(text)
    except ValueError:
        raise CannotStart(f"OMS_ENV is `local` or `production`, not `{text}`.") from None


def _number(
    given: Mapping[str, str], name: str, default: int, *, ceiling: int, floor: int = 1
) -> int:
    return read_number(name, given.get(name, str(default)), ceiling=ceiling, floor=floor)


def read_number(name: str, text: str, *, ceiling: int, floor: int = 1) -> int:
    """Return the number that `name` was given as.

    Raises:
        CannotStart: it is none, or out of range.
    """
    is_number = text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS
    if is_number and floor <= int(text) <= ceiling:
        return int(text)
    raise CannotStart(f"{name} is a whole number from {floor} to {ceiling}, not `{text}`.")


def _switch(given: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = given.get(name, "yes" if default else "no").lower()
    if text in YES | NO:
        return text in YES
    raise CannotStart(f"{name} is `yes` or `no`, not `{text}`.")


def _timezone(given: Mapping[str, str]) -> str:
    name = given.get("OMS_TIMEZONE", "UTC")
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError):
        raise CannotStart(f"OMS_TIMEZONE is a name like `Asia/Shanghai`, not `{name}`.") from None


def _public_url(given: Mapping[str, str]) -> str | None:
    url = given.get("OMS_PUBLIC_URL", "").rstrip("/")
    parts = urlsplit(url)
    if url and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.path):
        raise CannotStart(
            f"OMS_PUBLIC_URL is an address like `https://oms.example.com`, not `{url}`."
        )
    return url or None


def _database_url(url: str) -> str:
    """Name the driver we ship: the address a hosting page shows can be pasted as it is."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            url = f"postgresql+psycopg://{url.removeprefix(scheme)}"
    try:
        parts = make_url(url)
    except (ArgumentError, ValueError):
        parts = None
    # What was said stays unsaid: there may be a password in it.
    if not parts or parts.drivername not in DRIVERS or (parts.host and url.startswith("sqlite")):
        raise CannotStart(
            "OMS_DATABASE_URL is an address like `sqlite:////srv/oms.db` or "
            "`postgresql://name:password@host/oms`, which what it says is not."
        )
    return url


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
