"""E-mail addresses, phone numbers and postal codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import phonenumbers

from detectors.hits import FieldView, Result, find_all, make_hits
from detectors.lexicons import is_postal_code
from detectors.numbers import (
    Runs,
    Shape,
    find_runs,
    is_ascii_word,
    match_shape,
)
from detectors.registries import top_level_domains
from detectors.text import SEPARATOR, Bools, Cells, Ints

EMAIL = "personal.contact.email"
PHONE = "personal.contact.phone"
POSTAL = "personal.contact.postal_code"

_LOCAL = np.zeros(256, dtype=np.bool_)
_LOCAL[[ord(mark) for mark in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+/=?^_`{|}~-"]] = (
    True
)
_DOMAIN = np.zeros(256, dtype=np.bool_)
_DOMAIN[[ord(mark) for mark in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"]] = True
# Characters that RFC 5322 allows in an address but that stand before one in real text far more often.
_LEADING = "!#$%&'*/=?^`{|}~.-"
_DOMAIN_SHAPE = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+(?P<tld>[A-Za-z]{2,24}|xn--[a-z0-9-]{2,59})"
)


def find_emails(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Addresses as RFC 5321 allows them without quoting or internationalised local parts, with a top-level
    domain that exists."""
    codes = cells.codes
    marks = np.flatnonzero(codes == 64)
    if not marks.size:
        return
    small = np.minimum(codes, 255).astype(np.uint8)
    small[codes > 255] = 0
    before = _last_outside(_LOCAL[small], marks - 1)
    after = _first_outside(_DOMAIN[small], marks + 1)
    text, known = cells.text, top_level_domains()
    spans = []
    for at, low, high in zip(marks.tolist(), before.tolist(), after.tolist(), strict=True):
        local = text[low:at].lstrip(_LEADING)
        if not 0 < len(local) <= 64 or high - at < 4 or local.endswith(".") or ".." in local:
            continue
        domain = _DOMAIN_SHAPE.match(text, at + 1, high)
        if domain and (domain["tld"].lower() in known or domain["tld"].startswith("xn--")):
            spans.append((at - len(local), domain.end(), True))
    if hits := make_hits(EMAIL, spans):
        yield hits


def _last_outside(inside: Bools, positions: Ints) -> Ints:
    """For each position: where the stretch of ``inside`` that ends there begins."""
    index = np.arange(len(inside), dtype=np.int64)
    last = np.maximum.accumulate(np.where(inside, -1, index))
    return np.where(positions >= 0, last[np.maximum(positions, 0)], -1) + 1


def _first_outside(inside: Bools, positions: Ints) -> Ints:
    """For each position: where the stretch of ``inside`` that begins there ends (excluded)."""
    size = len(inside)
    index = np.arange(size, dtype=np.int64)
    nearest = np.minimum.accumulate(np.where(inside, size, index)[::-1])[::-1]
    return np.where(positions < size, nearest[np.minimum(positions, size - 1)], size)


# --- phones -----------------------------------------------------------------------------------------------

_PHONE_WORDS = re.compile(r"(?i)tel|phone|電話|携帯|連絡先|☎|℡|fax|ファ[ック]|mobile|cell|call|内線")
_INTERNATIONAL = re.compile(r"\+[1-9]\d{0,2}(?:[ \-./]{0,2}\(?\d{1,5}\)?){2,6}")
_PHONE_LIKE = re.compile(r"\+?[0-9(][0-9 ()\-./]{5,20}[0-9](?: ?(?:x|ext\.?|内線) ?[0-9]{1,5})?")


@lru_cache(maxsize=1)
def _japanese_numbers() -> re.Pattern[str]:
    """Every national number that Japan's numbering plan assigns, from libphonenumber's metadata."""
    jp = phonenumbers.PhoneMetadata.metadata_for_region("JP")
    kinds = (jp.fixed_line, jp.mobile, jp.toll_free, jp.premium_rate, jp.voip, jp.pager, jp.uan)
    return re.compile("0(?:" + "|".join(f"(?:{kind.national_number_pattern})" for kind in kinds if kind) + ")")


