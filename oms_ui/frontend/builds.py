"""Finished builds of the page, kept by what they were made from.

Two questions, cheap first. Have the sources been seen? Then their build is known. If not, the
Python is compiled, and most edits compile to a page that has already been built: only a new page
costs a run of Vite. A build has a folder of its own, so a server keeps serving the one it started
with while the next is made.
"""

import hashlib
import os
import platform
import shutil
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Final

from oms_ui.frontend.toolchain import CACHE, WEB
from oms_ui.settings import ROOT

PAGES: Final = CACHE / "pages"
SOURCES: Final = CACHE / "sources"
KEPT_BUILDS: Final = 4
KEPT_SOURCES: Final = 200
PACKAGES: Final = ("oms_ui", "state", "components", "models")
FILES: Final = ("rxconfig.py", "requirements.lock", "assets")
LOCK: Final = ROOT / "reflex.lock"
# Not what the page is made from: tools, results, and what carries a time or a path of this machine.
UNBUILT: Final = frozenset({"node_modules", "build", ".react-router", "backend", "reflex.json"})
SERVED: Final = ("build/client", "backend", "routes.json")
IGNORED: Final = frozenset({"__pycache__", "migrations", "external"})


def find_build() -> Path | None:
    """The finished build of the sources as they are, if there is one."""
    note = _note(source_hash())
    page = PAGES / note.read_text(encoding="ascii") if note.exists() else None
    return page if page and page.exists() else None


def keep_build(source: str, page: str) -> Path:
    """Note that `source` compiles to `page`; shelve the build in `.web` if it is a new one."""
    folder = PAGES / page
    if not folder.exists():
        draft = PAGES / f"{page}.{os.getpid()}"
        for part in SERVED:
            _copy(WEB / part, draft / part)
        draft.rename(folder)
    folder.touch()
    SOURCES.mkdir(parents=True, exist_ok=True)
    _note(source).write_text(page, encoding="ascii")
    _prune()
    return folder


def source_hash() -> str:
    """What the page is made from, in one short name: our sources, Python and what is installed."""
    code = [file for name in PACKAGES for file in _files(ROOT / name)]
    rest = [file for name in FILES for file in _files(ROOT / name)]
    toolset = f"python {platform.python_version()} reflex {version('reflex')}"
    return _hash([*code, *rest], ROOT, seed=toolset)


def page_hash() -> str:
    """What was compiled into `.web`, in one short name."""
    return _hash(_files(WEB, UNBUILT), WEB, seed=platform.system())


def _note(source: str) -> Path:
    """Where the page of `source` is noted. A build may rewrite the npm lock: it is read now."""
    return SOURCES / f"{source}-{_hash(_files(LOCK), ROOT)}"


def _files(start: Path, ignored: frozenset[str] = IGNORED) -> Iterator[Path]:
    if start.is_file():
        yield start
    for folder, folders, names in os.walk(start):
        folders[:] = [name for name in folders if name not in ignored]
        yield from (
            Path(folder, name)
            for name in names
            if name not in ignored and not name.endswith(".cached")
        )


def _hash(files: Iterable[Path], root: Path, *, seed: str = "") -> str:
    digest = hashlib.sha256(seed.encode())
    for file in sorted(files):
        content = file.read_bytes()
        digest.update(f"\0{file.relative_to(root)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:20]


def _copy(origin: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if origin.is_dir():
        shutil.copytree(origin, target, dirs_exist_ok=True)
    elif origin.exists():
        shutil.copy2(origin, target)


def _prune() -> None:
    for folder, kept in ((PAGES, KEPT_BUILDS), (SOURCES, KEPT_SOURCES)):
        newest_first = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in newest_first[kept:]:
            shutil.rmtree(old) if old.is_dir() else old.unlink()
