"""Where in the repository a source stands: the line of the configuration, and the folder of its files.

Programs that show findings beside code need a file and a line of the repository. Nothing outside it is named.
"""

from __future__ import annotations

from pathlib import Path

from connectors.paths import parse_target
from scanner.config import ConfigError, Source, resolve_url
from scanner.plugins import is_sqlite


def find_root(folder: Path) -> Path:
    """The repository that a folder lies in (the nearest one above it with ``.git``), else the folder itself."""
    start = folder.resolve()
    return next((one for one in (start, *start.parents) if (one / ".git").exists()), start)


def name_within(path: Path, root: Path) -> str:
    """A path relative to the repository, with ``/`` (``.`` for the repository itself); empty where it lies outside or
    cannot be written as text."""
    try:
        name = path.resolve().relative_to(root).as_posix()
        name.encode("utf-8")
    except (ValueError, OSError, RuntimeError):
        return ""
    return name


def find_folder(source: Source, base: Path, root: Path) -> str:
    """The folder below which the files of a source lie; empty for a database, and for files outside the repository."""
    if source.is_database:
        return ""
    try:
        target = parse_target(resolve_url(source.url, base)).root
        if not target.is_file():
            return name_within(target, root)
        # The collections of a database file are its tables, not files.
        return "" if is_sqlite(target) else name_within(target.parent, root)
    except (ConfigError, ValueError, OSError):
        return ""
