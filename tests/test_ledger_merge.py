"""Ledgers that are made again: what people wrote survives, whatever the run brings."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_samples import build_report, cell, make_sheets

from reports.cells import fit_cell
from reports.ledger import Heading, Row, Sheet, load_tables
from reports.ledger_csv import read_csv, write_csv
from reports.ledger_xlsx import read_workbook, write_workbook


def through_csv(sheet: Sheet) -> Sheet:
    return read_csv(write_csv(sheet, "en"))


def through_workbook(sheet: Sheet) -> Sheet:
    return read_workbook(write_workbook([sheet], None, "en")).sheets[sheet.table]


WAYS = pytest.mark.parametrize("through", [through_csv, through_workbook], ids=["csv", "xlsx"])


def register(run: str = "r1", kept: Sheet | None = None, lang: str = "en", **changed: object) -> Sheet:
    report = build_report(run, **changed)  # type: ignore[arg-type]
    return make_sheets(report, {"appi": kept} if kept else None, lang)[0]


def place_of(sheet: Sheet, column: str) -> int:
    return next(place for place, one in enumerate(sheet.headings) if one.column == column)


def edit(sheet: Sheet, number: int, column: str, text: str) -> Sheet:
    cells = list(sheet.rows[number].cells)
    cells[place_of(sheet, column)] = text
    rows = list(sheet.rows)
    rows[number] = replace(rows[number], cells=tuple(cells))
    return replace(sheet, rows=tuple(rows))


def texts(sheet: Sheet) -> list[tuple[str, ...]]:
    return [row.cells for row in sheet.rows]


@WAYS
def test_nothing_changes_where_nothing_did(through) -> None:  # type: ignore[no-untyped-def]
    first = register()
    assert texts(register(kept=through(first))) == texts(first)


@WAYS
def test_cells_of_people_stay(through) -> None:  # type: ignore[no-untyped-def]
    kept = edit(edit(register(), 0, "acquisition", "画面から\n入力"), 1, "reviewed_by", "見本 太郎")
    again = register("r2", through(kept))
    assert cell(again, "customers", "acquisition", "P1") == "画面から\n入力"
    assert cell(again, "customers", "acquisition", "P14") == "to fill in"
    assert cell(again, "customers", "reviewed_by", "P14") == "見本 太郎"


@WAYS
def test_cells_of_the_scan_are_refreshed(through) -> None:  # type: ignore[no-untyped-def]
    again = register("r2", through(register()), purposes=("P1", "P14", "P6"))
    assert cell(again, "customers", "state") == "Found in run r2"
    assert cell(again, "customers", "note") == ""
    assert len(again.rows) == len(register().rows) + 1


@WAYS
def test_a_changed_cell_of_the_scan_stays_and_the_note_tells(through) -> None:  # type: ignore[no-untyped-def]
    kept = edit(edit(register(), 0, "owner", "営業部 見本課"), 0, "persons", "1,900")
    again = through(register("r2", through(kept)))
    assert cell(again, "customers", "owner", "P1") == "営業部 見本課"
    assert cell(again, "customers", "persons", "P1") == "1,900"
    assert cell(again, "customers", "note", "P1") == (
        'The scan says for "Persons": about 1,874\nThe scan says for "Person in charge": 注文チーム'
    )
    # The third time it is the same; once the person agrees with the scan, or empties the cell, the scan fills it again.
    assert cell(register("r3", again), "customers", "owner", "P1") == "営業部 見本課"
    freed = register("r4", through(edit(edit(again, 0, "owner", ""), 0, "persons", "about 1,874")))
    assert cell(freed, "customers", "owner", "P1") == "注文チーム"
    assert cell(freed, "customers", "note", "P1") == ""


@WAYS
def test_a_cell_that_the_scan_could_not_fill_is_filled_once_it_can(through) -> None:  # type: ignore[no-untyped-def]
    first = register()
    place = [row.origin.collection for row in first.rows if row.origin].index("app/access*.log")
    assert cell(first, "app/access*.log", "owner") == "to fill in"
    kept = through(edit(first, place, "department", "情報システム部"))
    report = build_report("r2")
    report = replace(report, sources=(report.sources[0], replace(report.sources[1], owner="運用チーム")))
    again = make_sheets(report, {"appi": kept})[0]
    assert cell(again, "app/access*.log", "owner") == "運用チーム"
    assert cell(again, "app/access*.log", "department") == "情報システム部"
    assert cell(again, "app/access*.log", "note") == ""


@WAYS
def test_rows_that_are_gone_stay(through) -> None:  # type: ignore[no-untyped-def]
    kept = edit(register(), 0, "remarks", "覚え書き")
    again = through(register("r2", through(kept), drop="customers"))
    assert cell(again, "customers", "state").startswith("Not found in run r2")
    assert cell(again, "customers", "remarks", "P1") == "覚え書き"
    assert cell(again, "customers", "categories") == cell(kept, "customers", "categories")
    assert cell(again, "customers", "last_scanned") == "2026-11-22"
    back = register("r3", again)
    assert cell(back, "customers", "state") == "Found in run r3"
    assert cell(back, "customers", "remarks", "P1") == "覚え書き"


def test_a_purpose_that_is_not_declared_any_more_stays() -> None:
    again = register("r2", register(), purposes=("P1",))
    assert cell(again, "customers", "state", "P14") == "Not found in run r2: this purpose is not declared here"
    assert cell(again, "customers", "state", "P1") == "Found in run r2"


@WAYS
def test_columns_and_rows_of_people_stay_where_they_are(through) -> None:  # type: ignore[no-untyped-def]
    first = register()
    order = [*range(3), len(first.headings), *range(len(first.headings) - 1, 2, -1)]
    headings = (*first.headings, Heading("", "社内番号"))
    rows = [
        Row(row.id, tuple((*row.cells, f"S-{number}")[place] for place in order), row.marks, row.origin)
        for number, row in enumerate(first.rows)
    ]
    paper = Row("", tuple("紙の申込書" if place == 1 else "" for place in order))
    double = rows[0]
    moved = Sheet("appi", tuple(headings[place] for place in order), (rows[3], paper, *rows[:3], double))
    again = register("r2", through(moved))
    assert [one.title for one in again.headings] == [one.title for one in moved.headings]
    assert [row.cells[3] for row in again.rows] == ["S-3", "", "S-0", "S-1", "S-2", "S-0", ""]
    assert again.rows[1].cells == paper.cells
    assert again.rows[5].cells == double.cells
    assert again.rows[6].origin is not None
    assert cell(again, "app/access*.log", "state") == "Found in run r2"


def test_columns_that_a_person_took_out_come_back() -> None:
    first = register()
    kept = [place for place, one in enumerate(first.headings) if one.column not in ("owner", "remarks")]
    less = Sheet(
        "appi",
        tuple(first.headings[place] for place in kept),
        tuple(replace(row, cells=tuple(row.cells[place] for place in kept)) for row in first.rows),
    )
    again = register("r2", less)
    assert [one.column for one in again.headings][-2:] == ["owner", "remarks"]
    assert cell(again, "customers", "owner") == "注文チーム"
    assert cell(again, "customers", "remarks") == ""


def test_without_tokens_nothing_of_people_is_lost() -> None:
    first = edit(edit(register(), 0, "owner", "別の人"), 2, "consent", "契約")
    bare = replace(first, rows=tuple(replace(row, marks={}, origin=None) for row in first.rows))
    again = register("r2", bare)
    assert cell(again, "customers", "owner", "P1") == "別の人"
    assert cell(again, "leads", "consent") == "契約"
    assert len(again.rows) == len(first.rows)
    assert 'The scan says for "State": Found in run r2' in cell(again, "customers", "note", "P1")


def test_what_a_person_wrote_over_the_note_goes_to_the_remarks() -> None:
    kept = edit(edit(register(), 0, "note", "確認済み"), 0, "remarks", "前の備考")
    again = register("r2", kept)
    assert cell(again, "customers", "note", "P1") == ""
    assert cell(again, "customers", "remarks", "P1") == "前の備考\n確認済み"


def test_another_language_is_no_change_of_a_person() -> None:
    kept = edit(register(), 0, "owner", "別の人")
    again = register("r1", kept, "ja")
    assert [one.title for one in again.headings][:3] == ["台帳番号", "名称", "保管場所"]
    assert cell(again, "customers", "medium") == "データベース"
    assert cell(again, "customers", "reviewed_by") == "要記入"
    assert cell(again, "customers", "note", "P1") == "走査では「責任者」は 注文チーム"
    fresh = register("r1", None, "ja")
    assert texts(register("r1", register(), "ja")) == texts(fresh)


FREE = [one.id for one in load_tables()["appi"].columns if one.by in ("scan", "both", "person")]
EDITS = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.sampled_from(FREE),
        st.text(max_size=20) | st.sampled_from(["=1+1", "'x", "-5", "to fill in"]),
    ),
    max_size=6,
)


@given(EDITS, st.lists(st.integers(0, 4), unique=True), st.sampled_from(["", "customers", "payments"]), st.booleans())
def test_any_edit_survives(edits: list[tuple[int, str, str]], gone: list[int], drop: str, book: bool) -> None:
    through = through_workbook if book else through_csv
    first = register()
    sheet = first
    for number, column, text in edits:
        sheet = edit(sheet, number, column, text)
    kept = replace(sheet, rows=tuple(row for number, row in enumerate(sheet.rows) if number not in gone))
    again = register("r2", through(kept), drop=drop)
    now = {row.id: row for row in again.rows}
    assert {row.id for row in kept.rows} <= set(now)
    for before, row in zip(first.rows, sheet.rows, strict=True):
        for place, heading in enumerate(sheet.headings):
            text = row.cells[place]
            written = row in kept.rows and text != before.cells[place]
            if written and text.strip() and text.strip() not in ("to fill in", "要記入"):
                wanted, got = fit_cell(text), now[row.id].cells[place]
                assert " ".join(wanted.split()) == " ".join(got.split()), heading.column
