"""Phone numbers: Japan's numbering plan in all its written forms, and the numbers of other countries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import phonenumbers

from detectors.context import find_words, follow_words, load_words
from detectors.hits import FieldView, Hits, Result
from detectors.numbers import find_runs, is_ascii_word
from detectors.text import Bools, Cells, Ints, Runs, is_one_of

PHONE, FAX = "personal.contact.phone", "personal.contact.fax"

_PHONE_WORDS, _OTHER_NUMBERS = load_words("phone"), load_words("other_numbers")
_PART_NUMBERS, _PART_REACH = load_words("part_numbers"), 8
_AFTER_PLUS = re.compile(r"\+\d{1,3}[ \-.]?$")
_PHONE_LETTERS = re.compile(r"(?i)(?:^|[^a-z])(?:tel|phone|fax|mobile|mob|cell|call|ph|[tfmph])\.?$")
# The code of Japan without its plus sign, as exports of telephone systems have it.
_CODE_OF_JAPAN = re.compile(r"81-(?:\(0\)|0)?[1-9][0-9]{0,3}-[0-9]{1,4}-[0-9]{3,4}(?![0-9A-Za-z-])")
_INTERNATIONAL = re.compile(r"\+[1-9]\d{0,2}(?:[ \-./]{0,2}(?:\(\d{1,5}\)|\d{1,5})){1,6}")
# As numbers of the North American plan (NANP) are written, with the area in brackets; nothing else is.
_BRACKETED = re.compile(r"\([2-9]\d\d\) ?[2-9]\d\d-\d{4}(?: ?(?:x|ext\.?) ?[0-9]{1,6})?(?![\w-])")
_SEPARATED = 2
_PHONE_REACH = 24
_FAX_WORDS, _FAX_REACH = load_words("fax"), 6
# Groups as a scanner reads them, letters in the place of digits among them.
_MISREAD = re.compile(
    r"[ :=.\t]{0,3}(?P<number>\(?[0-9OoSlIB]{2,5}\)?[ (-]{1,2}[0-9OoSlIB]{2,4}[ )-]{1,2}[0-9OoSlIB]{4})(?![0-9A-Za-z-])"
)
_AS_DIGITS = str.maketrans("OoSlIB", "005118")
_FEWEST_DIGITS = 6
_CALLED_REACH = 80
_CALLED = re.compile(
    r"(?i:[ \t\n:=>#.,'\"\-*)/|]|\((?=[A-Za-z])|番号|は|numbers?(?![a-z])|no\.?(?![a-z])|is|at|me|us|on|to|him|her"
    r"|home|work|office|cell|mobile|direct|line){0,12}+"
    r"(?P<number>(?P<plain>\+?\(?[0-9]{1,6}\)?(?:[ \-./]{0,2}\(?[0-9]{2,6}\)?){0,5})(?: ?(?:x|ext\.?) ?[0-9]{1,6})?)"
)
_DATE = re.compile(
    r"(?:19|20)[0-9]{2}[-./][0-9]{1,2}[-./][0-9]{1,2}(?![0-9])|[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{2,4}(?![0-9])"
)
# Country, network and area of a cell of a mobile network, which follow the word cell too: 440-10-60215.
_NETWORK_CELL = re.compile(r"[2-7]\d\d-\d\d-\d{3,9}")
_PHONE_LIKE = re.compile(r"\+?[0-9(][0-9 ()\-./]{5,20}[0-9](?: ?(?:x|ext\.?|内線) ?[0-9]{1,5})?")


@lru_cache(maxsize=1)
def _japanese_numbers() -> re.Pattern[str]:
    """Every national number that Japan's numbering plan assigns, from libphonenumber's metadata."""
    jp = phonenumbers.PhoneMetadata.metadata_for_region("JP")
    names = ("fixed_line", "mobile", "toll_free", "premium_rate", "voip", "pager", "uan")
    patterns = [kind.national_number_pattern for name in names if (kind := getattr(jp, name, None))]
    return re.compile("0(?:" + "|".join(f"(?:{pattern})" for pattern in patterns) + ")")


def find_phones(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Japanese numbers first (national and +81), then the numbers of other countries written with ``+``."""
    runs = find_runs(cells)
    if not len(runs):
        return
    starts, ends, strong = map(np.concatenate, zip(*_find_japanese(cells, runs), strict=True))
    spans = [*_find_without_plus(cells, runs)]
    if "+" in cells.characters:
        spans.extend(_find_international(cells))
    if "(" in cells.characters:
        spans.extend(_find_bracketed(cells))
    spans.extend(_find_misread(cells))
    spans.extend(_find_called(cells, {*starts.tolist(), *(start for start, _, _ in spans)}))
    if view.hinted(PHONE, "personal.contact.fax") >= 0.5:
        taken = {*cells.cell_of(starts).tolist(), *cells.cell_of([start for start, _, _ in spans]).tolist()}
        spans.extend(_find_phone_like(cells, taken))
    table = np.array(spans, dtype=np.int64).reshape(-1, 3)
    starts, ends = np.concatenate((starts, table[:, 0])), np.concatenate((ends, table[:, 1]))
    if len(starts):
        strong = np.concatenate((strong, table[:, 2].astype(np.bool_)))
        yield Hits(PHONE, starts, ends, strong)
        facsimile = follow_words(cells, _FAX_WORDS, starts, _FAX_REACH)
        if facsimile.any():
            yield Hits(FAX, starts[facsimile], ends[facsimile], strong[facsimile])


