"""Street addresses, Japanese and Western."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from string import ascii_letters

import numpy as np

from detectors.address_tails import find_romaji_addresses, widen_street
from detectors.hits import FieldView, Result, find_all, make_hits
from detectors.lexicons import municipalities, words
from detectors.numbers import is_ascii_word
from detectors.regions import prefecture_names
from detectors.text import Bools, Cells, Codes, Ints, is_digit, is_one_of

ADDRESS = "personal.contact.address"

_KANJI_DIGITS = "〇一二三四五六七八九十百"
_NUMBER = rf"(?:[0-9]{{1,5}}|[{_KANJI_DIGITS}]{{1,5}})"
# The part that makes a place a house: 丁目, 番地, 番...号, or numbers joined by hyphens.
_BLOCK = rf"(?:{_NUMBER} ?丁目|{_NUMBER} ?番地|{_NUMBER} ?番 ?{_NUMBER} ?号|[0-9]{{1,5}} ?[-の] ?[0-9]{{1,4}})"
_BLOCK_TAIL = (
    rf"(?:[ 　]?(?:{_NUMBER} ?(?:丁目|番地の?|番|号室?)|[-の] ?[0-9]{{1,4}}(?![0-9])"
    r"|[0-9]{1,4}(?=[-の番号\x1a\s]|\Z)))*+"
)
_BUILDING = (
    r"(?:(?:[ 　][ぁ-ゖァ-ヺー一-鿿A-Za-z]{2,20}|[ァ-ヺー一-鿿A-Za-z]{2,20})"
    r"(?:ビル|マンション|ハイツ|コーポ|アパート|荘|タワー|レジデンス|ハウス|館|棟|パレス)"
    r"[ 　]?(?:[0-9A-Z-]{1,6}(?:号室|階|F)?)?"
    # Names that begin with the word for a house, or have a number of their own; any name with a room.
    r"|[ 　]?(?:メゾン|コーポ|ハイム|シャトー|カーサ|レジデンス|ハイツ|グランド|パレス|ヴィラ|エステート)"
    r"[ァ-ヺー一-鿿ぁ-ゖ]{1,15}"
    r"[ 　]?(?:[A-Z]-?)?[0-9]{0,4}(?:号室|号)?"
    r"|[ 　]?第[0-9]{1,2}[ァ-ヺー一-鿿ぁ-ゖ]{1,12}(?:ビル|マンション|荘|棟)[ 　]?(?:[0-9A-Z-]{1,6}(?:号室|階|F)?)?"
    r"|[ 　][ァ-ヺー一-鿿ぁ-ゖA-Za-z]{2,15}[0-9]{1,4}号室)?"
)
_AFTER_CITY = re.compile(rf"(?P<town>[^0-9{_KANJI_DIGITS}\s、。，,.!?\x1a]{{0,20}}+){_BLOCK}{_BLOCK_TAIL}{_BUILDING}")
_AFTER_CITY_KANJI = re.compile(rf"(?P<town>[^\s、。，,.!?\x1a]{{0,20}}?){_BLOCK}{_BLOCK_TAIL}{_BUILDING}")
_NUMBER_NEAR = re.compile(rf"[^0-9{_KANJI_DIGITS}\s、。，,.!?\x1a]{{0,20}}+[0-9{_KANJI_DIGITS}]")
_PARTICLES = "ではのがをにへとも"
_LEADING_PARTICLES = (*_PARTICLES, "から", "まで")
# Towns whose names begin like a particle: はるひ野, にじが丘, もみじ台.
_TOWN = re.compile(r"[ぁ-ゖ]{2,4}[野台丘町原浜山]")
# Two numbers alone may be a score (札幌市1-0): they need a prefecture or a town before them.
_TWO_NUMBERS = re.compile(r"[0-9]{1,2} ?- ?[0-9]{1,2}")
_CITY_END = "市区町村"
_PREFECTURE_END = frozenset("都道府県")


def find_japanese_addresses(cells: Cells, view: FieldView) -> Iterator[Result]:
    """[都道府県] 市区町村 町域 and a block number. A municipality has to be one that exists."""
    if cells.characters.isdisjoint(_CITY_END):
        return
    spans: list[tuple[int, int, bool]] = []
    text, done = cells.text, -1
    for at in np.flatnonzero(is_one_of(cells.codes, _CITY_END)).tolist():
        end = at + 1
        if at < done:
            continue
        start = _start_of_city(text, end, max(done, 0))
        if start is None:
            continue
        match = _AFTER_CITY.match(text, end)
        if match is None and _NUMBER_NEAR.match(text, end):
            match = _AFTER_CITY_KANJI.match(text, end)
        if match is None:
            continue
        town = match["town"]
        if town and (town[-1] in _PARTICLES or (town.startswith(_LEADING_PARTICLES) and not _TOWN.fullmatch(town))):
            continue
        prefecture = _start_of_prefecture(text, start)
        if not town and prefecture == start and _TWO_NUMBERS.fullmatch(match[0]):
            continue
        spans.append((prefecture, match.end(), True))
        done = match.end()
    if hits := make_hits(ADDRESS, spans):
        yield hits


def _start_of_city(text: str, end: int, floor: int) -> int | None:
    """Where the longest municipality that ends here begins; None when there is none."""
    for size in _sizes_by_end().get(text[end - 2 : end], ()):
        if size <= end - floor and text[end - size : end] in municipalities():
            return end - size
    return None


def _start_of_prefecture(text: str, city: int) -> int:
    """Where the prefecture before a municipality begins; the municipality's own start when there is none."""
    if text[city - 1 : city] in _PREFECTURE_END:
        for size in (3, 4):
            if text[city - size : city] in prefecture_names():
                return city - size
    return city


