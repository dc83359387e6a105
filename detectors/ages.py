"""Ages of people in running text: 満30歳, 20代女性, ``age: 34``, ``34 years old``."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from detectors.context import Words, find_words, load_words
from detectors.eras import NUMERALS, read_number
from detectors.hits import FieldView, Result, make_hits
from detectors.text import Bools, Cells

AGE = "personal.age"

_OLDEST = 120
_WORDS, _UNIT_JA, _UNIT_EN = load_words("age"), load_words("age_unit"), load_words("age_unit_en")
# Limits and groups say nothing of one person; 3才児, 10才用 are kinds of things.
_LIMITS = (
    r" ?(?:以上|以下|未満|超|まで|から|より|迄|[~〜-]|を?対象|用|向|児健|のお子様向|限定|制限|定年|時点|を?超|に達"
    r"|になるまで|前後|台|刻み)"
)
_AFTER_WORD = re.compile(
    rf"[\"'”」]?(?:\([^()\x1a0-9]{{0,6}}\))?[ \t:=は、,\"'“「(]{{0,5}}+"
    rf"(?P<value>満?(?:[0-9]{{1,3}}|[{NUMERALS}]{{1,5}}))"
    rf"(?![0-9A-Za-z_%{NUMERALS}-]|\.[0-9])(?![歳才]?{_LIMITS})"
    r"(?! ?(?:か月|カ月|ヶ月|ヵ月|日|年|件|名|人|桁|文字|つ|代))"
    r"(?! (?:days?|weeks?|months?|hours?|min|sec|ms|s)\b)"
)
_BEFORE_UNIT = re.compile(rf"(?:満 ?)?(?:[0-9]{{1,3}}|[{NUMERALS}]{{1,5}}) ?$")
_NOT_AFTER = re.compile(_LIMITS)
_NOT_BEFORE = re.compile(r"(?:第|約|から|[0-9.]|[~〜-]|対象|平均|樹齢|築|創業|馬|定年)$")
_DECADE = re.compile(
    r"(?<![0-9./年第~〜-])[1-9]0代"
    r"(?=[のはでから、。,) ]{0,2}(?:男|女|主婦|主夫|会社員|学生|前半|中盤|後半|半ば))"
)
_ENGLISH_BEFORE = re.compile(r"(?<![0-9.$-])[0-9]{1,3}[ -]?$")


def find_ages(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Ages of one person in text; a number needs its word or its unit."""
    spans: dict[tuple[int, int], None] = {}
    for finder in (_find_after_words, _find_before_units, _find_decades, _find_english):
        spans.update(dict.fromkeys(finder(cells)))
    if hits := make_hits(AGE, [(start, end, True) for start, end in sorted(spans)]):
        yield hits


def _is_age(text: str) -> bool:
    return 0 <= read_number(text.removeprefix("満").strip()) <= _OLDEST


def _find_after_words(cells: Cells) -> Iterator[tuple[int, int]]:
    text = cells.text
    for start, end in _spans(cells, _WORDS):
        # max-age and Age in headers count seconds, page_age is a page's.
        if text[start - 1 : start] in "-_" and start:
            continue
        match = _AFTER_WORD.match(text, end)
        if match and _is_age(match["value"]):
            yield match.span("value")


def _find_before_units(cells: Cells) -> Iterator[tuple[int, int]]:
    text = cells.text
    for start, end in _spans(cells, _UNIT_JA):
        match = _BEFORE_UNIT.search(text, max(0, start - 8), start)
        if not match or not _is_age(match[0]) or _NOT_AFTER.match(text, end):
            continue
        if _NOT_BEFORE.search(text, max(0, match.start() - 4), match.start()):
            continue
        if text[start] == "才" and not _is_said_of_a_person(text, match.start(), end):
            continue
        yield match.start(), end


def _is_said_of_a_person(text: str, start: int, end: int) -> bool:
    """才 counts things too (木材): it takes 満, brackets, or a word for a person around it."""
    around = text[start : start + 1] + text[end : end + 3]
    return (
        "満" in around
        or (text[start - 1 : start] == "(" and text[end : end + 1] == ")")
        or any(mark in around for mark in ("男", "女", "です", "になり"))
    )


def _find_decades(cells: Cells) -> Iterator[tuple[int, int]]:
    if "代" not in cells.characters or "0" not in cells.characters:
        return
    places = cells.positions_of("代")
    before: Bools = (places >= 2) & (cells.codes[np.maximum(places - 1, 0)] == ord("0"))
    for at in places[before].tolist():
        if match := _DECADE.match(cells.text, at - 2):
            yield match.span()


def _find_english(cells: Cells) -> Iterator[tuple[int, int]]:
    text = cells.text
    for start, end in _spans(cells, _UNIT_EN):
        match = _ENGLISH_BEFORE.search(text, max(0, start - 5), start)
        if match and _is_age(match[0].strip(" -")) and int(match[0].strip(" -")) > 2:
            yield match.start(), end


def _spans(cells: Cells, words: Words) -> Iterator[tuple[int, int]]:
    places = find_words(cells, words)
    return zip(places.start.tolist(), places.end.tolist(), strict=True)