def _find_japanese(cells: Cells, runs: Runs) -> Iterator[tuple[Ints, Ints, Bools]]:
    """Arrays of starts, ends and which count by themselves."""
    pattern, text = _japanese_numbers(), cells.text
    begin = np.flatnonzero(cells.codes[runs.start] == 48)
    yield runs.start[:0], runs.end[:0], np.zeros(0, dtype=np.bool_)
    if not len(begin):
        return
    for groups in (3, 2, 1):
        chosen = _japanese_candidates(runs, groups, begin)
        if not len(chosen):
            continue
        start, end = runs.start[chosen], runs.end[chosen + groups - 1]
        mobile, before = _is_mobile(cells, runs, chosen, groups), runs.before[chosen]
        called = follow_words(cells, _PHONE_WORDS, start, _PHONE_REACH)
        loose = is_one_of(runs.gap[chosen], ". ") if groups == 3 else np.ones(len(chosen), dtype=np.bool_)
        strong = ~loose | called | (mobile & ((groups == 1) | (is_one_of(runs.gap[chosen], " ") & (groups == 3))))
        fits: Bools = np.ones(len(chosen), dtype=np.bool_)
        if groups == 1:
            fits = called | ~follow_words(cells, _OTHER_NUMBERS, start, _PHONE_REACH)
        else:
            fits = called | ~(follow_words(cells, _PART_NUMBERS, start, _PART_REACH) | _goes_on_as_code(cells, end))
        lettered = is_ascii_word(before)
        plain = mobile & ~lettered & (before != ord("("))
        sure = plain & fits
        yield start[sure], end[sure], strong[sure]
        kept: list[tuple[int, int, bool]] = []
        for place in np.flatnonzero(fits & ~plain).tolist():
            low, high = int(start[place]), int(end[place])
            if not mobile[place]:
                digits = "".join(filter(str.isdigit, text[low:high])) if groups > 1 else text[low:high]
                if not pattern.fullmatch(digits) or digits[1:] == digits[1] * (len(digits) - 1):
                    continue
            if lettered[place] and not _PHONE_LETTERS.search(text, max(0, low - 8), low):
                continue
            opened = text[low - 1 : low] == "(" and ")" in text[low:high]
            kept.append((low - opened, high, bool(strong[place])))
        table = np.array(kept, dtype=np.int64).reshape(-1, 3)
        yield table[:, 0], table[:, 1], table[:, 2].astype(np.bool_)


