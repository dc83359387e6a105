"""Values that belong to nobody (known examples of manuals and tests) and values that are masked, counted as signals."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from detectors.hits import FieldView, Result, Signals
from detectors.literals import declare_literals
from detectors.text import Bools, Cells, Ints, normalise

_LONGEST = 40
_LONGEST_MASKED = 64
_LONGEST_EMAIL = 320
_MASKS = "*●•■◯"
_SIEVE = 0xFFFF
# What a label of a domain goes on with.
_LABEL = np.zeros(256, dtype=np.bool_)
_LABEL[[*b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"]] = True


@cache
def load_dummies() -> Mapping[str, Any]:
    """The whole of ``data/dummies.toml``; read once."""
    return tomllib.loads((files("detectors") / "data" / "dummies.toml").read_text(encoding="utf-8"))


def find_dummies(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Signals ``dummy.SET`` for cells that are a known example of a set (see ``data/dummies.toml``), ``masked`` for
    short cells with characters of masks in them."""
    if not len(cells):
        return
    yield from _find_whole(cells)
    if "@" in cells.characters:
        yield from _find_emails(cells)
    yield from _find_beginnings(cells)
    yield from _find_masked(cells)


def _signal(name: str, chosen: Ints) -> Iterator[Result]:
    if len(chosen):
        yield Signals(name, chosen)


# --- whole cells -------------------------------------------------------------------------------------------


@cache
def _whole() -> Mapping[str, tuple[str, ...]]:
    """Every known example in every form -> the sets that it is in."""
    found: dict[str, list[str]] = {}
    for one in load_dummies()["set"]:
        for value in one.get("values", ()):
            for form in forms_of(value):
                found.setdefault(form, []).append(one["id"])
    return {form: tuple(dict.fromkeys(ids)) for form, ids in found.items()}


def forms_of(value: str) -> set[str]:
    """The ways in which a known example is written, in normal form and lower case: digits with hyphens, spaces or
    nothing between them, names with and without a space."""
    plain = normalise(value).lower()
    if any(mark.isdigit() for mark in plain) and plain.isascii():
        return {plain, plain.replace("-", ""), plain.replace("-", " ")}
    return {plain, plain.replace(" ", "")}


def _mix(first: Ints, third: Ints, middle: Ints, last: Ints, length: Ints) -> Ints:
    """A number for a cell from some of its characters: equal cells have equal ones."""
    mixed: Ints = (((first * 8191 + third) * 8191 + middle) * 8191 + last) * 64 + length
    return mixed


