"""Keys: made once, kept closed, never made up in production."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from oms_ui.keys import field_key, kept_key, new_key, signing_key
from oms_ui.settings import CannotStart, read_settings


def test_a_local_installation_makes_its_keys_once_and_closes_them(tmp_path: Path) -> None:
    here = read_settings({"OMS_DATA_DIR": str(tmp_path / "data")})

    first = signing_key(here)

    assert signing_key(here) == first
    assert field_key(here) != first
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in here.data_dir.iterdir()}
    assert modes == {"secret.key": 0o600, "field.key": 0o600}


def test_a_given_key_is_used_and_nothing_is_written(tmp_path: Path) -> None:
    here = read_settings({"OMS_DATA_DIR": str(tmp_path / "data"), "OMS_SECRET_KEY": "given"})

    assert signing_key(here) == "given"
    assert not here.data_dir.exists()


def test_all_who_ask_at_once_get_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: kept_key(tmp_path / "key"), range(32)))

    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_production_is_given_its_keys(tmp_path: Path) -> None:
    here = read_settings({"OMS_ENV": "production", "OMS_DATA_DIR": str(tmp_path / "data")})

    with pytest.raises(CannotStart, match="needs OMS_FIELD_KEY"):
        field_key(here)

    assert not here.data_dir.exists()


def test_keys_differ() -> None:
    assert len({new_key() for _ in range(100)}) == 100
