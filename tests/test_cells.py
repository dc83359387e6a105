"""Cells of spreadsheets: no text is a formula, and what was written is read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.cells import LONGEST, read_cell, safe_cell


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+81",
        "-5",
        "@SUM(A1)",
        "\t=1",
        "\rx",
        "\n=1",
        " =1",
        "　=1",
        "＝1",
        "＠a",
        "'=1",
        "''-1",
        "=HYPERLINK(1)",
    ],
)
def test_no_text_begins_like_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert read_cell(f"'{text}") == text


@pytest.mark.parametrize("text", ["", "customers", "1-2", "a=b", "'quoted'", "氏名", "顧客.csv", "'"])
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text
    assert read_cell(text) == text


@pytest.mark.parametrize("number", [0, -5, 1234567, -0.25])
def test_numbers_stay_numbers(number: float) -> None:
    assert safe_cell(number) == number
    assert type(safe_cell(number)) is type(number)


def test_what_a_file_cannot_hold_is_replaced() -> None:
    assert safe_cell("a\x00b\ud800c\x1f") == "a\ufffdb\ufffdc\ufffd"
    cut = safe_cell("あ" * 40_000)
    assert isinstance(cut, str)
    assert len(cut) == LONGEST
    assert cut.endswith("[…]")


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc", "Cn")) | st.sampled_from("'=+-@\t\r\n ")))
def test_reading_back_gives_what_was_written(text: str) -> None:
    written = safe_cell(text)
    assert isinstance(written, str)
    assert written.lstrip()[:1] not in tuple("=+-@")
    assert read_cell(written) == text
