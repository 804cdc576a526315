"""Settings: what is read, and what is refused with a sentence."""

from pathlib import Path

import pytest

from oms_ui.settings import ROOT, CannotStart, Mode, Settings, check_settings, read_settings

PRODUCTION = {"OMS_ENV": "production", "OMS_SECRET_KEY": "s", "OMS_FIELD_KEY": "f"}
SERVER = {"OMS_DATABASE_URL": "postgresql://db/oms", "REFLEX_REDIS_URL": "redis://cache"}


def test_an_empty_environment_is_a_local_shop_on_one_sqlite_file() -> None:
    assert read_settings({"OMS_SECRET_KEY": ""}) == Settings(
        mode=Mode.LOCAL,
        host="127.0.0.1",
        port=3000,
        workers=1,
        data_dir=ROOT / ".data",
        database_url=f"sqlite:///{ROOT}/.data/oms.db",
        redis_url=None,
        secret_key=None,
        field_key=None,
        public_url=None,
        proxy_hops=0,
        timezone="UTC",
        demo=True,
        admin_password=None,
    )


def test_production_does_not_offer_the_demo() -> None:
    assert read_settings(PRODUCTION).demo is False


def test_the_database_lies_in_the_data_folder() -> None:
    here = read_settings({"OMS_DATA_DIR": "/srv/shop"})

    assert here.data_dir == Path("/srv/shop")
    assert here.database_url == "sqlite:////srv/shop/oms.db"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_any_spelling_of_postgresql_gets_the_driver_we_ship(scheme: str) -> None:
    here = read_settings({"OMS_DATABASE_URL": f"{scheme}://me@db/oms"})

    assert here.database_url == "postgresql+psycopg://me@db/oms"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("OMS_ENV", "staging"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "http"),
        ("OMS_WORKERS", "-1"),
        ("OMS_PROXY_HOPS", "9"),
        ("OMS_DEMO", "perhaps"),
        ("OMS_TIMEZONE", "Middle/Earth"),
        ("OMS_PUBLIC_URL", "oms.example.com"),
        ("OMS_PUBLIC_URL", "https://example.com/oms"),
    ],
)
def test_what_cannot_be_understood_is_named(name: str, text: str) -> None:
    with pytest.raises(CannotStart, match=f"^{name} is .*not `{text}`"):
        read_settings({name: text})


def test_origins_are_the_addresses_people_open_and_never_all() -> None:
    here = read_settings(
        {"OMS_HOST": "0.0.0.0", "PORT": "3911", "OMS_PUBLIC_URL": "https://oms.example.com/"}
    )

    assert here.origins == (
        "http://127.0.0.1:3911",
        "http://localhost:3911",
        "http://[::1]:3911",
        "https://oms.example.com",
    )
    assert here.base_url == "https://oms.example.com"


def test_an_address_of_its_own_is_an_origin_too() -> None:
    assert "http://[fe80::7]:3000" in read_settings({"OMS_HOST": "fe80::7"}).origins


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"OMS_WORKERS": "2"}, "needs PostgreSQL and Redis"),
        ({**SERVER, "OMS_WORKERS": "2", "REFLEX_REDIS_URL": ""}, "needs PostgreSQL and Redis"),
        ({**PRODUCTION, "OMS_SECRET_KEY": ""}, "needs OMS_SECRET_KEY"),
        ({**PRODUCTION, "OMS_FIELD_KEY": ""}, "needs OMS_FIELD_KEY"),
        ({**PRODUCTION, "OMS_DEMO": "yes"}, "unset OMS_DEMO"),
        ({**PRODUCTION, "OMS_HOST": "0.0.0.0"}, "needs TLS in front"),
        (
            {**PRODUCTION, "OMS_HOST": "0.0.0.0", "OMS_PUBLIC_URL": "http://oms.example.com"},
            "needs TLS in front",
        ),
    ],
)
def test_what_would_lose_data_or_stand_open_is_refused(environ: dict[str, str], says: str) -> None:
    with pytest.raises(CannotStart, match=says):
        check_settings(read_settings(environ))


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"OMS_HOST": "0.0.0.0"},
        {**SERVER, "OMS_WORKERS": "4"},
        PRODUCTION,
        {**PRODUCTION, "OMS_HOST": "0.0.0.0", "OMS_PUBLIC_URL": "https://oms.example.com"},
    ],
)
def test_what_is_sound_starts(environ: dict[str, str]) -> None:
    check_settings(read_settings(environ))
