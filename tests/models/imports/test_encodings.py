"""In which encoding a file is, where few of its characters tell."""

from pathlib import Path

import pytest

from models.imports.encodings import detect
from models.kit.errors import Invalid
from tests.models.imports.formats import put

PLAIN = "".join(f"A{i},MUG-{i},Plain mug {i},2\n" for i in range(20_000))
"""More of it than is looked at in one piece."""


@pytest.mark.parametrize("place", ["first", "last"])
@pytest.mark.parametrize(
    ("row", "encoding"),
    [
        ("A1,M,红色杯子,1\n", "gb18030"),
        ("A1,M,T恤,1\n", "gb18030"),
        ("A1,M,紅色杯子,1\n", "big5"),
        ("A1,M,Café crème brûlée,1\nA2,M,Größe,1\n", "windows-1252"),
        ("A1,M,£ 5,1\n", "windows-1252"),
    ],
)
def test_a_few_characters_tell_wherever_they_stand(
    tmp_path: Path, row: str, encoding: str, place: str
):
    text = f"{row}{PLAIN}" if place == "first" else f"{PLAIN}{row}"

    assert detect(put(tmp_path, text.encode(encoding))) == encoding


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", [PLAIN, "订单号,商品编码,数量\nA1,M,1\n", "訂單編號,數量\nA1,1\n" * 9]
)
def test_utf_16_is_known_without_a_mark(tmp_path: Path, encoding: str, text: str):
    assert detect(put(tmp_path, text.encode(encoding))) == encoding


def test_a_zero_alone_makes_no_utf_16(tmp_path: Path):
    assert detect(put(tmp_path, b"order no,sku,qty\nA1,M\0G,1\n")) == "utf-8"


@pytest.mark.parametrize(
    "content",
    [
        "注文番号,商品,数量\nA1,マグカップ,1\n".encode("shift_jis"),
        "заказ,товар,количество\nA1,Кружка,1\n".encode("koi8-r"),
        "A1,M,Łódź żółty,1\n".encode("iso-8859-2"),
        "A1,M,Café crème,1\n".encode("mac-roman"),
    ],
    ids=["japanese", "russian", "polish", "macintosh"],
)
def test_what_cannot_be_told_safely_is_not_guessed(tmp_path: Path, content: bytes):
    with pytest.raises(Invalid) as refusal:
        detect(put(tmp_path, content))

    assert refusal.value.code == "encoding_unknown"
