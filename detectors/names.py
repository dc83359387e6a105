"""Names of persons by dictionary: whole cells of any usual writing, and names in running text where an
honorific, a label or a full dictionary name gives them away."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from detectors.hits import FieldView, Result, Signals, find_all, make_hits
from detectors.lexicons import (
    fold_latin,
    given_names_ja,
    given_readings,
    latin_family,
    latin_given,
    surname_readings,
    surnames_ja,
    words,
)
from detectors.text import Cells

NAME, KANA = "personal.name", "personal.name.kana"

_KANJI = r"[一-鿿々〆ヶケﾞ㐀-䶿豈-﫿]"
_KANJI_CELL = re.compile(
    rf"(?P<a>{_KANJI}{{1,4}}(?:[ノのツが])?{_KANJI}{{0,2}})(?P<gap>[ 　・]?)(?P<b>[一-鿿々ぁ-ゖァ-ヺー㐀-䶿]{{0,6}})(?:様|さん|さま|殿|氏|先生)?"
)
_KATAKANA = re.compile(r"[ァ-ヺー]{1,8}(?P<gap>[ 　・]?)[ァ-ヺー]{0,8}")
_HIRAGANA = re.compile(r"[ぁ-ゖー]{1,8}(?P<gap>[ 　・]?)[ぁ-ゖー]{0,8}")
_LATIN_CELL = re.compile(r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir)\.? )?[^\W\d_][\w.'’-]*(?:,? [^\W\d_][\w.'’-]*){0,4}")
_LATIN_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}


@lru_cache(maxsize=65536)
def classify_name(value: str) -> str:
    """What a whole cell is as a name: ``full`` (family and given name), ``family``, ``given``, ``kana`` (a
    full name in kana), ``kana-part``, or "" (no name as far as the dictionaries know)."""
    value = value.strip()
    if not 1 <= len(value) <= 40 or any(map(str.isdigit, value)):
        return ""
    if not value.isascii():
        folded = unicodedata.normalize("NFKC", value)
        if _KATAKANA.fullmatch(folded) or _HIRAGANA.fullmatch(folded):
            return _classify_kana(folded.translate(_TO_KATAKANA))
        if match := _KANJI_CELL.fullmatch(folded):
            return _classify_kanji(match)
    return _classify_latin(value) if _LATIN_CELL.fullmatch(value) else ""


def _classify_kana(value: str) -> str:
    parts = re.split("[ 　・]", value)
    if len(parts) == 2:
        return "kana" if parts[0] in surname_readings() or parts[1] in given_readings() else ""
    if value in surname_readings() or value in given_readings():
        return "kana-part"
    for cut in range(2, len(value) - 1):
        if value[:cut] in surname_readings() and value[cut:] in given_readings():
            return "kana"
    return ""


def _classify_kanji(match: re.Match[str]) -> str:
    family, given = surnames_ja(), given_names_ja()
    first, second = match["a"], match["b"]
    if match["gap"]:
        known = (first in family) + (second in given or second.translate(_TO_KATAKANA) in given_readings())
        return "full" if known else ""
    whole = first + second
    if family.get(whole, 9) <= 2:
        return "family"
    if given.get(whole, 9) <= 2:
        return "given"
    return "full" if split_kanji_name(whole) else ("family" if whole in family else "given" if whole in given else "")


def split_kanji_name(word: str) -> int:
    """Where the family name ends in a name written without a space (佐藤花子 -> 2); 0 when the dictionaries do
    not know both parts."""
    family, given = surnames_ja(), given_names_ja()
    for cut in (2, 3, 1, 4):
        first, second = word[:cut], word[cut:]
        if 0 < len(second) <= 4 and family.get(first, 9) <= 2 and second in given:
            return cut
    return 0


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
    ranks = given.get(parts[0], 9), family.get(parts[-1], 9)
    swapped = given.get(parts[-1], 9), family.get(parts[0], 9)
    if (ranks[0] <= 2 and (ranks[1] <= 3)) or (swapped[0] <= 2 and swapped[1] <= 2):
        return "full"
    return "full" if title and min(*ranks, *swapped) < 9 else ""


def find_name_cells(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Cells that are a name as a whole."""
    if not len(cells) or view.field.type not in ("text", "json") or view.kind == "access-log":
        return
    short = cells.lengths <= 40
    if not view.hinted("personal.name") and short.mean() < 0.5:
        return
    if not view.hinted("personal.name") and len(cells) > 400 and not _sample_has_names(cells):
        return
    kinds: dict[str, list[int]] = {}
    values = cells.values()
    for cell in np.flatnonzero(short).tolist():
        if kind := classify_name(values[cell]):
            kinds.setdefault(kind, []).append(cell)
    for kind, chosen in kinds.items():
        yield Signals(f"name.{kind}", np.array(chosen, dtype=np.int64))
    for category, wanted in ((NAME, ("full", "family", "given")), (KANA, ("kana", "kana-part"))):
        listed = sorted(cell for kind in wanted for cell in kinds.get(kind, ()))
        spans = [(int(cells.starts[cell]), int(cells.starts[cell + 1]) - 1, False) for cell in listed]
        if hits := make_hits(category, spans):
            yield hits


