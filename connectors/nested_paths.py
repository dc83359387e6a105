"""Which paths the keys of nested values lead to, so that no path is made of somebody's data.

``{"user": {"email": "a"}}`` gives the path ``user.email``; what an object is keyed by (addresses, numbers, people) is
data and goes into the cells of ``user{}``. One object's keys do not always tell: ``{"花子": 3}`` is taken for a record
until too many different keys have been seen in its place. Then all of them are folded, those seen before at the end of
the collection. Until that is known, such keys stand as values in the cells of ``{?}``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from connectors.batches import clean_text
from connectors.header import is_known_name
from connectors.json_fields import is_value

MOST_PATHS = 1_000
"""Different paths of one column at most; what is over is one text, JSON, in the path :data:`REST`."""
MOST_DOUBTFUL = 40
"""Different keys in one place that are neither identifiers nor known names of columns; with more, these are data."""
MOST_KEYS = 300
"""Different keys in one place that are no known names of columns; with more, all of these are data. At the top, where
a log may have more names than that, only those that come later are."""
REST = "*"
"""The path of what found no path of its own."""

_KEYED, _MAYBE_KEYED = "{}", "{?}"
_IDENTIFIER = re.compile(r"[A-Za-z_$@][A-Za-z0-9_$@.:/-]{0,40}")
_BORDER = re.compile(r"(?=[.\[{])")


class NestedPaths:
    """The paths of one column, in the order in which its rows lead to them."""

    def __init__(self) -> None:
        self._inner: dict[tuple[str, str], tuple[str, str]] = {}
        self._paths: set[str] = set()
        self._doubtful: dict[str, set[str]] = {}
        self._unknown: dict[str, set[str]] = {}
        self._folded: dict[str, set[str]] = {}

    def member(self, path: str, key: str) -> tuple[str, str] | None:
        """The path of an object's member, and the path under which its key is itself a value ("" where it is none);
        None where there are too many paths already."""
        known = self._inner.get((path, key))
        return known if known is not None else self._add(path, key)

    def keyed(self, path: str) -> tuple[str, str] | None:
        """The same for a member of an object that is keyed by data."""
        inner = path + _KEYED
        return (inner, inner) if self._admit(inner) else None

    def settle(self, path: str) -> str:
        """The path as it stands at the end: with the keys folded that turned out to be data; "" for one whose cells
        are keys that turned out to be names."""
        if path.endswith(_MAYBE_KEYED):
            parent = path.removesuffix(_MAYBE_KEYED)
            return self.settle(parent + _KEYED) if parent in self._folded else ""
        for parent in sorted(self._folded, key=len, reverse=True):
            for border in [*(found.start() for found in _BORDER.finditer(path)), len(path)][::-1]:
                if path[:border] in self._folded[parent]:
                    path = parent + _KEYED + path[border:]
                    break
        return path

    def _add(self, path: str, key: str) -> tuple[str, str] | None:
        if not key:
            inner = path + _KEYED
            return (inner, "") if self._admit(inner) else None
        if is_value(key):
            return self.keyed(path)
        inner = clean_text(f"{path}.{key}" if path else key)
        doubtful = False
        if not _is_name(key):
            doubtful = not _IDENTIFIER.fullmatch(key)
            if self._is_data(path, inner, doubtful=doubtful):
                return self.keyed(path)
        as_value = path + _MAYBE_KEYED if doubtful else ""
        if not self._admit(inner) or (as_value and not self._admit(as_value)):
            return None
        self._inner[path, key] = (inner, as_value)
        return inner, as_value

    def _is_data(self, path: str, inner: str, *, doubtful: bool) -> bool:
        """Whether there are so many keys in a place that one more is data; the others then are, too."""
        unknown = self._unknown.setdefault(path, set())
        if len(unknown) >= MOST_KEYS:
            if path:
                self._folded[path] = unknown
            return True
        if doubtful:
            odd = self._doubtful.setdefault(path, set())
            if len(odd) >= MOST_DOUBTFUL:
                self._folded.setdefault(path, odd)
                return True
            odd.add(inner)
        unknown.add(inner)
        return False

    def _admit(self, path: str) -> bool:
        if path not in self._paths:
            if len(self._paths) >= MOST_PATHS:
                return False
            self._paths.add(path)
        return True


@lru_cache(maxsize=4096)
def _is_name(key: str) -> bool:
    return is_known_name(key)
