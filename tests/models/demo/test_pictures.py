"""Pictures of goods: drawn, small, and each its own."""

import re
from xml.etree import ElementTree as ET

import pytest

from models.demo.goods import THINGS, Group, Thing, facts, of
from models.demo.pictures import picture


@pytest.mark.parametrize("thing", THINGS, ids=lambda thing: thing.sku)
def test_a_picture_is_small_whole_and_asks_for_nothing(thing: Thing) -> None:
    drawn = picture(thing.sku)

    root = ET.fromstring(drawn)  # noqa: S314  our own
    assert root.attrib["viewBox"] == "0 0 96 96"
    assert len(drawn.encode()) < 2_000
    assert len(list(root)) >= 3
    assert not re.search(r"[{}]|href|<script|url\(|style=", drawn)
    assert drawn == picture(thing.sku)
    assert facts(1, thing)["spec"] == {"zh-Hans": thing.chinese, "picture": drawn}


def test_things_look_different() -> None:
    assert len({picture(thing.sku) for thing in THINGS}) == len(THINGS)
    assert len(of(Group.COMMON)) == 32


def test_what_nobody_drew_has_a_picture_too() -> None:
    assert ET.fromstring(picture("UNHEARD-OF")).tag.endswith("svg")  # noqa: S314  our own