def _is_mobile(cells: Cells, runs: Runs, first: Ints, groups: int) -> Bools:
    """Which candidates are mobile numbers: 060, 070, 080 or 090 and a digit that is not 0, eleven in all."""
    if not len(first):
        return np.zeros(0, dtype=np.bool_)
    codes, start = cells.codes, runs.start[first]
    total = sum((runs.length[first + place] for place in range(groups)), np.zeros(len(first), dtype=np.int64))
    fourth = np.where(runs.length[first] == 3, runs.start[np.minimum(first + 1, len(runs) - 1)], start + 3)
    prefix = (codes[start + 1] >= 54) & (codes[np.minimum(start + 2, len(codes) - 1)] == 48)
    mobile = (total == 11) & (runs.length[first] >= 3) & prefix & (codes[np.minimum(fourth, len(codes) - 1)] != 48)
    return np.asarray(mobile, dtype=np.bool_)


def _japanese_candidates(runs: Runs, groups: int, begin: Ints) -> Ints:
    """First runs of places that have the group lengths of a Japanese number, among those that begin with 0."""
    first, length, gap = begin[begin <= len(runs) - groups], runs.length, runs.gap
    marks = "-. ()" if groups == 3 else "-"
    total = sum((length[first + place] for place in range(groups)), np.zeros(len(first), dtype=np.int64))
    first = first[(total == 10) | (total == 11)]
    fits: Bools = np.ones(len(first), dtype=np.bool_)
    for place in range(groups - 1):
        fits &= is_one_of(gap[first + place], marks)
    if groups == 3:
        third = length[first + 2]
        fits &= (length[first] <= 5) & (length[first + 1] <= 4) & (third >= 3) & (third <= 4)
    else:
        fits &= length[first] >= 2
    first = first[fits]
    last = first + groups - 1
    # Two numbers may stand on either side of a slash (TEL/FAX); a single run beside one is part of a path.
    chain = "-." if groups == 3 else "-./:"
    previous = np.where(first > 0, gap[np.maximum(first - 1, 0)], 0)
    following = np.where(last < len(runs) - 1, gap[last], 0)
    good = ~is_one_of(previous, chain) & ~is_one_of(following, chain) & ~is_one_of(runs.before[first], ".+_")
    good &= ~is_ascii_word(runs.after[last])
    chosen: Ints = first[good]
    return chosen


def _goes_on_as_code(cells: Cells, end: Ints) -> Bools:
    """Which numbers a hyphen and a letter follow, as in the code of a part (03-6762-5412-W)."""
    last = len(cells.codes) - 1
    first, second = cells.codes[np.minimum(end, last)], cells.codes[np.minimum(end + 1, last)]
    letter = is_ascii_word(second.astype(np.int64)) & ~((second >= 48) & (second <= 57))
    return np.asarray((first == ord("-")) & letter)


def _find_without_plus(cells: Cells, runs: Runs) -> Iterator[tuple[int, int, bool]]:
    """81-90-1234-5678: strong only behind a word for a telephone."""
    if 2 not in runs.sizes or not runs.has_gap("-"):
        return
    codes, pairs = cells.codes, runs.of_size(2)
    pairs = pairs[runs.gap[pairs] == ord("-")]
    pairs = pairs[(codes[runs.start[pairs]] == 56) & (codes[runs.start[pairs] + 1] == 49)]
    before = runs.before[pairs]
    start = runs.start[pairs[~is_one_of(before, "+-./") & ~is_ascii_word(before)]]
    called = follow_words(cells, _PHONE_WORDS, start, _PHONE_REACH)
    for at, sure in zip(start.tolist(), called.tolist(), strict=True):
        match = _CODE_OF_JAPAN.match(cells.text, at)
        if match and is_assigned("".join(filter(str.isdigit, match[0]))):
            yield at, match.end(), sure


def _find_international(cells: Cells) -> Iterator[tuple[int, int, bool]]:
    text = cells.text
    marks = cells.positions_of("+")
    following = cells.codes[np.minimum(marks + 1, len(cells.codes) - 1)]
    for at in marks[(following >= 49) & (following <= 57)].tolist():
        before = text[max(0, at - 1) : at]
        if before.isascii() and before.isalnum() and not _PHONE_LETTERS.search(text, max(0, at - 8), at):
            continue
        match = _INTERNATIONAL.match(text, at)
        if match and not _goes_on(text, match.end()):
            digits = "".join(filter(str.isdigit, match[0]))
            if 7 <= len(digits) <= 15 and (known := is_assigned(digits)) is not None:
                # Written in groups, it is meant as one, whether the range is assigned by now or not.
                grouped = len(digits) >= 10 and sum(mark in " -./(" for mark in match[0]) >= _SEPARATED
                yield at, match.end(), known or grouped


