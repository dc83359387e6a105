"""Names of persons by dictionary: whole cells of any usual writing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np

from detectors.hits import FieldView, Result, Signals, hit_cells
from detectors.lexicons import (
    fold_latin,
    given_names_ja,
    given_readings,
    latin_family,
    latin_given,
    municipalities,
    prefectures,
    surname_ranks,
    surname_readings,
    surnames_ja,
    words,
)
from detectors.text import Bools, Cells

NAME, KANA = "personal.name", "personal.name.kana"

HAN = "一-鿿々〆ヶケ㐀-䶿豈-﫿\U00020000-\U000323af"
KANJI = f"[{HAN}]"
KANJI_CELL = re.compile(
    rf"(?P<a>{KANJI}{{1,4}}(?:[ノのツが])?{KANJI}{{0,2}})(?P<gap>[ 　・]?)(?P<b>[{HAN}ぁ-ゖァ-ヺー]{{0,6}})"
)
# Behind the name in a cell of its own: who somebody is (小松医師, 田中部長).
_TITLES = (
    "医師", "看護師", "薬剤師", "弁護士", "教授", "准教授", "講師", "教諭", "部長", "課長", "係長", "主任", "社長",
    "店長", "所長", "室長", "院長", "園長", "校長", "選手", "議員", "職員", "技師", "保健師", "ドクター",
)  # fmt: skip
HONORIFICS = ("様", "さま", "さん", "殿", "氏", "先生", "くん", "ちゃん")
_KATAKANA = re.compile(r"[ァ-ヺー]{1,8}(?P<gap>[ 　・]?)[ァ-ヺー]{0,8}")
_HIRAGANA = re.compile(r"[ぁ-ゖー]{1,8}(?P<gap>[ 　・]?)[ぁ-ゖー]{0,8}")
_LATIN_CELL = re.compile(r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir)\.? )?[^\W\d_][\w.'’-]*(?:,? [^\W\d_][\w.'’-]*){0,4}")
# The form of tickets: PATEL/ALISTAIRMR, SATO/HANAKO MS.
_TRAVELLER = re.compile(
    r"(?P<family>[A-Z][A-Z'-]{1,24}) ?/ ?(?P<given>[A-Z][A-Z-]{1,24}?) ?(?:MRS?|MS|MISS|MSTR|DR|CHD|INF)?"
)
TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_LONGEST_CELL = 40
# A tier-3 surname (林, 森: as often a common word) makes a full name only when it is one of the usual ones.
_USUAL_SURNAMES = 1500


def classify_name(value: str) -> str:
    """What a whole cell is as a name: ``full`` (family and given name), ``family``, ``given``, ``kana`` (a
    full name in kana), ``kana-part``, or "" (no name as far as the dictionaries know)."""
    value = value.strip()
    if "一" <= value[:1] <= "鿿" and unicodedata.is_normalized("NFKC", value):
        # What most names are, without the steps that change nothing about them.
        if (match := KANJI_CELL.fullmatch(value)) and (kind := classify_kanji(match)):
            return kind
    elif "ァ" <= value[:1] <= "ヺ" and _KATAKANA.fullmatch(value):
        return _classify_kana(value)
    if not 1 <= len(value) <= _LONGEST_CELL or any(map(str.isdigit, value)):
        return ""
    if not value.isascii():
        folded = unicodedata.normalize("NFKC", value)
        if _KATAKANA.fullmatch(folded) or _HIRAGANA.fullmatch(folded):
            return _classify_kana(folded.translate(TO_KATAKANA))
        ends = (*HONORIFICS, *_TITLES)
        for word in (folded, *(folded.removesuffix(end).rstrip() for end in ends if folded.endswith(end))):
            if (match := KANJI_CELL.fullmatch(word)) and (kind := classify_kanji(match)):
                return kind
            if word != folded and _LATIN_CELL.fullmatch(word) and (kind := _classify_latin(word)):
                return kind
    if "/" in value and (match := _TRAVELLER.fullmatch(value)):
        return _classify_latin(f"{match['given'].title()} {match['family'].title()}")
    return _classify_latin(value) if _LATIN_CELL.fullmatch(value) else ""


@cache
def place_names() -> frozenset[str]:
    """Prefectures and municipalities: many are made of a surname and what can be a given name (山中湖村, and
    いわてけん, whose end is also read 健)."""
    named = prefectures()
    return municipalities() | {prefecture.name for prefecture in named} | {prefecture.kana for prefecture in named}


def _classify_kana(value: str) -> str:
    if value in place_names():
        return ""
    family, gap, given = value.replace("・", " ").partition(" ")
    if gap:
        return "kana" if family in surname_readings() or given in given_readings() else ""
    if value in surname_readings() or value in given_readings():
        return "kana-part"
    for cut in range(2, len(value) - 1):
        if value[:cut] in surname_readings() and value[cut:] in given_readings():
            return "kana"
    return ""


def classify_kanji(match: re.Match[str]) -> str:
    """What a match of :data:`KANJI_CELL` is as a name."""
    family, given = surnames_ja(), given_names_ja()
    first, second = match["a"], match["b"]
    whole = first + second
    roles = words("role_words")
    if whole in roles or second in roles or whole in place_names():
        return ""
    if match["gap"]:
        known = first in family or second in given or second.translate(TO_KATAKANA) in given_readings()
        return "full" if known else ""
    if family.get(whole, 9) <= 2:
        return "family"
    if given.get(whole, 9) == 1:
        return "given"
    if split_kanji_name(whole) or is_rare_full_name(whole):
        return "full"
    return "given" if given.get(whole, 9) <= 2 else "family" if whole in family else "given" if whole in given else ""


def split_kanji_name(word: str) -> int:
    """Where the family name ends in a name written without a space (佐藤花子 -> 2); 0 when the dictionaries do
    not know both parts."""
    family, given, size = known_surnames(), given_names_ja(), len(word)
    for cut in (2, 3, 1, 4):
        if word[:cut] in family and 0 < size - cut <= 4 and word[cut:] in given:
            return cut
    return 0


@cache
def known_surnames() -> frozenset[str]:
    """Surnames in kanji that are rarely anything else (tiers 1 and 2)."""
    return frozenset(name for name, tier in surnames_ja().items() if tier <= 2)


def is_rare_full_name(word: str) -> bool:
    """A usual surname that is a common word as well (林, 森, 山口) with a given name that is nothing else. Good
    for a whole cell only: in running text such a pair is chance too often."""
    given, ranks = given_names_ja(), surname_ranks()
    return any(
        len(word) - cut >= 2 and given.get(word[cut:], 9) <= 2 and ranks.get(word[:cut], 99999) <= _USUAL_SURNAMES
        for cut in (2, 3, 1)
    )


def _classify_latin(value: str) -> str:
    title = re.match(r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir)\.? ", value)
    tokens = [fold_latin(token.strip(".,")) for token in value[title.end() if title else 0 :].split()]
    parts = [token for token in tokens if token and (len(token) > 1 or len(tokens) > 2)]
    if not parts or not value[0].isupper():
        return ""
    given, family = latin_given(), latin_family()
    if "," in value and len(parts) >= 2:
        parts = [*parts[1:], parts[0]]
    if len(parts) == 1:
        in_given, in_family = given.get(parts[0], 9), family.get(parts[0], 9)
        if title and min(in_given, in_family) < 9:
            return "family"
        return "" if min(in_given, in_family) == 9 else "given" if in_given <= in_family else "family"
    ranks = _tier(given, parts[0]), _tier(family, parts[-1])
    swapped = _tier(given, parts[-1]), _tier(family, parts[0])
    if (ranks[0] <= 2 and (ranks[1] <= 3)) or (swapped[0] <= 2 and swapped[1] <= 2):
        return "full"
    return "full" if title and min(*ranks, *swapped) < 9 else ""


def _tier(known: Mapping[str, int], token: str) -> int:
    """The tier of a Latin name; of O'Neil without its apostrophe, of Mary-Jane by its first part."""
    plain = token.replace("'", "").replace("’", "")
    return min(known.get(form, 9) for form in (token, plain, plain.partition("-")[0]))


