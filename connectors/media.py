"""Pictures, videos and sound recordings: what the files of a folder say about themselves, one row for each file.

Ten thousand photographs are one thing to decide, so that the files of one kind in one folder are one collection,
``photos/(pictures)``. What they show or say is not looked at, and each collection says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

import pyarrow as pa

from connectors.base import Batch, Collection, Field, Location, Skipped
from connectors.batches import row_columns, sized_batches
from connectors.json_fields import is_value
from connectors.paths import Found
from connectors.picture import read_picture
from connectors.recording import read_recording
from connectors.streams import Trouble, os_trouble

FORMS: Mapping[str, str] = {"pictures": "show", "videos": "show", "sounds": "say"}
"""The forms of media, and what they do that is not looked at."""

_DAMAGED = Trouble("corrupt", "Details are damaged or cut off", "Open the files by other means")
_AT_ONCE = 500
_MOST_FIELDS = 200


class MediaFolders:
    """The media files that a listing came across, by folder and form."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._files: dict[str, dict[Found, None]] = {}
        self._forms: dict[str, str] = {}

    def add(self, found: Found, form: str, *, alone: bool) -> None:
        """Note a file; ``alone`` where it is the whole target and stands under its own name."""
        folder = PurePosixPath(found.name).parent
        name = found.name if alone else str(folder / f"({form})")
        self._files.setdefault(name, {})[found] = None
        self._forms[name] = form

    def __contains__(self, name: object) -> bool:
        return name in self._files

    def files(self, name: str) -> Sequence[Found]:
        """The files of one collection."""
        return tuple(self._files.get(name, ()))

    def collections(self) -> Iterator[Collection]:
        """One for each form and folder, in the order of names."""
        for name in sorted(self._files):
            sizes = [_size(found.path) for found in self._files[name]]
            yield Collection(name, "media", len(sizes), sum(sizes), self._forms[name])

    def read(self, name: str) -> Iterator[Batch | Skipped]:
        """One row for each file, and what was not looked at."""
        files, form = list(self._files[name]), self._forms[name]
        location = Location(self._source, name)
        troubles: Counter[Trouble] = Counter()
        for at in range(0, len(files), _AT_ONCE):
            rows = []
            for found in files[at : at + _AT_ONCE]:
                row, trouble = _describe(found, form)
                rows.append(row)
                troubles.update([trouble] if trouble else [])
            names, columns = _columns(rows)
            yield from sized_batches(location, [Field(name) for name in names], columns, at + 1, 0)
        for trouble, count in troubles.items():
            problem = f"{trouble.problem} ({count} of {len(files)} files)"
            yield Skipped(location, trouble.reason, problem, trouble.hint, partial=True)
        problem = f"What {form} {FORMS[form]} is not looked at, only what the {len(files)} files say of themselves"
        yield Skipped(location, "unsupported-format", problem, "Look through them, or exclude them", partial=True)


def _columns(rows: Sequence[dict[str, str]]) -> tuple[list[str], list[pa.Array]]:
    """Fields and columns of rows with differing names; what is in more than so many goes, with its name, into the field
    without a name."""
    names = list(dict.fromkeys(key for row in rows for key in row))
    if len(names) > _MOST_FIELDS:
        names, others = [*names[:_MOST_FIELDS], ""], frozenset(names[_MOST_FIELDS:])
        for row in rows:
            row[""] = "\n".join(f"{key}: {value}" for key, value in row.items() if key in others)
    return names, row_columns([[row.get(name) or None for name in names] for row in rows], len(names))


def _describe(found: Found, form: str) -> tuple[dict[str, str], Trouble | None]:
    """What a file says of itself, and what went wrong."""
    row = {"file": found.name}
    try:
        if form != "pictures":
            return _with_details(row, read_recording(found.path)), None
        details, sound = read_picture(found.path)
        return _with_details(row, details), None if sound else _DAMAGED
    except OSError as error:
        trouble = os_trouble(error)
        return row, trouble if trouble.reason in ("permission-denied", "missing") else _DAMAGED
    except ValueError:
        return row, _DAMAGED


def _with_details(row: dict[str, str], details: Mapping[str, str]) -> dict[str, str]:
    """The row with what the file says. What it calls ``file`` does not take the place of its name, and a name that may
    itself be data stands with its value in the field ``text``, since reports print the names of fields."""
    for name, value in details.items():
        field = "file_text" if name in ("", "file") else name
        if is_value(name):
            field, value = "text", f"{name}: {value}"
        row[field] = f"{row[field]}\n{value}" if field in row else value
    return row


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
