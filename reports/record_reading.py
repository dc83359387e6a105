"""Turns parsed JSON into records, by the types that their fields declare: what a type does not allow is refused with
its place. Nothing that stands in the document is quoted.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

Reading = Callable[[Any], Any]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class UnfitError(Exception):
    """A part of a document that is not what it has to be. ``place`` is its path (``findings[3].severity``),
    ``expected`` what would be right."""

    def __init__(self, expected: str, place: str = "") -> None:
        super().__init__(f"{place} has to be {expected}")
        self.expected = expected
        self.place = place

    def below(self, step: str) -> UnfitError:
        """The same, seen from one step further up: a name or ``[3]``."""
        between = "." if self.place and not self.place.startswith("[") else ""
        return UnfitError(self.expected, f"{step}{between}{self.place}")


@cache
def read_as(kind: Any) -> Reading:
    """A function that makes a value of that type out of parsed JSON, or raises :class:`UnfitError`.

    Known are dataclasses (missing fields take their defaults, unknown ones are passed over), ``Literal``, text, numbers
    (whole ones from 0 on), booleans, moments, days, unions, and tuples and mappings of these.
    """
    if is_dataclass(kind):
        return _read_record(kind)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return _read_choice(inner)
    if origin in (Union, UnionType):
        return _read_union(inner)
    if origin is tuple:
        return _read_list(read_as(inner[0]), None if inner[-1] is Ellipsis else len(inner))
    if origin is not None and issubclass(origin, Mapping):
        return _read_mapping(read_as(inner[1]))
    return _PLAIN[kind]


def _read_record(kind: Any) -> Reading:
    hints = get_type_hints(kind)
    parts = [(one.name, read_as(hints[one.name])) for one in fields(kind)]
    needed = {one.name for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING}

    def read(value: Any) -> Any:
        if type(value) is not dict:
            raise UnfitError("an object")
        try:
            return kind(*[part(value[name]) for name, part in parts])
        except (KeyError, UnfitError):
            # Something is missing or wrong: once more, slowly, to say what.
            return read_slowly(value)

    def read_slowly(value: dict[str, Any]) -> Any:
        found = {}
        for name, part in parts:
            if name in value:
                try:
                    found[name] = part(value[name])
                except UnfitError as error:
                    raise error.below(name) from None
            elif name in needed:
                raise UnfitError("there", name)
        return kind(**found)

    return read


def _read_choice(known: tuple[Any, ...]) -> Reading:
    allowed = frozenset(known)

    def read(value: Any) -> Any:
        if type(value) is not str or value not in allowed:
            raise UnfitError(f"one of {', '.join(known)}")
        return value

    return read


def _read_union(inner: tuple[Any, ...]) -> Reading:
    kinds = [one for one in inner if one is not NoneType]
    may_miss = len(kinds) < len(inner)
    if len(kinds) == 1:
        single = read_as(kinds[0])
        return lambda value: None if value is None and may_miss else single(value)

    def read(value: Any) -> Any:
        if type(value) not in kinds or (type(value) is float and not math.isfinite(value)):
            raise UnfitError("text or a number")
        return value

    return read


def _read_list(part: Reading, length: int | None) -> Reading:
    def read(value: Any) -> Any:
        if type(value) is not list or (length is not None and len(value) != length):
            raise UnfitError("a list" if length is None else f"a list of {length}")
        found: list[Any] = []
        try:
            found.extend(map(part, value))
        except UnfitError as error:
            raise error.below(f"[{len(found)}]") from None
        return tuple(found)

    return read


def _read_mapping(part: Reading) -> Reading:
    def read(value: Any) -> Any:
        if type(value) is not dict:
            raise UnfitError("an object")
        try:
            return {name: part(one) for name, one in value.items()}
        except UnfitError as error:
            raise error.below("[...]") from None

    return read


def _read_text(value: Any) -> str:
    if type(value) is not str:
        raise UnfitError("text")
    return value


def _read_count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise UnfitError("a whole number from 0 on")
    return value


def _read_number(value: Any) -> float:
    if type(value) not in (int, float) or not abs(value) <= sys.float_info.max:
        raise UnfitError("a number")
    return float(value)


def _read_switch(value: Any) -> bool:
    if type(value) is not bool:
        raise UnfitError("true or false")
    return value


def _read_moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        moment = None
    if moment is None or moment.tzinfo is None:
        raise UnfitError("a moment with its time zone, such as 2026-04-01T09:30:00+09:00")
    return moment


def _read_day(value: Any) -> date:
    if type(value) is not str or not _DAY.fullmatch(value):
        raise UnfitError("a day, such as 2026-04-01")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise UnfitError("a day, such as 2026-04-01") from None


_PLAIN: Mapping[Any, Reading] = {
    str: _read_text,
    int: _read_count,
    float: _read_number,
    bool: _read_switch,
    datetime: _read_moment,
    date: _read_day,
}