def find_name_cells(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Cells that are a name as a whole."""
    if not len(cells) or view.field.type not in ("text", "json") or view.kind == "access-log":
        return
    kinds: dict[str, list[int]] = {}
    values = cells.values()
    for cell in np.flatnonzero(_may_be_names(cells)).tolist():
        if kind := classify_name(values[cell]):
            kinds.setdefault(kind, []).append(cell)
    for kind, chosen in kinds.items():
        yield Signals(f"name.{kind}", np.array(chosen, dtype=np.int64))
    for category, wanted in ((NAME, ("full", "family", "given")), (KANA, ("kana", "kana-part"))):
        listed = sorted(cell for kind in wanted for cell in kinds.get(kind, ()))
        if hits := hit_cells(category, cells, listed):
            yield hits


_LOWER = np.zeros(256, dtype=np.bool_)
_LOWER[ord("a") : ord("z") + 1] = True
# ASCII that no name holds.
_FOREIGN = np.zeros(0x110000, dtype=np.bool_)
_FOREIGN[[ord(mark) for mark in '!"#$%&()*+:;<=>?@[\\]^`{|}~']] = True


def _may_be_names(cells: Cells) -> Bools:
    """Cells of which one look at their characters does not say that they are no name."""
    first = cells.first
    lower = _LOWER[np.where(first < 256, first, 0)]
    return np.asarray((cells.lengths <= _LONGEST_CELL) & (cells.digits == 0) & ~lower & ~cells.holding_any(_FOREIGN))