def find_phones(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Japanese numbers first (national and +81), then the numbers of other countries written with ``+``."""
    runs = find_runs(cells)
    if not len(runs):
        return
    spans = [*_find_japanese(cells, runs, view)]
    if "+" in cells.characters:
        spans.extend(_find_international(cells))
    if view.hinted(PHONE, "personal.contact.fax") >= 0.5:
        taken = {int(cell) for cell in cells.cell_of([start for start, _, _ in spans])} if spans else set()
        spans.extend(_find_phone_like(cells, taken))
    if hits := make_hits(PHONE, spans):
        yield hits


def _find_japanese(cells: Cells, runs: Runs, view: FieldView) -> Iterator[tuple[int, int, bool]]:
    pattern = _japanese_numbers()
    for groups in (3, 2, 1):
        for first in _japanese_candidates(cells, runs, groups).tolist():
            last = first + groups - 1
            low, high = int(runs.start[first]), int(runs.end[last])
            digits = "".join(cells.text[runs.start[at] : runs.end[at]] for at in range(first, last + 1))
            if not pattern.fullmatch(digits) or digits[1:] == digits[1] * (len(digits) - 1):
                continue
            if cells.text[low - 1 : low] == "(" and ")" in cells.text[low:high]:
                low -= 1
            strong = groups == 3 and runs.gap[first] != ord(".") and runs.gap[first] != ord(" ")
            yield low, high, strong or _follows(cells, low, _PHONE_WORDS)


def _japanese_candidates(cells: Cells, runs: Runs, groups: int) -> Ints:
    """First runs of places that have the group lengths of a Japanese number and begin with 0."""
    count = len(runs) - groups + 1
    if count <= 0:
        return np.zeros(0, dtype=np.int64)
    length, gap = runs.length, runs.gap
    total = sum(length[place : count + place] for place in range(groups))
    fits = (total == 10) | (total == 11)
    fits &= cells.codes[runs.start[:count]] == 48
    marks = [ord(mark) for mark in ("-. ()" if groups == 3 else "-")]
    for place in range(groups - 1):
        fits &= np.isin(gap[place : count + place], marks)
    if groups == 3:
        fits &= (length[:count] <= 5) & (length[1 : count + 1] <= 4) & (length[2:] >= 3) & (length[2:] <= 4)
    first = np.flatnonzero(fits)
    last = first + groups - 1
    chain = [ord(mark) for mark in "-./:"]
    previous = np.where(first > 0, gap[np.maximum(first - 1, 0)], 0)
    following = np.where(last < len(runs) - 1, gap[last], 0)
    good = ~np.isin(previous, chain) & ~np.isin(following, chain) & ~np.isin(runs.before[first], [46, 43, 95])
    good &= ~is_ascii_word(runs.after[last])
    if groups < 3:
        good &= ~is_ascii_word(runs.before[first])
    return first[good]


def _follows(cells: Cells, position: int, pattern: re.Pattern[str], reach: int = 24) -> bool:
    """Whether one of the words stands in the same cell a little before the position."""
    window = cells.text[max(0, position - reach) : position]
    cut = window.rfind(SEPARATOR)
    return pattern.search(window, cut + 1) is not None


def _find_international(cells: Cells) -> Iterator[tuple[int, int, bool]]:
    for at in find_all(cells.text, "+"):
        match = _INTERNATIONAL.match(cells.text, at)
        if match and not cells.text[max(0, at - 1) : at].isalnum():
            digits = "".join(filter(str.isdigit, match[0]))
            if 8 <= len(digits) <= 15 and (known := is_assigned(digits)) is not None:
                yield at, match.end(), known


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


def _find_phone_like(cells: Cells, taken: set[int]) -> Iterator[tuple[int, int, bool]]:
    """Whole cells that look like a phone number of some country; asked only where the name says phone."""
    for cell, value in enumerate(cells.values()):
        if cell not in taken and _PHONE_LIKE.fullmatch(value.strip()):
            if 6 <= sum(map(str.isdigit, value)) <= 15:
                start = int(cells.starts[cell])
                yield start, start + len(value), False


# --- postal codes -----------------------------------------------------------------------------------------

_POSTAL_WORDS = re.compile(r"(?i)〒|郵便|postal|zip|post ?code")
_AFTER_POSTAL = re.compile(r"[\s　,、]{0,3}(?:東京都|北海道|京都府|大阪府|[一-鿿]{2,3}県|[一-鿿]{1,5}[市区郡])")
_HYPHENATED, _BARE = Shape.parse("3-4", "-"), Shape.parse("7", "")
_FOREIGN = re.compile(
    r"\d{5}(?:-\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|\d{5}-\d{3}|\d{4} ?[A-Z]{2}|\d{3,6}|\d{2,3}[ -]\d{2,3}"
    r"|[A-Z]{1,2}-?\d{3,6}"
)


def find_postal_codes(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Japanese codes that exist (Japan Post's list); where the name says postal code, other countries' too."""
    hinted = view.hinted(POSTAL) >= 0.5
    runs = find_runs(cells)
    spans: list[tuple[int, int, bool]] = []
    tried = passed = 0
    for shape in (_HYPHENATED, _BARE):
        for hits in match_shape(cells, runs, shape, beside_letters=False):
            exists = is_postal_code(hits.numbers())
            numbers, places = np.unique(hits.numbers(), return_index=True)
            tried, passed = tried + len(numbers), passed + int(exists[places].sum())
            for start, end in zip(hits.start[exists].tolist(), hits.end[exists].tolist(), strict=True):
                marked = _follows(cells, start, _POSTAL_WORDS, 10)
                near = shape is _HYPHENATED and _AFTER_POSTAL.match(cells.text, end) is not None
                spans.append((start, end, marked or near))
    if hinted:
        taken = {int(cell) for cell in cells.cell_of([start for start, _, _ in spans])} if spans else set()
        for cell, value in enumerate(cells.values()):
            if cell not in taken and _FOREIGN.fullmatch(value.strip().upper()):
                start = int(cells.starts[cell])
                spans.append((start, start + len(value), False))
    if found := make_hits(POSTAL, spans, tried, passed, "postal_code"):
        yield found
