"""Values of usage data that only a label beside them, or the name of the field, can tell: device identifiers, models,
screens, carriers, systems, languages. The rules are data (``data/labelled.toml``)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from detectors.base import DetectorError
from detectors.checks import check_luhn
from detectors.hits import FieldView, Hits, Result, make_hits
from detectors.literals import declare_literals, fold_literal
from detectors.name_forms import split_words
from detectors.text import Bools, Cells, Ints

# What may stand between a label and its value: the rest of the label, closing marks, a sign, opening marks.
_REST = r"(?:[ _-]?(?:番号|コード|名|値|情報|id|no\.?|number|#))?"
_CLOSING, _OPENING = r"(?:\\?[\"'”」』】)\]]){0,2}\s{0,3}+", r"\s{0,3}+(?:\\?[\"'“「『【(\[]){0,2}"
_SIGN = r"(?::|=>|=|は|が)"
_FLAGS = re.ASCII | re.IGNORECASE
_NAMED = 0.5
_LONGEST = 400
_SHORT = 2


@dataclass(frozen=True, slots=True)
class LabelRule:
    """A form of value, told by words before it or by the field; see the head of ``labelled.toml``."""

    category: str
    tag: str
    words: tuple[str, ...]
    pattern: re.Pattern[str]
    cell: re.Pattern[str] | None
    check: str
    weak_name: bool
    examples: tuple[str, ...]
    counter: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordRule:
    """Cells that are one of some words; see the head of ``labelled.toml``."""

    category: str
    words: frozenset[str]
    labels: frozenset[str]
    anywhere: bool
    sure: bool


def _passes_luhn(value: str) -> bool:
    digits = [int(mark) for mark in value if mark.isdigit()]
    return bool(check_luhn(np.array([digits], dtype=np.int8))[0])


def _passes_eid(value: str) -> bool:
    """The number of an embedded SIM, 32 digits: ISO 7064 modulo 97 (GSMA SGP.29, 3.5)."""
    return int("".join(filter(str.isdigit, value))) % 97 == 1


_CHECKS: Mapping[str, Callable[[str], bool]] = {"": bool, "luhn": _passes_luhn, "eid": _passes_eid}


@cache
def load_label_rules() -> tuple[tuple[LabelRule, ...], tuple[WordRule, ...]]:
    """The shipped rules; :class:`DetectorError` for a check that does not exist. Their words are declared."""
    data = tomllib.loads((files("detectors") / "data" / "labelled.toml").read_text(encoding="utf-8"))
    lists = {
        name: "|".join(map(re.escape, sorted(names, key=len, reverse=True))) for name, names in data["names"].items()
    }
    values = []
    for rule in data["value"]:
        if rule.get("check", "") not in _CHECKS:
            raise DetectorError(f"labelled.toml: unknown check {rule['check']!r}")
        sign = _SIGN if rule.get("sign") else f"{_SIGN}?"
        pattern, cell = (_fill(rule.get(key, ""), lists) for key in ("pattern", "cell"))
        values.append(
            LabelRule(
                rule["category"],
                rule.get("tag", ""),
                declare_literals(rule.get("words", ())),
                re.compile(rf"{_REST}{_CLOSING}{sign}{_OPENING}(?P<value>{pattern})(?![A-Za-z0-9_])", _FLAGS),
                re.compile(cell, _FLAGS) if cell else None,
                rule.get("check", ""),
                rule.get("weak_name", False),
                tuple(rule.get("examples", ())),
                tuple(rule.get("counter", ())),
            )
        )
    return tuple(values), tuple(_read_words(rule, data["names"]) for rule in data["word"])


def _read_words(rule: Mapping[str, Any], names: Mapping[str, list[str]]) -> WordRule:
    listed = [*rule.get("words", ()), *(name for key in rule.get("names", ()) for name in names[key])]
    anywhere = rule.get("anywhere", False)
    if anywhere:
        declare_literals(word for word in listed if len(word) > _SHORT)
    return WordRule(
        rule["category"],
        frozenset(map(fold_literal, listed)),
        frozenset(rule.get("labels", ())),
        anywhere,
        rule.get("sure", False),
    )


def _fill(pattern: str, lists: Mapping[str, str]) -> str:
    return re.sub(r"<(\w+)>", lambda found: f"(?:{lists[found[1]]})", pattern)


@cache
def _label_words() -> frozenset[str]:
    return frozenset(word for rule in load_label_rules()[0] for word in rule.words)


_label_words()


def find_labelled(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Values behind a label count by themselves; cells of a field of the category only together with it. Values of
    one repeated character (``000...``) are nobody's."""
    values, words = load_label_rules()
    found = cells.present(_label_words())
    for rule in values:
        spans = list(_find_behind_words(rule, cells)) if not found.isdisjoint(rule.words) else []
        hint = view.hinted(rule.category)
        if rule.cell and (hint >= _NAMED or (rule.weak_name and hint > 0)):
            taken = {start for start, _, _ in spans}
            spans.extend(span for span in _find_whole(rule, rule.cell, cells) if span[0] not in taken)
        if hits := make_hits(rule.category, spans, check=rule.tag):
            yield hits
    for known in words:
        yield from _find_words(known, cells, view)


