"""Starts the product as people do, on a database of its own, and waits until it is ready."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ADMIN_PASSWORD = "correct horse battery"
BUILT_WITHIN_S = 240
STOPPED_WITHIN_S = 15

StartServer = Callable[..., "Server"]


@dataclass(frozen=True)
class Server:
    """A running product."""

    process: subprocess.Popen[bytes]
    port: int
    environ: dict[str, str]
    log: Path
    ready_after_s: float

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def oms(self, *arguments: str, told: str = "") -> subprocess.CompletedProcess[str]:
        """Run an `oms` command against this server's database, with `told` as its input."""
        command = [sys.executable, "-m", "oms_ui", *arguments]
        return subprocess.run(
            command, env=self.environ, check=False, capture_output=True, text=True, timeout=120,
            input=told,
        )  # fmt: skip


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[Server]:
    """Start the product on `folder` and a free port, and stop it after."""
    port = free_port()
    environ = {
        **os.environ,
        "OMS_ENV": "local",
        "OMS_DATA_DIR": str(folder),
        "OMS_DATABASE_URL": f"sqlite:///{folder}/oms.db",
        "REFLEX_REDIS_URL": "",
        "OMS_ADMIN_PASSWORD": ADMIN_PASSWORD,
        "PORT": str(port),
        **settings,
    }
    log = folder / "serve.log"
    started = time.monotonic()
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "oms_ui", "serve"], env=environ, stdout=output, stderr=output
        )
    try:
        wait_until_ready(process, port, log)
        yield Server(process, port, environ, log, time.monotonic() - started)
    finally:
        process.terminate()
        process.wait(STOPPED_WITHIN_S)


def wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait for `/readyz`; the first start of a page builds it, which takes a while."""
    deadline = time.monotonic() + BUILT_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError(f"oms serve did not become ready:\n{log.read_text()}")


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]
