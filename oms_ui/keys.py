"""The two keys of an installation: one signs, one encrypts personal fields.

Production is given them. A local installation makes its own when first asked and keeps them beside
its database, readable by its owner alone. `python -m oms_ui.keys` prints a fresh one.
"""

import base64
import os
import secrets
import sys
import tempfile
from pathlib import Path
from typing import Final

from oms_ui.settings import CannotStart, Settings

KEY_BYTES: Final = 32


def signing_key(settings: Settings) -> str:
    """The key that signs what leaves the house and comes back."""
    return settings.secret_key or _own_key(settings, "OMS_SECRET_KEY", "secret.key")


def field_key(settings: Settings) -> str:
    """The key that personal fields are encrypted with; what it wrote is lost with it."""
    return settings.field_key or _own_key(settings, "OMS_FIELD_KEY", "field.key")


def new_key() -> str:
    """A fresh random key, in the URL-safe alphabet."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def kept_key(path: Path) -> str:
    """The key in `path`, made now if there is none; two that ask at once get the same one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        handle, draft = tempfile.mkstemp(dir=path.parent)  # mode 0600
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"{new_key()}\n")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            Path(draft).unlink()
    return path.read_text(encoding="ascii").strip()


def _own_key(settings: Settings, variable: str, file_name: str) -> str:
    if settings.is_production:
        raise CannotStart(
            f"Production needs {variable}: `python -m oms_ui.keys` prints a good one."
        )
    return kept_key(settings.data_dir / file_name)


if __name__ == "__main__":
    sys.stdout.write(f"{new_key()}\n")
