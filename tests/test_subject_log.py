"""The record of lookups: an unbroken chain, for its owner's eyes, written by many at once."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scanner.config import ConfigError
from scanner.subject_log import FIRST, append_entry, describe_lookup, name_operator, open_log, read_log

RECORD = describe_lookup(
    datetime(2026, 11, 22, tzinfo=UTC), "R-1", ["email", "email", "name"], ["shop"], 1, {"rows": 5}
)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / ".daicho" / "subject-requests.jsonl"
    open_log(path)
    for _ in range(3):
        append_entry(path, RECORD)
    return path


def test_what_a_line_says(log: Path) -> None:
    lines = log.read_bytes().splitlines()
    first, second = (json.loads(line) for line in lines[:2])
    assert first == {
        "entry": 1, "previous": FIRST, "time": "2026-11-22T00:00:00+00:00", "operator": name_operator(),
        "reference": "R-1", "keys": {"email": 2, "name": 1}, "sources": ["shop"], "rows": 5, "result": 1,
    }  # fmt: skip
    assert second["previous"] == hashlib.sha256(lines[0]).hexdigest()


def test_it_is_for_its_owner_alone(log: Path) -> None:
    assert log.stat().st_mode & 0o777 == 0o600
    assert log.parent.stat().st_mode & 0o777 == 0o700
    assert (log.parent / ".gitignore").read_text() == "*\n"


def test_an_unbroken_log(log: Path) -> None:
    state = read_log(log)
    assert (state.broken, [entry.number for entry in state.entries]) == (0, [1, 2, 3])
    assert state.entries[-1].sha256 == hashlib.sha256(log.read_bytes().splitlines()[-1]).hexdigest()


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (lambda lines: lines[1:], 1),
        (lambda lines: [lines[0], lines[2]], 2),
        (lambda lines: [lines[0].replace(b"shop", b"mall"), *lines[1:]], 2),
        (lambda lines: [*lines, b"{}"], 4),
        (lambda lines: [*lines, lines[2]], 4),
        (lambda lines: [lines[0], b"\xff", *lines[2:]], 2),
        (lambda lines: [lines[1], lines[0], lines[2]], 1),
    ],
)
def test_what_was_changed_shows(log: Path, change: object, broken: int) -> None:
    lines = log.read_bytes().splitlines()
    assert callable(change)
    log.write_bytes(b"".join(line + b"\n" for line in change(lines)))
    assert read_log(log).broken == broken


def test_many_at_once(log: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        entries = list(pool.map(lambda _: append_entry(log, RECORD), range(40)))
    assert sorted(entry.number for entry in entries) == list(range(4, 44))
    assert (read_log(log).broken, len(read_log(log).entries)) == (0, 43)


def test_there_is_no_log_yet(tmp_path: Path) -> None:
    assert read_log(tmp_path / "none").entries == ()


def test_a_log_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    for path in (tmp_path / "link", tmp_path, tmp_path / "nowhere" / "log"):
        with pytest.raises(ConfigError, match="cannot be written"):
            open_log(path)
