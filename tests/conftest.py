"""What holds for every test: nobody's own settings, and nobody's own data."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis

ROOT = Path(__file__).resolve().parent.parent

# A busy machine may stall for longer than any limit that says something about the code.
hypothesis.register_profile("house", deadline=None)
hypothesis.load_profile("house")


def pytest_configure() -> None:
    for name in [name for name in os.environ if name.startswith(("OMS_", "REFLEX_"))]:
        del os.environ[name]
    os.environ.pop("PORT", None)


@pytest.fixture(scope="session", autouse=True)
def own_data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("data")
    os.environ["OMS_DATA_DIR"] = str(folder)
    yield folder
    del os.environ["OMS_DATA_DIR"]
