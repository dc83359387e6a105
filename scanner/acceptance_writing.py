"""Adds blocks to ``daicho-accepted.toml``: what stands there stays byte for byte, and all is added or nothing."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

from reports.acceptance import Acceptance
from reports.policy_toml import write_text
from scanner.acceptance_file import parse_acceptances
from scanner.config_text import ConfigError

HEADER = """\
# Exceptions of Daicho: findings that are known and, until a day, do not fail a run.
# 例外承認：期限までは判定に数えない検出です。
# Blocks are only added (daicho accept); a later block for the same finding renews the earlier one.
"""


def append_acceptances(path: Path, made: Sequence[Acceptance], today: date) -> None:
    """Add exceptions to the file, which is made where there is none. Two commands at once take turns. ConfigError where
    the file cannot be read or written, or where it would not be sound with them; then it is as it was."""
    target = path.resolve()
    with _turn(target.parent):
        try:
            before = _read(target) if target.exists() else HEADER
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}: cannot be read ({type(error).__name__}); check its rights") from None
        gap = "" if not before or before.endswith("\n") else "\n"
        text = before + gap + "".join(f"\n{write_block(one)}" for one in made)
        parse_acceptances(path, text.removeprefix("\ufeff"), today)
        _replace(path, target, text)


def _read(target: Path) -> str:
    """The text with the line ends that it has."""
    with target.open(encoding="utf-8", newline="") as stream:
        return stream.read()


def write_block(one: Acceptance) -> str:
    """An exception as a block; what is empty is left out."""
    words = {
        "fingerprint": one.fingerprint,
        "where": one.where,
        "kind": one.kind,
        "reason": one.reason,
        "owner": one.owner,
        "approved_by": one.approved_by,
        "ticket": one.ticket,
    }
    lines = [f"{key} = {write_text(word)}" for key, word in words.items() if word]
    days = [f"created = {one.created.isoformat()}"] if one.created else []
    return "\n".join(("[[accept]]", *lines, *days, f"expires = {one.expires.isoformat()}", ""))


@contextmanager
def _turn(folder: Path) -> Iterator[None]:
    """The right to write into a folder, for one process at a time; where the file system knows no locks, for all."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise ConfigError(f"{folder}: cannot be opened ({error.strerror}); make it first") from None
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _replace(path: Path, target: Path, text: str) -> None:
    name = None
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            shutil.copymode(target, name)
        else:
            # It is reviewed and shared like the configuration; mkstemp gives rights to the owner alone.
            os.chmod(name, 0o644)
        os.replace(name, target)
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise ConfigError(f"{path}: cannot be written ({problem}); nothing was added") from None
    finally:
        if name is not None:
            with suppress(OSError):
                os.unlink(name)
