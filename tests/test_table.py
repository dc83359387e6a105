"""The report for a terminal."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
import report_samples as samples
from hypothesis import HealthCheck, given, settings
from report_strategies import REPORTS
from rich.cells import cell_len

from connectors.base import Location
from reports import table
from reports.base import Observation, Report
from reports.phrases import tool_version

EXPECTED = Path(__file__).parent / "data" / "reports"
BOX = set("─│┌┐└┘├┤┬┴┼━┃╭╮╰╯═║╔╗╚╝╠╣")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_whole_text(lang: str) -> None:
    text = table.render(samples.build_small(), lang).replace(f"daicho {tool_version()}", "daicho VERSION")
    assert text == (EXPECTED / f"small.{lang}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("width", [60, 100, 160])
def test_lines_keep_the_width_and_hold_no_boxes_or_codes(lang: str, width: int) -> None:
    for report in (samples.build_small(), samples.build_large(30), samples.build_nothing()):
        text = table.render(report, lang, width=width)
        assert max(cell_len(line) for line in text.splitlines()) <= width
        assert not BOX & set(text)
        assert "\x1b" not in text
        assert not any(line != line.rstrip() for line in text.splitlines())


def test_colour_is_only_added_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" not in table.render(samples.build_small())
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" in table.render(samples.build_small(), color=True)


@pytest.mark.parametrize(
    ("report_", "lang", "last"),
    [
        (samples.build_small(), "en", " DO NOT RELEASE  2 new findings at or above High.  exit 1"),
        (samples.build_small(), "ja", " リリース不可  「高」以上の新規検出が 2 件あります。  終了コード 1"),
        (
            samples.build_clean(),
            "en",
            " OK TO RELEASE  No new finding at or above High, and everything asked for was scanned.  exit 0",
        ),
    ],
)
def test_the_verdict_is_the_last_line(report_: Report, lang: str, last: str) -> None:
    assert table.render(report_, lang).splitlines()[-1] == last


@pytest.mark.parametrize("build", [samples.build_nothing, samples.build_incomplete])
def test_what_was_not_scanned_is_never_fine(build: object) -> None:
    report = build()  # type: ignore[operator]
    english, japanese = table.render(report, "en"), table.render(report, "ja")
    assert "OK TO RELEASE" not in english
    assert "CANNOT TELL" in english
    assert "リリース可" not in japanese
    assert "Not scanned is not the same as clean" in english


def test_many_findings_stay_readable_and_all_are_counted() -> None:
    text = table.render(samples.build_large(2000))
    lines = text.splitlines()
    assert len(lines) < 250
    counts = [line.split() for line in lines if line.strip().startswith(("Critical", "High", "Medium", "Low"))]
    told = text.count("Where     ")
    grouped = sum(int(part.replace(",", "")) for line in counts for part in line[:7] if part.isdecimal())
    assert told == table.DETAILED
    assert told + grouped == 2000


def test_a_lowest_severity_hides_lines_and_no_counts() -> None:
    text = table.render(samples.build_small(), min_severity="high")
    assert "4 findings" in text
    assert "2 findings below High are counted but not listed here." in text
    assert "orders / customers" not in text
    assert text.splitlines()[-1] == table.render(samples.build_small()).splitlines()[-1]


def test_every_direction_against_the_policy_gets_its_lines() -> None:
    checks = {"v1:77aa00bb11cc22dd": ("POL-UNDECLARED", "POL-MISMATCH"), "v1:51d07be0c2f19a83": ("POL-NORETENTION",)}
    report = samples.build_small()
    entries = tuple(replace(entry, checks=checks.get(entry.fingerprint, ())) for entry in report.entries)
    text = table.render(replace(report, entries=entries), "en", width=160)
    part = text[text.index("Against the policy  Sample") : text.index("\nSources")]
    heads = [line.split("  ")[1:3] for line in part.splitlines() if line.startswith("  ") and line[2] != " "]
    assert heads == [
        ["Found, not announced", "1"],
        ["Found, no purpose", "1"],
        ["Purpose does not need it", "1"],
        ["Not scanned", "2"],
        ["Purpose without data", "1"],
        ["Purpose no source declares", "1"],
        ["No period of retention", "1"],
    ]
    assert "Payment card (orders)" in part
    assert "注文チーム: Delete the data" in part


def test_a_thousand_kinds_of_gaps_stay_a_few_lines() -> None:
    text = table.render(samples.build_large(2000), "ja")
    part = text[text.index("ポリシーとの照合  ") : text.index("\nデータソース")]
    assert len(part.splitlines()) < 60


def test_observations_of_one_kind_stand_together() -> None:
    owner = Observation("LEDGER-OWNER", Location("", ""), "medium", "3-1")
    seen = [replace(owner, location=Location(f"source-{number}", "")) for number in range(40)]
    odd = Observation("SOMEDAY-CHECK", Location("", ""), "critical")
    report = replace(samples.build_small(), observations=(*seen, odd))
    text = table.render(report, "en")
    part = text[text.index("What the policy promises  41") : text.index("\nSources")]
    assert part.count("LEDGER-OWNER") == 1
    assert "source-0; source-1; source-2; and 37 more: It holds personal information" in " ".join(part.split())
    assert "MEDIUM  Personal data that nobody answers for  LEDGER-OWNER  40" in part
    assert "CRITICAL  SOMEDAY-CHECK" in part
    short = table.render(report, "en", min_severity="high")
    assert "LEDGER-OWNER" not in short
    assert "40 more in the HTML and JSON reports" in short
    assert "What the policy promises" not in table.render(samples.build_small(), "en")


def test_names_cannot_drive_the_terminal() -> None:
    text = table.render(samples.build_hostile())
    text.encode("utf-8")
    unseen = {char for char in text if unicodedata.category(char) in {"Cc", "Cf", "Cs"}} - {"\n"}
    assert not unseen
    assert r"abc\u202etxt.exe" in text


@given(REPORTS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_report_can_be_shown(report: Report) -> None:
    for lang in ("ja", "en"):
        text = table.render(report, lang)
        text.encode("utf-8")
        assert max(cell_len(line) for line in text.splitlines()) <= table.WIDTH
