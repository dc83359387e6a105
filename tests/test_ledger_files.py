"""Ledgers as files: workbooks that other programs open, CSV that they have saved, what is refused."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import report_samples as samples
from ledger_samples import build_report, cell, make_sheets
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from python_calamine import CalamineWorkbook

from reports.ledger import LedgerError, Origin, Row, language_of
from reports.ledger_csv import read_csv, write_csv
from reports.ledger_reading import read_token, write_token
from reports.ledger_styles import format_count
from reports.ledger_xlsx import TOKENS, read_workbook, write_workbook
from scanner.ledger_files import read_former, refuse_open, replace_file, write_resources


def change(data: bytes, edit) -> bytes:  # type: ignore[no-untyped-def]
    """A workbook after somebody has worked on it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    edit(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def renew(data: bytes, run: str = "r2", **changed: str) -> bytes:
    """The workbook made again in place."""
    former = read_workbook(data)
    return write_workbook(make_sheets(build_report(run, **changed), former.sheets), former, "en")


# --- workbooks --------------------------------------------------------------------------------------------


def test_another_reader_sees_the_same() -> None:
    sheets = make_sheets(build_report())
    book = CalamineWorkbook.from_filelike(io.BytesIO(write_workbook(sheets, None, "en")))
    assert book.sheet_names[:4] == ["Personal data", "GDPR Art. 30(1)", "GDPR Art. 30(2)", "How to read"]
    rows = book.get_sheet_by_name("Personal data").to_python()
    assert rows[0] == [one.title for one in sheets[0].headings]
    assert [row[0] for row in rows[1:]] == [row.id for row in sheets[0].rows]
    titles = {title: place for place, title in enumerate(rows[0])}
    # Counts are numbers, days are days: a person can sort and add them up.
    assert rows[1][titles["Persons"]] == 1874
    assert rows[1][titles["Reviewed on"]] == date(2026, 4, 1)
    assert rows[1][titles["Person in charge"]] == "注文チーム"


def test_a_new_workbook_can_be_worked_with() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(make_sheets(build_report(), lang="ja"), None, "ja")))
    page = book["個人データ管理台帳"]
    assert page.freeze_panes == "C2"
    assert page.auto_filter.ref == "A1:AE6"
    assert page.page_setup.orientation == "landscape"
    offers = {str(one.sqref): one.formula1 for one in page.data_validations.dataValidation}
    assert offers["L2:L1048576"].startswith('"要記入,本人から書面,')
    assert page["I2"].value == 1874
    assert page["I2"].number_format == '"約 "#,##0'
    assert page.column_dimensions["E"].width == 50
    assert book[TOKENS].sheet_state == "veryHidden"
    assert "要記入" in [one.value for one in page[2]]


def test_no_cell_is_a_formula_or_a_link() -> None:
    report = build_report()
    name = '=HYPERLINK("http://example.jp","x")'
    entries = tuple(
        replace(one, finding=replace(one.finding, location=replace(one.finding.location, collection=name)))
        for one in report.entries
    )
    sheets = make_sheets(replace(report, entries=entries))
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(sheets, None, "en")))
    cells = [one for page in book for row in page.iter_rows() for one in row]
    assert [one for one in cells if one.data_type == "f" or one.hyperlink] == []
    assert "'" + name in [one.value for one in cells]
    assert f'"\'{name}"'.replace('"', "") in write_csv(sheets[0], "en").decode("utf-8-sig").replace('"', "")
    assert make_sheets(replace(report, entries=entries), read_workbook(write_workbook(sheets, None, "en")).sheets) == [
        replace(sheet, rows=tuple(replace(row, line=number) for number, row in enumerate(sheet.rows, start=2)))
        for sheet in sheets
    ]


