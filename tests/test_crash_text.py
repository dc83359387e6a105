"""Crash reports as text: what is one, what its lines are called, and that no line is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from file_samples import read_place, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.crash_text import CrashForm, detect_crash_form, load_crash_forms

FORMS = load_crash_forms()
HEAD = json.dumps(
    {"app_name": "Shop", "bug_type": "309", "os_version": "iPhone OS 17.2 (21C62)", "incident_id": "6156848E-344E"}
)
BODY = json.dumps(
    {"crashReporterKey": "76f2fb60060d6a7f814973377cbdc866fffd521f", "userID": 501, "asi": {"Shop": ["no user"]}},
    indent=2,
)


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_the_data_is_sound(form: CrashForm) -> None:
    assert form.examples
    assert form.counter
    assert form.least <= len(set(form.parts.values()))
    for text in form.examples:
        assert detect_crash_form(text) == form.form
    for text in form.counter:
        assert not detect_crash_form(text)


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_report_is_recognised_and_loses_no_line(form: CrashForm, end: str, tmp_path: Path) -> None:
    lines = [*form.examples[0].lstrip("\n").splitlines(), "利用者 hanako@example.com", ""]
    reading = read_place(write(tmp_path, "report", end.join(lines)))
    (collection,) = reading.collections.values()
    assert (collection.kind, collection.form) == ("crash", form.form)
    rows = reading.only
    assert len(rows) == len(lines) - 1
    assert rows[-1] == {"": "利用者 hanako@example.com"}
    for row, line in zip(rows, lines, strict=False):
        assert len(row) <= 1
        assert all(value in line for value in row.values())
        assert row or not line.strip()


@pytest.mark.parametrize(
    ("form", "parts"),
    [
        ("tombstone", {"build_fingerprint": "example/phone/phone:14/AB1A.260105.001/1:user/release-keys"}),
        ("tombstone", {"abort_message": "no user for hanako@example.com"}),
        ("tombstone", {"timestamp": "2026-01-05 10:00:00.123456789+0900"}),
        ("anr", {"command_line": "com.example.shop"}),
        ("apple-crash", {"hardware_model": "iPhone8,1"}),
        ("apple-crash", {"crash_reporter_key": "76f2fb60060d6a7f814973377cbdc866fffd521f"}),
        ("apple-crash", {"os_version": "iPhone OS 17.2 (21C62)"}),
        ("java-fatal", {"command_line": "-Duser.name=hanako com.example.Shop"}),
    ],
)
def test_named_lines(form: str, parts: dict[str, str], tmp_path: Path) -> None:
    rows = read_place(write(tmp_path, "report", FORMS[form].examples[0].lstrip("\n"))).only
    assert parts in rows


def test_a_report_of_apple_in_json_is_two_rows(tmp_path: Path) -> None:
    reading = read_place(write(tmp_path, "Shop-2026-01-05.ips", f"{HEAD}\n{BODY}"))
    (collection,) = reading.collections.values()
    assert (collection.kind, collection.form) == ("crash", "ips")
    head, body = reading.only
    assert head["os_version"] == "iPhone OS 17.2 (21C62)"
    assert body["userID"] == "501"
    assert body["asi.Shop[]"] == "no user"


@pytest.mark.parametrize("body", [FORMS["apple-crash"].examples[0].lstrip("\n"), BODY[:-4], "x"])
def test_a_body_that_is_no_json_is_read_by_lines(body: str, tmp_path: Path) -> None:
    rows = read_place(write(tmp_path, "Shop.ips", f"{HEAD}\n{body}")).only
    assert rows[0] == {"": HEAD}
    assert len(rows) == 1 + len(body.rstrip("\n").split("\n"))
    assert ({"hardware_model": "iPhone8,1"} in rows) == body.startswith("Incident")


@pytest.mark.parametrize(
    "sample",
    [
        "",
        "\n\n",
        HEAD,
        '{"bug_type": 1}\n{"a": 1}\n',
        '{"a": 1}\n{"bug_type": "309", "os_version": "17"}\n',
        '["bug_type", "os_version"]\n[]',
        '{"bug_type": \n',
        "Traceback (most recent call last):\n  File 'a.py', line 1\nValueError: x\n",
        "2026-01-05 10:00:00 ERROR a\njava.lang.Error: x\n\tat a.b.C(D.java:1)\n",
        "Process: hiring\nVersion: 2\n",
    ],
)
def test_what_stays_what_it_was(sample: str) -> None:
    assert not detect_crash_form(sample)


@given(st.sampled_from([*(form.examples[0] for form in FORMS.values()), f"{HEAD}\n{BODY}"]), st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
def test_damage_never_fails(tmp_path: Path, whole: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(whole)))
    noise = data.draw(st.text(max_size=4))
    damaged = whole[:at] + noise + whole[at + 1 :]
    reading = read_place(write(tmp_path, "a.txt", damaged[: data.draw(st.integers(0, len(damaged)))].encode("utf-8")))
    assert len(reading.rows) <= 1
