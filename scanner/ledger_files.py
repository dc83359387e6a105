"""Reads ledgers from files and puts new ones in their place, whole or not at all; the former one stays beside it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from reports.fides import HEAD
from reports.ledger import LedgerError, Sheet
from reports.ledger_csv import read_csv

if TYPE_CHECKING:
    from reports.ledger_xlsx import OpenBook

_ZIP = b"PK"
_MOST_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Former:
    """A ledger as it was read: its tables, the state of the file, and the open workbook where it is one."""

    sheets: Mapping[str, Sheet]
    state: tuple[int, int, int]
    book: OpenBook | None = None


def load_workbooks() -> ModuleType:
    """The module for workbooks; :class:`LedgerError` where the library for them is not installed."""
    try:
        return import_module("reports.ledger_xlsx")
    except ModuleNotFoundError as error:
        if error.name is None or not error.name.startswith("openpyxl"):
            raise
        raise LedgerError("workbooks need openpyxl: pip install 'daicho[xlsx]'") from None


def read_former(path: Path) -> Former | None:
    """The ledger at a place, None where there is nothing. Raises :class:`LedgerError` where something else is there."""
    try:
        if not path.exists():
            return None
        state = _state_of(path)
        if not path.is_file() or state[1] > _MOST_BYTES:
            raise LedgerError(f"{path}: is no file, or one that is too large for a ledger; name another")
        data = path.read_bytes()
    except OSError as error:
        raise LedgerError(f"{path}: cannot be read ({error.strerror or type(error).__name__})") from None
    try:
        if data.startswith(_ZIP):
            book: OpenBook = load_workbooks().read_workbook(data)
            return Former(book.sheets, state, book)
        sheet = read_csv(data)
        return Former({sheet.table: sheet}, state)
    except LedgerError as error:
        raise LedgerError(f"{path}: {error}; nothing was written; name another file") from None


def _state_of(path: Path) -> tuple[int, int, int]:
    state = path.stat()
    return state.st_mtime_ns, state.st_size, state.st_ino


def refuse_open(path: Path) -> None:
    """Stop where a spreadsheet program has the file open: it would write over what is written now."""
    for lock in (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")):
        if lock.exists():
            raise LedgerError(
                f"{path}: is open in a spreadsheet program; close it there (or delete {lock.name} if it is not)"
            )


def replace_file(path: Path, data: bytes, former: Former | None) -> Path | None:
    """Put a ledger in its place at once; returns where the former one is now. Raises :class:`LedgerError`, also where
    somebody has saved the file since it was read."""
    target = path.resolve()
    name = None
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        kept = _keep_former(target, name, former)
        os.replace(name, target)
    except OSError as error:
        raise LedgerError(f"{path}: cannot be written ({error.strerror or type(error).__name__})") from None
    finally:
        if name is not None:
            with suppress(OSError):
                os.unlink(name)
    return kept


def _keep_former(target: Path, name: str, former: Former | None) -> Path | None:
    if not target.exists():
        return None
    if former is not None and _state_of(target) != former.state:
        raise LedgerError(f"{target.name}: was changed while the ledger was made; nothing was written; try again")
    shutil.copymode(target, name)
    kept = target.with_name(f"{target.name}.bak")
    shutil.copy2(target, kept)
    return kept


def write_resources(path: Path, texts: dict[str, str]) -> Sequence[Path]:
    """Fides resources: into one file where the name ends in .yml or .yaml, else one for each kind into a folder. Files
    that something else wrote are not touched."""
    if path.suffix.lower() in (".yml", ".yaml"):
        files = {path: "".join(texts.values())}
    else:
        files = {path / f"{kind}.yml": text for kind, text in texts.items()}
        try:
            path.mkdir(exist_ok=True)
        except OSError as error:
            raise LedgerError(f"{path}: the folder cannot be made ({error.strerror})") from None
    for file in files:
        if file.exists() and not _is_ours(file):
            raise LedgerError(f"{file}: is there already and not from daicho ledger; name another place")
    for file, text in files.items():
        _replace(file, f"{HEAD}\n{text}")
    return tuple(files)


def _is_ours(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            return stream.read(len(HEAD)) == HEAD.encode()
    except OSError:
        return False


def _replace(file: Path, text: str) -> None:
    target = file.resolve()
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
        os.replace(name, target)
    except OSError as error:
        raise LedgerError(f"{file}: cannot be written ({error.strerror or type(error).__name__})") from None
