"""SARIF: fits the schema of the standard and the rules of GitHub code scanning, and holds no data."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import report_samples as samples
from format_readers import read_sarif
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft4Validator, FormatChecker
from report_strategies import REPORTS
from test_report_formats import SAMPLES, build_evil

from connectors.base import Location
from detectors.base import Sighting
from reports import sarif
from reports.acceptance import Acceptance
from reports.base import Observation, Report

SCHEMA = json.loads((Path(__file__).parent / "data" / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
VALIDATOR = Draft4Validator(SCHEMA, format_checker=FormatChecker())

FULL = replace(
    samples.build_small(),
    observations=(
        Observation("SEC-PERM", samples.NAME.finding.location, "high", "3-5", (), {"mode": "0644"}),
        Observation("SEC-PERM", Location("app-logs", "app/signup.log"), "medium"),
        Observation("POLICY-NOBODY", Location("", ""), "low"),
    ),
)


def check_standard(report: Report, lang: str = "en") -> dict[str, Any]:
    document = json.loads(sarif.render(report, lang))
    assert [f"{error.json_path}: {error.message[:100]}" for error in VALIDATOR.iter_errors(document)] == []
    run: dict[str, Any] = document["runs"][0]
    return run


def check_github(run: dict[str, Any]) -> None:
    """What code scanning refuses or leaves out silently."""
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert len(run["results"]) <= 5_000
    for rule in rules:
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert "security" in rule["properties"]["tags"]
        assert len(rule["properties"]["tags"]) <= 10
        assert 0 < float(rule["properties"]["security-severity"]) <= 10
        assert isinstance(rule["properties"]["security-severity"], str)
        assert len(rule["shortDescription"]["text"]) <= 1024
        assert "/" not in rule["id"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert len(result["locations"]) == 1
        physical = result["locations"][0]["physicalLocation"]
        uri = physical["artifactLocation"]["uri"]
        assert re.fullmatch(r"[A-Za-z0-9_.~%/-]+", uri)
        assert not uri.startswith("/")
        assert ".." not in uri.split("/")
        assert physical["region"]["startLine"] >= 1
        assert result["message"]["text"]
        assert len(set(result["partialFingerprints"])) == 2
    hashes = [result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]]
    prints = [tuple(sorted(result["partialFingerprints"].items())) for result in run["results"]]
    assert len(set(hashes)) == len(set(prints))


@pytest.mark.parametrize("name", [*SAMPLES, "full"])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_samples_fit_the_standard_and_github(name: str, lang: str) -> None:
    run = check_standard(FULL if name == "full" else SAMPLES[name], lang)
    check_github(run)
    assert run["language"] == lang


@given(REPORTS)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_report_fits(report: Report) -> None:
    check_github(check_standard(report))


def test_there_is_no_place_for_data() -> None:
    text = sarif.render(FULL)
    assert not re.search(r'"(snippet|contextRegion|artifacts|versionControlProvenance|arguments|commandLine)"', text)
    assert "********9012" not in text
    assert "1111" not in text


def test_anchors_and_logical_locations() -> None:
    results = {one["ruleId"]: one for one in read_sarif(FULL, "en")["results"]}

    def place(rule: str) -> tuple[str, int, str]:
        location = results[rule]["locations"][0]
        physical = location["physicalLocation"]
        name = location["logicalLocations"][0]["fullyQualifiedName"]
        return physical["artifactLocation"]["uri"], physical["region"]["startLine"], name

    assert place("personal.name") == ("daicho.toml", 7, "orders.customers.氏名")
    assert place("personal.id.my_number") == ("logs/app/signup.log", 1, "app-logs/app/signup.log/body/mynum")
    nowhere = results["POLICY-NOBODY"]["locations"][0]
    assert nowhere["physicalLocation"]["artifactLocation"]["uri"] == "daicho.toml"
    assert "logicalLocations" not in nowhere


def test_a_line_of_text_is_a_line() -> None:
    entry = samples.MY_NUMBER
    location = Location("app-logs", "app/登録 1.log")
    evidence = replace(entry.finding.evidence, at=(Sighting(12, 8, 20),))
    entry = replace(entry, finding=replace(entry.finding, location=location, evidence=evidence))
    physical = read_sarif(replace(FULL, entries=(entry,)), "en")["results"][0]["locations"][0]["physicalLocation"]
    assert physical["region"] == {"startLine": 12}
    assert physical["artifactLocation"]["uri"] == "logs/app/%E7%99%BB%E9%8C%B2%201.log"


def test_levels_and_scores() -> None:
    run = read_sarif(FULL, "en")
    assert [one["level"] for one in run["results"]] == ["error", "error", "error", "warning", "warning", "note", "note"]
    scores = {rule["id"]: rule["properties"]["security-severity"] for rule in run["tool"]["driver"]["rules"]}
    assert scores["personal.id.my_number"] == "9.5"
    # A rule has the worst score of its results; each result has its own.
    assert scores["SEC-PERM"] == "8.0"
    assert [one["properties"]["security-severity"] for one in run["results"] if one["ruleId"] == "SEC-PERM"] == [
        "8.0",
        "5.5",
    ]


def test_fingerprints_hold_over_time() -> None:
    """Rows, counts, severities and times change; what alerts are told apart by does not."""
    later = replace(
        FULL,
        run=replace(FULL.run, id="20270101-0300"),
        entries=tuple(
            replace(
                one, severity="low", finding=replace(one.finding, evidence=replace(one.finding.evidence, matched=1))
            )
            for one in reversed(FULL.entries)
        ),
        observations=tuple(replace(one, severity="low", facts={"mode": "0666"}) for one in FULL.observations),
    )
    prints = [
        {json.dumps(one["partialFingerprints"], sort_keys=True) for one in read_sarif(report, "en")["results"]}
        for report in (FULL, later)
    ]
    assert prints[0] == prints[1]
    assert len(prints[0]) == 7
    one = read_sarif(FULL, "en")["results"][0]["partialFingerprints"]
    assert one == {"daichoFinding/v1": "9f3c2ab417d0e6aa", "primaryLocationLineHash": "9f3c2ab417d0e6aa:1"}


def test_what_was_not_scanned_is_a_failed_run() -> None:
    invocation = read_sarif(FULL, "en")["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert invocation["exitCode"] == 1
    assert invocation["startTimeUtc"] == "2026-11-21T18:00:00.000Z"
    notes = invocation["toolExecutionNotifications"]
    assert [(one["level"], one["properties"]["reason"]) for one in notes] == [
        ("error", "permission-denied"),
        ("warning", "corrupt"),
    ]
    assert "Give the scanning user read permission" in notes[0]["message"]["text"]
    assert read_sarif(samples.build_clean(), "en")["invocations"][0]["executionSuccessful"] is True


def test_the_worst_are_kept_and_the_rest_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    run = read_sarif(samples.build_large(5_100), "en")
    assert len(run["results"]) == 5_000
    note = run["invocations"][0]["toolExecutionNotifications"][-1]
    assert note["descriptor"]["id"] == "results-cut"
    assert "5,000" in note["message"]["text"]
    assert "100" in note["message"]["text"]
    assert run["properties"]["findings"] == 5_100
    monkeypatch.setattr(sarif, "MOST_RESULTS", 3)
    assert [one["properties"]["severity"] for one in read_sarif(FULL, "en")["results"]] == ["critical", "high", "high"]


def test_exceptions_are_suppressions() -> None:
    until = date(2026, 12, 31)
    accepted = Acceptance(
        "v1:1", "", "accepted-risk", "Agreed", "tanaka@example.jp", "sato@example.jp", "", None, until
    )
    entries = (
        replace(FULL.entries[0], acceptance=accepted),
        replace(FULL.entries[1], acceptance=accepted, lapsed=True),
    )
    run = check_standard(replace(FULL, entries=entries, observations=()))
    first, second = run["results"]
    assert first["suppressions"][0]["status"] == "accepted"
    assert "Agreed" in first["suppressions"][0]["justification"]
    assert "2026-12-31" in first["suppressions"][0]["justification"]
    assert "example.jp" not in sarif.render(replace(FULL, entries=entries))
    assert second["suppressions"] == []


def test_brackets_and_braces_of_names_are_no_markup() -> None:
    assert sarif.write_plain("a[1](x) {0} {{b}}") == "a\\[1\\](x) {{0}} {{{{b}}}}"
    for result in read_sarif(build_evil(), "en")["results"]:
        text = result["message"]["text"]
        assert not re.search(r"(?<!\\)[\[\]]", text)
        assert not re.search(r"(?<!\{)\{(\{\{)*(?!\{)", text)


def test_the_analysis_has_a_name_that_leaks_nothing() -> None:
    assert read_sarif(FULL, "en")["automationDetails"] == {"id": "daicho/orders-platform/20261122-0300"}
    hostile = replace(FULL, run=replace(FULL.run, project="a/b <x>", id="../r"))
    assert read_sarif(hostile, "en")["automationDetails"] == {"id": "daicho/a-b-x-/..-r"}


def test_rules_explain_themselves_in_both_languages() -> None:
    rules = {lang: read_sarif(FULL, lang)["tool"]["driver"]["rules"] for lang in ("ja", "en")}
    assert rules["ja"][0]["shortDescription"]["text"] == "個人番号（マイナンバー）"
    assert "`daicho explain personal.id.my_number`" in rules["en"][0]["help"]["markdown"]
    assert [rule["id"] for rule in rules["ja"]] == [rule["id"] for rule in rules["en"]]
