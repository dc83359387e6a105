"""Where in a repository a finding is shown: programs that review code need a file and a line.

A file of the repository stands for itself, and a column of a database made from migrations for the line that adds it.
Everything else (a column of a database, a file elsewhere) is shown at the
block of its source in the configuration, the line at which somebody can do something about it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from connectors.base import Location
from detectors.base import Sighting
from reports.base import SourceInfo
from reports.phrases import UNSEEN

CONFIGURATION = "daicho.toml"
"""The file that stands for sources that no configuration names."""

_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Anchor:
    """A file, relative to the repository with ``/``, and a line from 1."""

    path: str
    line: int = 1


def find_anchor(location: Location, sources: Mapping[str, SourceInfo], at: tuple[Sighting, ...] = ()) -> Anchor:
    """The anchor of a place. ``at`` are sightings there: in plain text, where a whole line is the field, they name the
    line; rows of tables are no lines of a file."""
    source = sources.get(location.source)
    if source is None:
        return Anchor(CONFIGURATION)
    origin = source.find_origin(location)
    if origin and _is_plain(origin.path):
        return Anchor(origin.path, max(1, origin.line))
    if source.folder and source.kind == "files" and location.collection:
        # Tables and arrays inside a file are called file!name.
        name = location.collection.partition("!")[0]
        path = name if source.folder == "." else f"{source.folder}/{name}"
        if _is_plain(path):
            return Anchor(path, at[0].row if at and not location.field else 1)
    if source.anchor and _is_plain(source.anchor):
        return Anchor(source.anchor, max(1, source.line))
    return Anchor(CONFIGURATION)


def _is_plain(path: str) -> bool:
    """Whether a path stays inside the repository and holds nothing that cannot be seen."""
    return (
        len(path) <= _LONGEST
        and not path.startswith("/")
        and not any(part in ("", "..", ".") for part in path.split("/"))
        and not any(unicodedata.category(char) in UNSEEN for char in path)
    )