@cache
def _keys() -> tuple[Ints, Bools]:
    """The numbers of all known examples, what a cell is compared with first; and a sieve by the lowest bits of these
    numbers, what all cells are compared with before that."""
    spelled = {how for form in _whole() for how in (form, form.upper(), form.title(), form.capitalize())}
    ends = [[ord(how[at]) for at in (0, len(how) // 3, len(how) // 2, -1)] + [len(how)] for how in spelled]
    first, third, middle, last, length = np.array(ends, dtype=np.int64).T
    keys = np.unique(_mix(first, third, middle, last, length))
    sieve = np.zeros(_SIEVE + 1, dtype=np.bool_)
    sieve[keys & _SIEVE] = True
    return keys, sieve


@cache
def _ends() -> Bools:
    """Length and lowest bits of the last character -> whether a known example may have both: a look at all cells."""
    table: Bools = np.zeros((_LONGEST + 2, 256), dtype=np.bool_)
    for form in _whole():
        for how in (form, form.upper()):
            if len(how) <= _LONGEST:
                table[len(how), ord(how[-1]) & 0xFF] = True
    return table


def _find_whole(cells: Cells) -> Iterator[Result]:
    likely = np.flatnonzero(_ends()[np.minimum(cells.lengths, _LONGEST + 1), cells.last.astype(np.uint8)])
    if not len(likely):
        return
    begin, length = cells.starts[likely], cells.lengths[likely]
    places = (begin, begin + length // 3, begin + length // 2, begin + length - 1)
    first, third, middle, last = (cells.codes[at].astype(np.int64) for at in places)
    marks = _mix(first, third, middle, last, length)
    keys, sieve = _keys()
    kept = np.flatnonzero(sieve[marks & _SIEVE])
    likely = likely[kept[np.isin(marks[kept], keys)]]
    found: dict[str, list[int]] = {}
    for cell in likely.tolist():
        value = cells.text[int(cells.starts[cell]) : int(cells.starts[cell + 1]) - 1].lower()
        for group in _whole().get(value, ()):
            found.setdefault(group, []).append(cell)
    for group, chosen in found.items():
        yield from _signal(f"dummy.{group}", np.array(chosen, dtype=np.int64))


# --- addresses of mail ------------------------------------------------------------------------------------


def _email_words(key: str) -> tuple[str, ...]:
    return tuple(load_dummies()["email"][key])


_LABELS = declare_literals(f"{label}." for label in _email_words("labels"))
_TOPS = declare_literals(f".{top}" for top in _email_words("tops"))
_HOSTS = declare_literals(f"@{host}" for host in (*_email_words("hosts"), "localhost"))


def _find_emails(cells: Cells) -> Iterator[Result]:
    """Cells of which every address is at a domain that is kept free for examples and tests."""
    counts = np.zeros(len(cells), dtype=np.int64)
    for word in (*_LABELS, *_TOPS, *_HOSTS):
        places = cells.places_of(word)
        if word in _LABELS:
            before = cells.latin[np.maximum(places - 1, 0)]
            places = places[(places > 0) & ((before == ord("@")) | (before == ord(".")))]
        else:
            places = places[~_goes_on(cells, places + len(word))]
        if len(places):
            counts += _count(cells, places)
    if counts.any():
        addresses = _count(cells, cells.positions_of("@"))
        fits = (addresses > 0) & (counts >= addresses) & (cells.lengths <= _LONGEST_EMAIL)
        yield from _signal("dummy.email", np.flatnonzero(fits))


def _count(cells: Cells, places: Ints) -> Ints:
    """How many of these places each cell has."""
    counts: Ints = np.bincount(cells.cell_of(places), minlength=len(cells))
    return counts


def _goes_on(cells: Cells, ends: Ints) -> Bools:
    """Whether a name of a domain goes on at these places."""
    inside = ends < len(cells.codes)
    here = cells.latin[np.minimum(ends, len(cells.codes) - 1)]
    following = cells.latin[np.minimum(ends + 1, len(cells.codes) - 1)]
    goes_on: Bools = inside & (_LABEL[here] | ((here == ord(".")) & _LABEL[following]))
    return goes_on


# --- blocks of addresses, masks ---------------------------------------------------------------------------


@cache
def _beginnings() -> Mapping[str, frozenset[str]]:
    return {one["id"]: frozenset(declare_literals(one["begin"])) for one in load_dummies()["set"] if "begin" in one}


_beginnings()


def _find_beginnings(cells: Cells) -> Iterator[Result]:
    starts = cells.starts[:-1]
    for group, words in _beginnings().items():
        found = [cell[starts[cell] == at] for word in cells.present(words) for at, cell in [_places(cells, word)]]
        if not found:
            continue
        chosen = np.unique(np.concatenate(found))
        yield from _signal(f"dummy.{group}", chosen[cells.lengths[chosen] <= _LONGEST])


def _places(cells: Cells, word: str) -> tuple[Ints, Ints]:
    at = cells.places_of(word)
    return at, cells.cell_of(at)


def _find_masked(cells: Cells) -> Iterator[Result]:
    """Short cells with two characters of masks (one, in a very short one)."""
    present = [mark for mark in _MASKS if mark in cells.characters]
    if not present:
        return
    counts = np.zeros(len(cells), dtype=np.int64)
    for mark in present:
        counts += _count(cells, cells.positions_of(mark))
    short = cells.lengths <= _LONGEST_MASKED
    yield from _signal("masked", np.flatnonzero(short & ((counts >= 2) | ((counts == 1) & (cells.lengths <= 6)))))
