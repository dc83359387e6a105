"""The step summary of GitHub Actions: added to, never replaced, never longer than it may be."""

from __future__ import annotations

from pathlib import Path

import pytest
import report_samples as samples

from reports.markdown import render_within
from scanner.output import Appearance, Output, OutputError, parse_outputs, write_outputs
from scanner.step_summary import MOST_BYTES, add_step_summary, find_step_summary

GITHUB = (Output("github", None),)


@pytest.fixture
def summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    return path


def test_outside_github_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    assert find_step_summary() is None
    add_step_summary(samples.build_small(), "en")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "")
    assert find_step_summary() is None


def test_it_is_added_to_what_others_wrote(summary: Path, capsys: pytest.CaptureFixture[str]) -> None:
    summary.write_text("# Before\n", encoding="utf-8")
    write_outputs(samples.build_small(), GITHUB, Appearance("en"))
    assert capsys.readouterr().out.startswith("::error ")
    text = summary.read_text(encoding="utf-8")
    assert text.startswith("# Before\n# ❌ Personal data scan: Do not release\n")


def test_only_annotations_on_standard_output_have_one(summary: Path, tmp_path: Path) -> None:
    write_outputs(samples.build_small(), (Output("github", tmp_path / "log.txt"),), Appearance("en"))
    write_outputs(samples.build_small(), (Output("markdown", tmp_path / "a.md"),), Appearance("en"))
    assert not summary.exists()


def test_it_keeps_within_what_github_shows(summary: Path) -> None:
    report = samples.build_large(20_000)
    assert len(render_within(report, "en", 10**9).encode()) > MOST_BYTES
    add_step_summary(report, "en")
    size = summary.stat().st_size
    assert MOST_BYTES / 4 < size <= MOST_BYTES
    assert "more lines; all are in the HTML and JSON outputs." in summary.read_text(encoding="utf-8")
    summary.write_bytes(b"x" * MOST_BYTES)
    add_step_summary(report, "en")
    assert summary.stat().st_size == MOST_BYTES


def test_one_that_cannot_be_written_is_said_before_the_scan(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "gone" / "summary.md"))
    with pytest.raises(OutputError, match="does not exist"):
        parse_outputs(("github",))
    parse_outputs((f"github:{tmp_path}/log.txt", "table"))
    with pytest.raises(OutputError, match="GITHUB_STEP_SUMMARY: cannot be written"):
        write_outputs(samples.build_small(), GITHUB, Appearance("en"))
