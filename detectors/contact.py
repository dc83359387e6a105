"""E-mail addresses, phone numbers and postal codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import phonenumbers

from detectors.checks import make_checked_hits
from detectors.hits import FieldView, Result, find_all, make_hits
from detectors.lexicons import is_postal_code
from detectors.numbers import Shape, find_runs, is_ascii_word, match_shape
from detectors.registries import top_level_domains
from detectors.text import SEPARATOR, Bools, Cells, Ints, Runs, is_one_of

EMAIL = "personal.contact.email"
PHONE = "personal.contact.phone"
POSTAL = "personal.contact.postal_code"

# The part before the @ as it is used: of the other characters that RFC 5321 allows there (= & / ? # ...), each
# one in real text is part of a query, a path or a quotation that the address stands in.
_LOCAL = np.zeros(256, dtype=np.bool_)
_LOCAL[[ord(mark) for mark in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.+_-'"]] = True
_LONGEST_LOCAL = 64
_LEADING = ".-'"
_DOMAIN = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+(?P<tld>[A-Za-z]{2,24}+|xn--[a-z0-9-]{2,59}+)"
    r"(?![A-Za-z0-9_]|\.[A-Za-z0-9])"
)
_LONGEST_DOMAIN = 255
# Japan's mobile carriers gave out addresses with dots in places that RFC 5321 forbids (until 2009), still in use.
_CARRIERS = ("docomo.ne.jp", "ezweb.ne.jp", "au.com", "softbank.ne.jp", "vodafone.ne.jp", "ymobile.ne.jp")
# Names and passwords in a URL (ssh://git@..., https://me:secret@...) and places of repositories (git@host:a/b).
_IN_URL = re.compile(r"://[^\s/?#\x1a]*$")
_REPOSITORY = re.compile(r":[\w.~-]+/")


def find_emails(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Addresses as RFC 5321 allows them without quoting or internationalised local parts, with a top-level
    domain that exists; the ``@`` may be written ``%40`` as in URLs."""
    spans = [span for mark in ("@", "%40") if mark[0] in cells.characters for span in _find_addresses(cells, mark)]
    if hits := make_hits(EMAIL, spans):
        yield hits


def _find_addresses(cells: Cells, mark: str) -> Iterator[tuple[int, int, bool]]:
    text, known = cells.text, top_level_domains()
    places = cells.positions_of(mark) if len(mark) == 1 else np.array(list(find_all(text, mark)), dtype=np.int64)
    in_urls = "://" in text
    for at, size in zip(places.tolist(), _stretches_before(cells, places).tolist(), strict=True):
        if not size:
            continue
        local = text[at - size : at].lstrip(_LEADING)
        if not 0 < len(local) <= _LONGEST_LOCAL:
            continue
        after = at + len(mark)
        domain = _DOMAIN.match(text, after, after + _LONGEST_DOMAIN)
        if not domain or not ((top := domain["tld"]) in known or top.lower() in known or top.startswith("xn--")):
            continue
        if (local.endswith(".") or ".." in local) and not domain[0].lower().endswith(_CARRIERS):
            continue
        low, high = at - len(local), domain.end()
        if text[high : high + 1] == ":" and _REPOSITORY.match(text, high):
            continue
        if in_urls and _IN_URL.search(text, max(0, low - 100), low):
            continue
        yield low, high, True


def _stretches_before(cells: Cells, places: Ints) -> Ints:
    """How many characters of a local part stand before each place (one more than is allowed at the most)."""
    sizes = np.zeros(len(places), dtype=np.int64)
    going: Bools = np.ones(len(places), dtype=np.bool_)
    for distance in range(1, _LONGEST_LOCAL + len(_LEADING) + 2):
        at = places - distance
        going &= (at >= 0) & _LOCAL[cells.latin[np.maximum(at, 0)]]
        if not going.any():
            break
        sizes += going
    return sizes


# --- phones -----------------------------------------------------------------------------------------------

_PHONE_WORDS = re.compile(r"(?i)tel|phone|電話|携帯|連絡先|☎|℡|fax|ファ[ック]|mobile|\bcell|\bcall|内線|番号案内")
_OTHER_NUMBERS = re.compile(
    r"(?i)注文|受注|発注|伝票|請求|管理番号|会員|顧客|品番|商品|口座|受付番号|問い?合わ?せ番号|追跡"
    r"|\border|invoice|\bticket|tracking|account|isbn|\bjan\b|\bsku\b"
)
_PHONE_LETTERS = re.compile(r"(?i)(?:^|[^a-z])(?:tel|phone|fax|mobile|mob|cell|call|ph|[tfmph])\.?$")
_INTERNATIONAL = re.compile(r"\+[1-9]\d{0,2}(?:[ \-./]{0,2}\(?\d{1,5}\)?){1,6}")
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
    spans = [*_find_japanese(cells, runs)]
    if "+" in cells.characters:
        spans.extend(_find_international(cells))
    if view.hinted(PHONE, "personal.contact.fax") >= 0.5:
        taken = set(cells.cell_of([start for start, _, _ in spans]).tolist())
        spans.extend(_find_phone_like(cells, taken))
    if hits := make_hits(PHONE, spans):
        yield hits


