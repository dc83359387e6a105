"""Where a target's files are: its URL taken apart, its folders walked, every place that cannot be entered told."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from urllib.parse import unquote

from connectors.encoding import detect_encoding
from connectors.streams import Trouble, os_trouble

LEFT_OUT_FOLDERS = frozenset({".git", ".hg", ".svn"})
"""Folders of version control, which are not entered: their files are zipped copies of what stands beside them."""

_GLOB = re.compile(r"[*?\[]")
_SPECIAL = {
    stat.S_IFIFO: "named pipe",
    stat.S_IFSOCK: "socket",
    stat.S_IFCHR: "device",
    stat.S_IFBLK: "device",
}


@dataclass(frozen=True, slots=True)
class Target:
    """A file, or a folder with the pattern that its files must match (one part for each level; empty: all)."""

    root: Path
    pattern: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A file, or a place with trouble: ``name`` is its path below the root with ``/``, as text."""

    name: str
    path: Path
    trouble: Trouble | None = None


def parse_target(url: str) -> Target:
    """The target of a ``file:`` URL or a plain path; ``*``, ``?``, ``[...]`` and ``**`` in it are patterns,
    unless such a file exists. Percent codes count in URLs alone."""
    is_url = url[:5].lower() == "file:"
    text = url[5:] if is_url else url
    if is_url and text.startswith("//"):
        text = text[2:] if text[2:3] == "/" else "/" + text[2:].partition("/")[2]
    decode = unquote if is_url else str
    whole = Path(decode(text))
    parts = text.split("/")
    first = next((at for at, part in enumerate(parts) if _GLOB.search(part)), None)
    if first is None or os.path.lexists(whole):
        return Target(whole)
    base = decode("/".join(parts[:first])) or ("/" if text.startswith("/") else ".")
    return Target(Path(base), tuple(decode(part) for part in parts[first:] if part))


def path_covers(pattern: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether a path, or a folder above it, matches a pattern; ``**`` stands for any number of levels."""
    if not pattern:
        return True
    if pattern[0] == "**":
        return any(path_covers(pattern[1:], parts[at:]) for at in range(len(parts))) if pattern[1:] else bool(parts)
    return bool(parts) and fnmatchcase(parts[0], pattern[0]) and path_covers(pattern[1:], parts[1:])


def path_leads(pattern: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether a folder may hold something that a pattern covers."""
    if not pattern or not parts or pattern[0] == "**":
        return True
    return fnmatchcase(parts[0], pattern[0]) and path_leads(pattern[1:], parts[1:])


def name_matches(name: str, patterns: Sequence[str]) -> bool:
    """Whether the name of a file or collection, or a folder above it, matches one of the patterns of a
    configuration. ``*`` also crosses ``/``; ``**/`` may stand for nothing."""
    for pattern in patterns:
        plain = pattern.rstrip("/")
        for form in {plain, plain.replace("**/", "")}:
            if fnmatchcase(name, form) or fnmatchcase(name, f"{form}/*") or fnmatchcase(name, f"{form}!*"):
                return True
    return False


def walk_files(target: Target) -> Iterator[Found]:
    """Every file of the target in the order of names, and every place that cannot be looked into.

    A link to a file is that file under the link's name. A link to a folder is followed if the folder lies
    outside the root (inside, it is walked under its own name), and no folder is walked twice.
    """
    if target.root.is_dir():
        root = os.path.realpath(target.root)
        yield from _walk_folder(Path(target.root), (), target.pattern, root, set())
    else:
        yield _judge(Found(shown_name((target.root.name,)), target.root))


def _walk_folder(
    folder: Path, parts: tuple[str, ...], pattern: Sequence[str], root: str, seen: set[tuple[int, int]]
) -> Iterator[Found]:
    try:
        status = folder.stat()
        if (status.st_dev, status.st_ino) in seen:
            return
        seen.add((status.st_dev, status.st_ino))
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        yield Found(shown_name(parts), folder, os_trouble(error))
        return
    for entry in entries:
        inner, path = (*parts, entry.name), Path(entry.path)
        if _is_folder(entry):
            leads = entry.name not in LEFT_OUT_FOLDERS and path_leads(pattern, inner)
            if leads and not (entry.is_symlink() and _is_inside(path, root)):
                yield from _walk_folder(path, inner, pattern, root, seen)
        elif path_covers(pattern, inner):
            yield _judge(Found(shown_name(inner), path))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False  # a link in a circle; judged as a file, where stat tells what is wrong


def _is_inside(path: Path, root: str) -> bool:
    real = os.path.realpath(path)
    return real == root or real.startswith(root.rstrip("/") + "/")


def _judge(found: Found) -> Found:
    """The place with its trouble, if it cannot be a file of data. Nothing is opened: opening a pipe would wait."""
    try:
        mode = found.path.stat().st_mode
    except OSError as error:
        return Found(found.name, found.path, os_trouble(error))
    special = _SPECIAL.get(stat.S_IFMT(mode))
    if special:
        trouble = Trouble("unsupported-format", f"This is a {special}, which is not opened", "Exclude it")
        return Found(found.name, found.path, trouble)
    return found


def shown_name(parts: Sequence[str]) -> str:
    """A path as text. File names are bytes, and those from an older Japanese system are often cp932."""
    raw = os.fsencode("/".join(parts))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode(detect_encoding(raw), "replace")
