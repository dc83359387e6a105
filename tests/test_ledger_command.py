"""``daicho ledger`` as people use it: made, worked on, made again; and everything that can be wrong."""

from __future__ import annotations

import csv
import io
import json
import time
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
import report_samples as samples
import yaml
from conftest import Daicho, Ran
from fideslang.models import Dataset, System
from ledger_samples import make_sheets

from connectors.base import Location
from detectors.catalogue import load_catalogue
from reports.base import Coverage, PurposeFit, Report
from reports.json_report import render
from reports.ledger import load_tables
from reports.ledger_csv import read_csv, write_csv
from reports.ledger_html import write_html
from reports.ledger_xlsx import read_workbook, write_workbook
from reports.policy_file import read_policy
from scanner.config import read_config
from scanner.demo import make_demo
from scanner.run import RunOptions, run_scan


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of the demo company, set against the policy that ships."""
    folder = tmp_path_factory.mktemp("ledger") / "demo"
    make_demo(folder, "ja")
    config, policy = read_config(folder / "daicho.toml"), read_policy(categories=load_catalogue().ids)
    report = run_scan(config.sources, policy, RunOptions(project=config.project), folder)
    (folder / "run.json").write_text(render(report), encoding="utf-8")
    return folder / "run.json"


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def refused(ran: Ran, *words: str) -> None:
    assert ran.code == 2, ran.err
    assert ran.err.startswith("daicho: ")
    assert ran.err.count("\n") == 1
    assert not ran.out
    assert [word for word in words if word not in ran.err] == []


def test_the_demo_makes_a_ledger_to_fill_in(daicho_here: Daicho, run: Path, tmp_path: Path) -> None:
    ran = daicho_here("ledger", run, "-o", "csv", "--lang", "ja")
    assert (ran.code, ran.err) == (0, "")
    rows = table(ran.out)
    assert len(rows) > 15
    assert {row["責任者"] for row in rows} >= {"EC事業部", "システム部", "営業部"}
    assert {row["取得方法"] for row in rows} == {"要記入"}
    assert any(row["利用目的"] == "利用目的の申告なし" for row in rows)
    assert any("クレジットカード" in row["個人データの項目"] for row in rows)


def test_what_is_written_into_it_stays(daicho_here: Daicho, run: Path, tmp_path: Path) -> None:
    assert daicho_here("ledger", run, "-o", "xlsx:ledger.xlsx", "--lang", "ja").code == 0
    book = openpyxl.load_workbook(tmp_path / "ledger.xlsx")
    page = book["個人データ管理台帳"]
    titles = {one.value: one.column for one in page[1]}
    page.cell(2, titles["取得方法"]).value = "本人から画面入力"
    page.cell(3, titles["責任者"]).value = "別の部"
    book.save(tmp_path / "ledger.xlsx")
    # Without --lang the ledger stays in its language.
    ran = daicho_here("ledger", run, "-o", "xlsx:ledger.xlsx")
    assert ran.code == 0, ran.err
    assert "ledger.xlsx.bak" in ran.err
    page = openpyxl.load_workbook(tmp_path / "ledger.xlsx")["個人データ管理台帳"]
    assert page.cell(2, titles["取得方法"]).value == "本人から画面入力"
    assert page.cell(3, titles["責任者"]).value == "別の部"
    assert page.cell(3, titles["走査との相違"]).value == "走査では「責任者」は EC事業部"
    ran = daicho_here("ledger", run, "-o", "html:ledger.html", "-o", "csv:ledger.csv", "--keep", "ledger.xlsx")
    assert ran.code == 0, ran.err
    assert "本人から画面入力" in (tmp_path / "ledger.html").read_text(encoding="utf-8")
    assert table((tmp_path / "ledger.csv").read_text(encoding="utf-8"))[1]["責任者"] == "別の部"


def test_every_kind_and_format(daicho_here: Daicho, run: Path, tmp_path: Path) -> None:
    names = {one.sheet["en"] for one in load_tables().values()}
    for kind, number in (("appi", 1), ("gdpr30", 2), ("both", 3)):
        assert daicho_here("ledger", run, "-o", f"xlsx:{kind}.xlsx", "--kind", kind, "--lang", "en").code == 0
        sheets = openpyxl.load_workbook(tmp_path / f"{kind}.xlsx").sheetnames
        assert len(names & set(sheets)) == number
    assert table(daicho_here("ledger", run, "-o", "csv", "--kind", "gdpr30", "--lang", "en").out)[0][
        "Data uses (fideslang)"
    ]
    assert daicho_here("ledger", run, "-o", "html").out.startswith("<!DOCTYPE html>")
    assert daicho_here("ledger", run, "-o", "fides:all.yml", "-o", "fides:apart").code == 0
    both = yaml.safe_load((tmp_path / "all.yml").read_text(encoding="utf-8"))
    assert [Dataset(**one).fides_key for one in both["dataset"]]
    assert [System(**one).fides_key for one in both["system"]]
    assert yaml.safe_load((tmp_path / "apart" / "dataset.yml").read_text(encoding="utf-8")) == {
        "dataset": both["dataset"]
    }


class Tags(HTMLParser):
    """What a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        self.links.update(value or "" for name, value in attrs if name == "href")


def test_the_page_can_be_printed_and_runs_nothing() -> None:
    report = samples.build_hostile()
    for lang in ("ja", "en"):
        page = write_html(make_sheets(report, lang=lang), report, lang)
        assert f'<html lang="{lang}">' in page
        assert "default-src 'none'; style-src 'sha256-" in page
        assert "size: A4 landscape" in page
        seen = Tags()
        seen.feed(page)
        assert not seen.tags & {"script", "img", "iframe", "link", "form", "object"}
        assert {name for name in seen.attributes if name.startswith("on") or name == "src"} == set()
        assert seen.links
        assert all(link.startswith("#") for link in seen.links)
        assert page.count("<article") == len(samples.HOSTILE) * 2


