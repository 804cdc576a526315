"""Builds the page: `python -m oms_ui.frontend.build`, in a process of its own.

Of its own because a build takes some 0.75 GB and imports the whole compiler, and a server needs
neither. It writes nothing outside `.web`, `.cache` and `reflex.lock`.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from oms_ui.frontend.builds import LOCK, PAGES, find_build, keep_build, page_hash, source_hash
from oms_ui.frontend.toolchain import WEB, build_environment
from oms_ui.settings import ROOT


def build() -> None:
    """Compile and build unless it has been done; whoever comes second waits and finds it done."""
    from reflex.utils import path_ops

    with path_ops.file_lock(WEB):
        if find_build() is None:
            source = source_hash()
            with _same_words_if_same_meaning(LOCK / "package.json"):
                page = _compile()
            if not (PAGES / page).exists():
                _bundle()
            keep_build(source, page)


def _compile() -> str:
    """Write the page's JavaScript, install what it imports, and say which page it is."""
    from reflex.utils import build, prerequisites

    prerequisites.initialize_reflex_user_directory()
    if prerequisites.needs_reinit():
        # `reflex init` would also write requirements.txt and AGENTS.md into the project.
        prerequisites.initialize_frontend_dependencies()
    prerequisites.get_compiled_app(prerender_routes=True, trigger="export")
    build.set_env_json()
    return page_hash()


@contextmanager
def _same_words_if_same_meaning(path: Path) -> Iterator[None]:
    """Put `path` back if it comes out reordered only: npm sorts by what it added last."""
    before = path.read_text() if path.exists() else None
    yield
    if before is not None and json.loads(before) == json.loads(path.read_text()):
        path.write_text(before)


def _bundle() -> None:
    from reflex.utils import build

    build.build()


if __name__ == "__main__":
    os.environ.update(build_environment(os.environ))
    os.chdir(ROOT)
    build()
