"""Pictures, videos and sound recordings: what the files of a folder say about themselves, one row for each file.

Ten thousand photographs are one thing to decide, so that the files of one kind in one folder are one collection,
``photos/(pictures)``. What they show or say is not looked at, and each collection says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from connectors.base import Batch, Collection, Field, Location, Skipped
from connectors.batches import row_columns, sized_batches
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
        self._files: dict[str, list[Found]] = {}
        self._forms: dict[str, str] = {}

    def add(self, found: Found, form: str, *, alone: bool) -> None:
        """Note a file; ``alone`` where it is the whole target and stands under its own name."""
        folder = PurePosixPath(found.name).parent
        name = found.name if alone else str(folder / f"({form})")
        files = self._files.setdefault(name, [])
        if found not in files:
            files.append(found)
        self._forms[name] = form

    def __contains__(self, name: object) -> bool:
        return name in self._files

    def collections(self) -> Iterator[Collection]:
        """One for each form and folder, in the order of names."""
        for name in sorted(self._files):
            sizes = [_size(found.path) for found in self._files[name]]
            yield Collection(name, "media", len(sizes), sum(sizes), self._forms[name])

    def read(self, name: str) -> Iterator[Batch | Skipped]:
        """One row for each file, and what was not looked at."""
        files, form = self._files[name], self._forms[name]
        location = Location(self._source, name)
        troubles: Counter[Trouble] = Counter()
        for at in range(0, len(files), _AT_ONCE):
            rows = []
            for found in files[at : at + _AT_ONCE]:
                row, trouble = _describe(found, form)
                rows.append(row)
                troubles.update([trouble] if trouble else [])
            names = list(dict.fromkeys(key for row in rows for key in row))[:_MOST_FIELDS]
            columns = row_columns([[row.get(key) for key in names] for row in rows], len(names))
            yield from sized_batches(location, [Field(key) for key in names], columns, at + 1, 0)
        for trouble, count in troubles.items():
            problem = f"{trouble.problem} ({count} of {len(files)} files)"
            yield Skipped(location, trouble.reason, problem, trouble.hint, partial=True)
        problem = f"What the {len(files)} {form} {FORMS[form]} is not looked at, only what the files say of themselves"
        yield Skipped(location, "unsupported-format", problem, "Look through them, or exclude them", partial=True)


def _describe(found: Found, form: str) -> tuple[dict[str, str], Trouble | None]:
    """What a file says of itself, and what went wrong."""
    row = {"file": found.name}
    try:
        if form != "pictures":
            return row | dict(read_recording(found.path)), None
        details, sound = read_picture(found.path)
        return row | dict(details), None if sound else _DAMAGED
    except OSError as error:
        trouble = os_trouble(error)
        return row, trouble if trouble.reason in ("permission-denied", "missing") else _DAMAGED
    except ValueError:
        return row, _DAMAGED


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
