from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.base import Field, Location
from connectors.batches import line_array, row_columns, sized_batches, text_array

PLACE = Location("s", "c")


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"a\nb\n", ["a", "b"]),
        (b"a\nb", ["a", "b"]),
        (b"a\r\nb\r\n", ["a", "b"]),
        (b"a\r\nb\r", ["a", "b"]),
        (b"a\r\r\nb", ["a\r", "b"]),
        (b"\n\n", ["", ""]),
        (b"a\x0bb\x0cc\x1cd\n", ["a\x0bb\x0cc\x1cd"]),
        ("a\x85b\u2028c\n".encode(), ["a\x85b\u2028c"]),
        (b"a\x00b\n", ["a\x00b"]),
        ("あ\nい".encode(), ["あ", "い"]),
    ],
)
def test_lines(data: bytes, lines: list[str]) -> None:
    assert line_array(data).to_pylist() == lines


@given(st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]), min_size=1))
def test_lines_are_what_split_gives(text: str) -> None:
    assert line_array(text.encode()).to_pylist() == text.removesuffix("\n").split("\n")


@settings(deadline=None)  # Arrow loads more of itself at the first array
@given(st.lists(st.none() | st.text(st.characters())))
def test_any_python_text_becomes_arrow_text(values: list[str | None]) -> None:
    column = text_array(values)
    column.validate(full=True)
    assert [value is None for value in values] == [value is None for value in column.to_pylist()]


def test_lone_surrogates_go_and_pairs_stay() -> None:
    assert text_array(["\ud800", "\ud834\udd1e", "é"]).to_pylist() == ["\ufffd", "\U0001d11e", "é"]


def test_short_rows_end_in_nulls() -> None:
    columns = row_columns([["a"], ["b", "c", "d"]], 2)
    assert [column.to_pylist() for column in columns] == [["a", "b"], [None, "c"], [None, "d"]]
    assert [len(column) for column in row_columns([], 2)] == [0, 0]


def test_batches_have_a_size() -> None:
    column = text_array(["x"] * 40_000)
    batches = list(sized_batches(PLACE, [Field("a")], [column], 5, 999))
    assert [batch.first_row for batch in batches] == [5, 16_389, 32_773]
    assert sum(batch.rows for batch in batches) == 40_000
    assert sum(batch.bytes_read for batch in batches) == 999
    wide = list(sized_batches(PLACE, [Field("a")], [text_array(["x" * 1_000_000] * 9)], 1, 0))
    assert [batch.rows for batch in wide] == [4, 4, 1]


def test_a_very_long_cell_is_several_cells_of_its_row() -> None:
    words = "word " * 500_000
    columns = [text_array(["a", "b", "c"]), text_array(["x", words, None]), text_array([None, "y" * 2_500_000, "z"])]
    fields = [Field("id"), Field("note"), Field("token")]
    batches = list(sized_batches(PLACE, fields, columns, 5, 999))
    assert [(batch.first_row, batch.rows) for batch in batches] == [(5, 1), *[(6, 1)] * 5, (7, 1)]
    assert [[field.name for field in batch.fields] for batch in batches[2:-1]] == [["note"]] * 2 + [["token"]] * 2
    assert sum(batch.bytes_read for batch in batches) == 999
    cells = [batch.columns[batch.fields.index(Field("note"))][0].as_py() for batch in batches[1:4]]
    assert "".join(cells) == words
    assert all(cell.endswith(" ") for cell in cells)
    assert batches[1].columns[0].to_pylist() == ["b"]


def test_columns_without_rows_still_tell_their_names() -> None:
    (batch,) = sized_batches(PLACE, [Field("email")], row_columns([], 1), 1, 7)
    assert (batch.rows, batch.fields[0].name, batch.bytes_read) == (0, "email", 7)
