"""What the query strings of URLs carry: addresses, passwords and tokens, session ids, search words, campaign ids."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import unquote_plus

from detectors.hits import FieldView, Result, make_hits
from detectors.literals import declare_literals
from detectors.text import Cells

_BEFORE = "?&;#"
_VALUE = re.compile(r"[^&\s#\"'<>\\|\x1a、。「」　]{1,4096}+")
_SHORT = 5


@dataclass(frozen=True, slots=True)
class Parameter:
    """Parameters whose values are of one category; see the head of ``links.toml``."""

    category: str
    names: tuple[str, ...]
    value: re.Pattern[str]
    pair: bool
    strict: bool
    examples: tuple[str, ...]
    counter: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Literal:
    """How a parameter is looked for. Short names only with the mark before them, since they end many words;
    prefixes (``utm_``) without the ``=``."""

    word: str
    skip: int
    prefix: bool


@cache
def load_parameters() -> tuple[tuple[Parameter, ...], Mapping[_Literal, Parameter]]:
    """The shipped parameters, and the literals (declared) by which each is found."""
    data = tomllib.loads((files("detectors") / "data" / "links.toml").read_text(encoding="utf-8"))
    parameters, literals = [], {}
    for row in data["parameter"]:
        parameter = Parameter(
            row["category"],
            tuple(row["names"]),
            re.compile(row["value"], re.IGNORECASE),
            row.get("pair", False),
            row.get("strict", False),
            tuple(row["examples"]),
            tuple(row["counter"]),
        )
        parameters.append(parameter)
        for name in parameter.names:
            for literal in _spell(name):
                declare_literals([literal.word])
                literals[literal] = parameter
    return tuple(parameters), literals


def _spell(name: str) -> Iterator[_Literal]:
    if name.endswith("*"):
        yield _Literal(name[:-1], 0, True)
    elif len(name) > _SHORT:
        yield _Literal(f"{name}=", 0, False)
    else:
        for mark in _BEFORE:
            yield _Literal(f"{mark}{name}=", 1, False)


load_parameters()
_REST_OF_NAME = re.compile(r"[\w-]{0,40}+=", re.ASCII)


def find_link_values(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Values of known parameters in query strings and fragments; all of them count by themselves."""
    if "=" not in cells.characters or not any(mark in cells.characters for mark in _BEFORE):
        return
    found: dict[str, list[tuple[int, int, bool]]] = {}
    for literal, parameter in load_parameters()[1].items():
        done = -1
        for place in cells.places_of(literal.word).tolist():
            if place >= done and (value := _find_value(cells.text, place, literal, parameter.strict)):
                done = value[1]
                if parameter.value.fullmatch(unquote_plus(cells.text[value[0] : done])):
                    start = place + literal.skip if parameter.pair else value[0]
                    found.setdefault(parameter.category, []).append((start, done, True))
    for category, spans in found.items():
        if hits := make_hits(category, sorted(spans)):
            yield hits


def _find_value(text: str, place: int, literal: _Literal, strict: bool) -> tuple[int, int] | None:
    mark = place - 1 + literal.skip
    if mark < 0 or text[mark] not in _BEFORE:
        return None
    if strict and text[mark] == ";" and text[max(0, mark - 4) : mark] != "&amp":
        return None
    begin = place + len(literal.word)
    if literal.prefix:
        rest = _REST_OF_NAME.match(text, begin)
        if not rest:
            return None
        begin = rest.end()
    match = _VALUE.match(text, begin)
    return match.span() if match else None