@cache
def _sizes_by_end() -> Mapping[str, tuple[int, ...]]:
    """The last two characters of municipalities -> how long those with that end are, longest first."""
    sizes: dict[str, set[int]] = {}
    for name in municipalities():
        sizes.setdefault(name[-2:], set()).add(len(name))
    return {end: tuple(sorted(found, reverse=True)) for end, found in sizes.items()}


# --- Western streets --------------------------------------------------------------------------------------

_HOUSE = re.compile(r"#?\d{1,6}[A-Za-z]?(?:[-/]\d{1,4}[A-Za-z]?)?,? ")
_HOUSE_AFTER = re.compile(r",? ?#?\d{1,6}[A-Za-z]?(?:[-/]\d{1,4}[A-Za-z]?)?(?![\w-])")
_LETTERS = frozenset(ascii_letters)
_LATIN = "A-Za-zÀ-ɏḀ-ỿ"
_WORD = re.compile(rf"(?:[{_LATIN}][{_LATIN}0-9.'’-]{{0,30}}+|\d{{1,3}}(?:st|nd|rd|th))(?![{_LATIN}0-9_@/])")
_UNIT = re.compile(
    r"(?: (?:N|S|E|W|NE|NW|SE|SW)\b\.?)?"
    r"(?:,? (?:#|Apt\.?|Apartment|Suite|Ste\.?|Unit|Floor|Fl\.?|Room|Rm\.?) ?[\w-]{1,6})?"
)
_SMALL_WORDS = frozenset(
    ("de", "la", "le", "du", "des", "of", "the", "von", "van", "der", "den", "do", "da", "del", "y")
)
_MOST_WORDS = 6
_SURE_ENDING = 5  # shorter endings (-ring, -weg) end ordinary words too: Spring 2024
_PO_BOX = re.compile(r"(?i)\bP\.? ?O\.? ?Box \d{1,6}")


def _is_street(word: str) -> bool:
    """Whether a word (lower-case) means a street; ``Sk.`` does only with its full stop."""
    return len(word) > 1 and (word in words("street_types") or word.rstrip(".") in words("street_types"))


