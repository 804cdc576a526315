"""A file as rows of text, whatever its format: the one door the rest of the import reads by.

A reader takes a path and what somebody said of its encoding, and returns a `Sheet`; a new format is
a new reader and a line in `FORMATS`. What a file is, is told by what stands in it, never by its
name alone.
"""

import os
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from models.imports.csvs import read_csv
from models.imports.documents import read_json, read_json_lines
from models.imports.plan import Form
from models.imports.rows import Sheet
from models.imports.sniffing import form_of
from models.imports.workbooks import read_workbook
from models.kit.errors import Invalid


def open_sheet(path: Path, form: Form = Form.AUTO, encoding: str | None = None) -> Sheet:
    """Return the rows of the file at `path`.

    Raises:
        Invalid: `file_…`, `encoding_…`, `header_only`, `column_…`, `quote_…`, `cell_too_long`,
            `workbook_…`, `json_…`; rows and columns are in `data`.
    """
    with _reaching(path):
        return FORMATS[form](path, encoding)


def make_sure(path: Path) -> None:
    """Make sure that there is a file that can be read, whatever is in it.

    Raises:
        Invalid: `file_…`, but of its content.
    """
    with _reaching(path), path.open("rb"):
        pass


@contextmanager
def _reaching(path: Path) -> Iterator[None]:
    """Say why a file is out of reach."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116  an empty path is none, not the folder here
        if stat.S_ISDIR(mode):
            raise Invalid("file_is_folder", file=str(path)[:200])
        if not stat.S_ISREG(mode):
            raise Invalid("file_unreadable", file=str(path)[:200], why="not a file")
        yield
    except (FileNotFoundError, NotADirectoryError):
        raise Invalid("file_missing", file=str(path)[:200]) from None
    except PermissionError:
        raise Invalid("file_not_permitted", file=str(path)[:200]) from None
    except (OSError, ValueError) as error:
        raise Invalid("file_unreadable", file=str(path)[:200], why=str(error)[:80]) from None


def _read_any(path: Path, encoding: str | None) -> Sheet:
    """Return the rows of a file of any format."""
    form = form_of(path, encoding)
    return read_workbook(path) if form is Form.XLSX else FORMATS[form](path, encoding)


def _read_workbook(path: Path, encoding: str | None) -> Sheet:
    """Return the rows of a workbook; an archive of another kind says so."""
    form_of(path, encoding)
    return read_workbook(path)


FORMATS: Final[Mapping[Form, Callable[[Path, str | None], Sheet]]] = {
    Form.AUTO: _read_any,
    Form.CSV: read_csv,
    Form.XLSX: _read_workbook,
    Form.JSON: read_json,
    Form.JSONL: read_json_lines,
}
