"""The buffer of cells and its normal form: no character moves, no cell is lost."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.text import SEPARATOR, edges_of, join_cells, may_become, normalise, one_to_one
from tests.detection import cells_of

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@pytest.mark.parametrize(
    ("raw", "normal"),
    [
        ("０３－１２３４－５６７８", "03-1234-5678"),
        ("０９０ー１２３４ー５６７８", "090-1234-5678"),
        ("090ｰ1234ｰ5678", "090-1234-5678"),
        ("コーヒー", "コーヒー"),
        ("3ー", "3ー"),
        ("ー3", "ー3"),
        ("1−2‐3–4—5", "1-2-3-4-5"),
        ("ﾀﾅｶ ﾀﾛｳ", "タナカ タロウ"),
        ("ａ＠ｅｘａｍｐｌｅ．ｊｐ", "a@example.jp"),
        ("東京　大阪", "東京 大阪"),
        ("㈱山田", "㈱山田"),
        ("㍻元年", "㍻元年"),
        ("①②", "12"),
        ("٠١٢٣٤٥٦٧٨٩", "0123456789"),
        ("𝟎𝟏𝐀", "01A"),
        ("𠮷野家", "𠮷野家"),
        ("plain ASCII", "plain ASCII"),
    ],
)
def test_the_normal_form(raw: str, normal: str) -> None:
    assert normalise(raw) == normal


@given(st.text(max_size=60))
def test_normalising_keeps_every_place(text: str) -> None:
    assert len(normalise(text)) == len(text)


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing_but_marks_between_new_digits(text: str) -> None:
    once = normalise(text)
    assert normalise(once).replace("ー", "-") == once.replace("ー", "-")


def test_a_character_becomes_what_unicode_says() -> None:
    table = one_to_one()
    for character in "ＡｚﾊＺ％ⅷ㎏½﨑髙":
        folded = unicodedata.normalize("NFKC", character)
        assert chr(table[ord(character)]) == (folded if len(folded) == 1 else character)


@given(st.lists(TEXTS, max_size=12))
def test_cells_come_back_as_they_went_in(texts: list[str]) -> None:
    cells = cells_of(*texts)
    stored = [text.replace(SEPARATOR, " ") for text in texts]
    assert len(cells) == len(texts)
    assert cells.raw_values() == stored
    assert [normalise(text) for text in stored] == cells.values() or "ー" in cells.raw
    assert cells.lengths.tolist() == list(map(len, texts))
    assert cells.characters == frozenset(cells.text)
    assert cells.digits.tolist() == [sum(letter in "0123456789" for letter in value) for value in cells.values()]
    assert cells.beyond_ascii.tolist() == [not value.isascii() for value in cells.values()]
    assert cells.holding("a").tolist() == ["a" in value for value in cells.values()]


@given(st.lists(TEXTS, min_size=1, max_size=12))
def test_every_position_belongs_to_its_cell(texts: list[str]) -> None:
    cells = cells_of(*texts)
    owner = [number for number, text in enumerate(texts) for _ in text + SEPARATOR][:-1]
    assert cells.cell_of(np.arange(len(cells.text))).tolist() == owner


def test_a_separator_in_the_data_does_not_make_cells() -> None:
    cells = cells_of("a\x1ab", "\x1a", "c")
    assert cells.values() == ["a b", " ", "c"]


def test_no_cells() -> None:
    cells = join_cells(pa.array([], pa.string()))
    assert len(cells) == 0
    assert cells.values() == cells.raw_values() == []
    assert len(cells.runs) == 0
    assert cells.characters == frozenset()
    assert cells.digits.tolist() == cells.beyond_ascii.tolist() == []


@given(st.lists(st.booleans(), max_size=20))
def test_stretches(inside: list[bool]) -> None:
    start, end = edges_of(np.array(inside, dtype=np.bool_))
    rebuilt = np.zeros(len(inside), dtype=np.bool_)
    for low, high in zip(start.tolist(), end.tolist(), strict=True):
        assert low < high
        rebuilt[low:high] = True
    assert rebuilt.tolist() == inside


def test_digit_runs_and_what_stands_between_them() -> None:
    runs = cells_of("TEL(03)1234-5678x", "12) 34").runs
    assert runs.length.tolist() == [2, 4, 4, 2, 2]
    assert [chr(code) for code in runs.before] == ["(", ")", "-", SEPARATOR, " "]
    assert [chr(code) if code else "" for code in runs.after] == [")", "-", "x", ")", ""]
    assert [chr(code) if code else "" for code in runs.gap] == [")", "-", "", ")", ""]


@given(TEXTS)
def test_what_may_become_a_mark_covers_folding(text: str) -> None:
    marks = frozenset("a社ン(")
    normal = normalise(text)
    folded = unicodedata.normalize("NFKC", normal).casefold()
    held = any(may_become(marks)[ord(character)] for character in normal)
    assert held or marks.isdisjoint(folded)
    assert not folded or folded[-1] not in marks or may_become(marks)[ord(normal[-1])]
    assert not may_become(marks)[[ord(character) for character in "b1 区ア"]].any()


def test_cells_by_what_they_hold() -> None:
    cells = cells_of("ab", "", "社", "x社y", "")
    assert cells.holding_any(may_become(frozenset("社"))).tolist() == [False, False, True, True, False]
    assert [chr(code) for code in cells.first.tolist()[::2]] == ["a", "社", "\x00"]
    assert [chr(code) for code in cells.last[[0, 2, 3]].tolist()] == ["b", "社", "y"]
    assert cells.may_hold("xy")
    assert not cells.may_hold("xz")


def test_the_separator_is_no_white_space() -> None:
    assert not SEPARATOR.isspace()
    assert not re.match(r"\s|\w", SEPARATOR)


def test_terminal_colours_are_blank_and_move_nothing() -> None:
    cells = join_cells(pa.array(["\x1b[31m203.0.113.7\x1b[0m", "青\x1b[1;34m０９０\x1b[m", "\x1b[", "\x1b"]))
    assert cells.values() == [" " * 5 + "203.0.113.7" + " " * 4, "青" + " " * 7 + "090" + " " * 3, "\x1b[", "\x1b"]
    assert [len(cell) for cell in cells.values()] == [len(cell) for cell in cells.raw_values()]