@cache
def _endings() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Endings of street names written in one word (Hauptstraße): all, and those that say so for sure."""
    endings = tuple(sorted(words("street_endings")))
    return endings, tuple(ending for ending in endings if len(ending) >= _SURE_ENDING)


def find_western_addresses(cells: Cells, view: FieldView) -> Iterator[Result]:
    """A house number with a street name: in text with capital letters, in a field that is called an address
    also without a known street word."""
    hinted = view.hinted(ADDRESS) >= 0.5
    if not len(cells.runs) or (not hinted and view.kind in ("access-log", "log")):
        return
    if not hinted and cells.characters.isdisjoint(_LETTERS):
        return
    spans = [*_find_number_first(cells, hinted), *_find_street_first(cells), *_find_boxes(cells.text)]
    spans.extend(find_romaji_addresses(cells))
    if hinted:
        spans = _widen(cells, spans)
    if hits := make_hits(ADDRESS, _without_overlap(spans)):
        yield hits


def _find_number_first(cells: Cells, hinted: bool) -> Iterator[tuple[int, int, bool]]:
    """221B Baker Street, 1600 Pennsylvania Ave NW."""
    if " " not in cells.characters:
        return
    for at in _house_numbers(cells, hinted).tolist():
        house = _HOUSE.match(cells.text, at)
        end = _end_of_street(cells.text, house.end(), hinted) if house else None
        if end is not None and (unit := _UNIT.match(cells.text, end)):
            yield (*(widen_street(cells.text, at, unit.end()) if not hinted else (at, unit.end())), True)


def _house_numbers(cells: Cells, any_case: bool) -> Ints:
    """Numbers that a word follows (with a capital letter, or an ordinal: 5 West 42nd Street)."""
    runs, codes = cells.runs, cells.codes
    after, following = runs.after, codes[np.minimum(runs.end + 1, len(codes) - 1)]
    digit = is_digit(following)
    ordinal = digit & np.append(is_ascii_word(after[1:]), False)
    word = (following >= 65) & (any_case | ~_is_lower(following))
    good = (after == 32) & (word | ordinal) | (after == 44) & (following == 32)
    good |= ((after == 45) | (after == 47)) & digit  # 12-3 High Street, 12/3
    good |= is_ascii_word(after) & ((following == 32) | (following == 44) | (following == 45) | (following == 47))
    before = runs.before
    good &= (runs.length <= 6) & ~is_ascii_word(before) & ~is_one_of(before, ".-/=%&@")
    good &= (before != 58) | ~is_digit(codes[np.maximum(runs.start - 2, 0)])  # 10:30 is a time
    return np.asarray(runs.start[good])


def _is_lower(codes: Codes) -> Bools:
    return np.asarray((codes >= 97) & (codes <= 122))


def _end_of_street(text: str, position: int, any_case: bool) -> int | None:
    """The end of the street name that begins here: some words, the last one a word for a street."""
    for count in range(_MOST_WORDS):
        match = _WORD.match(text, position)
        if match is None:
            return None
        word = match[0].casefold()
        if not (any_case or not match[0][0].islower() or (count and word in _SMALL_WORDS)):
            return None
        if not count and word in _SMALL_WORDS:
            return None
        if (count and _is_street(word)) or word == "broadway":
            return match.end()
        if word.endswith(_endings()[1]) and not _is_street(word):
            return match.end()
        if text[match.end() : match.end() + 1] != " ":
            return None
        position = match.end() + 1
    return None


def _find_street_first(cells: Cells) -> Iterator[tuple[int, int, bool]]:
    """Hauptstraße 12, Rue de la Paix 5, in whole cells only: in running text a street word before a number is
    too often something else."""
    text, codes = cells.text, cells.codes
    fits = (cells.lengths >= 6) & (cells.lengths <= 80) & (cells.digits > 0) & (cells.digits <= 12)
    fits &= cells.holding(" ") & _holds_house_number(cells)
    first = codes[np.minimum(cells.starts[:-1], len(codes) - 1)]
    for cell in np.flatnonzero(fits & (first >= 65) & ~_is_lower(first)).tolist():
        start = int(cells.starts[cell])
        end, sure = _read_street(text, start)
        if end and text[start].isupper():
            yield start, end, sure


def _holds_house_number(cells: Cells) -> Bools:
    """Cells with a number that stands by itself behind a word."""
    holds: Bools = np.zeros(len(cells), dtype=np.bool_)
    apart = (cells.runs.length <= 6) & is_one_of(cells.runs.before, " #,")
    holds[cells.cell_of(cells.runs.start[apart])] = True
    return holds


def _read_street(text: str, start: int) -> tuple[int, bool]:
    """The end of a street with its number that begins at ``start`` (0 when there is none) and whether the word
    for the street leaves no doubt."""
    listed: list[str] = []
    position = start
    while len(listed) < _MOST_WORDS and (match := _WORD.match(text, position)):
        listed.append(match[0].casefold())
        number = _HOUSE_AFTER.match(text, match.end())
        if number:
            listed[-1] = listed[-1].rstrip(".")
            sure = len(listed[-1]) > _SURE_ENDING and listed[-1].endswith(_endings()[1])
            typed = len(listed) > 1 and (_is_street(listed[0]) or _is_street(listed[-1]))
            return (number.end(), sure) if sure or typed or listed[-1].endswith(_endings()[0]) else (0, False)
        gap = _GAP.match(text, match.end())
        if gap is None:
            return 0, False
        position = gap.end()
    return 0, False


_GAP = re.compile(r",? ")


def _find_boxes(text: str) -> Iterator[tuple[int, int, bool]]:
    for word in ("Box ", "BOX ", "box "):
        for at in find_all(text, word):
            if match := _PO_BOX.search(text, max(0, at - 6), at + 12):
                yield match.start(), match.end(), True


def _letters_in(cells: Cells) -> Ints:
    """How many letters of the usual kinds each cell holds, up to 100."""
    codes = cells.codes
    letters = (
        _is_lower(codes)
        | (codes >= 65) & (codes <= 90)
        | (codes >= 0x3041) & (codes <= 0x3096)
        | (codes >= 0x4E00) & (codes <= 0x9FEF)
    )
    total = np.concatenate(([0], np.cumsum(letters)))
    return np.asarray(total[cells.starts[1:] - 1] - total[cells.starts[:-1]])


def _widen(cells: Cells, spans: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    """Whole cells: those with a street in them, and any others with letters and a number."""
    sure = {int(cell) for cell in cells.cell_of([start for start, _, _ in spans])} if spans else set()
    values = cells.values()
    lettered = _letters_in(cells) >= 3
    widened = []
    for cell in np.flatnonzero((cells.digits > 0) & (cells.lengths >= 5)).tolist():
        start, value = int(cells.starts[cell]), values[cell]
        if cell in sure:
            widened.append((start, start + len(value), True))
        elif len(value) <= 100 and (lettered[cell] or sum(map(str.isalpha, value)) >= 3) and value.isprintable():
            widened.append((start, start + len(value), False))
    return widened


def _without_overlap(spans: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    kept: list[tuple[int, int, bool]] = []
    for span in sorted(spans):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
