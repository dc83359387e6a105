"""Sheets to complete: they open again in spreadsheet programs, and nothing in them runs."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import re
import sys

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from reports.cells import read_cell
from reports.sheets import Cell, Sheet, SheetError, asked, known, write_csv, write_html, write_xlsx

HOSTILE = [
    "=1+1",
    "+81",
    "-2",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "=cmd|' /C calc'!A0",
    "</script><img src=x onerror=alert(1)>",
    "‮abc",
    "\x00",
]
SHEET = Sheet(
    "見本 [sheet]: a/b?",
    ("項目", "=title"),
    ((known("a", "", "b"), asked("要記入")), (known(*HOSTILE), asked(*HOSTILE))),
    ("note <b>", "=note"),
    wide=(1,),
)


def test_cells() -> None:
    assert known("a", "", "b").lines == ("a", "b")
    assert known("a\x1b[31m").text == "a\\x1b[31m"
    assert asked().open
    assert not known().open


def test_csv_opens_again() -> None:
    text = write_csv(SHEET)
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert rows[0] == ["項目", "'=title"]
    assert rows[1] == ["a\nb", "要記入"]
    assert rows[2][1].startswith("'=1+1")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_csv_begins_a_formula(text: str) -> None:
    (_, (cell,)) = csv.reader(io.StringIO(write_csv(Sheet("t", ("c",), ((Cell((text,)),),)))[1:], newline=""))
    assert not re.match(r"[=+\-@\t\r]", cell)


@given(st.lists(st.lists(st.text(), max_size=3), min_size=1, max_size=4))
def test_csv_holds_every_text(texts: list[list[str]]) -> None:
    sheet = Sheet("t", tuple(f"c{n}" for n in range(len(texts))), (tuple(known(*lines) for lines in texts),))
    (_, row) = csv.reader(io.StringIO(write_csv(sheet)[1:], newline=""))
    assert [read_cell(cell) for cell in row] == [known(*lines).text for lines in texts]


def test_xlsx_opens_again() -> None:
    made = write_xlsx((SHEET, Sheet("second", ("a",), ())))
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert book.sheetnames == ["見本  sheet   a b ", "second"]
    page = book["second"].parent[book.sheetnames[0]]
    assert page["A1"].value == SHEET.title
    assert [cell.value for cell in page[4]] == ["項目", "'=title"]
    assert page["B5"].fill.start_color.rgb.endswith("FFF4CC")
    assert page["A5"].fill.fill_type is None
    assert page.freeze_panes == "A5"
    assert all(cell.data_type != "f" for row in page for cell in row)
    read = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()
    assert read[4][0] == "a\nb"


def test_xlsx_without_openpyxl_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(SheetError, match=r"pip install 'daicho\[xlsx\]'"):
        write_xlsx((SHEET,))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_html_runs_nothing(lang: str) -> None:
    page = write_html((SHEET,), lang)
    assert f'<html lang="{lang}">' in page
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;/script&gt;" in page
    assert "note &lt;b&gt;" in page
    assert page.count('class="open"') == 2
    assert "‮" not in page.split("<td>")[2].split("</td>")[0]


def test_the_style_is_the_one_that_the_policy_of_the_page_lets_run() -> None:

    page = write_html((SHEET,), "en")
    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in page
