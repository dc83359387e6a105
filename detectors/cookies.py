"""Cookies: headers, jars of ``name=value``, values that only cookies have. Those that hold a session stand apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from detectors.hits import FieldView, Result, make_hits
from detectors.literals import declare_literals
from detectors.registries import cookie_values, is_distinctive_cookie, is_known_cookie, is_session_cookie
from detectors.text import Bools, Cells, Ints, is_digit

COOKIE, SESSION = "usage.cookie", "usage.cookie.session"

_NAME = r"[A-Za-z0-9_.$%!#&'*+^`|~-]{1,80}"
_LONGEST_JAR, _LONGEST_NAME = 8192, 80
_SHORTEST_VALUE, _LONGEST_VALUE = 12, 512
_OPAQUE = re.compile(r"(?=[^0-9]{0,100}[0-9])[A-Za-z0-9_.%~+/=-]+")
(_WORD,) = declare_literals(["cookie"])
_HEADER = re.compile(rf"\d?[\"']?\s{{0,3}}[:=]\s{{0,3}}[\"']?(?P<jar>{_NAME}=[^\x1a\n\"]{{0,{_LONGEST_JAR}}})")
_LETTER_BEFORE = re.compile(r"[A-Za-z](?=[Cc])")
_JAR = re.compile(rf"\s*+{_NAME}=[^;\x1a]*+(?:;\s*+(?:{_NAME}(?:=[^;\x1a]*+)?)?)*+\s*")
_PAIR = re.compile(rf"(?:^|;)\s*+(?P<pair>(?P<name>{_NAME})=[^;\x1a]*)")
# Whole cells that are the value of a cookie, by length and by how many characters are no digits: the client id of
# Google Analytics (a random number and the seconds since 1970), __utma, the id of Yahoo! JAPAN's tag.
_VALUES = (
    (18, 21, 1, re.compile(r"\d{8,10}\.1[2-9]\d{8}")),
    (40, 70, 5, re.compile(r"\d{6,10}\.\d{6,10}\.1\d{9}\.1\d{9}\.1\d{9}\.\d{1,5}")),
    (47, 47, 37, re.compile(r"1[2-9]\d{8}\.[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")),
)


def find_cookies(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Cookie jars (``a=1; b=2``) in whole cells, cookie headers in text, values that only cookies have. A jar counts
    by itself when its names are known ones; short and plain names (``lang``, ``ID``) need company."""
    jars: list[tuple[int, int, bool]] = []
    sessions: list[tuple[int, int, bool]] = []
    if "=" in cells.characters:
        hinted = view.hinted(COOKIE) >= 0.5 or view.field.label == "cookie"
        found = [*_find_jars(cells, hinted), *_find_headers(cells)]
        for low, high in dict.fromkeys(found):
            jars.append((low, high, True))
            sessions.extend((*pair, True) for pair in _find_sessions(cells.text, low, high))
    if "." in cells.characters:
        jars.extend(_find_values(cells))
    if view.hints.get(COOKIE, 0.0) >= 0.5:
        jars.extend(_find_opaque(cells))
    for category, listed in ((COOKIE, _outermost(jars)), (SESSION, sorted(set(sessions)))):
        if hits := make_hits(category, listed):
            yield hits


def _find_jars(cells: Cells, hinted: bool) -> Iterator[tuple[int, int]]:
    """Cells that are a jar as a whole."""
    likely = _begin_with_name(cells) & (cells.lengths <= _LONGEST_JAR)
    for cell in np.flatnonzero(likely).tolist():
        start, end = int(cells.starts[cell]), int(cells.starts[cell + 1]) - 1
        if _JAR.fullmatch(cells.text, start, end):
            names = [match["name"] for match in _PAIR.finditer(cells.text[start:end])]
            if hinted or _is_jar(names):
                yield start, end


def _begin_with_name(cells: Cells) -> Bools:
    """Which cells begin with what may be the name of a cookie and an equals sign."""
    starts = cells.starts[:-1]
    sign = _next_after(cells, "=", starts)
    fits: Bools = sign - starts <= _LONGEST_NAME
    for mark in " :/[{(":
        if mark in cells.characters and fits.any():
            fits &= sign < _next_after(cells, mark, starts)
    return fits


def _next_after(cells: Cells, mark: str, starts: Ints) -> Ints:
    """Where the next such character stands, from each position on (far behind the end where there is none)."""
    places = np.append(cells.positions_of(mark), 2 * len(cells.codes) + _LONGEST_NAME)
    return np.asarray(places[np.searchsorted(places, starts)])


def _is_jar(names: list[str]) -> bool:
    """Whether names are those of cookies: two that are known, or one that is nothing else among others or alone, as
    the name of a session is."""
    known = sum(map(is_known_cookie, names))
    sure = [name for name in names if is_distinctive_cookie(name)]
    return (known >= 2 and bool(sure or known > 2)) or (bool(sure) and (len(names) > 1 or is_session_cookie(sure[0])))


def _find_opaque(cells: Cells) -> Iterator[tuple[int, int, bool]]:
    """Cells of a field of cookies that are one value, made up to tell visitors apart; together with the name only."""
    values = cells.values()
    for cell in np.flatnonzero((cells.lengths >= _SHORTEST_VALUE) & (cells.lengths <= _LONGEST_VALUE)).tolist():
        if _OPAQUE.fullmatch(values[cell]):
            yield int(cells.starts[cell]), int(cells.starts[cell + 1]) - 1, False


def _find_headers(cells: Cells) -> Iterator[tuple[int, int]]:
    """What stands after ``Cookie:`` and ``Set-Cookie:``."""
    done = -1
    for at in cells.places_of(_WORD).tolist():
        named = not _LETTER_BEFORE.match(cells.text, max(0, at - 1))
        if at >= done and named and (match := _HEADER.match(cells.text, at + len(_WORD))):
            done = match.end()
            yield match.span("jar")


def _find_sessions(text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """The pairs of a jar whose name is that of a session."""
    for match in _PAIR.finditer(text[low:high]):
        if is_session_cookie(match["name"]):
            start, end = match.span("pair")
            yield low + start, low + end


def _find_values(cells: Cells) -> Iterator[tuple[int, int, bool]]:
    for value in cookie_values():
        for literal in value.literals:
            for at in cells.places_of(literal).tolist():
                if match := value.form.match(cells.text, at):
                    yield *match.span(), True
    others = cells.lengths - cells.digits
    for shortest, longest, most, form in _VALUES:
        likely = (cells.lengths >= shortest) & (cells.lengths <= longest) & (others <= most) & is_digit(cells.first)
        for cell in np.flatnonzero(likely).tolist():
            start, end = int(cells.starts[cell]), int(cells.starts[cell + 1]) - 1
            if form.fullmatch(cells.text, start, end):
                yield start, end, True


def _outermost(spans: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    """Without spans that lie inside an earlier one."""
    kept: list[tuple[int, int, bool]] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
