"""Lines of Japanese and English for a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from reports.wrapping import wrap_text


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("one two three", 8, ["one two", "three"]),
        ("あいうえお", 6, ["あいう", "えお"]),
        ("あいう。えお", 6, ["あい", "う。え", "お"]),
        ("あい「うえ」", 6, ["あい", "「う", "え」"]),
        ("場所が 2 か所", 8, ["場所が", "2 か所"]),
        ("averylongword", 5, ["avery", "longw", "ord"]),
    ],
)
def test_wrap_text(text: str, width: int, lines: list[str]) -> None:
    assert wrap_text(text, width) == lines


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Mn", "Me", "Mc"))),
    st.integers(4, 40),
)
def test_no_line_is_too_long_and_nothing_is_lost(text: str, width: int) -> None:
    lines = wrap_text(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