# --- what is wrong ----------------------------------------------------------------------------------------


def test_wrong_words_are_told_in_one_line(daicho_here: Daicho, run: Path, tmp_path: Path) -> None:
    for words, told in (
        ((), ["daicho scan -o json:run.json"]),
        ((run,), ["-o xlsx:ledger.xlsx"]),
        ((run, "-o", "pdf:x.pdf"), ["'pdf'", "xlsx, csv, html, fides"]),
        ((run, "-o", "xlsx"), [".xlsx"]),
        ((run, "-o", "xlsx:ledger.xls"), [".xlsx"]),
        ((run, "-o", "csv:x.csv", "--kind", "both"), ["one table"]),
        ((run, "-o", "csv:x.csv", "-o", "html:x.csv"), ["same place"]),
        ((run, "-o", "csv", "-o", "html"), ["same place"]),
        ((run, "-o", "csv:none/x.csv"), ["none"]),
        ((run, "-o", "csv:x.csv", "--keep", "none.xlsx"), ["none.xlsx", "--keep"]),
        (("none.json", "-o", "csv"), ["none.json"]),
    ):
        refused(daicho_here("ledger", *words), *told)
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_ledger_is_not_written_over(daicho_here: Daicho, run: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("名前,電話\n", encoding="utf-8")
    (tmp_path / "mine.xlsx").write_bytes(b"PK\x03\x04")
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    before = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    for name in ("csv:mine.csv", "xlsx:mine.xlsx", "xlsx:other.xlsx"):
        refused(
            daicho_here("ledger", run, "-o", "csv:new.csv", "-o", name), name.partition(":")[2], "nothing was written"
        )
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == before


def test_a_ledger_of_another_kind_is_not_written_over(daicho_here: Daicho, run: Path, tmp_path: Path) -> None:
    assert daicho_here("ledger", run, "-o", "csv:x.csv").code == 0
    before = (tmp_path / "x.csv").read_bytes()
    refused(daicho_here("ledger", run, "-o", "csv:x.csv", "--kind", "gdpr30"), "another kind")
    assert (tmp_path / "x.csv").read_bytes() == before
    assert daicho_here("ledger", run, "-o", "xlsx:y.xlsx").code == 0
    refused(daicho_here("ledger", run, "-o", "csv:x.csv", "--keep", "y.xlsx"), "--keep")
    (tmp_path / "~$y.xlsx").touch()
    refused(daicho_here("ledger", run, "-o", "xlsx:y.xlsx"), "is open")


def test_a_run_of_another_policy_is_refused(daicho_here: Daicho, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text(render(samples.build_small()), encoding="utf-8")
    refused(daicho_here("ledger", "run.json", "-o", "csv"), "sample 2026-04-01", "--policy")
    (tmp_path / "broken.json").write_text('{"tool": {', encoding="utf-8")
    refused(daicho_here("ledger", "broken.json", "-o", "csv"), "broken.json")


def test_without_the_library_for_workbooks(daicho: Daicho, run: Path, tmp_path: Path) -> None:
    (tmp_path / "openpyxl.py").write_text("raise ModuleNotFoundError(\"No module named 'openpyxl'\", name='openpyxl')")
    root = str(Path(__file__).parents[1])
    ran = daicho("ledger", run, "-o", "xlsx:x.xlsx", env={"PYTHONPATH": f"{tmp_path}:{root}"})
    refused(ran, "pip install 'daicho[xlsx]'")
    assert daicho("ledger", run, "-o", "csv:x.csv", env={"PYTHONPATH": f"{tmp_path}:{root}"}).code == 0


# --- size -------------------------------------------------------------------------------------------------


def build_long(number: int) -> Report:
    """So many findings, twenty in each table, for two purposes."""
    categories = ("personal.name", "personal.contact.email", "personal.contact.phone", "usage.device.ip")
    policy = read_policy(None, categories=load_catalogue().ids)
    fits = (PurposeFit("P1", "expected"), PurposeFit("P6", "plausible"))
    entries = []
    for index in range(number):
        place = Location("orders", f"table_{index // 20:05}", f"field_{index % 20}")
        finding = replace(samples.NAME.finding, category=categories[index % 4], location=place)
        entries.append(replace(samples.NAME, fingerprint=f"v1:{index:016x}", finding=finding, purposes=fits))
    coverage = tuple(Coverage("orders", f"table_{n:05}", 9, 9, 9, "full", "read") for n in range(number // 20))
    return Report(samples.RUN, policy, samples.SOURCES[:1], coverage, (), tuple(entries))


@pytest.mark.slow
def test_many_findings_make_a_ledger_in_reasonable_time() -> None:
    report = build_long(100_000)
    began = time.process_time()
    first = make_sheets(report)[0]
    again = make_sheets(report, {"appi": read_csv(write_csv(first, "en"))})[0]
    assert time.process_time() - began < 40
    assert len(first.rows) == 10_000
    assert [row.cells for row in again.rows] == [row.cells for row in first.rows]


@pytest.mark.slow
def test_a_workbook_of_many_rows_is_made_in_reasonable_time() -> None:
    sheets = make_sheets(build_long(5_000))
    began = time.process_time()
    former = read_workbook(write_workbook(sheets, None, "en"))
    assert len(write_workbook(sheets, former, "en")) > 50_000
    assert time.process_time() - began < 10


def test_the_run_file_holds_what_ledgers_need(daicho_here: Daicho, run: Path) -> None:
    document = json.loads(run.read_text(encoding="utf-8"))
    assert document["conditions"]
    assert all("declaration" in one for one in document["sources"])
