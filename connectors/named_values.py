"""Lists of names and values in JSON: ``"headers": [{"name": "User-Agent", "value": "x"}]`` says ``headers.User-Agent``.

Browsers' recordings, tags of clouds, parameters of events and spans are written so. A list of people with a
number each looks the same, and a person must not become the name of a field. So the list has to be called something
that such lists are called, or its names have to be those of fields. Cookies stay a list: each is a record with a
domain and an expiry, its value is a cookie's whatever it is called, and its name may hold an id.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from connectors.header import is_known_name

MOST_NAMES = 300
"""Different names of one list, or of one place, that become fields; what comes beyond is told by its name as data."""

_NAMES, _VALUES = ("name", "key", "Name", "Key"), ("value", "Value")
_NAME_KEYS = frozenset(_NAMES)
_TYPED = (
    "string_value", "int_value", "float_value", "double_value", "bool_value",
    "stringValue", "intValue", "floatValue", "doubleValue", "boolValue",
)  # fmt: skip
_NAME = re.compile(r":?[A-Za-z_$@][A-Za-z0-9_$@.:/\[\]-]{0,63}")
_COMPOUND = re.compile(r"[A-Za-z0-9][-_:$/][A-Za-z0-9]|[a-z][A-Z]|^[_$:@]")
_LISTS = (
    "headers", "header", "querystring", "query", "params", "parameters", "tags", "labels", "attributes",
    "properties", "props", "environment", "env", "variables", "metadata", "dimensions", "options", "settings",
    "localstorage", "sessionstorage", "fields", "traits",
)  # fmt: skip
_RECORDS = ("cookie", "cookies")
_NO_LETTER = re.compile(r"[^a-z]+")


@dataclass(frozen=True, slots=True)
class NamedValue:
    """One item of such a list. ``rest`` is what it holds beside its name and value; ``is_odd`` says that the name is
    none that a field may have, so that it is data."""

    name: str
    value: Any
    rest: Mapping[str, Any]
    is_odd: bool


def read_named_values(items: Sequence[Any], path: str) -> list[NamedValue] | None:
    """The items of a list of names and values that stands at ``path`` ("" for one that nothing leads to); None for
    another list."""
    if not items or not isinstance(items[0], dict) or _NAME_KEYS.isdisjoint(items[0]):
        return None
    keys = _keys_of(items[0])
    if keys is None:
        return None
    named = []
    for item in items:
        one = _read_item(item, *keys) if isinstance(item, dict) else None
        if one is None:
            return None
        named.append(one)
    if is_name_list(path):
        return named
    return named if not _last_word(path).endswith(_RECORDS) and _are_names(named, path) else None


def is_name_list(path: str) -> bool:
    """Whether a path ends in what lists of names and values are called: ``request.headers``, ``event_params``."""
    return _last_word(path).endswith(_LISTS)


@lru_cache(maxsize=4096)
def _last_word(path: str) -> str:
    return _NO_LETTER.sub("", path.rpartition(".")[2].lower())


def _keys_of(item: Mapping[str, Any]) -> tuple[str, str] | None:
    """Under what an item has its name and its value; the first of the usual keys where the value's type is its key."""
    name = next((key for key in _NAMES if key in item), None)
    value = next((key for key in _VALUES if key in item), None)
    if name is None or (value is None and not any(typed in item for typed in _TYPED)):
        return None
    return name, value or _VALUES[0]


def _read_item(item: Mapping[str, Any], name: str, value: str) -> NamedValue | None:
    key = item.get(name)
    if not isinstance(key, str):
        return None
    if value in item:
        held, taken = item[value], {name, value}
    else:
        held = {typed: item[typed] for typed in _TYPED if typed in item}
        taken = {name, *held}
    if not held and value not in item:
        return None
    rest = {other: item[other] for other in item if other not in taken} if len(item) > len(taken) else {}
    return NamedValue(key, held, rest, not _is_name(key))


def _are_names(named: Sequence[NamedValue], path: str) -> bool:
    """Whether the names are surely no people: half of them are known, or made of several words where no path tells."""
    if any(one.is_odd for one in named):
        return False
    sure = sum(1 for one in named if _is_known(one.name) or (not path and _COMPOUND.search(one.name)))
    return 2 * sure >= len(named)


@lru_cache(maxsize=4096)
def _is_name(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) or _is_known(name)


@lru_cache(maxsize=4096)
def _is_known(name: str) -> bool:
    return is_known_name(name)
