"""The environment that Reflex, Node and npm run in, set by us so that nobody else need know it."""

import os
import subprocess
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from oms_ui.settings import ROOT, CannotStart

CACHE: Final = ROOT / ".cache"
WEB: Final = ROOT / ".web"
REFLEX: Final[Mapping[str, str]] = {
    "REFLEX_ENV_MODE": "prod",
    "REFLEX_USE_NPM": "1",
    "REFLEX_DIR": str(CACHE / "reflex"),  # its locks and marks; the home folder stays untouched
    "REFLEX_WEB_WORKDIR": str(WEB),
    "REFLEX_TELEMETRY_ENABLED": "false",
    "REFLEX_CHECK_LATEST_VERSION": "false",
    "REFLEX_SHOW_BUILT_WITH_REFLEX": "false",
}
NPM: Final[Mapping[str, str]] = {
    "npm_config_omit_lockfile_registry_resolved": "true",  # a lock file holds no address
    "npm_config_audit": "false",
    "npm_config_fund": "false",
    "npm_config_update_notifier": "false",
}


def node_folder() -> Path:
    """The folder with `node` and `npm` from the wheel: what the system has may be too old.

    Raises:
        CannotStart: when the wheel is not installed.
    """
    scripts = Path(sysconfig.get_path("scripts"))
    if not (scripts / "npm").exists():
        raise CannotStart("Node is not installed here: run `make setup`.")
    return scripts


def build_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """`environ` as a build needs it."""
    path = os.pathsep.join([str(node_folder()), environ.get("PATH", os.defpath)])
    prepared = {**environ, **REFLEX, **NPM, "PATH": path}
    # Reflex would measure which of two registries is nearer; npm already knows which one is meant.
    prepared.setdefault("NPM_CONFIG_REGISTRY", _registry(prepared))
    return prepared


def serve_environment(page: Path) -> dict[str, str]:
    """What the server needs set to serve the finished build in `page` without compiling."""
    return {
        **REFLEX,
        "REFLEX_WEB_WORKDIR": str(page),
        "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
    }


def _registry(environ: Mapping[str, str]) -> str:
    command = [str(node_folder() / "npm"), "config", "get", "registry"]
    return subprocess.run(  # noqa: S603 - our own npm, fixed arguments
        command, env=dict(environ), cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()
