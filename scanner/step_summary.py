"""The summary of a step of GitHub Actions: Markdown added to the file that ``GITHUB_STEP_SUMMARY`` names."""

from __future__ import annotations

import os
from pathlib import Path

from reports import markdown
from reports.base import Report

MOST_BYTES = 1_048_576
"""A step's summary of more than 1 MiB is not shown at all."""

_SPARE = 16_384
"""Bytes kept for headings and for what steps write after it."""

_FEWEST = 4_096
"""In less than this many bytes nothing useful fits."""


def find_step_summary() -> Path | None:
    """The file of the step; None outside GitHub Actions."""
    name = os.environ.get("GITHUB_STEP_SUMMARY", "")
    return Path(name) if name else None


def add_step_summary(report: Report, lang: str) -> None:
    """Add the report to the summary of the step, if there is one and there is room in it. Others write to the same
    file, so it is added to, never replaced. OSError where it cannot be written."""
    path = find_step_summary()
    if path is None:
        return
    room = MOST_BYTES - _SPARE - (path.stat().st_size if path.exists() else 0)
    if room < _FEWEST:
        return
    text = markdown.render_within(report, lang, room).encode("utf-8")
    with path.open("ab") as stream:
        stream.write(text)
