"""The JSON document and JSON lines: the contract with other programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import report_samples as samples
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from report_strategies import REPORTS

from connectors.base import Location
from detectors.base import Evidence, Finding
from reports import json_report, jsonl
from reports.base import Entry, Report
from reports.phrases import tool_version

SCHEMA = json.loads((Path(json_report.__file__).parent / "data" / "run.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
EXPECTED = Path(__file__).parent / "data" / "reports"

SAMPLES = {
    "small": samples.build_small(),
    "clean": samples.build_clean(),
    "incomplete": samples.build_incomplete(),
    "nothing": samples.build_nothing(),
    "hostile": samples.build_hostile(),
    "large": samples.build_large(50),
}


def parse(report: Report) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(json_report.render(report))
    return parsed


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_fit_the_schema(name: str) -> None:
    VALIDATOR.validate(parse(SAMPLES[name]))


@given(REPORTS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_report_fits_the_schema_and_can_be_written(report: Report) -> None:
    text = json_report.render(report)
    text.encode("utf-8")
    VALIDATOR.validate(json.loads(text))
    assert json.loads(text)["summary"]["findings"] == len(report.entries)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("findings", 0, "verdict"), "maybe"),
        (("findings", 0, "severity"), "urgent"),
        (("findings", 0, "confidence"), 1.5),
        (("findings", 0, "fingerprint"), "9f3c"),
        (("findings", 0, "evidence", "at", 0, "row"), 0),
        (("findings", 0, "purposes"), [{"id": "P1", "fit": "fine"}]),
        (("findings", 0, "state"), "fixed"),
        (("run", "status"), "ok"),
        (("coverage", 0, "status"), "fine"),
        (("coverage", 0, "rows_total"), "many"),
        (("summary", "severity", "high"), -1),
        (("schema_version",), 2),
    ],
)
def test_the_schema_refuses_what_the_contract_does_not_allow(path: tuple[str | int, ...], value: object) -> None:
    document: Any = parse(samples.build_small())
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert not VALIDATOR.is_valid(document)


def test_the_whole_document() -> None:
    text = json_report.render(samples.build_small()).replace(f'"version": "{tool_version()}"', '"version": "VERSION"')
    assert text == (EXPECTED / "small.json").read_text(encoding="utf-8")


def test_the_order_of_the_contract() -> None:
    document = parse(samples.build_small())
    assert list(document)[:7] == [
        "schema_version",
        "tool",
        "run",
        "policy",
        "coverage",
        "summary",
        "findings",
    ]
    assert list(document["findings"][0])[:12] == [
        "fingerprint",
        "category",
        "verdict",
        "severity",
        "confidence",
        "subject",
        "appi_class",
        "location",
        "evidence",
        "purposes",
        "policy",
        "state",
    ]


def test_the_language_changes_nothing() -> None:
    assert json_report.render(samples.build_small(), "ja") == json_report.render(samples.build_small(), "en")


def test_a_category_outside_the_catalogue_has_no_standing() -> None:
    location = Location("orders", "t", "c")
    evidence = Evidence(1, 1, 1, (0.0, 1.0))
    finding = Finding("someone.elses", location, "is", 0.9, "unknown", evidence)
    entry = Entry("v1:00", finding, "low", (), "undeclared")
    assert json_report.write_finding(entry)["appi_class"] is None


def test_lines_hold_the_same_objects() -> None:
    report = samples.build_small()
    lines = [json.loads(line) for line in jsonl.render(report).splitlines()]
    document = parse(report)
    findings = [line for line in lines if line.pop("type", "") == "finding"]
    assert findings == document["findings"]
    assert lines[0]["run"] == document["run"]
    assert [line for line in lines if "rows_total" in line] == document["coverage"]
    assert lines[-1] == {"status": "findings+incomplete", "findings": 4, "summary": document["summary"]}


def test_the_first_and_last_line_say_so() -> None:
    kinds = [json.loads(line)["type"] for line in jsonl.render(samples.build_small()).splitlines()]
    assert kinds == [
        "run",
        *["coverage"] * 4,
        *["skipped"] * 2,
        *["finding"] * 4,
        *["dismissed"] * 2,
        *["clean"] * 2,
        "end",
    ]


def test_positions_are_streamed() -> None:
    taken: list[int] = []

    def make_positions() -> Iterator[tuple[str, int, int, int]]:
        for row in range(1, 4):
            taken.append(row)
            yield "v1:9f3c2ab417d0e6aa", row, 0, 12

    lines = jsonl.render_lines(samples.build_small(), "en", make_positions())
    found = []
    for line in lines:
        record = json.loads(line)
        if record["type"] == "position":
            found.append(record)
            assert len(taken) == len(found)
    assert found[0] == {
        "type": "position",
        "fingerprint": "v1:9f3c2ab417d0e6aa",
        "row": 1,
        "start": 0,
        "end": 12,
    }
    assert len(found) == 3


def test_lines_of_hostile_names_stay_lines() -> None:
    text = jsonl.render(samples.build_hostile())
    text.encode("utf-8")
    assert all(json.loads(line) for line in text.removesuffix("\n").split("\n"))
