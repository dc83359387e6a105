"""What ``daicho doctor`` looks at on the machine: Python, the compiled parts, extras, disk, folder, clock, terminal."""

from __future__ import annotations

import os
import platform
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import PackageNotFoundError, distributions, requires, version
from pathlib import Path

import click

from detectors.catalogue import load_catalogue
from scanner import __version__
from scanner.doctor_diagnosis import Diagnosis, Level
from scanner.environment import PREFIX, SHARED, walk_commands, write_variable
from scanner.secret_key import FOLDER

KERNELS = {
    "pyarrow": "pyarrow",
    "numpy": "numpy",
    "pandas": "pandas",
    "ahocorasick-rs": "ahocorasick_rs",
    "phonenumbers": "phonenumbers",
    "ua-parser": "ua_parser",
    "sqlalchemy": "sqlalchemy",
}
"""Parts without which nothing can be scanned: distribution and module."""
LEAST_FREE, LITTLE_FREE = 100_000_000, 1_000_000_000
"""Bytes: with less than the first a report may not be written whole, with less than the second it soon may not."""
_EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
"""Daicho is younger than this day: a clock that says an earlier one is wrong."""
_REQUIREMENT = re.compile(r"(?P<name>[\w.-]+).*;\s*extra\s*==\s*['\"](?P<extra>[\w-]+)['\"]")
_MODEL = re.compile(r"[a-z]{2}[_-](?:core|ent|dep)[_-](?:web|news|wiki)[_-](?:sm|md|lg|trf)", re.IGNORECASE)


def examine_machine(
    config: Path | None, group: click.Group, secrets: frozenset[str] = frozenset()
) -> Iterator[Diagnosis]:
    """Everything about the machine. ``config`` is the configuration file, ``group`` the command line, ``secrets`` are
    variables that the configuration refers to."""
    yield Diagnosis(
        "", "python", details={"daicho": __version__, "python": platform.python_version(), "system": platform.system()}
    )
    yield from _kernels()
    yield Diagnosis(
        "", "catalogue", details={"version": load_catalogue().version, "categories": len(load_catalogue().ids)}
    )
    yield _extras()
    yield _models()
    yield _clock(datetime.now().astimezone())
    yield from _terminal()
    folder = config.parent if config else Path.cwd()
    yield from _disk("disk", folder)
    yield from _disk("disk-temporary", Path(tempfile.gettempdir()))
    if config:
        yield examine_state(folder / FOLDER)
    yield from _variables(group, secrets)


def _kernels() -> Iterator[Diagnosis]:
    found: dict[str, str] = {}
    for name, module in KERNELS.items():
        try:
            import_module(module)
            found[name] = version(name)
        except (ImportError, OSError):
            yield Diagnosis("", "kernel-missing", "problem", {"name": name})
    yield Diagnosis("", "kernels", details={"list": _join(found)})


def _join(found: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in found.items())


def list_extras() -> Mapping[str, tuple[str, ...]]:
    """The extras of the installed Daicho and what each needs; those for development and ``all`` left out."""
    needed: dict[str, list[str]] = {}
    for line in requires("daicho") or ():
        match = _REQUIREMENT.match(line)
        if match and match["extra"] not in ("dev", "all"):
            needed.setdefault(match["extra"], []).append(match["name"])
    return {extra: tuple(names) for extra, names in needed.items()}


def find_version(name: str) -> str:
    """The version of an installed distribution; empty where it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _extras() -> Diagnosis:
    try:
        extras = list_extras()
    except PackageNotFoundError:
        extras = {}
    there = [extra for extra, names in extras.items() if all(find_version(name) for name in names)]
    missing = [extra for extra in extras if extra not in there]
    return Diagnosis("", "extras", details={"there": ", ".join(there) or "-", "missing": ", ".join(missing) or "-"})


def _models() -> Diagnosis:
    names = {str(one.metadata["Name"]): one.version for one in distributions() if one.metadata["Name"]}
    models = {name: number for name, number in sorted(names.items()) if _MODEL.fullmatch(name)}
    return Diagnosis("", "models" if models else "models-none", details={"list": _join(models)})


def _clock(now: datetime) -> Diagnosis:
    details = {"time": now.strftime("%Y-%m-%d %H:%M %z")}
    return Diagnosis("", "clock-wrong" if now < _EARLIEST else "clock", "problem" if now < _EARLIEST else "ok", details)


def _terminal() -> Iterator[Diagnosis]:
    encoding = (getattr(sys.stdout, "encoding", None) or "").lower()
    if encoding and encoding.replace("-", "") != "utf8":
        yield Diagnosis("", "terminal", "warning", {"encoding": encoding})


def _disk(code: str, folder: Path) -> Iterator[Diagnosis]:
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return
    level: Level = "problem" if free < LEAST_FREE else "warning" if free < LITTLE_FREE else "ok"
    yield Diagnosis("", code, level, {"free": f"{free / 1e9:.1f} GB"})


def examine_state(folder: Path) -> Diagnosis:
    """Whether what Daicho keeps between runs can be kept, and by its owner alone."""
    if not folder.exists():
        writable = os.access(folder.parent, os.W_OK | os.X_OK)
        return Diagnosis("", "state-new" if writable else "state-unwritable", "ok" if writable else "problem")
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        return Diagnosis("", "state-unwritable", "problem")
    mode = stat.S_IMODE(folder.stat().st_mode)
    details = {"mode": f"{mode:04o}"}
    if os.name == "posix" and mode & 0o077:
        return Diagnosis("", "state-open", "problem" if mode & 0o022 else "warning", details)
    return Diagnosis("", "state", details=details)


def _variables(group: click.Group, secrets: frozenset[str]) -> Iterator[Diagnosis]:
    """Variables that look like one of Daicho's and are none: a typing error there changes nothing and says nothing."""
    known = {write_variable("", name) for name in SHARED}
    for path, command in walk_commands(group):
        known |= {write_variable(path, option.name) for option in command.params if option.name}
    for name in sorted(os.environ):
        if name.startswith(f"{PREFIX}_") and name not in known and name not in secrets:
            close = get_close_matches(name, known, 1, 0.8)
            if close:
                yield Diagnosis("", "variable", "warning", {"name": name, "close": close[0]})