def _find_behind_words(rule: LabelRule, cells: Cells) -> Iterator[tuple[int, int, bool]]:
    text, done = cells.text, -1
    places = [(place, len(word)) for word in rule.words for place in cells.places_of(word).tolist()]
    for place, size in sorted(places):
        if place < done or _inside_word(text, place):
            continue
        match = rule.pattern.match(text, place + size, place + size + _LONGEST)
        if match and _counts(rule, match["value"]):
            done = match.end()
            yield *match.span("value"), True


def _inside_word(text: str, place: int) -> bool:
    """Whether a label goes on to the left: ``imei`` in ``timei``. After an underscore it is a word of its own."""
    before = text[place - 1] if place else ""
    return before.isascii() and before.isalnum() and text[place].isascii() and text[place].isalnum()


def _counts(rule: LabelRule, value: str) -> bool:
    marks = {mark for mark in value.lower() if mark.isalnum()}
    return (len(marks) > 1 or len(value) < 6) and _CHECKS[rule.check](value)


def _find_whole(rule: LabelRule, cell: re.Pattern[str], cells: Cells) -> Iterator[tuple[int, int, bool]]:
    for start, end in zip(cells.starts[:-1].tolist(), (cells.starts[1:] - 1).tolist(), strict=True):
        fits = 0 < end - start <= _LONGEST and cell.fullmatch(cells.text, start, end)
        if fits and _counts(rule, cells.text[start:end]):
            yield start, end, False


def _find_words(rule: WordRule, cells: Cells, view: FieldView) -> Iterator[Result]:
    named = not rule.labels.isdisjoint(split_words(view.field.label))
    if not named and not rule.anywhere:
        return
    listed = _cells_of_words(cells, rule.words, everywhere=not named)
    if len(listed):
        sure: Bools = np.full(len(listed), named or rule.sure, dtype=np.bool_)
        yield Hits(rule.category, cells.starts[listed], cells.starts[listed + 1] - 1, sure)


def _are_pairs(cells: Cells, words: frozenset[str]) -> Bools:
    """Cells of two characters that are one of the words."""
    listed = [(ord(word[0]) << 32) + ord(word[1]) for word in words if len(word) == _SHORT]
    among: Bools = cells.lengths == _SHORT
    if listed and among.any():
        first, last = (np.asarray(codes[among], dtype=np.int64) for codes in (cells.first, cells.last))
        first, last = (np.where((codes >= 65) & (codes <= 90), codes + 32, codes) for codes in (first, last))
        among[among] = np.isin((first << 32) + last, listed)
        return among
    return np.zeros(len(cells), dtype=np.bool_)


def _cells_of_words(cells: Cells, words: frozenset[str], *, everywhere: bool) -> Ints:
    """Cells that are one of the words. Where any field is looked at, longer words come from the search for literals."""
    chosen: Bools = np.zeros(len(cells), dtype=np.bool_)
    if everywhere:
        for word in cells.present(words):
            if len(word) > _SHORT:
                places = cells.places_of(word)
                number = cells.cell_of(places)
                chosen[number[(cells.starts[number] == places) & (cells.lengths[number] == len(word))]] = True
        chosen |= _are_pairs(cells, words)
        return np.flatnonzero(chosen)
    likely = np.flatnonzero((cells.lengths > 1) & (cells.lengths <= max(map(len, words)))).tolist()
    values = cells.values() if likely else []
    for cell in likely:
        chosen[cell] |= fold_literal(values[cell]) in words
    return np.flatnonzero(chosen)