def _find_japanese(cells: Cells, runs: Runs) -> Iterator[tuple[int, int, bool]]:
    pattern, text = _japanese_numbers(), cells.text
    for groups in (3, 2, 1):
        chosen = _japanese_candidates(cells, runs, groups)
        table = zip(
            runs.start[chosen].tolist(),
            runs.end[chosen + groups - 1].tolist(),
            _is_mobile(cells, runs, chosen, groups).tolist(),
            is_one_of(runs.gap[chosen], ". ").tolist() if groups == 3 else [True] * len(chosen),
            is_ascii_word(runs.before[chosen]).tolist(),
            strict=True,
        )
        for low, high, mobile, loose, lettered in table:
            if not mobile:
                digits = "".join(filter(str.isdigit, text[low:high])) if groups > 1 else text[low:high]
                if not pattern.fullmatch(digits) or digits[1:] == digits[1] * (len(digits) - 1):
                    continue
            if lettered and not _PHONE_LETTERS.search(text, max(0, low - 8), low):
                continue
            strong = not loose or _follows(cells, low, _PHONE_WORDS)
            if not strong and groups == 1:
                if _follows(cells, low, _OTHER_NUMBERS):
                    continue
                strong = mobile
            opened = text[low - 1 : low] == "(" and ")" in text[low:high]
            yield low - opened, high, strong


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


def _japanese_candidates(cells: Cells, runs: Runs, groups: int) -> Ints:
    """First runs of places that have the group lengths of a Japanese number and begin with 0."""
    count = len(runs) - groups + 1
    if count <= 0:
        return np.zeros(0, dtype=np.int64)
    length, gap = runs.length, runs.gap
    total = sum(length[place : count + place] for place in range(groups))
    fits = (total == 10) | (total == 11)
    fits &= cells.codes[runs.start[:count]] == 48
    marks = "-. ()" if groups == 3 else "-"
    for place in range(groups - 1):
        fits &= is_one_of(gap[place : count + place], marks)
    if groups == 3:
        fits &= (length[:count] <= 5) & (length[1 : count + 1] <= 4) & (length[2:] >= 3) & (length[2:] <= 4)
    else:
        fits &= length[:count] >= 2
    first = np.flatnonzero(fits)
    last = first + groups - 1
    # Two numbers may stand on either side of a slash (TEL/FAX); a single run beside one is part of a path.
    chain = "-." if groups == 3 else "-./:"
    previous = np.where(first > 0, gap[np.maximum(first - 1, 0)], 0)
    following = np.where(last < len(runs) - 1, gap[last], 0)
    good = ~is_one_of(previous, chain) & ~is_one_of(following, chain) & ~is_one_of(runs.before[first], ".+_")
    good &= ~is_ascii_word(runs.after[last])
    return first[good]


def _follows(cells: Cells, position: int, pattern: re.Pattern[str], reach: int = 24) -> bool:
    """Whether one of the words stands in the same cell a little before the position."""
    window = cells.text[max(0, position - reach) : position]
    cut = window.rfind(SEPARATOR)
    return pattern.search(window, cut + 1) is not None


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
                yield at, match.end(), known


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


def _find_phone_like(cells: Cells, taken: set[int]) -> Iterator[tuple[int, int, bool]]:
    """Whole cells that look like a phone number of some country; asked only where the name says phone."""
    values = cells.values()
    for cell in np.flatnonzero((cells.digits >= 6) & (cells.digits <= 20) & (cells.lengths <= 60)).tolist():
        value = values[cell]
        if cell not in taken and _PHONE_LIKE.fullmatch(value.strip()) and sum(map(str.isdigit, value)) <= 15:
            start = int(cells.starts[cell])
            yield start, start + len(value), False


# --- postal codes -----------------------------------------------------------------------------------------

_POSTAL_WORDS = re.compile(r"(?i)〒|郵便|postal|zip|post ?code")
_AFTER_POSTAL = re.compile(r"[\s　,、]{0,3}(?:東京都|北海道|京都府|大阪府|[一-鿿]{2,3}県|[一-鿿]{1,5}[市区郡])")
_HYPHENATED, _BARE = Shape.parse("3-4", "-"), Shape.parse("7", "")
_FOREIGN = re.compile(
    r"\d{5}(?:-\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|\d{5}-\d{3}|\d{4} ?[A-Z]{2}|\d{3,6}"
    r"|\d{2,3}[ -]\d{2,3}|[A-Z]{1,2}-?\d{3,6}"
)


def find_postal_codes(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Japanese codes that exist (Japan Post's list); where the name says postal code, other countries' too."""
    hinted = view.hinted(POSTAL) >= 0.5
    runs = find_runs(cells)
    spans: list[tuple[int, int, bool]] = []
    keys, good = [np.zeros(0, dtype=np.uint64)], [np.zeros(0, dtype=np.bool_)]
    for shape in (_HYPHENATED, _BARE):
        for hits in match_shape(cells, runs, shape, beside_letters=False):
            exists = is_postal_code(hits.numbers())
            keys.append(hits.keys())
            good.append(exists)
            for start, end in zip(hits.start[exists].tolist(), hits.end[exists].tolist(), strict=True):
                marked = _follows(cells, start, _POSTAL_WORDS, 14)
                near = shape is _HYPHENATED and _AFTER_POSTAL.match(cells.text, end) is not None
                spans.append((start, end, marked or near))
    if hinted:
        spans.extend(_find_foreign_codes(cells, {start for start, _, _ in spans}))
    if spans and not len(np.concatenate(keys)):
        found = make_hits(POSTAL, spans)
    else:
        found = make_checked_hits(POSTAL, spans, np.concatenate(keys), np.concatenate(good), "postal_code")
    if found:
        yield found


def _find_foreign_codes(cells: Cells, starts: set[int]) -> Iterator[tuple[int, int, bool]]:
    """Whole cells in the form of another country's code."""
    taken = {int(cell) for cell in cells.cell_of(sorted(starts))} if starts else set()
    for cell, value in enumerate(cells.values()):
        if cell not in taken and len(value) <= 20 and _FOREIGN.fullmatch(value.strip().upper()):
            start = int(cells.starts[cell])
            yield start, start + len(value), False
