"""The progress line: live on a terminal, a heartbeat elsewhere, silent when asked."""

from __future__ import annotations

import io

import pytest

from scanner import progress
from scanner.engine import Progress
from scanner.progress import ProgressLine


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


STEP = Progress("shop", "customers", 3, 12_345, 5_000_000)


def test_a_terminal_gets_one_line_that_is_written_over(clock: list[float]) -> None:
    stream = Terminal()
    line = ProgressLine(stream)
    for _ in range(3):
        clock[0] += 1
        line(STEP)
    line.clear()
    assert stream.getvalue().count("\r") == 4
    assert "\n" not in stream.getvalue()
    assert "shop/customers: 12,345 rows, 5 MB, 3 collections done, 3 s" in stream.getvalue()


def test_elsewhere_a_plain_line_every_half_minute(clock: list[float]) -> None:
    stream = io.StringIO()
    line = ProgressLine(stream)
    for _ in range(100):
        clock[0] += 1
        line(STEP)
    line.clear()
    lines = stream.getvalue().splitlines()
    assert len(lines) == 3
    assert all(one.isprintable() for one in lines)


def test_silent_when_asked(clock: list[float]) -> None:
    stream = Terminal()
    line = ProgressLine(stream, enabled=False)
    clock[0] += 100
    line(STEP)
    assert stream.getvalue() == ""
