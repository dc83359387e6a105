"""E-mail addresses and postal codes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

import numpy as np

from detectors.checks import make_checked_hits
from detectors.context import follow_words, load_words
from detectors.hits import FieldView, Result, find_all, make_hits
from detectors.lexicons import is_postal_code
from detectors.numbers import Shape, find_runs, match_shape
from detectors.registries import top_level_domains
from detectors.text import SEPARATOR, Bools, Cells, Ints

EMAIL = "personal.contact.email"
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
# Top-level domains of examples (RFC 2606): whoever writes one means an address. Those of networks inside a house have
# accounts of machines as often, and count only together with the field.
_EXAMPLES = frozenset(("example", "test", "invalid"))
_INSIDE = frozenset(("local", "localdomain", "internal", "intra", "intranet", "lan", "corp", "home", "private"))
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
        if not domain:
            continue
        top = domain["tld"].lower()
        inside = top in _INSIDE
        if not (top in known or top.startswith("xn--") or inside or top in _EXAMPLES):
            continue
        if (local.endswith(".") or ".." in local) and not domain[0].lower().endswith(_CARRIERS):
            continue
        low, high = at - len(local), domain.end()
        if text[high : high + 1] == ":" and _REPOSITORY.match(text, high):
            continue
        if in_urls and _IN_URL.search(text, max(0, low - 100), low):
            continue
        yield low, high, not inside


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


# --- postal codes -----------------------------------------------------------------------------------------

_POSTAL_WORDS = load_words("postal")
_POSTAL_REACH = 14
# An address in Latin letters before a Japanese code: Naka-ku, Nagoya 460-0008.
_ROMAJI = re.compile(r"(?:-(?:ku|shi|gun|cho|machi|mura|ken|fu)(?:, [A-Z][a-z]{2,12})?|Tokyo|Osaka|Kyoto|Japan),? ?$")
_AFTER_POSTAL = re.compile(r"[\s　,、'\"|]{0,5}(?:東京都|北海道|京都府|大阪府|[一-鿿]{2,3}県|[一-鿿]{1,5}[市区郡])")
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
            kept = hits.select(exists)
            strong = follow_words(cells, _POSTAL_WORDS, kept.start, _POSTAL_REACH)
            strong |= _before_addresses(cells, kept.end, ~strong)
            if shape is _HYPHENATED and "-" in cells.characters:
                for place in np.flatnonzero(~strong & (kept.start > 0)).tolist():
                    at = int(kept.start[place])
                    strong[place] = _ROMAJI.search(cells.text, max(0, at - 40), at) is not None
            spans.extend(zip(kept.start.tolist(), kept.end.tolist(), strong.tolist(), strict=True))
    spans.extend((start, end, True) for start, end in _find_by_form(cells))
    if hinted:
        spans.extend(_find_foreign_codes(cells, {start for start, _, _ in spans}))
    if spans and not len(np.concatenate(keys)):
        found = make_hits(POSTAL, spans)
    else:
        found = make_checked_hits(POSTAL, spans, np.concatenate(keys), np.concatenate(good), "postal_code")
    if found:
        yield found


@cache
def load_postal_forms() -> Mapping[str, list[str]]:
    """The shipped lists of ``postal_forms.toml``."""
    data: Mapping[str, list[str]] = tomllib.loads(
        (files("detectors") / "data" / "postal_forms.toml").read_text("utf-8")
    )
    return data


@cache
def _foreign_forms() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A ZIP code behind a city and a state; a postcode of the United Kingdom behind a mark or a word."""
    states, areas = ("|".join(load_postal_forms()[key]) for key in ("us_states", "uk_areas"))
    return (
        re.compile(rf"[A-Za-z.], ?(?:{states}),? (?P<code>\d{{5}}(?:-\d{{4}})?)(?![\w-])"),
        re.compile(
            rf"(?:[,\t|'\"] ?|[a-z] )(?P<code>(?:{areas})\d[A-Z\d]? \d(?!GB|TB)[ABD-HJLNP-UW-Z]{{2}})(?![A-Za-z0-9-])"
        ),
    )


def _find_by_form(cells: Cells) -> Iterator[tuple[int, int]]:
    """Codes of the United States and the United Kingdom in addresses in running text."""
    runs, codes, last = cells.runs, cells.codes, len(cells.codes) - 1
    if " " not in cells.characters:
        return
    zips, postcodes = _foreign_forms()
    five = runs.of_size(5) if 5 in runs.sizes else np.zeros(0, dtype=np.int64)
    one = runs.of_size(1) if 1 in runs.sizes else np.zeros(0, dtype=np.int64)
    one = one[(runs.after[one] >= 65) & (runs.after[one] <= 90) & (runs.before[one] == ord(" "))]
    one = one[(codes[np.minimum(runs.end[one] + 1, last)] >= 65) & (codes[np.minimum(runs.end[one] + 1, last)] <= 90)]
    five = five[runs.before[five] == ord(" ")]
    for form, chosen, reach in ((zips, five, 7), (postcodes, one, 8)):
        for at in runs.start[chosen].tolist():
            match = form.search(cells.text, max(0, at - reach), at + 12)
            if match and match.start("code") <= at < match.end("code"):
                yield match.span("code")


def _before_addresses(cells: Cells, ends: Ints, among: Bools) -> Bools:
    """Which places have the beginning of a Japanese address right behind them."""
    found: Bools = np.zeros(len(ends), dtype=np.bool_)
    following = cells.codes[np.minimum(ends, len(cells.codes) - 1)]
    for place in np.flatnonzero(among & (ends < len(cells.codes)) & (following != ord(SEPARATOR))).tolist():
        found[place] = _AFTER_POSTAL.match(cells.text, int(ends[place])) is not None
    return found


def _find_foreign_codes(cells: Cells, starts: set[int]) -> Iterator[tuple[int, int, bool]]:
    """Whole cells in the form of another country's code."""
    taken = {int(cell) for cell in cells.cell_of(sorted(starts))} if starts else set()
    for cell, value in enumerate(cells.values()):
        if cell not in taken and len(value) <= 20 and _FOREIGN.fullmatch(value.strip().upper()):
            start = int(cells.starts[cell])
            yield start, start + len(value), False
