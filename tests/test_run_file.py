"""Stored runs read back: exactly what was written, or one line that says why not."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
import report_samples as samples
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from report_strategies import REPORTS

from connectors.base import Condition, ConditionKind, Location
from detectors.base import Overlap, RecordTimes, SampleMethod, Subject, Verdict
from detectors.catalogue import Category, add_categories
from reports import json_report, jsonl
from reports.acceptance import ACCEPTANCE_KINDS, ACCEPTANCE_STATUSES, Acceptance, AcceptanceState
from reports.base import (
    LEAK_RULES,
    POLICY_VERDICTS,
    SEVERITIES,
    LeakProfile,
    Observation,
    Origin,
    Report,
    State,
    Status,
)
from reports.comparison import Comparison, FormerFinding, TrendPoint
from reports.declaration import Declaration, Narrowing, Provided
from reports.policy import Fit
from reports.run_file import RunFileError, open_run, read_run
from reports.summary import find_gaps

SCHEMA = json.loads((Path(json_report.__file__).parent / "data" / "run.schema.json").read_text(encoding="utf-8"))
OWN = Category("someone.elses", "独自", "Own", "none", "user", "low", "独自の分類。", "A category of one's own.")
"""The category outside the catalogue that made-up reports hold."""

PLACE = Location("orders", "customers", "氏名")
DECLARATION = Declaration(
    "orders",
    ("P1", "P6", "P14"),
    (Narrowing("staff", ("P6",), ("employee",), "P7Y"), Narrowing("log_*", (), None, None)),
    "営業部",
    "production",
    ("customer",),
    "P5Y",
    ("E1",),
    (Provided("R1", "5-6"), Provided("someone")),
    True,
    False,
    "JP",
    "2026-04-01",
)


def build_full() -> Report:
    """A report in which everything is said."""
    small = samples.build_small()
    first = replace(small.entries[0], checks=("POL-NO-PURPOSE", "POL-UNDECLARED"))
    rounded = replace(first.finding, confidence=0.99)
    factors = tuple(replace(one, weight=round(one.weight, 2)) for one in rounded.evidence.factors)
    first = replace(first, finding=replace(rounded, evidence=replace(rounded.evidence, factors=factors)))
    first = replace(first, acceptance=ACCEPTANCE, lapsed=True)
    return replace(
        small,
        sources=(
            replace(
                small.sources[0],
                declaration=DECLARATION,
                folder="data",
                scope="0123456789abcdef",
                origins={("users", "phone"): Origin("migrations/0002_phone.sql", 3)},
            ),
            small.sources[1],
        ),
        entries=(first, *(replace(one, standing=one.standing or "linkable") for one in small.entries[1:])),
        observations=(
            Observation(
                "SEC-PERM", PLACE, "high", "3-5", (first.fingerprint,), {"mode": "0644", "n": 2, "share": 0.25}
            ),
        ),
        profiles=(
            LeakProfile("orders", ("volume",), 1874, 0.0125, ("personal.name",), ("special.creed",), (), 2, False),
        ),
        conditions=(Condition(PLACE, "world-readable", "0644"),),
        times=(RecordTimes(PLACE, {"2019-03": 12, "2019-04": 1}, 3),),
        overlaps=(Overlap(PLACE, Location("test", "t", "c", "a.b"), "personal.name", 0.75, 120),),
        comparison=Comparison("20261121-0300", small.run.started, (FORMER,), (replace(FORMER, first_seen=None),)),
        trend=(TrendPoint("20261121-0300", small.run.started, {"critical": 1, "high": 0}, 2, None, changed=True),),
        acceptances=(AcceptanceState(ACCEPTANCE, "expired"), AcceptanceState(BARE, "not-looked-at")),
    )


ACCEPTANCE = Acceptance(
    samples.MY_NUMBER.fingerprint,
    "app-logs: app/signup.log / body / mynum",
    "fix-pending",
    "logging is taken out in release 12",
    "tanaka@example.jp",
    "sato@example.jp",
    "PRIV-812",
    date(2026, 6, 1),
    date(2026, 11, 21),
)
BARE = replace(ACCEPTANCE, where="", approved_by="", ticket="", created=None, kind="false-positive")
FORMER = FormerFinding("v1:00aa00bb11cc22dd", "personal.name", PLACE, "high", "undeclared", samples.RUN.finished)
FULL = build_full()
Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def make(text: str, name: str = "run.json") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8", newline="\n")
        return path

    return make


def reread(report: Report, folder: Path, form: Any = json_report) -> Report:
    path = folder / "run.json"
    path.write_text(form.render(report), encoding="utf-8", newline="\n")
    return read_run(path, report.policy)


@pytest.mark.parametrize("form", [json_report, jsonl], ids=["json", "jsonl"])
def test_everything_comes_back(tmp_path: Path, form: Any) -> None:
    assert reread(FULL, tmp_path, form) == FULL


def test_everything_is_said_in_the_full_report() -> None:
    """A field that is added to a record and not written would come back as its default."""
    silent = {
        f"{type(record).__name__}.{part.name}"
        for record in (FULL, FULL.sources[0], DECLARATION, FULL.observations[0], FULL.conditions[0], FULL.times[0])
        for part in fields(record)
        if getattr(record, part.name) in ((), "", None) or getattr(record, part.name) == {}
    }
    assert silent == set()


@given(REPORTS)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_written_again_is_the_same(tmp_path_factory: pytest.TempPathFactory, report: Report) -> None:
    with add_categories([OWN]):
        for form in (json_report, jsonl):
            back = reread(report, tmp_path_factory.getbasetemp(), form)
            assert json.loads(json_report.render(back)) == json.loads(json_report.render(report))
            assert find_gaps(back) == find_gaps(report)


@pytest.mark.parametrize("name", ["small", "clean", "incomplete", "nothing"])
def test_what_was_skipped_is_told_from_what_the_coverage_admits(tmp_path: Path, name: str) -> None:
    report: Report = getattr(samples, f"build_{name}")()
    assert reread(report, tmp_path).skipped == report.skipped


def test_hostile_names_come_back(tmp_path: Path) -> None:
    report = samples.build_hostile()
    for form in (json_report, jsonl):
        assert json_report.render(reread(report, tmp_path, form)) == json_report.render(report)


def test_a_run_of_before_is_read(tmp_path: Path) -> None:
    document = json.loads(json_report.render(FULL))
    for part in ("observations", "profiles", "conditions", "times", "overlaps"):
        del document[part]
    del document["policy"]["effective"]
    for source in document["sources"]:
        del source["declaration"]
    for finding in document["findings"]:
        for part in ("checks", "standing", "link", "reportable", "persons", "reasons"):
            del finding[part]
    path = tmp_path / "old.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    old = read_run(path, FULL.policy)
    assert (old.observations, old.profiles, old.entries[0].checks) == ((), (), ())
    assert old.sources[0].declaration == Declaration("")
    assert [one.fingerprint for one in old.entries] == [one.fingerprint for one in FULL.entries]


def test_what_this_version_adds_is_no_duty_of_earlier_documents() -> None:
    document = json.loads(json_report.render(FULL))
    for part in ("observations", "profiles", "conditions", "times", "overlaps"):
        del document[part]
    del document["policy"]["effective"], document["sources"][0]["declaration"], document["findings"][0]["checks"]
    Draft202012Validator(SCHEMA).validate(document)


def close(node: Any) -> Any:
    """The schema with nothing allowed but what it names."""
    if isinstance(node, list):
        return [close(one) for one in node]
    if not isinstance(node, dict):
        return node
    closed = {name: close(one) for name, one in node.items()}
    if isinstance(node.get("properties"), dict) and "additionalProperties" not in node:
        closed["additionalProperties"] = False
    return closed


def test_the_schema_names_everything_that_is_written() -> None:
    Draft202012Validator(close(SCHEMA)).validate(json.loads(json_report.render(FULL)))


@pytest.mark.parametrize(
    ("path", "codes"),
    [
        (("condition", "properties", "kind"), get_args(ConditionKind)),
        (("policy_verdict",), POLICY_VERDICTS),
        (("severity",), SEVERITIES),
        (("sample_method",), get_args(SampleMethod)),
        (("finding", "properties", "verdict"), get_args(Verdict)),
        (("finding", "properties", "subject"), get_args(Subject)),
        (("finding", "properties", "state"), get_args(State)),
        (("finding", "properties", "reportable", "items"), LEAK_RULES),
        (("acceptance", "properties", "kind"), ACCEPTANCE_KINDS),
        (("acceptance", "properties", "status"), ACCEPTANCE_STATUSES),
        (("profile", "properties", "rules", "items"), LEAK_RULES),
        (("finding", "properties", "purposes", "items", "properties", "fit"), get_args(Fit)),
    ],
    ids=lambda one: ".".join(one) if isinstance(one, tuple) and len(one) < 7 else "",
)
def test_the_codes_of_the_schema_are_those_of_the_types(path: tuple[str, ...], codes: tuple[str, ...]) -> None:
    node = SCHEMA["$defs"]
    for step in path:
        node = node[step]
    assert set(node["enum"]) == set(codes)
    assert set(SCHEMA["properties"]["run"]["properties"]["status"]["enum"]) == set(get_args(Status))


WHOLE = json_report.render(FULL)
LINES = jsonl.render(FULL)


def change(*path: str | int, to: object) -> str:
    """The document with one thing changed."""
    document: Any = json.loads(WHOLE)
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return json.dumps(document)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is no JSON"),
        ("hello", r"is no JSON \(line 1\)"),
        ("[]", "is no run of daicho"),
        ("{}", "is no run of daicho"),
        ("[" * 100_000, "is no"),
        ('{"a": ' * 100_000, "is no|cut off"),
        ('{"a": NaN}', "is no run of daicho"),
        (WHOLE.replace("0.99", "NaN", 1), "is no run of daicho"),
        ('{"runs": [{"tool": {"driver": {"name": "x"}}}], "version": "2.1.0"}', "is no run of daicho"),
        (change("tool", "name", to="else"), "is no run of daicho"),
        (change("schema_version", to="1"), "is no run of daicho"),
        (change("schema_version", to=True), "is no run of daicho"),
        (change("schema_version", to=2), r"newer daicho \(schema_version 2; this one knows 1\); update daicho"),
        (change("policy", to={}), "policy.id has to be there"),
        (change("findings", to=None), "findings has to be a list"),
        (change("findings", to=[3]), r"findings\[0\] has to be an object"),
        (change("findings", 2, "severity", to="urgent"), r"findings\[2\]\.severity has to be one of critical, high"),
        (change("findings", 1, "evidence", "read", to=-1), r"findings\[1\]\.evidence\.read has to be a whole number"),
        (change("findings", 1, "evidence", "read", to=True), "has to be a whole number"),
        (change("findings", 1, "evidence", "interval", to=[0.5]), "interval has to be a list of 2"),
        (change("findings", 1, "confidence", to="090-1234-5678"), "confidence has to be a number"),
        (change("findings", 1, "confidence", to=10**400), "confidence has to be a number"),
        (change("findings", 0, "category", to="no.such"), "unknown category no.such; name the configuration"),
        (change("findings", 0, "category", to="\x1b[31m" + "x" * 500), r"unknown category \\x1b\[31mx{1,80};"),
        (change("run", "started", to="yesterday"), r"run\.started has to be a moment"),
        (change("run", "started", to="2026-04-01T00:00:00"), r"run\.started has to be a moment"),
        (change("sources", 0, "declaration", "where", 0, "glob", to=1), r"sources\[0\]\.declaration\.where\[0\]\.glob"),
        (change("observations", 0, "facts", to={"a": [1]}), r"observations\[0\]\.facts\[\.\.\.\] has to be text or"),
        (change("times", 0, "months", to={"2019-03": "12"}), r"times\[0\]\.months\[\.\.\.\] has to be a whole number"),
        (change("skipped", 0, "partial", to=1), r"skipped\[0\]\.partial has to be true or false"),
    ],
)
def test_what_is_no_run(write: Write, text: str, message: str) -> None:
    path = write(text)
    with pytest.raises(RunFileError, match=message) as told:
        read_run(path, FULL.policy)
    line = str(told.value)
    assert line.startswith(f"{path}: ")
    assert "\n" not in line
    assert "090-1234-5678" not in line


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_document_that_was_cut_off(write: Write, share: float) -> None:
    for text in (WHOLE, json.dumps(json.loads(WHOLE))):
        with pytest.raises(RunFileError, match="is incomplete: it was cut off"):
            open_run(write(text[: int(len(text.rstrip()) * share)]))


def test_every_cut_of_a_document_is_refused(write: Write) -> None:
    text = json.dumps(json.loads(json_report.render(samples.build_clean())))
    for end in range(0, len(text), 37):
        with pytest.raises(RunFileError):
            open_run(write(text[:end]))


def test_every_cut_of_json_lines_is_refused(write: Write) -> None:
    lines = LINES.splitlines(keepends=True)
    for number in range(1, len(lines)):
        with pytest.raises(RunFileError, match="no line of type end"):
            open_run(write("".join(lines[:number])))
        with pytest.raises(RunFileError, match="no line of type end"):
            open_run(write("".join(lines[:number]) + lines[number][: len(lines[number]) // 2]))


def test_json_lines_that_lack_a_finding_are_refused(write: Write) -> None:
    lines = LINES.splitlines(keepends=True)
    lines.remove(next(line for line in lines if '"type": "finding"' in line))
    with pytest.raises(RunFileError, match="is incomplete"):
        open_run(write("".join(lines)))


def test_positions_are_passed_over(write: Write) -> None:
    text = "".join(jsonl.render_lines(FULL, "en", [(FULL.entries[0].fingerprint, row, 0, 3) for row in range(1, 100)]))
    assert read_run(write(text), FULL.policy) == FULL


def test_a_run_under_another_policy_is_refused(write: Write) -> None:
    other = replace(FULL.policy, sha256="cd" * 32)
    with pytest.raises(RunFileError, match=r"was set against policy sample 2026-04-01 \(sha256 abababababab\)"):
        read_run(write(WHOLE), other)


def test_what_cannot_be_opened(tmp_path: Path, write: Write) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(RunFileError, match="cannot be read"):
            open_run(path)
    path = tmp_path / "binary.json"
    path.write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(RunFileError, match="it is no text"):
        open_run(path)


def test_a_mark_at_the_beginning_does_no_harm(write: Write) -> None:
    for text in (WHOLE, LINES):
        assert read_run(write("\ufeff" + text), FULL.policy) == FULL
