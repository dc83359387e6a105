"""``daicho leak`` and ``daicho provision-record`` as a person meets them: from a scan, from a stored run, bad input."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from pathlib import Path

import openpyxl
import pytest
from conftest import Daicho
from python_calamine import CalamineWorkbook

from reports.policy_file import DEFAULT

pytestmark = pytest.mark.slow

CONFIG = """
version = 1
policy = "policy.toml"
[[source]]
id = "crm"
url = "crm"
owner = "Sales"
purposes = ["P1", "P10"]
provided_to = ["agency", { recipient = "nobody" }]
entrusted_to = ["host"]
[[source]]
id = "prices"
url = "prices.csv"
purposes = "none"
"""
REGISTERS = """
[[recipients]]
id = "agency"
name = "=cmd|' /C calc'!A0"
provision = "5-1"
country = "US"
[[entrusted]]
id = "host"
name = "見本ホスティング株式会社"
country = "JP"
since = "2020-04-01"
until = "2021-03-31"
"""
# Long enough that none of them can turn up by chance.
CANARIES = ("蟹江 鳴鳥子", "canary.kanaria.7731@unique-canary.example.jp", "080-7731-4629")


@pytest.fixture
def company(tmp_path: Path) -> Path:
    (tmp_path / "daicho.toml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "policy.toml").write_text(DEFAULT.read_text(encoding="utf-8") + REGISTERS, encoding="utf-8")
    (tmp_path / "prices.csv").write_text("code,price\nA1,100\nB2,200\n", encoding="utf-8")
    (tmp_path / "crm").mkdir()
    rows = "".join(f"山田 太郎{n},user{n}@example.jp,090-1234-{n:04}\n" for n in range(1001))
    text = f"氏名,メールアドレス,電話番号\n{','.join(CANARIES)}\n{rows}"
    (tmp_path / "crm" / "people.csv").write_text(text, encoding="utf-8")
    return tmp_path


def values(text: str) -> list[str]:
    """Values of the data that stand in a text."""
    return [one for one in (*CANARIES, "user7@example.jp", "090-1234-0007", "山田 太郎7") if one in text]


def test_a_leak_sheet_from_a_scan(daicho_here: Daicho, company: Path) -> None:
    ran = daicho_here("leak", "crm", "--discovered", "2026-04-01", "--lang", "en")
    assert ran.code == 0, ran.err
    assert len(re.findall(r"^## \d\. ", ran.out, re.MULTILINE)) == 9
    assert re.search(r"Rule 7\(iv\): it concerns more than 1,000 persons", ran.out)
    assert "until 2026-04-30" in ran.out
    assert "until 2026-05-30" in ran.out
    assert "Data left after the end of the contract" in ran.out
    assert values(ran.out + ran.err) == []


def test_sheets_from_a_stored_run_say_the_same(daicho_here: Daicho, company: Path) -> None:
    assert daicho_here("scan", "-q", "-o", "json:run.json", "--exit-zero").code == 0
    stored = daicho_here("leak", "crm", "--run", "run.json", "--lang", "ja").out
    fresh = daicho_here("leak", "crm", "--lang", "ja").out
    run_line = re.compile(r"^走査：.*$", re.MULTILINE)
    assert run_line.sub("", stored) == run_line.sub("", fresh)
    assert "4号" in stored
    document = json.loads((company / "run.json").read_text(encoding="utf-8"))
    assert {"ENT-RETURN", "TP-NO-GROUND", "TP-FOREIGN", "TP-CONSENT"} <= {
        one["check"] for one in document["observations"]
    }


def test_every_form_of_a_leak_sheet(daicho_here: Daicho, company: Path) -> None:
    outputs = ["-o", "md:a.md", "-o", "html:a.html", "-o", "csv:a.csv", "-o", "xlsx:a.xlsx"]
    ran = daicho_here("leak", "crm", *outputs, "--lang", "ja")
    assert ran.code == 0, ran.err
    assert ran.out == ""
    assert [line for line in ran.err.splitlines() if line.startswith("wrote")] == [
        f"wrote a.{form}" for form in ("md", "html", "csv", "xlsx")
    ]
    assert all((company / f"a.{form}").stat().st_mode & 0o077 == 0 for form in ("md", "html", "csv", "xlsx"))
    rows = list(csv.reader(io.StringIO((company / "a.csv").read_text(encoding="utf-8-sig"), newline="")))
    book = CalamineWorkbook.from_path(company / "a.xlsx").get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[2:11]] == [str(n) for n in range(1, 10)]
    assert [str(row[0]) for row in book[-10:-1]] == [str(n) for n in range(1, 10)]
    for name in ("a.md", "a.html", "a.csv"):
        assert values((company / name).read_text(encoding="utf-8")) == []


def test_a_provision_record(daicho_here: Daicho, company: Path) -> None:
    ran = daicho_here(
        "provision-record", "--lang", "en", "--provided", "2026-04-01", "-o", "csv:p.csv", "-o", "xlsx:p.xlsx"
    )
    assert ran.code == 0, ran.err
    header, first, second = csv.reader(io.StringIO((company / "p.csv").read_text(encoding="utf-8-sig"), newline=""))
    assert "Name of the recipient [Rule 20(1)]" in header
    assert "'=cmd|' /C calc'!A0" in first
    assert "nobody (not in the register)" in second
    assert any("2029-04-01" in cell for cell in first)
    book = openpyxl.load_workbook(company / "p.xlsx")
    assert len(book.sheetnames) == 2
    assert not [cell for page in book for row in page for cell in row if cell.data_type == "f"]
    text = (company / "p.csv").read_text(encoding="utf-8") + str([list(page.values) for page in book])
    assert values(text) == []


def test_the_form_for_what_is_received_needs_nothing(daicho_here: Daicho) -> None:
    ran = daicho_here("provision-record", "--received", "--lang", "ja")
    assert ran.code == 0
    assert ran.out.startswith("\ufeff番号")


def test_what_was_not_read_is_3_and_is_said(daicho_here: Daicho, company: Path) -> None:
    (company / "crm" / "broken.db").write_bytes(b"SQLite format 3\0" + b"x" * 500)
    ran = daicho_here("leak", "crm", "--lang", "en")
    assert ran.code == 3
    assert "broken.db" in ran.out
    assert "nobody knows what is there" in ran.out
    assert daicho_here("provision-record", "-o", "html:p.html").code == 3


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("leak", "crm2"), "no source is called 'crm2'; there are: crm, prices"),
        (("leak", "crm2", "--run", "run.json"), "the run has no source 'crm2'; it has crm, prices"),
        (("leak", "crm", "--run", "nosuch.json"), "nosuch.json: cannot be read"),
        (("leak", "crm", "--run", "daicho.toml"), "daicho.toml: is no JSON"),
        (("leak", "crm", "-o", "pdf"), "unknown output format 'pdf'; known: md, html, csv, xlsx"),
        (("leak", "crm", "-o", "xlsx"), "write xlsx:PATH"),
        (("leak", "crm", "-o", "md", "-o", "csv"), "only one output"),
        (("leak", "crm", "-o", "md:a", "-o", "csv:a"), "two outputs go to the same file"),
        (("leak", "crm", "-o", "md:no/such/a.md"), "does not exist"),
        (("leak", "crm", "--discovered", "1.4.2026"), "does not match the format"),
        (("leak", "crm", "--discovered", "2999-01-01"), "lies in the future"),
        (("leak",), "Missing argument 'SOURCE'"),
        (("provision-record", "-o", "md"), "known: csv, html, xlsx"),
        (("provision-record", "--received", "-o", "html:a.html"), "--received goes with csv"),
        (("provision-record", "--provided", "2026-02-30"), "does not match the format"),
    ],
)
def test_bad_input_is_2_and_says_what_is_right(
    daicho_here: Daicho, company: Path, words: tuple[str, ...], told: str
) -> None:
    if "run.json" in words:
        daicho_here("scan", "-q", "-o", "json:run.json", "--exit-zero")
    before = set(company.iterdir())
    ran = daicho_here(*words)
    assert ran.code == 2
    assert told in ran.err
    assert "Traceback" not in ran.err
    assert ran.out == ""
    assert set(company.iterdir()) - before <= {company / ".daicho"}


def test_a_run_under_another_policy_says_how_to_go_on(daicho_here: Daicho, company: Path) -> None:
    daicho_here("scan", "-q", "-o", "json:run.json", "--exit-zero")
    with (company / "policy.toml").open("a", encoding="utf-8") as stream:
        stream.write("\n# changed\n")
    ran = daicho_here("leak", "crm", "--run", "run.json")
    assert ran.code == 2
    assert "name its file with --policy" in ran.err
    ran = daicho_here("leak", "crm", "--run", "run.json", "--policy", "policy.toml")
    assert ran.code == 2
    assert "policy.toml is another one" in ran.err


def test_nobody_declares_a_recipient(daicho_here: Daicho, tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "a.db")
    database.execute("CREATE TABLE t (x)")
    database.close()
    (tmp_path / "daicho.toml").write_text('[[source]]\nid = "a"\nurl = "sqlite:///a.db"\n', encoding="utf-8")
    ran = daicho_here("provision-record")
    assert ran.code == 2
    assert "provided_to" in ran.err
    assert daicho_here("leak", "b").code == 2


def test_a_day_of_provision_beyond_the_calendar_is_refused(daicho_here: Daicho, company: Path) -> None:
    ran = daicho_here("provision-record", "--provided", "9999-12-31")
    assert ran.code == 2
    assert "too late" in ran.err