def test_what_people_do_to_a_workbook_stays() -> None:
    def work(book: openpyxl.Workbook) -> None:
        page = book["Personal data"]
        page.insert_rows(1)
        page["A1"] = "2026 年度 台帳"
        page["M3"] = "別の責任者"
        page["M3"].fill = PatternFill("solid", fgColor="FF0000")
        page["M3"].comment = Comment("要確認", "見本")
        page["AF2"] = "社内番号"
        page["AF3"] = "=1+1"
        page["AF4"] = 12.5
        page["B9"] = "紙の申込書"
        page["B4"].fill = PatternFill("solid", fgColor="00FF00")
        book.create_sheet("メモ")["A1"] = "覚え書き"
        del book["GDPR Art. 30(2)"]

    data = change(write_workbook(make_sheets(build_report()), None, "en"), work)
    again = openpyxl.load_workbook(io.BytesIO(renew(data, drop="payments")))
    page = again["Personal data"]
    assert page["A1"].value == "2026 年度 台帳"
    assert page["M3"].value == "別の責任者"
    assert page["M3"].fill.fgColor.rgb == "00FF0000"
    assert page["M3"].comment.text == "要確認"
    assert page["B4"].fill.fgColor.rgb == "0000FF00"
    assert [page["AF2"].value, page["AF3"].value, page["AF4"].value] == ["社内番号", "=1+1", 12.5]
    assert page["B9"].value == "紙の申込書"
    assert again["メモ"]["A1"].value == "覚え書き"
    assert "GDPR Art. 30(2)" in again.sheetnames
    assert again.sheetnames.count("How to read") == 1
    titles = {one.value: one.column for one in page[2]}
    states = [page.cell(line, titles["State"]).value for line in range(3, 8)]
    assert [one[:13] for one in states] == [
        "Found in run ",
        "Found in run ",
        "Found in run ",
        "Not found in ",
        "Found in run ",
    ]


def test_three_runs_in_a_row_change_nothing_else() -> None:
    data = write_workbook(make_sheets(build_report()), None, "en")
    for run in ("r2", "r3", "r1"):
        data = renew(data, run)
    fresh = make_sheets(build_report())
    for id, sheet in read_workbook(data).sheets.items():
        wanted = next(one for one in fresh if one.table == id)
        assert [row.cells for row in sheet.rows] == [row.cells for row in wanted.rows]
        assert [row.marks for row in sheet.rows] == [row.marks for row in wanted.rows]


def test_new_rows_come_below_the_others() -> None:
    data = write_workbook(make_sheets(build_report(drop="customers")), None, "en")
    rows = read_workbook(renew(data)).sheets["appi"].rows
    assert [row.line for row in rows] == [2, 3, 4, 5, 6]
    assert [row.origin.collection for row in rows if row.origin][-2:] == ["customers", "customers"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1,234", (1234, "#,##0")),
        ("約 1,234", (1234, '"約 "#,##0')),
        ("about 12", (12, '"about "#,##0')),
        ("1,200 以上", (1200, '#,##0" 以上"')),
        ("1,200 or more", (1200, '#,##0" or more"')),
        ("about 12 persons", None),
        ("to fill in", None),
    ],
)
def test_counts_with_words_are_numbers(text: str, wanted: tuple[int, str] | None) -> None:
    assert format_count(text) == wanted


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"PK\x03\x04 broken", "is no workbook that can be read"),
        (b"PK", "is no workbook that can be read"),
        (b"", "has no headings of a ledger of daicho"),
        ("名称,件数\r\n顧客,3\r\n".encode("cp932"), "has no headings"),
        ("台帳番号,名称\r\n1,顧客\r\n".encode(), "has no headings"),
        (b"\xff\xfe\x00\xd8", "has no headings"),
        (b"\x81\x20\xff", "is no text"),
        (b'"' + b"x" * 200_000, "has no headings"),
    ],
)
def test_other_files_are_left_alone(tmp_path: Path, data: bytes, problem: str) -> None:
    file = tmp_path / "ledger"
    file.write_bytes(data)
    with pytest.raises(LedgerError, match=problem) as error:
        read_former(file)
    assert "\n" not in str(error.value)
    assert file.read_bytes() == data


def test_a_workbook_of_something_else_is_left_alone() -> None:
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    with pytest.raises(LedgerError, match="has no sheet with the headings"):
        read_workbook(stream.getvalue())


def test_a_ledger_of_a_newer_version_is_left_alone() -> None:
    token = json.loads(write_token(make_sheets(build_report())[0].rows[0]))
    with pytest.raises(LedgerError, match="newer daicho"):
        read_token(json.dumps(token | {"v": 2}))


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"v":1,"o":[1],"m":{}}', '{"v":1,"o":[1,2,3],"m":[]}', "[" * 99999]
)
def test_a_damaged_token_is_none(text: str) -> None:
    assert read_token(text) == (None, {})


def test_a_token_is_read_back() -> None:
    row = Row("D-1", (), {"name": "00ff00ff"}, Origin("a", '"b,\n', ""))
    assert read_token(write_token(row)) == (row.origin, row.marks)


# --- CSV --------------------------------------------------------------------------------------------------


