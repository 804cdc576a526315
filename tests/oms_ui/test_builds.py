"""Builds of the page: which sources are one, and what is kept of them."""

import os
from pathlib import Path

import pytest

from oms_ui.frontend import builds


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small house with one page, already compiled and bundled."""
    monkeypatch.setattr(builds, "ROOT", tmp_path)
    monkeypatch.setattr(builds, "WEB", tmp_path / ".web")
    monkeypatch.setattr(builds, "LOCK", tmp_path / "reflex.lock")
    monkeypatch.setattr(builds, "PAGES", tmp_path / "pages")
    monkeypatch.setattr(builds, "SOURCES", tmp_path / "sources")
    write(tmp_path / "state/board.py", "lanes = []")
    write(tmp_path / "models/migrations/first.py", "first = 1")
    write(tmp_path / "reflex.lock/package.json", "{}")
    write(tmp_path / ".web/app/root.jsx", "<main/>")
    write(tmp_path / ".web/build/client/index.html", "<main></main>")
    write(tmp_path / ".web/routes.json", "[]")
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_sources_seen_before_have_their_build(house: Path) -> None:
    assert builds.find_build() is None

    kept = builds.keep_build(builds.source_hash(), builds.page_hash())

    assert builds.find_build() == kept
    assert (kept / "build/client/index.html").read_text() == "<main></main>"
    assert (kept / "routes.json").read_text() == "[]"
    assert kept.parent == house / "pages"


@pytest.mark.parametrize(
    ("path", "unseen"),
    [
        ("state/board.py", True),
        ("components/board/card.jsx", True),
        ("assets/app.css", True),
        ("rxconfig.py", True),
        ("reflex.lock/package.json", True),
        ("models/migrations/first.py", False),
        ("assets/external/grid.js", False),
        ("tests/test_board.py", False),
        ("README.md", False),
    ],
)
def test_only_what_the_page_is_made_from_makes_sources_new(
    house: Path, path: str, *, unseen: bool
) -> None:
    builds.keep_build(builds.source_hash(), builds.page_hash())

    write(house / path, "changed")

    assert (builds.find_build() is None) is unseen


def test_new_sources_that_compile_to_the_same_page_share_its_build(house: Path) -> None:
    kept = builds.keep_build(builds.source_hash(), builds.page_hash())
    write(house / "state/board.py", "lanes = [  ]")
    write(house / ".web/build/client/index.html", "not bundled again")

    assert builds.keep_build(builds.source_hash(), builds.page_hash()) == kept

    assert builds.find_build() == kept
    assert (kept / "build/client/index.html").read_text() == "<main></main>"


def test_a_lock_written_by_the_build_belongs_to_its_sources(house: Path) -> None:
    source = builds.source_hash()
    write(house / "reflex.lock/package.json", '{"dependencies": {}}')

    kept = builds.keep_build(source, builds.page_hash())

    assert builds.find_build() == kept


def test_what_tools_leave_behind_does_not_change_the_page(house: Path) -> None:
    before = builds.page_hash()

    write(house / ".web/node_modules/react/index.js", "react")
    write(house / ".web/reflex.json", "1700000000")
    write(house / ".web/reflex.install_frontend_packages.cached", "here")

    assert builds.page_hash() == before


def test_old_builds_go_and_the_newest_stay(house: Path) -> None:
    for number in range(builds.KEPT_BUILDS + 3):
        folder = builds.keep_build(f"source{number}", f"page{number}")
        os.utime(folder, (number, number))

    # A folder is touched when it is kept: the last one is the newest whatever its number says.
    assert sorted(path.name for path in (house / "pages").iterdir()) == [
        "page3",
        "page4",
        "page5",
        "page6",
    ]
