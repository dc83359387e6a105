"""Names in Latin letters inside text: pairs of common names by themselves, other ones where what stands around them
says that somebody is named (a label, a greeting, a signature, quotes, a mailbox behind)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from detectors.hits import find_all
from detectors.lexicons import fold_latin, latin_family, latin_given, words
from detectors.literals import declare_literals
from detectors.text import SEPARATOR, Cells, Ints

_LETTER = "A-Za-zÀ-ɏ"
_SMALL = rf"[{_LETTER}'’]"
_PART = rf"[A-ZÀ-Þ]{_SMALL}{{1,15}}+(?:-[A-ZÀ-Þ]?{_SMALL}{{1,15}}+)?"
_PAIR = re.compile(
    rf"(?<![{_LETTER}0-9_.@/-])(?P<a>{_PART}) (?:[A-Z]\. )?(?P<b>{_PART})(?P<c> {_PART})?(?![{_LETTER}0-9_@/])"
)
_TITLED = re.compile(
    rf"(?<![{_LETTER}0-9_])(?:Mrs|Mr|Ms|Miss|Dr|Prof)\.? "
    rf"(?P<name>[A-Z][{_LETTER}'’-]{{1,30}}(?: [A-Z][{_LETTER}'’-]{{1,30}})?)"
)
_ONLY_WORDS = str.maketrans(dict.fromkeys(':="([{,.;|<>', " "))
# What stands right behind it.
_AFTER = re.compile(
    r"[\"'”]?\s?(?:<[^<>@\s\x1a]{1,64}@|\([^()\s@\x1a]{1,64}@|\((?:DOB|dob|born|emp|age|spouse|wife|husband|mother|father"
    r"|son|daughter|Mr|Mrs|Ms|he|she|M|F)\b|, \d{1,3} (?:years|y/o|yo)|, (?:aged?|born|DOB)\b|,? \d{1,3} ?y/?o\b)"
)
_QUOTES = "\"'"
_REACH = 30
_GREETED = re.compile(rf"(?P<name>[A-ZÀ-Þ]{_SMALL}{{2,15}}+)(?=\s?[,!.:\n]| -|[—–])")
_GREETINGS = declare_literals(["dear ", "hi ", "hello ", "my name is ", "regards, ", "regards,\n"])
_CAPITALS = re.compile(
    r"[\"']?\s{0,2}[:=]?\s{0,2}[\"']?(?P<name>[A-Z]{2,15}(?:-[A-Z]{2,15})? [A-Z]{2,15})(?![A-Za-z0-9_])"
)
_CAPITAL_LABELS = declare_literals(
    ["holder", "beneficiary", "passenger", "deliver to", "ship to", "氏名", "名義", "name"]
)


def find_latin_names(cells: Cells) -> Iterator[tuple[int, int]]:
    """Where names of persons stand."""
    text = cells.text
    for at in _capitalised_pairs(cells).tolist():
        if (match := _PAIR.match(text, at)) and (span := _judge(text, match)):
            yield span
    for title in filter(cells.may_hold, ("Mr", "Ms", "Miss", "Dr", "Prof")):
        for at in find_all(text, title):
            if titled := _TITLED.match(text, at):
                yield titled.span("name")
    yield from _find_greeted(cells)
    yield from _find_in_capitals(cells)


def _judge(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """The span of a name in two or three capitalised words; None when they are something else."""
    (first, first_family), (second_given, second) = _ranks(match["a"]), _ranks(match["b"])
    third = _ranks(match["c"][1:])[1] if match["c"] else 9
    end = match.end("c") if third <= 2 or (third < 9 and second > 2) else match.end("b")
    start = match.start()
    if first <= 2 and min(second, third) <= 2:
        return start, end
    if min(first, second, third, first_family, second_given) == 9:
        return None
    before = _words_before(text, start) if start and text[start - 1] != SEPARATOR else []
    if not words("name_labels_en").isdisjoint((*before[-1:], " ".join(before))) or _AFTER.match(text, end):
        return start, end
    both = first < 9 and min(second, third) < 9
    if both and (not words("name_leads_en").isdisjoint(before[-1:]) or _stands_alone(text, start, end)):
        return start, end
    return None


@lru_cache(maxsize=16384)
def _ranks(word: str) -> tuple[int, int]:
    """How usual a word is as a given and as a family name (1 is usual, 9 is none)."""
    folded = fold_latin(word)
    return latin_given().get(folded, 9), latin_family().get(folded, 9)


def _words_before(text: str, start: int) -> list[str]:
    """The last two words before a position, in lower case."""
    before = text[max(0, start - _REACH) : start]
    return before[before.rfind(SEPARATOR) + 1 :].lower().translate(_ONLY_WORDS).split()[-2:]


def _stands_alone(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if before in _QUOTES and before == after and before:
        return True
    around = text[max(0, start - 2) : start].strip(" ")[-1:], text[end : end + 2].strip(" ")[:1]
    return all(mark and mark in "\t|" for mark in around)


def _find_greeted(cells: Cells) -> Iterator[tuple[int, int]]:
    """One name behind a greeting: ``Hi Kate,``."""
    given = latin_given()
    for greeting in _GREETINGS:
        for at in cells.places_of(greeting).tolist():
            if cells.text[max(0, at - 1) : at].isalpha():
                continue
            match = _GREETED.match(cells.text, at + len(greeting))
            if match and given.get(fold_latin(match["name"]), 9) <= 2:
                yield match.span("name")


def _find_in_capitals(cells: Cells) -> Iterator[tuple[int, int]]:
    """KATO KAORI behind a word for a holder: as passports, cards and parcels have them."""
    given, family = latin_given(), latin_family()
    for label in _CAPITAL_LABELS:
        for at in cells.places_of(label).tolist():
            match = _CAPITALS.match(cells.text, at + len(label))
            if match is None:
                continue
            one, other = map(fold_latin, match["name"].split(" "))
            if (one in family and other in given) or (one in given and other in family):
                yield match.span("name")


def _capitalised_pairs(cells: Cells) -> Ints:
    """Where a capitalised word begins that is followed by a space and a capital letter."""
    kinds = _LETTER_KINDS[cells.latin]
    capital = kinds == _UPPER
    begins = np.flatnonzero(capital[:-1] & (kinds[1:] == _LOWER))
    ends = np.flatnonzero(capital[1:] & (cells.latin[:-1] == 32))
    nearest = np.searchsorted(ends, begins)
    begins, nearest = begins[nearest < len(ends)], nearest[nearest < len(ends)]
    return begins[ends[nearest] - begins <= _LONGEST_GIVEN]


_LOWER, _UPPER, _LONGEST_GIVEN = 1, 2, 20
_LETTER_KINDS = np.zeros(256, dtype=np.uint8)
_LETTER_KINDS[[*range(ord("a"), ord("z") + 1), *range(0xDF, 0x100), ord("'")]] = _LOWER
_LETTER_KINDS[[*range(ord("A"), ord("Z") + 1), *range(0xC0, 0xDF)]] = _UPPER