def test_spreadsheet_programs_may_save_csv_in_their_own_way() -> None:
    sheet = make_sheets(build_report(), lang="ja")[0]
    text = write_csv(sheet, "ja").decode("utf-8-sig")
    wanted = [row.cells for row in sheet.rows]
    tabs = "\r\n".join("\t".join(f'"{one}"' for one in row) for row in _split(text))
    for data in (
        text.encode("cp932"),
        text.encode(),
        text.encode("utf-16"),
        tabs.encode("utf-16"),
        text.replace(",2026-04-01,", ",2026/4/1,").encode(),
    ):
        again = make_sheets(build_report(), {"appi": read_csv(data)}, "ja")[0]
        assert [row.cells for row in again.rows] == wanted
    assert language_of([sheet]) == "ja"


def _split(text: str) -> list[list[str]]:
    import csv

    return [[one.replace('"', '""') for one in row] for row in csv.reader(io.StringIO(text))]


def test_csv_begins_with_a_mark_of_its_encoding() -> None:
    data = write_csv(make_sheets(build_report(), lang="ja")[0], "ja")
    assert data.startswith(b"\xef\xbb\xbf" + "台帳番号,".encode())
    assert data.endswith(b"\r\n")


def test_hostile_names_survive_the_way_there_and_back() -> None:
    sheets = make_sheets(samples.build_hostile())
    kept = {"appi": read_csv(write_csv(sheets[0], "en"))}
    assert [row.cells for row in make_sheets(samples.build_hostile(), kept)[0].rows] == [
        row.cells for row in sheets[0].rows
    ]


# --- putting files in their place -------------------------------------------------------------------------


def test_the_former_ledger_stays_beside_the_new_one(tmp_path: Path) -> None:
    file = tmp_path / "ledger.csv"
    first = write_csv(make_sheets(build_report())[0], "en")
    assert replace_file(file, first, None) is None
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o640)
    former = read_former(file)
    assert replace_file(file, b"new", former) == tmp_path / "ledger.csv.bak"
    assert (tmp_path / "ledger.csv.bak").read_bytes() == first
    assert file.read_bytes() == b"new"
    assert file.stat().st_mode & 0o777 == 0o640
    assert {one.name for one in tmp_path.iterdir()} == {"ledger.csv", "ledger.csv.bak"}


def test_a_ledger_that_was_saved_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "ledger.csv"
    file.write_bytes(write_csv(make_sheets(build_report())[0], "en"))
    former = read_former(file)
    file.write_bytes(b"somebody's")
    with pytest.raises(LedgerError, match="was changed"):
        replace_file(file, b"new", former)
    assert file.read_bytes() == b"somebody's"
    assert [one.name for one in tmp_path.iterdir()] == ["ledger.csv"]


@pytest.mark.parametrize("lock", ["~$ledger.xlsx", ".~lock.ledger.xlsx#"])
def test_a_ledger_that_is_open_is_left_alone(tmp_path: Path, lock: str) -> None:
    refuse_open(tmp_path / "ledger.xlsx")
    (tmp_path / lock).touch()
    with pytest.raises(LedgerError, match="is open in a spreadsheet program"):
        refuse_open(tmp_path / "ledger.xlsx")


def test_resources_of_somebody_else_are_left_alone(tmp_path: Path) -> None:
    texts = {"dataset": "dataset: []\n", "system": "system: []\n"}
    assert [one.name for one in write_resources(tmp_path / "fides", texts)] == ["dataset.yml", "system.yml"]
    write_resources(tmp_path / "fides", texts)
    (tmp_path / "other.yml").write_text("dataset: [1]\n")
    with pytest.raises(LedgerError, match="not from daicho"):
        write_resources(tmp_path / "other.yml", texts)
    assert (tmp_path / "other.yml").read_text() == "dataset: [1]\n"
    with pytest.raises(LedgerError, match="cannot be made"):
        write_resources(tmp_path / "other.yml" / "x", texts)


def test_a_changed_count_in_a_workbook_is_a_change_of_a_person() -> None:
    def work(book: openpyxl.Workbook) -> None:
        book["Personal data"]["I2"] = 1900

    data = change(write_workbook(make_sheets(build_report()), None, "en"), work)
    sheet = read_workbook(renew(data)).sheets["appi"]
    assert cell(sheet, "customers", "persons", "P1") == "about 1,900"
    assert cell(sheet, "customers", "note", "P1") == 'The scan says for "Persons": about 1,874'
