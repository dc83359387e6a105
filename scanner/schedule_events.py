"""What a scheduler tells: to the log, to alerts, to whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from scanner.schedule_clock import Clock
from scanner.schedule_store import Fire

# fmt: off
Happening = Literal[
    "leading", "standby", "other-plan", "trouble", "works-again", "clock-back",
    "started", "ended", "failed", "resumed", "missed", "made-up", "skipped", "stopped",
]
# fmt: on


@dataclass(frozen=True, slots=True)
class ScheduleEvent:
    """Something that happened at ``at``. ``slot`` is the time by the schedule; ``times`` how many of its times were
    missed; ``detail`` a code or, for ``trouble``, a sentence without hosts and values."""

    happening: Happening
    at: datetime
    schedule: str = ""
    slot: datetime | None = None
    times: int = 0
    exit_code: int | None = None
    detail: str = ""


class Announcer:
    """Says what happens, with the time."""

    def __init__(self, clock: Clock, tell: Callable[[ScheduleEvent], None]) -> None:
        self._clock, self._tell = clock, tell
        self._trouble = ""

    def say(
        self,
        happening: Happening,
        schedule: str = "",
        slot: datetime | None = None,
        *,
        times: int = 0,
        exit_code: int | None = None,
        detail: str = "",
    ) -> None:
        """Say something of a schedule, or of all."""
        self._tell(ScheduleEvent(happening, self._clock.now(), schedule, slot, times, exit_code, detail))

    def say_of(self, happening: Happening, fire: Fire, *, exit_code: int | None = None, detail: str = "") -> None:
        """Say something of a run."""
        self.say(happening, fire.schedule, fire.slot, exit_code=exit_code, detail=detail)

    def note_trouble(self, trouble: str) -> None:
        """Say that the database cannot be used, once, and when it can again."""
        if trouble and not self._trouble:
            self.say("trouble", detail=trouble)
        elif self._trouble and not trouble:
            self.say("works-again")
        self._trouble = trouble
