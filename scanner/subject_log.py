"""The record of lookups: who looked for somebody when, by which kinds of keys and where; never for whom.

One JSON object a line. Each line holds the SHA-256 of the line before, so that a line that was changed or taken out of
the middle shows; every sheet holds the number and the hash of its line, so that lines taken off the end show as well.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pwd
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from scanner.config import Config, ConfigError
from scanner.secret_key import FOLDER, make_state_folder, state_folder

NAME = "subject-requests.jsonl"
FIRST = "0" * 64
"""What stands for the hash of the line before the first."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line as it stands in the log: its number from 1, its own SHA-256, and what it says."""

    number: int
    sha256: str
    record: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LogState:
    """A whole log: its entries up to the first line that does not follow from the one before; ``broken`` is the number
    of that line, 0 where there is none."""

    entries: tuple[LogEntry, ...]
    broken: int = 0


def log_path(settings: Config) -> Path:
    """Where lookups are recorded: beside the configuration, or in the working folder where there is none."""
    return (state_folder(settings.path) if settings.path else Path.cwd() / FOLDER) / NAME


def open_log(path: Path) -> None:
    """See that the log can be written, before anything is looked up; ConfigError where it cannot, or is broken."""
    if path.parent.name == FOLDER:
        make_state_folder(path.parent)
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
        os.close(handle)
    except OSError as error:
        problem = f"the log of lookups cannot be written ({error.strerror})"
        raise ConfigError(f"{path}: {problem}; check the folder and its rights, or name another with --log") from None


def append_entry(path: Path, record: Mapping[str, Any]) -> LogEntry:
    """Add a line; two processes at once take turns."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
        with open(handle, "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            lines = file.read().splitlines()
            previous = hashlib.sha256(lines[-1]).hexdigest() if lines else FIRST
            whole = {"entry": len(lines) + 1, "previous": previous, **record}
            line = json.dumps(whole, ensure_ascii=False).encode("utf-8", "backslashreplace")
            file.seek(0, os.SEEK_END)
            file.write(line + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise ConfigError(f"{path}: the lookup cannot be recorded ({error.strerror}); free the disk") from None
    return LogEntry(len(lines) + 1, hashlib.sha256(line).hexdigest(), whole)


def read_log(path: Path) -> LogState:
    """The log, checked; an empty one where there is no file. ConfigError where it cannot be read."""
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return LogState(())
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); check its rights") from None
    entries: list[LogEntry] = []
    previous = FIRST
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line)
            follows = record["previous"] == previous and record["entry"] == number
        except (ValueError, KeyError, TypeError, RecursionError):
            follows = False
        if not follows:
            return LogState(tuple(entries), number)
        previous = hashlib.sha256(line).hexdigest()
        entries.append(LogEntry(number, previous, record))
    return LogState(tuple(entries))


def name_operator() -> str:
    """The user of the operating system who runs the command."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"


def describe_lookup(
    started: datetime,
    reference: str,
    kinds: Sequence[str],
    sources: Sequence[str],
    result: int,
    counts: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """What a line of the log says of a lookup; ``counts`` is missing where it did not come to an end."""
    return {
        "time": started.isoformat(timespec="seconds"),
        "operator": name_operator(),
        "reference": reference,
        "keys": {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)},
        "sources": list(sources),
        **(counts or {}),
        "result": result,
    }
