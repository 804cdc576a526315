"""The files that people handed in, and beside each what became of its rows.

They lie in one folder of the house, named by the key of their import, readable by nobody else. A
file is there in full or not at all: it is written under another name first.
"""

import hashlib
import os
import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from models.db import Database
from models.kit.errors import Invalid

CHUNK: Final = 1 << 20
LARGEST: Final = 2 << 30
"""In bytes, of a file that is handed in."""
KEPT_S: Final = 90 * 86_400
"""How long files and reports stay: they hold names and addresses."""


class Kept(NamedTuple):
    """A file on its way into the spool: where it lies, and by what its content is known."""

    path: Path
    digest: str
    size: int


class Spool:
    """The folder of imports.

    Args:
        folder: made where it is first needed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, chunks: Iterable[bytes]) -> Kept:
        """Write a file down; `settle` gives it the name of its import.

        Raises:
            Invalid: `file_too_large`, `file_empty`.
            OSError: there is no room, or no permission.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"new-{uuid.uuid4().hex}"
        try:
            digest, size = _write(path, chunks)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return Kept(path, digest, size)

    def settle(self, kept: Kept, import_id: int) -> None:
        """Put a file that was kept where its import finds it."""
        kept.path.replace(self.source(import_id))

    def source(self, import_id: int) -> Path:
        """Return where the file of an import is."""
        return self._folder / f"{import_id}.file"

    def rows(self, import_id: int) -> Path:
        """Return where it is written what became of the rows of an import."""
        return self._folder / f"{import_id}.rows"

    def begin_rows(self, import_id: int) -> Path:
        """Return where rows may be written anew; `finish_rows` lets them be read."""
        path = self._folder / f"{import_id}.rows-new"
        path.unlink(missing_ok=True)
        return path

    def finish_rows(self, import_id: int) -> None:
        """Let what `begin_rows` began take the place of what was told before."""
        with suppress(FileNotFoundError):
            (self._folder / f"{import_id}.rows-new").replace(self.rows(import_id))

    def let_go(self, import_id: int) -> None:
        """Remove the file of an import that is done; what became of its rows stays."""
        self.source(import_id).unlink(missing_ok=True)

    def sweep(self, now_s: float) -> None:
        """Remove what nobody has touched for `KEPT_S`."""
        for path in self._folder.glob("*"):
            with suppress(FileNotFoundError):
                if now_s - path.stat().st_mtime > KEPT_S:
                    path.unlink()


def spool_beside(database: Database) -> Spool:
    """Return the spool of a database that is a file, in the folder it lies in and goes with."""
    return Spool(Path(database.engine.url.database or "").parent / "imports")


def chunks_of(path: Path) -> Iterator[bytes]:
    """Go through a file on disk, piece by piece."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _write(path: Path, chunks: Iterable[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > LARGEST:
                raise Invalid("file_too_large", most=LARGEST >> 20)
            digest.update(chunk)
            file.write(chunk)
    if size == 0:
        raise Invalid("file_empty")
    return digest.hexdigest(), size
