"""Reads reports back from every format: which findings stand there and how many places were not scanned."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import python_calamine

from reports import csv_report, github, gitlab, html, json_report, jsonl, junit, markdown, sarif, xlsx_report
from reports.base import Report
from reports.cells import read_cell
from reports.messages import message

PRINT = r"v1:[0-9a-f]{16}"


@dataclass(frozen=True)
class Told:
    """What a format tells: fingerprints of findings (sorted), places not scanned, observations."""

    findings: list[str]
    gaps: int
    observations: int


def read_csv_rows(data: bytes) -> list[dict[str, str]]:
    """Rows by the ids of their columns."""
    text = data.decode("utf-8-sig")
    return by_id([[read_cell(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""))])


def by_id(rows: list[list[Any]]) -> list[dict[str, Any]]:
    """Rows as mappings from the permanent ids that stand in brackets behind the titles."""
    ids = [re.search(r"\[(\w+)\]$", str(title)) for title in rows[0]]
    return [dict(zip([one[1] for one in ids if one], row, strict=True)) for row in rows[1:]]


def read_book(data: bytes) -> dict[str, list[list[Any]]]:
    """Sheets of a workbook by their names."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def count_kinds(rows: list[dict[str, Any]], lang: str) -> Told:
    kinds = {key: message(f"row.{key}", lang) for key in ("finding", "observation", "not-scanned", "partly")}
    return Told(
        sorted(row["fingerprint"] for row in rows if row["row"] == kinds["finding"]),
        sum(row["row"] in (kinds["not-scanned"], kinds["partly"]) for row in rows),
        sum(row["row"] == kinds["observation"] for row in rows),
    )


def tell_csv(report: Report, lang: str) -> Told:
    rows = read_csv_rows(csv_report.render(report, lang))
    assert rows[-1]["row"] == message("row.summary", lang)
    return count_kinds(rows, lang)


def tell_xlsx(report: Report, lang: str) -> Told:
    book = read_book(xlsx_report.render(report, lang))
    rows = [
        row
        for title in ("title.findings", "title.promises", "title.not-scanned")
        for row in by_id(book[message(title, lang)])
    ]
    return count_kinds(rows, lang)


def tell_json(report: Report, lang: str) -> Told:
    document = json.loads(json_report.render(report, lang))
    prints = sorted(one["fingerprint"] for one in document["findings"])
    return Told(prints, len(document["skipped"]), len(document["observations"]))


def tell_jsonl(report: Report, lang: str) -> Told:
    lines = [json.loads(line) for line in jsonl.render(report, lang).split("\n")[:-1]]
    assert lines[-1]["type"] == "end"
    prints = sorted(one["fingerprint"] for one in lines if one["type"] == "finding")
    kinds = [one["type"] for one in lines]
    return Told(prints, kinds.count("skipped"), kinds.count("observation"))


def read_sarif(report: Report, lang: str) -> dict[str, Any]:
    """The one run."""
    runs: list[dict[str, Any]] = json.loads(sarif.render(report, lang))["runs"]
    assert len(runs) == 1
    return runs[0]


def tell_sarif(report: Report, lang: str) -> Told:
    run = read_sarif(report, lang)
    prints = [one["partialFingerprints"] for one in run["results"]]
    notes = run["invocations"][0]["toolExecutionNotifications"]
    return Told(
        sorted("v1:" + one["daichoFinding/v1"] for one in prints if "daichoFinding/v1" in one),
        sum(note["descriptor"]["id"] == "not-scanned" for note in notes),
        sum("daichoObservation/v1" in one for one in prints),
    )


def read_tests(report: Report, lang: str) -> ElementTree.Element:
    return ElementTree.fromstring(junit.render(report, lang))


def tell_junit(report: Report, lang: str) -> Told:
    root = read_tests(report, lang)
    names = [str(test.get("name")) for test in root.iter("testcase")]
    found = [match[1] for name in names if (match := re.search(rf"\[({PRINT})\]$", name))]
    observed = sum(bool(re.search(r" [0-9a-f]{16}\]$", name)) for name in names)
    return Told(sorted(found), len(list(root.iter("error"))), observed)


def tell_gitlab(report: Report, lang: str) -> Told:
    items = json.loads(gitlab.render(report, lang))
    found = [one["fingerprint"] for one in items if one["fingerprint"].startswith("v1:")]
    gaps = sum(one["check_name"] == "not-scanned" for one in items)
    return Told(sorted(found), gaps, len(items) - gaps - len(found))


def tell_github(report: Report, lang: str) -> Told:
    text = github.render(report, lang)
    lines = text.partition("::group::")[2].partition("\n::endgroup::")[0].split("\n")[1:]
    skipped = tuple(message("machine.pair", lang, first=message(f"row.{key}", lang), second="")
                    for key in ("not-scanned", "partly"))  # fmt: skip
    found = [match[1] for line in lines if (match := re.search(rf"  ({PRINT})$", line))]
    gaps = sum(line.startswith(skipped) for line in lines)
    return Told(sorted(found), gaps, len(lines) - gaps - len(found))


def tell_markdown(report: Report, lang: str) -> Told:
    text = markdown.render(report, lang)
    found = re.findall(rf"\| ({PRINT}) \|$", text, re.MULTILINE)
    counts = {
        key: int(re.search(rf"^## {re.escape(message(key, lang))} ([\d,]+)$", text, re.MULTILINE)[1].replace(",", ""))  # type: ignore[index]
        for key in ("title.findings", "title.not-scanned", "title.promises")
    }
    assert counts["title.findings"] == len(found)
    return Told(sorted(found), counts["title.not-scanned"], counts["title.promises"])


def tell_html(report: Report, lang: str) -> Told:
    """The block of data, from which the page takes its table; its tiles are held to the numbers in test_html."""
    text = html.render(report, lang)
    block = re.search(r'id="data-fingerprints">(.*?)</script>', text)
    assert block
    digits = base64.b64decode(block[1]).hex()
    tile = re.search(r'data-tile="not-scanned">\s*([\d,]+)', text)
    assert tile
    prints = sorted(f"v1:{digits[at : at + 16]}" for at in range(0, len(digits), 16))
    return Told(prints, int(tile[1].replace(",", "")), len(report.observations))


READERS: Mapping[str, Callable[[Report, str], Told]] = {
    "json": tell_json,
    "jsonl": tell_jsonl,
    "html": tell_html,
    "csv": tell_csv,
    "xlsx": tell_xlsx,
    "sarif": tell_sarif,
    "junit": tell_junit,
    "github": tell_github,
    "gitlab": tell_gitlab,
    "markdown": tell_markdown,
}
