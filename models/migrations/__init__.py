"""Bringing a database to the shape the code expects."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config

HERE: Final = Path(__file__).parent


def config(url: str) -> Config:
    """Return Alembic's configuration for the database at `url`."""
    settings = Config()
    settings.set_main_option("script_location", str(HERE))
    settings.attributes["url"] = url
    return settings


def upgrade(url: str) -> None:
    """Bring the database at `url` to the newest shape; an empty one gets all of it."""
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(config(url), "head")
