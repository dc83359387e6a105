"""Expressions of users: what they need, where they are tried, and that no input makes them slow."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.base import DetectorError
from detectors.custom_patterns import (
    LONGEST,
    WINDOW,
    Needs,
    UserPattern,
    choose_cells,
    compile_pattern,
    find_matches,
    find_needs,
    fold_pattern,
    match_cell,
)
from detectors.literals import add_literals
from tests.detection import AWKWARD, BAIT, cells_of


@pytest.mark.parametrize(
    ("pattern", "literal", "marks", "digits", "length"),
    [
        (r"E\d{6}", "", "E", 6, 7),
        (r"EMP-\d{4,8}", "emp-", "EMP-", 4, 8),
        (r"(?i)emp-\d{2}", "emp-", "-", 2, 6),
        (r"社員番号[:：]?\s*(\d{4})", "社員番号", "社員番号", 4, 8),
        (r"(?:ab|cd)\d{3}-\d{4}", "", "-", 7, 10),
        (r"(?:abc|abd)", "", "ab", 0, 3),
        (r"(?!abc)[a-z]{5}", "", "", 0, 5),
        (r"(?:abc)?\d", "", "", 1, 1),
        (r"(?:abc\d){2}", "abc", "abc", 2, 8),
        (r"(?i:abc)\d", "", "", 1, 4),
        (r"[0-9]{3}[5]", "", "5", 4, 4),
        (r"[\da-f]{8}", "", "", 0, 8),
    ],
)  # fmt: skip
def test_what_every_match_holds(pattern: str, literal: str, marks: str, digits: int, length: int) -> None:
    assert find_needs(re.compile(pattern)) == Needs(literal, frozenset(marks), digits, length)


@pytest.mark.parametrize("pattern", ["(", "[a", "a*", "", "x?|y?", "(?P<v>a", "a{9999999999}", r"\p{L}"])
def test_what_is_no_expression_is_refused(pattern: str) -> None:
    with pytest.raises(DetectorError, match="pattern"):
        compile_pattern(pattern)


def test_the_complaint_does_not_repeat_the_expression() -> None:
    with pytest.raises(DetectorError) as raised:
        compile_pattern("hunter2(")
    assert "hunter2" not in str(raised.value)
    assert raised.value.__cause__ is None


@pytest.mark.parametrize(
    ("written", "folded"),
    [("ＡＢ１", "AB1"), ("（株）", r"\(株\)"), ("[：:]", "[::]"), ("社員", "社員"), ("(a)", "(a)")],
)
def test_full_width_signs_become_what_stands_in_a_buffer(written: str, folded: str) -> None:
    assert fold_pattern(written) == folded


def matches(pattern: UserPattern, *texts: str) -> list[list[str]]:
    with add_literals([pattern.needs.literal]):
        cells = cells_of(*texts)
        found: list[list[str]] = [[] for _ in texts]
        for start, end in find_matches(pattern, cells):
            cell = int(cells.cell_of(start))
            base = int(cells.starts[cell])
            found[cell].append(texts[cell][start - base : end - base])
    return found


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (r"E\d{6}", "番号はＥ１２３４５６です", ["Ｅ１２３４５６"]),
        (r"^E\d{6}$", "E123456", ["E123456"]),
        (r"^E\d{6}$", " E123456", []),
        (r"社員番号[:：]\s*(?P<value>\d{4})", "社員番号： 1234、社員番号:5678", ["1234", "5678"]),
        (r"[^,]+@", "a@b", ["a@"]),
        (r"(?s).+x", "a\nx", ["a\nx"]),
        (r"x(?P<value>\d*)y", "xy", []),
    ],
)
def test_where_an_expression_matches(pattern: str, text: str, expected: list[str]) -> None:
    compiled = compile_pattern(pattern)
    assert matches(compiled, text) == [expected]
    among = matches(compiled, *[one for one in AWKWARD if "\x1a" not in one], text)
    assert among[-1] == expected


@given(st.lists(st.text(alphabet="Eab1２-社員\n\x1a ", max_size=12), max_size=8))
def test_choosing_cells_loses_nothing(texts: list[str]) -> None:
    for pattern in map(compile_pattern, (r"E\d+", r"社員-?\d", r"(?i)ea.", r"[ab]{2}", r"1(?=2)")):
        with add_literals([pattern.needs.literal]):
            cells = cells_of(*texts)
            chosen = choose_cells(pattern.needs, cells)
            wanted = [pattern.expression.search(value) is not None for value in cells.values()]
        assert all(cell or not match for cell, match in zip(chosen.tolist(), wanted, strict=True))


@pytest.mark.parametrize("at", [0, 700, WINDOW - 5, WINDOW - LONGEST - 1, WINDOW, 5 * WINDOW + 3])
def test_a_match_in_a_long_cell_is_found_wherever_it_stands(at: int) -> None:
    text = "x" * at + "E" + "1" * (LONGEST - 2) + "!" + "x" * 3000
    assert [match.span() for match in match_cell(re.compile(r"E\d+!"), text)] == [(at, at + LONGEST)]


@pytest.mark.parametrize("bait", BAIT)
def test_no_input_is_slow(bait: str) -> None:
    cells = cells_of(BAIT[bait])
    for pattern in (r"\d+-\d+", r"[A-Za-z0-9.]+@[a-z.]+", r"\w+\s\w+!"):
        begin = time.process_time()
        list(find_matches(compile_pattern(pattern), cells))
        assert time.process_time() - begin < 10.0