def _sample_has_names(cells: Cells) -> bool:
    values = cells.values()
    sample = values[:: max(1, len(values) // 200)]
    return sum(bool(classify_name(value)) for value in sample) * 20 >= len(sample)


_HONORIFIC = re.compile(
    rf"(?P<name>{_KANJI}{{1,4}}[ 　]?(?:{_KANJI}|[ぁ-ゖァ-ヺー]){{0,4}}?) ?(?:様|さま|さん|殿|氏|先生|くん|ちゃん)(?!{_KANJI}|子)"
)
_LABEL = re.compile(
    r"(?:氏名|お名前|名前|ご?担当者?名?|申込者|契約者|受取人|宛名|名義人?|(?i:\b(?:full ?)?name|\bcustomer|\bcontact|\bdear))"
    r"[\"'”]?\s{0,2}(?:[:：=]|は)?\s{0,2}[\"'“「]?"
)
_KANJI_RUN = re.compile(rf"(?<!{_KANJI}){_KANJI}{{3,6}}(?!{_KANJI})")
_SPACED = re.compile(rf"(?<!{_KANJI})(?P<a>{_KANJI}{{1,4}})[ 　](?P<b>{_KANJI}{{1,3}}|[ぁ-ゖ]{{2,4}})(?!{_KANJI})")
_LATIN_PAIR = re.compile(
    r"(?<![\w.@/-])(?P<a>[A-Z][a-zà-ÿ'’]{1,15}) (?:[A-Z]\. )?(?P<b>[A-Z][a-zà-ÿ'’]{1,20}(?:-[A-Z][a-z]+)?)(?![\w@/])"
)
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.? (?P<name>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?)")


def find_names_in_text(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Names in running text."""
    if view.kind == "access-log" or view.field.type not in ("text", "json") or not len(cells):
        return
    text = cells.text
    spans: set[tuple[int, int]] = set()
    if not text.isascii():
        spans.update(_find_honorifics(text))
        spans.update(_find_kanji_names(text))
    spans.update(_find_latin_names(text))
    kept = _outermost(spans)
    whole = set(zip(cells.starts[:-1].tolist(), (cells.starts[1:] - 1).tolist(), strict=True))
    if hits := make_hits(NAME, [(start, end, True) for start, end in kept if (start, end) not in whole]):
        yield hits


def _find_honorifics(text: str) -> Iterator[tuple[int, int]]:
    roles = words("role_words")
    for match in _HONORIFIC.finditer(text):
        name = match["name"]
        bare = name.replace(" ", "").replace("　", "")
        if bare in roles or any(bare.endswith(role) for role in roles) or match[0] in words("honorific_traps"):
            continue
        start = match.start("name")
        for skip in range(min(3, len(name) - 1) + 1):
            rest = bare[skip:]
            if any(rest[:cut] in surnames_ja() for cut in range(1, len(rest) + 1)):
                yield start + skip, match.end("name")
                break


def _find_kanji_names(text: str) -> Iterator[tuple[int, int]]:
    family, given = surnames_ja(), given_names_ja()
    for match in _KANJI_RUN.finditer(text):
        cut = split_kanji_name(match[0])
        if cut and len(match[0]) - cut >= 2 and given.get(match[0][cut:], 9) <= 2:
            yield match.span()
    for match in _SPACED.finditer(text):
        if family.get(match["a"], 9) <= 2 and given.get(match["b"], 9) <= 2:
            yield match.span()
    for label in _LABEL.finditer(text):
        match = _KANJI_CELL.match(text, label.end())
        if match and _classify_kanji(match) in ("full", "family"):
            yield match.start(), match.end("b")


def _find_latin_names(text: str) -> Iterator[tuple[int, int]]:
    given, family = latin_given(), latin_family()
    for match in _LATIN_PAIR.finditer(text):
        if given.get(fold_latin(match["a"]), 9) <= 2 and family.get(fold_latin(match["b"]), 9) <= 2:
            yield match.span()
    for title in ("Mr", "Mrs", "Ms", "Miss", "Dr", "Prof"):
        for at in find_all(text, title):
            if match := _TITLED.match(text, at):
                yield match.span("name")


def _outermost(spans: set[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
