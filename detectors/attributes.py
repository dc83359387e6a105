"""Attributes of persons as whole cells: relations, marital status, hobbies, health, creed, pay, grades ...

What counts is data (``data/attributes.toml``). Words of closed vocabularies count in any column, by the share of it
that they fill; codes, forms, numbers and endings (``M``, ``A``, ``62.5kg``, ``.jpg``) only where the name of the field
suggests the category, so that a column of other things costs one look at the ends of its cells.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from detectors.context import declare_words, find_words
from detectors.hits import FieldView, Result, hit_cells, make_hits
from detectors.lexicons import countries_world, country_codes, words
from detectors.text import Bools, Cells

_EMPLOYER, _NATIONALITY, _OCCUPATION = "personal.employer", "personal.nationality", "personal.occupation"
_SUGGESTED = 0.2  # from here on the name of a field suggests a category at least weakly
_SAID = 0.5  # from here on it says so plainly
_LONGEST_WORD = 60
_LISTED = re.compile(r"[、,，;；・/／|\n\[\]\"]+")
_NUMBER = re.compile(r"(?P<number>-?\d{1,3}(?:,\d{3}){1,3}|-?\d{1,9})(?P<fraction>\.\d{1,6})?\s?(?P<unit>\D{0,12})")
_SLOTS = 1 << 16
BLOOD_TYPE = "personal.blood_type"
_BLOOD_WORDS = declare_words(("血液型", "ketsuekigata", "blood_type", "blood_group", "bloodtype"))
_BLOOD_VALUE = re.compile(
    r"[\"'”」)]?[ \t:=は、,(\"'“「]{0,4}+(?:is )?(?P<value>(?:AB|[ABO])"
    r"(?:型(?: ?\(?Rh ?[+-]\)?)?| ?\(?Rh ?[+-]\)?|[+-])?)"
    r"(?![A-Za-z0-9])"
)


@dataclass(frozen=True, slots=True)
class Attribute:
    """What values of one category look like; see the head of ``attributes.toml``."""

    words: frozenset[str]
    coded: frozenset[str]
    form: re.Pattern[str] | None
    low: float
    high: float
    units: frozenset[str]
    ends: tuple[str, ...]
    holds: tuple[str, ...]
    several: bool
    plainly: bool

    def fits(self, value: str) -> bool:
        """Whether a folded cell can be a value of a field whose name suggests the category."""
        if value in self.words or value in self.coded:
            return True
        if self.form and self.form.fullmatch(value):
            return True
        if self.high and (match := _NUMBER.fullmatch(value)) and self._in_range(match):
            return True
        if value.endswith(self.ends) or any(part in value for part in self.holds):
            return True
        return self.several and any(
            part.strip() in self.words or part.strip() in self.coded for part in _LISTED.split(value)
        )

    def _in_range(self, match: re.Match[str]) -> bool:
        number = float(match["number"].replace(",", "") + (match["fraction"] or ""))
        return self.low <= number <= self.high and match["unit"].strip() in self.units


@cache
def load_attributes() -> Mapping[str, Attribute]:
    """Category -> what its values look like."""
    data = tomllib.loads((files("detectors") / "data" / "attributes.toml").read_text(encoding="utf-8"))
    data.pop("version")
    shapes = data.pop("shapes")
    more = {
        _EMPLOYER: ("words", words("positions_ja")),
        _OCCUPATION: ("coded", words("occupations_ja") | words("occupations_en") | words("positions_ja")),
        _NATIONALITY: ("coded", countries_world() | country_codes()),
    }
    for category, (key, listed) in more.items():
        data[category][key] = listed.union(data[category].get(key, ()))
    return {category: _attribute(entry, shapes) for category, entry in data.items()}


def _attribute(entry: Mapping[str, list[str]], shapes: Mapping[str, str]) -> Attribute:
    forms = [shapes[name] for name in entry.get("shapes", ())]
    low, high = map(float, entry.get("range", (0, 0)))
    return Attribute(
        words=frozenset(entry.get("words", ())),
        coded=frozenset(entry.get("coded", ())),
        form=re.compile("|".join(f"(?:{form})" for form in forms)) if forms else None,
        low=low,
        high=high,
        units=frozenset(("", *entry.get("units", ()))),
        ends=tuple(entry.get("ends", ())),
        holds=tuple(entry.get("holds", ())),
        several=bool(entry.get("several", False)),
        plainly=bool(entry.get("plainly", False)),
    )


def find_attributes(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Whole cells that are values of an attribute; they count together with the column only."""
    if not len(cells) or view.kind == "access-log":
        return
    values = cells.values()
    found: dict[str, set[int]] = {}
    known = _categories_by_word()
    for cell in np.flatnonzero(_may_be_known(cells)).tolist():
        for category in known.get(fold_cell(values[cell]), ()):
            found.setdefault(category, set()).add(cell)
    attributes = load_attributes()
    for category, strength in view.hints.items():
        attribute = attributes.get(category)
        if attribute and strength >= (_SAID if attribute.plainly else _SUGGESTED):
            fitting = (cell for cell, value in enumerate(values) if attribute.fits(fold_cell(value)))
            found.setdefault(category, set()).update(fitting)
    for category, chosen in found.items():
        if hits := hit_cells(category, cells, sorted(chosen)):
            yield hits


def fold_cell(value: str) -> str:
    """A cell as vocabularies hold it: composed (ﾊﾟ is パ), lower case, without space around it."""
    folded = value.strip().casefold()
    return folded if folded.isascii() else unicodedata.normalize("NFC", folded)


@cache
def _categories_by_word() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for category, attribute in load_attributes().items():
        for word in attribute.words:
            found[word] = (*found.get(word, ()), category)
    return found


@cache
def _slots() -> Bools:
    """Which sums of first character, last character and length some known word has."""
    table: Bools = np.zeros(_SLOTS, dtype=np.bool_)
    for word in _categories_by_word():
        for first in {word[0], *word[0].upper()[:1]}:
            for last in {word[-1], *word[-1].upper()[:1]}:
                table[_slot(_lower(ord(first)), _lower(ord(last)), len(word))] = True
    return table


def _lower(code: int) -> int:
    return code + 32 if 65 <= code <= 90 else code


def _slot(first: int, last: int, length: int) -> int:
    return (first * 131 + last * 8191 + length * 257) % _SLOTS


def _may_be_known(cells: Cells) -> Bools:
    """Cells of which their length and their two ends do not say that they are no known word."""
    first, last = (np.asarray(codes, dtype=np.int64) for codes in (cells.first, cells.last))
    first, last = (np.where((codes >= 65) & (codes <= 90), codes + 32, codes) for codes in (first, last))
    likely = _slots()[(first * 131 + last * 8191 + cells.lengths * 257) % _SLOTS]
    spaced = (first <= 32) | (last <= 32) | (first == 0x3000) | (last == 0x3000)
    return np.asarray(
        (cells.lengths <= _LONGEST_WORD) & (likely | spaced | cells.holding("\u3099") | cells.holding("\u309a"))
    )


def find_blood_types(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Blood types behind their word: 血液型はA型, ``blood type: O+``. They count by themselves."""
    spans = [
        match.span("value")
        for at in find_words(cells, _BLOOD_WORDS).end.tolist()
        if (match := _BLOOD_VALUE.match(cells.text, at))
    ]
    if hits := make_hits(BLOOD_TYPE, [(start, end, True) for start, end in sorted(set(spans))]):
        yield hits
