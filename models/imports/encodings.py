"""In which encoding a file is written: told by its mark, else tried and scored.

UTF-8 proves itself. GB18030 and Big5 read almost any bytes as some characters, so a reading counts
only as far as its characters are those that people write; what is scored are the lines that are not
plain ASCII, wherever they stand. Western files are known by single accents within words. A file
that is UTF-8 but for a little damage is refused, never read as something else.
"""

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from models.kit.errors import Invalid

ENCODINGS: Final = ("utf-8", "gb18030", "big5")
"""What is tried where no byte order mark says more; others must be named."""
MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CHUNK: Final = 1 << 20
_SAMPLE: Final = 1 << 18
WESTERN: Final = "windows-1252"
WIDE: Final = ("utf-16-le", "utf-16-be")
"""Tried where a file is full of zeros, as only these are."""
_WITHIN_WORDS: Final = re.compile(r"[a-z][^\x00-\x7f](?![^\x00-\x7f])")
_RUNS: Final = re.compile(r"[^\x00-\x7f]+")
_LETTERS: Final = re.compile("[À-ÖØ-öø-ÿ€£°’‘“”–—…´®©™ºª¿¡«»§\u00a0]")  # noqa: RUF001
_LEAST_SCORE: Final = 0.6
_LEAST_WESTERN: Final = 0.75
_LEAST_WIDE: Final = 0.95
_DAMAGE: Final = 0.1
"""With fewer false than true characters of UTF-8 than this, a file is damaged UTF-8."""
_FREQUENT: Final = frozenset(
    "的一是不在有人我他这上个大中国省市区县路街道号楼单元室村镇乡订编名数量价日时收货地址电话手机备注"
    "客户商品姓李王张刘陈杨黄赵吴周东南西北新江河海山州京沪广深红黄蓝白黑色小大件套装包盒瓶个"
    "這個國區縣號樓單鎮鄉訂編數價時貨電話機備註客戶劉陳楊黃趙吳東廣紅藍裝"
)


def detect(path: Path) -> str:
    """Return the name of the codec that reads all of the file.

    Raises:
        Invalid: `file_empty`, `file_binary`, `encoding_damaged` with the row, `encoding_unknown`.
    """
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    if not sample.strip():
        raise Invalid("file_empty")
    for mark, encoding in MARKS:
        if sample.startswith(mark):
            verify(path, encoding)
            return encoding
    if wide := _wide(sample, path):
        return wide
    _refuse_binary(sample)
    bad = _first_bad(path, "utf-8")
    if bad is None:
        return "utf-8"
    telling = _telling(path)
    scores = {
        name: _score(telling, name) for name in ENCODINGS[1:] if _first_bad(path, name) is None
    }
    best = max(scores, key=scores.__getitem__, default=None)
    if _is_damaged_utf8(telling):
        raise Invalid("encoding_damaged", row=bad, encoding="UTF-8")
    if best is not None and scores[best] >= _LEAST_SCORE:
        return best
    if _is_western(telling) and _first_bad(path, WESTERN) is None:
        return WESTERN
    raise Invalid("encoding_unknown", row=bad)