def _find_bracketed(cells: Cells) -> Iterator[tuple[int, int, bool]]:
    for at in cells.positions_of("(").tolist():
        match = _BRACKETED.match(cells.text, at)
        if match and not is_word_before(cells.text, at) and not _AFTER_PLUS.search(cells.text, max(0, at - 5), at):
            yield at, match.end(), True


def _find_misread(cells: Cells) -> Iterator[tuple[int, int, bool]]:
    """Numbers of a scanned page behind a word for a telephone: O90-3648-919O."""
    for end in np.unique(find_words(cells, _PHONE_WORDS).end).tolist():
        match = _MISREAD.match(cells.text, end)
        if match is None or sum(map(str.isdigit, match["number"])) < _FEWEST_DIGITS:
            continue
        number = match["number"].translate(_AS_DIGITS)
        digits = "".join(filter(str.isdigit, number))
        # What holds digits only is for the others to find.
        if number != match["number"] and (_japanese_numbers().fullmatch(digits) or _BRACKETED.fullmatch(number)):
            yield *match.span("number"), True


def is_word_before(text: str, position: int) -> bool:
    """Whether a letter or digit of ASCII stands right before a position."""
    before = text[max(0, position - 1) : position]
    return before.isascii() and before.isalnum()


def _goes_on(text: str, position: int) -> bool:
    """Whether a digit or a letter follows directly: then it was the beginning of something else."""
    following = text[position : position + 1]
    return following.isascii() and following.isalnum() and following.lower() != "x"


@lru_cache(maxsize=65536)
def is_assigned(digits: str) -> bool | None:
    """Whether an international number (digits after the ``+``) is assigned: True; possible by its length but
    not known to be assigned: False; impossible: None. A trunk 0 after the country code is passed over."""
    for size in (1, 2, 3):
        code = int(digits[:size])
        if code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            national = digits[size:]
            for body in (national, national.lstrip("0")):
                number = phonenumbers.PhoneNumber(
                    country_code=code,
                    national_number=int(body or "0"),
                    italian_leading_zero=body.startswith("0") or None,
                )
                if phonenumbers.is_valid_number(number):
                    return True
            return False if phonenumbers.is_possible_number(number) else None
    return None


def _find_called(cells: Cells, taken: set[int]) -> Iterator[tuple[int, int, bool]]:
    """Numbers of any country right behind a word for a telephone: ``call me at (905) 674-3793``. They need groups, or
    nine digits, so that no count, price or date is taken for one."""
    text, done = cells.text, -1
    for end in np.unique(find_words(cells, _PHONE_WORDS).end).tolist():
        match = _CALLED.match(text, end, end + _CALLED_REACH)
        if match is None or match.start("number") <= done or _goes_on(text, match.end()):
            continue
        start, number = match.start("number"), match["number"]
        digits = sum(map(str.isdigit, match["plain"]))
        if not set(number) & set("123456789") or _NETWORK_CELL.fullmatch(number):
            continue
        grouped = not match["plain"].isdigit() and digits >= 7
        if (grouped or digits >= 9) and digits <= 15 and not _DATE.fullmatch(number) and not taken & {start, start + 1}:
            done = match.end()
            yield start, done, True


def _find_phone_like(cells: Cells, taken: set[int]) -> Iterator[tuple[int, int, bool]]:
    """Whole cells that look like a phone number of some country; asked only where the name says phone."""
    values = cells.values()
    for cell in np.flatnonzero((cells.digits >= 6) & (cells.digits <= 20) & (cells.lengths <= 60)).tolist():
        value = values[cell]
        if cell not in taken and _PHONE_LIKE.fullmatch(value.strip()) and sum(map(str.isdigit, value)) <= 15:
            start = int(cells.starts[cell])
            yield start, start + len(value), False
