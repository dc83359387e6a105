"""Every format carries the same findings, the same observations and everything that was not scanned."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import report_samples as samples
from format_readers import READERS, Told, read_csv_rows, read_tests
from hypothesis import HealthCheck, given, settings
from report_strategies import REPORTS

from connectors.base import Location, Skipped
from detectors.catalogue import load_catalogue
from reports import FORMATS, csv_report, github, jsonl, junit, markdown, sarif, xlsx_report
from reports.base import Coverage, Observation, PurposeFit, Report, SourceInfo
from reports.policy_file import read_policy
from reports.run_file import RunFileError, open_run
from reports.summary import find_gaps
from scanner.demo import run_demo

LANGUAGES = ("ja", "en")

EVIL = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(A1)",
    "-2+3",
    "</script><script>alert(1)</script>",
    "]]><!--",
    "two\nlines\r\nthree",
    "nul\x00 bell\x07 escape\x1b[31m",
    "abc\u202etxt.exe",
    "🧑\u200d💻 \U0001f600",
    "half \udc80 \ud800 characters \ufffe \uffff",
    "::error::x",
    "\n::error file=x::y",
    "##[error]z",
    "a|b\\|c`d``e",
    "**bold** _it_ <b>x</b> [link](http://example.jp) @someone #1 www.example.jp http://example.jp ![i](x)",
    "{0} {{ 7 * 7 }} [1](2)",
    "#N/A",
    "%0A%25",
    "../../etc/passwd",
    "/etc/passwd",
    "",
)
"""Names that tables, files and fields may have."""


def build_evil(names: tuple[str, ...] = EVIL) -> Report:
    """Each name wherever a name can stand."""
    entries, coverage, skipped, observations = [], [], [], []
    for number, name in enumerate(names):
        location = Location("orders", name, name, name or None)
        finding = replace(samples.CARD.finding, location=location)
        purposes = (PurposeFit(name, "unexpected"),)
        entry = replace(samples.CARD, fingerprint=f"v1:{number:016x}", finding=finding, purposes=purposes, link=None)
        entries.append(replace(entry, checks=(name,), reasons=(name,)))
        coverage.append(Coverage("orders", name, 1, 1, 1, "full", "read", name))
        skipped.append(Skipped(replace(location, source="app-logs"), "unreadable", name, name, partial=True))
        observations.append(Observation("SEC-PERM", location, "high", name, (), {"mode": name}))
        observations.append(Observation(name, replace(location, source=name), "low", name))
    return replace(
        samples.build_small(),
        run=replace(samples.RUN, project=names[0], id=names[-1]),
        sources=(
            replace(samples.SOURCES[0], owner=names[0], anchor=names[0]),
            SourceInfo("app-logs", "files", names[0], anchor="daicho.toml", line=3, folder="."),
        ),
        entries=tuple(entries),
        coverage=tuple(coverage),
        skipped=tuple(skipped),
        observations=tuple(observations),
    )


SAMPLES = {
    "small": samples.build_small(),
    "clean": samples.build_clean(),
    "incomplete": samples.build_incomplete(),
    "nothing": samples.build_nothing(),
    "hostile": samples.build_hostile(),
    "evil": build_evil(),
    "large": samples.build_large(300),
}


def expect(report: Report) -> Told:
    return Told(sorted(one.fingerprint for one in report.entries), len(find_gaps(report)), len(report.observations))


def test_every_format_is_held_to_it() -> None:
    # The table shows what fits a terminal, the PDF is the HTML page on paper: both count everything.
    assert set(READERS) == set(FORMATS) - {"table", "pdf"}


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("name", SAMPLES)
def test_samples_are_the_same_everywhere(form: str, name: str) -> None:
    for lang in LANGUAGES:
        assert READERS[form](SAMPLES[name], lang) == expect(SAMPLES[name])


@given(REPORTS)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_report_is_the_same_everywhere(report: Report) -> None:
    told = {form: read(report, "ja") for form, read in READERS.items()}
    assert told == dict.fromkeys(told, expect(report))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """What a scan of the demo company finds, read back from its JSON."""
    folder = tmp_path_factory.mktemp("demo")
    assert run_demo(directory=folder, lang="en") == 0
    stored = open_run(folder / "run.json")
    policy = read_policy(next(iter(folder.glob("*policy*.toml")), None), categories=load_catalogue().ids)
    assert stored.policy.fits(policy)
    return stored.read_report(policy)


@pytest.mark.slow
def test_the_demo_is_the_same_everywhere(demo: Report) -> None:
    assert len(demo.entries) > 20
    assert find_gaps(demo)
    for form, read in READERS.items():
        for lang in LANGUAGES:
            assert read(demo, lang) == expect(demo), form


@pytest.mark.parametrize("name", SAMPLES)
def test_no_format_holds_what_cannot_be_seen(name: str) -> None:
    for lang in LANGUAGES:
        report = SAMPLES[name]
        for data in (
            csv_report.render(report, lang),
            junit.render(report, lang),
            sarif.render(report, lang).encode(),
            github.render(report, lang).encode(),
            markdown.render(report, lang).encode(),
        ):
            text = data.decode("utf-8")
            assert not {"\x00", "\x1b", "\x07", "\u202e"} & set(text)


@pytest.mark.slow
def test_a_name_of_a_megabyte_makes_no_report_of_many() -> None:
    report = build_evil(("あ" * 1_000_000,))
    told = expect(report)
    for form in ("csv", "xlsx", "sarif", "junit", "github", "markdown"):
        assert READERS[form](report, "en") == told
    assert len(sarif.render(report)) < 100_000
    assert len(github.render(report)) < 100_000
    assert len(markdown.render(report)) < 100_000
    assert len(junit.render(report)) < 100_000
    assert max(len(cell) for row in read_csv_rows(csv_report.render(report)) for cell in row.values()) <= 32_767


def test_nothing_read_never_looks_clean() -> None:
    """A report without sources, findings and gaps: each format still says that nothing was scanned."""
    bare = replace(samples.build_nothing(), sources=(), skipped=())
    assert not find_gaps(bare)
    assert not bare.entries
    words = "Cannot tell (nothing was scanned)"
    assert words in csv_report.render(bare, "en").decode("utf-8-sig")
    assert words in github.render(bare, "en")
    assert words in markdown.render(bare, "en")
    assert words in "".join(read_tests(bare, "en").itertext())
    assert '"executionSuccessful": false' in sarif.render(bare, "en")
    assert xlsx_report.render(bare, "en")


def test_json_lines_that_were_cut_off_are_told(tmp_path: Path) -> None:
    lines = jsonl.render(samples.build_small()).splitlines(keepends=True)
    for kept in (1, len(lines) // 2, len(lines) - 1):
        path = tmp_path / f"cut-{kept}.jsonl"
        path.write_text("".join(lines[:kept]), encoding="utf-8")
        with pytest.raises(RunFileError, match="cut off"):
            open_run(path)
    whole = tmp_path / "whole.jsonl"
    whole.write_text("".join(lines), encoding="utf-8")
    assert len(open_run(whole).read_entries()) == 4
