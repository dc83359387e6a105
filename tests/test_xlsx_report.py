"""XLSX: opened again by other programs, with everything in it and nothing that runs."""

from __future__ import annotations

import io
import time
import zipfile
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
import report_samples as samples
from format_readers import by_id, read_book
from test_report_formats import EVIL, build_evil
from volume_samples import build_volume

from reports import csv_report, xlsx_report
from reports.cells import fit_cell, read_cell
from reports.phrases import show


def test_sheets_in_both_languages() -> None:
    names = {lang: list(read_book(xlsx_report.render(samples.build_small(), lang))) for lang in ("ja", "en")}
    assert names["en"] == ["Summary", "Findings", "What the policy promises", "Not scanned", "Coverage", "Purposes"]
    assert names["ja"] == ["まとめ", "検出", "ポリシーの約束との照合", "未走査", "走査範囲", "利用目的"]


def test_calamine_and_pandas_read_it() -> None:
    data = xlsx_report.render(samples.build_small(), "en")
    rows = by_id(read_book(data)["Findings"])
    assert [row["fingerprint"] for row in rows] == [entry.fingerprint for entry in samples.build_small().entries]
    assert (rows[0]["matched"], rows[0]["confidence"]) == (37, 0.99)
    frame = pd.read_excel(io.BytesIO(data), sheet_name="Coverage", engine="calamine")
    assert list(frame["Rows read"]) == [2000, 2000, 1200, 0]
    assert list(frame["Status"]) == ["Scanned", "Scanned", "Partly", "Not scanned"]
    summary = dict(map(tuple, read_book(data)["Summary"]))  # type: ignore[arg-type]
    assert (summary["Verdict"], summary["Critical"], summary["Not scanned"]) == ("Do not release", 1, 2)
    purposes = read_book(data)["Purposes"]
    assert [row[0] for row in purposes[1:]] == ["2-1", "2-6", "2-14", "2-16"]


def test_headers_stay_and_filter() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_report.render(samples.build_small(), "en")))
    page = book["Findings"]
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == page.dimensions == "A1:AE5"
    assert page["A1"].font.bold
    assert page.column_dimensions["C"].width == 30
    assert book["Not scanned"].max_row == 3


def test_nothing_is_a_formula_an_error_or_a_link() -> None:
    data = xlsx_report.render(build_evil(), "en")
    book = openpyxl.load_workbook(io.BytesIO(data))
    kinds = {cell.data_type for page in book for row in page.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "inlineStr"}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [name for name in archive.namelist() if "link" in name.lower() or "vba" in name.lower()]
    names = [read_cell(str(row["collection"])) for row in by_id(read_book(data)["Findings"])]
    assert names == [fit_cell(show(name)) for name in EVIL]


def test_a_list_that_is_longer_than_a_sheet_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_report, "LONGEST", 3)
    for number, sheets in ((3, 1), (4, 2), (7, 3)):
        book = read_book(xlsx_report.render(samples.build_large(number), "en"))
        pages = [rows for name, rows in book.items() if name.startswith("Findings")]
        assert len(pages) == sheets
        assert sum(len(rows) - 1 for rows in pages) == number
        assert len({tuple(rows[0]) for rows in pages}) == 1


@pytest.mark.slow
def test_the_time_grows_with_the_findings_only() -> None:
    """100,000 findings take about half a minute: a tenth of them must not take more than a tenth of two minutes."""
    report = build_volume(10_000)
    start = time.process_time()
    data = xlsx_report.render(report, "ja")
    assert time.process_time() - start < 12
    assert sum(len(rows) - 1 for name, rows in read_book(data).items() if name == "検出") == 10_000


def test_the_same_words_as_in_csv() -> None:
    report = replace(build_evil(), observations=())
    rows = by_id(read_book(xlsx_report.render(report, "ja"))["検出"])
    text = csv_report.render(report, "ja").decode("utf-8-sig")
    assert all(str(row["why"]) in text and str(row["next"]) in text for row in rows)