def _wide(sample: bytes, path: Path) -> str | None:
    """Return which UTF-16 without a mark reads a file; None where it is none."""
    if b"\0" not in sample:
        return None
    for name in WIDE:
        text = sample[: len(sample) // 2 * 2].decode(name, "replace")
        good = sum(ch in _common() or ch in _FREQUENT or _is_plain(ch) for ch in text)
        if good >= _LEAST_WIDE * len(text) and _first_bad(path, name) is None:
            return name
    return None


def _is_plain(ch: str) -> bool:
    """Return whether a character is one of a Western text."""
    return " " <= ch <= "\xff" or ch in "\t\r\n"


def _telling(path: Path) -> bytes:
    """Return the first lines that are not plain ASCII: the others say nothing of the encoding."""
    found = bytearray()
    with path.open("rb") as file:
        for line in iter(lambda: file.readline(CHUNK), b""):
            if not line.isascii():
                found += line
            if len(found) >= _SAMPLE:
                break
    return bytes(found)


def _is_western(telling: bytes) -> bool:
    """Return whether a text is in single accents, each a letter or mark of Western languages."""
    text = telling.decode(WESTERN, "replace")
    runs = _RUNS.findall(text)
    singles = sum(len(run) == 1 for run in runs)
    known = len(_LETTERS.findall(text))
    least = _LEAST_WESTERN
    return singles >= least * len(runs) and known >= least * sum(len(run) for run in runs)


def verify(path: Path, encoding: str) -> None:
    """Make sure that `encoding` reads all of the file.

    Raises:
        Invalid: `encoding_unheard`, `encoding_damaged` with the row.
    """
    try:
        is_text = codecs.lookup(encoding)._is_text_encoding  # noqa: SLF001  zip is a codec too
    except LookupError:
        is_text = False
    if not is_text:
        raise Invalid("encoding_unheard", value=encoding[:40])
    bad = _first_bad(path, encoding)
    if bad is not None:
        raise Invalid("encoding_damaged", row=bad, encoding=encoding.upper())


def _first_bad(path: Path, encoding: str) -> int | None:
    """Return the line of the first bytes that `encoding` does not know, or None."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    for chunk, is_last in _chunks(path):
        try:
            line += decoder.decode(chunk, is_last).count("\n")
        except UnicodeDecodeError as error:
            return line + error.object[: error.start].count(b"\n")
        except UnicodeError:
            return line
    return None


def _chunks(path: Path) -> Iterator[tuple[bytes, bool]]:
    with path.open("rb") as file:
        chunk = file.read(CHUNK)
        while chunk:
            following = file.read(CHUNK)
            yield chunk, not following
            chunk = following


def _refuse_binary(sample: bytes) -> None:
    control = sum(byte < 32 and byte not in b"\t\n\r\x0b\x0c\x1a" for byte in sample[:8192])  # noqa: PLR2004
    if control * 20 > min(len(sample), 8192) or sample[:4] in _MAGIC:
        raise Invalid("file_binary")


_MAGIC: Final = frozenset(
    {b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\x1f\x8b\x08\x00"}
)


def _is_damaged_utf8(telling: bytes) -> bool:
    text = telling.decode("utf-8", "replace")
    true = sum(ch > "\x7f" and ch != "\ufffd" for ch in text)
    false = text.count("\ufffd")
    return true > 0 and false <= max(1, true * _DAMAGE) and true >= false


def _score(telling: bytes, encoding: str) -> float:
    """Return how much of the text in other than ASCII is what people write; 0 to 2."""
    text = telling.decode(encoding, "ignore")
    other = [ch for ch in text if ch > "\x7f"]
    if len(_WITHIN_WORDS.findall(text)) * 2 >= len(other):
        return 0.0  # accents within words of a Western language, or nothing to go by
    return _share(other, _common()) + _share(other, _FREQUENT)


def _share(text: Sequence[str], known: Iterable[str]) -> float:
    return sum(ch in known for ch in text) / len(text)


@cache
def _common() -> frozenset[str]:
    """Return the first level of both national standards, and what stands between the words."""
    gb = _characters("gb2312", range(0xB0, 0xD8), (range(0xA1, 0xFF),))
    big5 = _characters("big5", range(0xA4, 0xC7), (range(0x40, 0x7F), range(0xA1, 0xFF)))
    marks = _characters("gb2312", range(0xA1, 0xA4), (range(0xA1, 0xFF),))
    return frozenset(gb) | frozenset(big5) | frozenset(marks)


def _characters(codec: str, leads: range, trails: Sequence[range]) -> Iterator[str]:
    for lead in leads:
        for trail in (byte for block in trails for byte in block):
            yield bytes((lead, trail)).decode(codec, "ignore")
