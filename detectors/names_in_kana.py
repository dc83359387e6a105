"""Names in kana inside text: family and given name that both are readings of names, or whatever stands behind フリガナ
and 名義."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import numpy as np

from detectors.hits import FieldView, Result, make_hits
from detectors.lexicons import given_readings, surname_readings
from detectors.literals import declare_literals
from detectors.names import KANA
from detectors.text import Bools, Cells, Codes, Ints, edges_of

# Half-width kana are folded one by one, so their voiced marks stand as characters of their own.
_KANA = "ァ-ヺー\u3099\u309a"
_SHORTEST, _LONGEST = 2, 10
_LABELS = declare_literals(
    (
        *(
            "フリガナ",
            "ふりがな",
            "ヨミガナ",
            "よみがな",
            "読み仮名",
            "カナ氏名",
            "氏名カナ",
            "名義",
            "メイギ",
            "預金者名",
        ),
        *("受取人名", "依頼人名", "name_kana", "kana_name", "furigana", "namekana", "氏名", "シメイ", "ナマエ", "名前"),
    )
)
# フリカ + a voiced mark and メイキ + one: the half-width forms.
_FOLDED = declare_literals(["フリカ\u3099ナ", "メイキ\u3099", "ヨミカ\u3099ナ"])
_BEHIND = re.compile(
    rf"(?:人|カナ|\(カナ\)|（カナ）|\(セイ\)|\(メイ\))?[\"'”」』】\])]{{0,2}}\s{{0,3}}+(?:[:=|]|=>|は)?\s{{0,3}}+[\"'“「『\[]?"
    rf"(?P<name>[{_KANA}]{{2,12}}+(?:[ ・][{_KANA}]{{2,10}}+)?)(?![{_KANA}一-鿿ぁ-ゖ])"
)
_TITLES = ("サマ", "サン", "ドノ", "様", "さん")
_COMPANIES = re.compile(r"カブシキ|ユウゲン|ゴウドウ|カ\)|ユ\)|センター|サービス|システム|ショップ|ホーム")


def find_kana_names(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Names in katakana (also half-width) in text. What fills a cell is for ``find_name_cells`` to judge."""
    if cells.raw.isascii() or view.kind == "access-log" or view.field.type not in ("text", "json"):
        return
    spans = {*_find_pairs(cells), *_find_behind_labels(cells)}
    if not spans:
        return
    table = np.array(sorted(spans), dtype=np.int64)
    cell = cells.cell_of(table[:, 0])
    table = table[(table[:, 0] != cells.starts[cell]) | (table[:, 1] != cells.starts[cell + 1] - 1)]
    if hits := make_hits(KANA, [(start, end, True) for start, end in _apart(table.tolist())]):
        yield hits


def _find_pairs(cells: Cells) -> Iterator[tuple[int, int]]:
    """Two words of katakana with one space between them, a family name and a given name."""
    start, end = edges_of(_is_kana(cells.codes))
    size = end - start
    fits = (size >= _SHORTEST) & (size <= _LONGEST)
    first = np.flatnonzero(fits[:-1] & fits[1:] & (start[1:] == end[:-1] + 1))
    first = first[_is_gap(cells, end[first])]
    families, givens, text = surname_readings(), given_readings(), cells.text
    cell = cells.cell_of(start[first])
    whole = (start[first] == cells.starts[cell]) & (end[first + 1] == cells.starts[cell + 1] - 1)
    for number, filled in zip(first.tolist(), whole.tolist(), strict=True):
        low, cut, high = int(start[number]), int(end[number]), int(end[number + 1])
        if filled and not text.endswith(_TITLES, cut, high):
            continue
        if _compose(text[low:cut]) in families and _without_title(text[cut + 1 : high]) in givens:
            yield low, cut + 1 + len(_strip_title(text[cut + 1 : high]))


def _find_behind_labels(cells: Cells) -> Iterator[tuple[int, int]]:
    text = cells.text
    for label in (*_LABELS, *_FOLDED):
        for at in cells.places_of(label).tolist():
            match = _BEHIND.match(text, at + len(label))
            if match is None or _COMPANIES.search(match["name"]):
                continue
            name = _strip_title(match["name"])
            family, gap, given = _compose(name).replace("・", " ").partition(" ")
            known = family in surname_readings() or given in given_readings() if gap else _splits(family)
            if known:
                yield match.start("name"), match.start("name") + len(name)


def _splits(word: str) -> bool:
    """Whether a word without a gap is a family name and a given name (タニグチサクラ)."""
    families, givens = surname_readings(), given_readings()
    return any(word[:cut] in families and word[cut:] in givens for cut in range(2, len(word) - 1))


def _compose(word: str) -> str:
    return unicodedata.normalize("NFC", word)


def _strip_title(word: str) -> str:
    return next((word[: -len(title)] for title in _TITLES if word.endswith(title) and len(word) > 4), word)


def _without_title(word: str) -> str:
    return _compose(_strip_title(word))


def _is_kana(codes: Codes) -> Bools:
    kana = (codes >= 0x30A1) & (codes <= 0x30FA) | (codes == 0x30FC) | (codes == 0x3099) | (codes == 0x309A)
    return np.asarray(kana)


def _is_gap(cells: Cells, places: Ints) -> Bools:
    return np.asarray((cells.codes[places] == 32) | (cells.codes[places] == 0x30FB))


def _apart(spans: list[list[int]]) -> list[tuple[int, int]]:
    """Without spans that begin inside an earlier one."""
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
