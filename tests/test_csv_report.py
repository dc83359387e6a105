"""CSV: opens in Excel, in pandas and in calamine's company, and is never a formula."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
import report_samples as samples
from format_readers import read_csv_rows
from test_report_formats import EVIL, build_evil

from reports import csv_report
from reports.cells import fit_cell
from reports.phrases import show


def test_the_form_that_spreadsheet_programs_want() -> None:
    data = csv_report.render(samples.build_small(), "ja")
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"\r\n")
    assert data.replace(b"\r\n", b"").count(b"\n") == 0
    widths = {len(row) for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))}
    assert len(widths) == 1


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_pandas_reads_it(lang: str) -> None:
    frame = pd.read_csv(io.BytesIO(csv_report.render(samples.build_small(), lang)), keep_default_na=False)
    frame.columns = frame.columns.str.extract(r"\[(\w+)\]$")[0]
    assert len(frame) == 4 + 2 + 1
    assert list(frame["fingerprint"][:4]) == [entry.fingerprint for entry in samples.build_small().entries]
    assert list(frame["collection"][:4]) == ["app/signup.log", "orders", "customers", "customers"]
    assert frame["confidence"][0] == "0.99"


def test_no_cell_is_a_formula() -> None:
    data = csv_report.render(build_evil(), "en").decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(data, newline="")) for cell in row]
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋"))]


def test_names_come_back_as_they_are_shown() -> None:
    rows = [row for row in read_csv_rows(csv_report.render(build_evil(), "en")) if row["row"] == "Finding"]
    assert [row["collection"] for row in rows] == [fit_cell(show(name)) for name in EVIL]
