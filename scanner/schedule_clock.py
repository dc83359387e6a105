"""The clocks of a scheduler: the one on the wall, which may jump, and one that only grows."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from threading import Event
from typing import Protocol


class MonotonicClock(Protocol):
    """Seconds that only grow."""

    def monotonic(self) -> float:
        """Seconds since some moment."""


class Clock(MonotonicClock, Protocol):
    """Also the clock on the wall, and a way to wait."""

    def now(self) -> datetime:
        """The time, with its zone."""

    def wait(self, seconds: float) -> None:
        """Come back after that time, or earlier."""


class SystemClock:
    """The clocks of this machine. Waiting ends at once, and for good, when ``wake`` is called."""

    def __init__(self) -> None:
        self._woken = Event()

    @property
    def is_woken(self) -> bool:
        """Whether ``wake`` was called."""
        return self._woken.is_set()

    def now(self) -> datetime:
        """The time in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since some moment."""
        return time.monotonic()

    def wait(self, seconds: float) -> None:
        """Come back after that time, or when ``wake`` is called; once it was, a plain pause."""
        if self.is_woken:
            time.sleep(seconds)
        else:
            self._woken.wait(seconds)

    def wake(self) -> None:
        """End all waiting."""
        self._woken.set()
