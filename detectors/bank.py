"""Bank accounts by their form: IBAN, bank-branch-account in groups, and the lines of a transfer file (全銀)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from string import ascii_uppercase

import numpy as np

from detectors.context import follow_words, load_words
from detectors.hits import FieldView, Result, make_hits
from detectors.numbers import Shape, is_ascii_word, match_shape
from detectors.text import Bools, Cells, Ints, is_digit

BANK_ACCOUNT = "personal.financial.bank_account"

_WORDS = load_words("account")
_GROUPED = (Shape.parse("4-3-7", "- "), Shape.parse("4-3-1-7", "- "))
_CONTEXT = 30
_CAPITALS = frozenset(ascii_uppercase)
_PART = re.compile(r"(\d+)([nac])")
_CLASSES = {"n": "[0-9]", "a": "[A-Z]", "c": "[A-Za-z0-9]"}


def find_bank_accounts(cells: Cells, view: FieldView) -> Iterator[Result]:
    """IBANs and transfer records count by themselves, groups of digits only behind a word."""
    if not len(cells.runs):
        return
    spans = [*_find_ibans(cells), *((start, end, True) for start, end in _find_transfers(cells))]
    for shape in _GROUPED:
        for found in match_shape(cells, cells.runs, shape):
            strong = follow_words(cells, _WORDS, found.start, _CONTEXT)
            spans.extend(zip(found.start.tolist(), found.end.tolist(), strong.tolist(), strict=True))
    if hits := make_hits(BANK_ACCOUNT, spans):
        yield hits


# --- IBAN (ISO 13616) -------------------------------------------------------------------------------------


@cache
def load_iban_forms() -> Mapping[str, str]:
    """Country -> what stands behind the check digits, as in ``iban.toml``."""
    data = tomllib.loads((files("detectors") / "data" / "iban.toml").read_text(encoding="utf-8"))
    return {**data["registered"], **data["in_use"]}


@cache
def _iban_form(country: str) -> re.Pattern[str]:
    """The whole number, a space, hyphen or dot allowed anywhere between two characters."""
    classes = [_CLASSES[kind] for count, kind in _PART.findall(load_iban_forms()[country]) for _ in range(int(count))]
    joined = "".join(f"[ .-]?{one}" for one in classes)
    return re.compile(rf"{country} ?[0-9][0-9]{joined}(?![A-Za-z0-9])")


@cache
def _countries() -> Bools:
    """Two capital letters (0 to 25 each) -> whether they are a country that has IBANs."""
    table: Bools = np.zeros((26, 26), dtype=np.bool_)
    for country in load_iban_forms():
        table[ord(country[0]) - 65, ord(country[1]) - 65] = True
    return table


def is_iban(number: str) -> bool:
    """Whether the check digits fit (ISO 7064, modulus 97); ``number`` without separators."""
    moved = number[4:] + number[:4]
    return int("".join(str(int(one, 36)) for one in moved)) % 97 == 1


def _find_ibans(cells: Cells) -> Iterator[tuple[int, int, bool]]:
    runs, text = cells.runs, cells.text
    if cells.characters.isdisjoint(_CAPITALS):
        return
    for space in (0, 1):
        # NO 1234... may be any number: with a space behind the country it takes a word to count.
        if space and " " not in cells.characters:
            continue
        beside = np.flatnonzero(runs.before == ord(" ")) if space else runs.after_capital
        start = _after_countries(cells, runs.start[beside[runs.length[beside] >= 2]] - space)
        if not len(start):
            continue
        strong = follow_words(cells, _WORDS, start, _CONTEXT) if space else np.ones(len(start), dtype=np.bool_)
        for at, sure in zip((start - 2).tolist(), strong.tolist(), strict=True):
            match = _iban_form(text[at : at + 2]).match(text, at)
            if match and is_iban("".join(filter(str.isalnum, match[0]))):
                yield at, match.end(), sure


def _after_countries(cells: Cells, places: Ints) -> Ints:
    """The places right behind the two letters of a country, these standing alone."""
    places = places[places >= 2]
    first, second = cells.latin[places - 2].astype(np.int64) - 65, cells.latin[places - 1].astype(np.int64) - 65
    capital = (first >= 0) & (first < 26) & (second >= 0) & (second < 26)
    places, first, second = places[capital], first[capital], second[capital]
    places = places[_countries()[first, second]]
    before = np.where(places > 2, cells.latin[np.maximum(places - 3, 0)], 0).astype(np.int64)
    return places[~is_ascii_word(before) & ~((before >= 48) & (before <= 57))]


# --- 全銀 fixed records -------------------------------------------------------------------------------------

# The data record (総合振込, 給与振込): where what stands. JIS X 0201, 120 characters, the last of them filler.
_SHORTEST, _RECORD = 90, 120
_DIGITS_AT = (*range(1, 5), *range(20, 23), *range(43, 50), *range(80, 90))
_TYPE_AT, _ACCOUNT, _NAME_END = 42, 42, 80
_TYPES = tuple(map(ord, "1249"))


def _find_transfers(cells: Cells) -> Iterator[tuple[int, int]]:
    """Data records of a transfer file: the account and the name of who is paid."""
    starts = cells.starts[:-1]
    for line in (starts[(cells.lengths >= _SHORTEST) & (cells.lengths <= _RECORD + 2)], _line_starts(cells)):
        yield from ((int(at) + _ACCOUNT, int(at) + _NAME_END) for at in line[_is_transfer(cells, line)].tolist())


def _line_starts(cells: Cells) -> Ints:
    """Where lines of about the right length begin inside longer cells."""
    if "\n" not in cells.characters or not (cells.lengths > _RECORD + 2).any():
        return np.zeros(0, dtype=np.int64)
    breaks = cells.positions_of("\n")
    begins = np.unique(np.concatenate((breaks + 1, cells.starts[:-1])))
    after = np.append(begins[1:], len(cells.codes) + 1)
    size = after - begins - 1
    return begins[(size >= _SHORTEST) & (size <= _RECORD + 2)]


def _is_transfer(cells: Cells, line: Ints) -> Bools:
    """Which lines are a data record. Nearly all others end with the first character or the bank's code."""
    kept: Bools = np.zeros(len(line), dtype=np.bool_)
    if not len(line):
        return kept
    chosen = np.flatnonzero(cells.codes[line] == ord("2"))
    chosen = chosen[is_digit(cells.codes[line[chosen][:, None] + np.arange(1, 5)]).all(axis=1)]
    record = cells.codes[line[chosen][:, None] + np.arange(_SHORTEST)]
    good = is_digit(record[:, _DIGITS_AT]).all(axis=1) & np.isin(record[:, _TYPE_AT], _TYPES)
    name = record[:, 50:_NAME_END]
    good &= (name != ord(" ")).any(axis=1) & (is_digit(name).sum(axis=1) <= 5)
    kept[chosen[good]] = True
    return kept
