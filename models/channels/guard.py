"""Text that a spreadsheet would take for a formula, made harmless, and given back as it was.

A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@`, or with a tab or a carriage return
before one; some look past spaces and quotes, or fold wide signs into plain ones. Such text gets an
apostrophe in front, which spreadsheets take for "this is text": `=1+1` becomes `'=1+1`. `unguard`
takes it off again: `unguard(guard(text)) == text` for every text, because apostrophes count as
quotes here, so that text which looks guarded already is guarded once more.
"""

import re
from typing import Final

_MARK: Final = "'"
_RUNS: Final = re.compile(
    r"[\s\"'`\u2018\u2019\u201c\u201d\ufeff\u200b]*"
    r"[=+\-@\t\r\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b]"
)


def guard(text: str) -> str:
    """Return `text` so that no spreadsheet runs it."""
    return _MARK + text if _RUNS.match(text) else text


def unguard(text: str) -> str:
    """Return what `guard` was given; any other text stays as it is."""
    return text[1:] if text.startswith(_MARK) and _RUNS.match(text, 1) else text
