"""What ``daicho serve`` has told: to a real receiver, of times that were missed and scans that failed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from notify_receivers import web_receiver

from scanner.config import read_config
from scanner.schedule_daemon import AlertThread
from scanner.schedule_events import Happening, ScheduleEvent

SLOT = datetime(2026, 11, 21, 18, tzinfo=UTC)


def tell(folder: Path, *events: ScheduleEvent) -> list[str]:
    with web_receiver() as receiver:
        (folder / "daicho.toml").write_text(
            f'[[notify]]\nto = "http://127.0.0.1:{receiver.port}/hook"\nkind = "webhook"\n'
            'on = ["run-missed", "run-failed"]\n[[source]]\nid = "a"\nurl = "a.csv"\n',
            encoding="utf-8",
        )
        alerts = AlertThread(read_config(folder / "daicho.toml"), "en")
        for event in events:
            alerts.tell(event)
        alerts.finish()
        return [request.body.decode() for request in receiver.requests]


@pytest.mark.parametrize(
    ("happening", "code", "says"),
    [
        ("missed", None, '"late":0'),
        ("made-up", None, '"late":1'),
        ("failed", 137, '"code":137'),
        ("failed", None, '"code":137'),
    ],
)
def test_what_is_told(tmp_path: Path, happening: Happening, code: int | None, says: str) -> None:
    (body,) = tell(tmp_path, ScheduleEvent(happening, SLOT, "nightly", SLOT, 3, code))
    assert says in body


@pytest.mark.parametrize(("happening", "code"), [("ended", 1), ("skipped", None), ("failed", 2), ("failed", 4)])
def test_what_is_not(tmp_path: Path, happening: Happening, code: int | None) -> None:
    """A scan that ends with 2 or 4 has told of itself."""
    assert tell(tmp_path, ScheduleEvent(happening, SLOT, "nightly", SLOT, 0, code)) == []


def test_nobody_to_tell(tmp_path: Path) -> None:
    (tmp_path / "daicho.toml").write_text('[[source]]\nid = "a"\nurl = "a.csv"\n', encoding="utf-8")
    alerts = AlertThread(read_config(tmp_path / "daicho.toml"), "en")
    alerts.tell(ScheduleEvent("missed", SLOT, "nightly", SLOT, 1))
    alerts.check()
    alerts.finish()
    assert not (tmp_path / ".daicho").exists()
