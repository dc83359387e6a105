"""The scheduler: looks at the clock every few seconds, and has scans run when their time has come.

It trusts neither the clock nor itself to go on: what is due follows from what the database says is accounted for, so
that hours of sleep, a clock that jumps and a process that is killed all come to the same few cases.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from scanner.config_schedule import Schedule
from scanner.history_engine import HistoryError
from scanner.schedule_clock import Clock
from scanner.schedule_cron import fires_after, next_fire
from scanner.schedule_events import Announcer
from scanner.schedule_lease import Lease, LeaseLostError
from scanner.schedule_runs import Runs
from scanner.schedule_store import Fire, FireStore

PUNCTUAL = timedelta(seconds=60)
"""A run that begins later after its time was missed: longer than a lease takes to change hands."""
_CLOCK_BACK = timedelta(seconds=90)
"""So far the clock may be set back without a word."""
_LOOK_SECONDS = 5.0
"""How often to look at the clock at least, so that a jump shows."""
_TOUCH_SECONDS = 15.0
_KEEP = timedelta(days=400)


class Scheduler:
    """Runs the schedules of one project while it holds their lease, and waits for it while it does not."""

    def __init__(
        self,
        schedules: Sequence[Schedule],
        store: FireStore,
        lease: Lease,
        clock: Clock,
        runs: Runs,
        announcer: Announcer,
    ) -> None:
        self._schedules = {one.name: one for one in schedules}
        self._store, self._lease, self._clock = store, lease, clock
        self._runs, self._announcer = runs, announcer
        self._led: bool | None = None
        self._other_plan = False
        self._touched = float("-inf")
        self._pruned: datetime | None = None

    def step(self) -> float:
        """Do all that is due now; the seconds after which to look again at the latest."""
        standing = self._lease.hold()
        trouble = self._lease.trouble
        try:
            if standing == "standby":
                self._stand_by()
            else:
                self._runs.reap(self._clock.now())
            if standing == "leading" and not self._runs.is_letting_go:
                self._lead()
        except LeaseLostError:
            self._stand_by()
        except HistoryError as error:
            trouble = str(error)
        self._announcer.note_trouble(trouble)
        return self._pause()

    def finish(self) -> None:
        """Stop cleanly: end what runs, leave it to be begun again, and let the lease go."""
        self._runs.finish(self._clock)
        try:
            self._lease.release()
        except HistoryError as error:
            # It runs out by itself, and what ran is found and resumed.
            self._announcer.note_trouble(str(error))

    def _stand_by(self) -> None:
        if self._lease.other_plan and not self._other_plan:
            self._announcer.say("other-plan")
        self._other_plan = self._lease.other_plan
        if self._led is not False:
            self._announcer.say("standby")
        self._led = False
        self._runs.abandon()

    def _lead(self) -> None:
        now = self._clock.now()
        if not self._led:
            self._announcer.say("leading")
            self._store.keep_marks([*self._schedules.values()], self._lease, now)
            self._led = True
            self._touched = float("-inf")
        if self._clock.monotonic() - self._touched >= _TOUCH_SECONDS:
            self._touched = self._clock.monotonic()
            self._runs.touch(now)
            self._take_over(now)
        marks = self._store.marks()
        for schedule in self._schedules.values():
            self._account(schedule, marks.get(schedule.name, now), now)
        for fire in self._store.open_fires():
            if fire.state == "queued":
                self._begin(fire, now)
        self._runs.close_windows(now)
        if self._pruned is None or abs(now - self._pruned) > timedelta(days=1):
            self._pruned = now
            self._store.prune(now - _KEEP)

    def _take_over(self, now: datetime) -> None:
        """Settle runs of a process that is gone. A run that was lost begins once more, and not again after that."""
        for fire in self._store.open_fires():
            if fire.state != "running" or fire in self._runs or (fire.kind == "manual" and fire.is_alive(now)):
                continue
            schedule = self._schedules.get(fire.schedule)
            code = self._runs.find_outcome(fire)
            if code is not None:
                self._store.end(fire, "done", "recorded", code, now)
                self._announcer.say_of("ended", fire, exit_code=code, detail="recorded")
            elif schedule is None or fire.kind == "manual" or fire.resumed or now - fire.begins > schedule.grace:
                self._store.end(fire, "failed", "lost", None, now)
                self._announcer.say_of("failed", fire, detail="lost")
            elif self._store.requeue(fire, "resumed", fire.resumed + 1, now):
                self._announcer.say_of("resumed", fire)

    def _account(self, schedule: Schedule, handled: datetime, now: datetime) -> None:
        """Write what becomes of the times of a schedule that have come since it was looked at."""
        if handled > now + _CLOCK_BACK:
            # The times until then come again; those that ran have their row, and run no more.
            self._store.set_mark(schedule.name, now, self._lease)
            self._announcer.say("clock-back", schedule.name)
            return
        first = slot = now
        times = 0
        for one in fires_after(schedule.cron, schedule.zone, handled):
            if one > now:
                break
            first, slot, times = first if times else one, one, times + 1
        if times:
            self._add(schedule, first, slot, times, now)

    def _add(self, schedule: Schedule, first: datetime, slot: datetime, times: int, now: datetime) -> None:
        late = now - slot > PUNCTUAL
        made_up = not late or (schedule.missed == "run-once" and now - slot <= schedule.grace)
        reason = self._find_obstacle(schedule, now) if made_up else "late"
        state = "missed" if not made_up else "skipped" if reason else "queued"
        added = self._store.add(
            self._lease,
            schedule.name,
            slot,
            first=first,
            times=times,
            begins=(now if late else slot) + find_delay(schedule, slot),
            kind="late" if late else "planned",
            state=state,
            reason=reason,
            finished=None if state == "queued" else now,
        )
        missed = times if late else times - 1
        if added and missed:
            self._announcer.say("made-up" if made_up else "missed", schedule.name, first, times=missed)
        if added and state == "skipped":
            self._announcer.say("skipped", schedule.name, slot, detail=reason)

    def _find_obstacle(self, schedule: Schedule, now: datetime) -> str:
        """Why a run is left out: the one before still goes on, or one waits already."""
        mine = [fire for fire in self._store.open_fires() if fire.schedule == schedule.name]
        mine = [fire for fire in mine if fire.kind != "manual" or fire.is_alive(now)]
        if any(fire.state == "queued" for fire in mine):
            return "one-waits"
        return "overlap" if mine and schedule.overlap == "skip" else ""

    def _begin(self, fire: Fire, now: datetime) -> None:
        schedule = self._schedules.get(fire.schedule)
        if schedule is None or fire.begins > now:
            return
        if schedule.window and not schedule.window.holds(now.astimezone(schedule.zone)):
            return
        running = (one for one in self._store.open_fires() if one.schedule == fire.schedule and one.state == "running")
        if not any(one.is_alive(now) or one in self._runs for one in running):
            self._runs.start(fire, schedule, self._lease, now)

    def _pause(self) -> float:
        look = min(_LOOK_SECONDS, self._lease.seconds / 6)
        if not self._led or not self._schedules:
            return look
        now = self._clock.now()
        soonest = min(next_fire(one.cron, one.zone, now) for one in self._schedules.values())
        return max(0.05, min((soonest - now).total_seconds(), 1.0 if self._runs else look, look))


def find_delay(schedule: Schedule, slot: datetime) -> timedelta:
    """How much later than its time a run begins: up to the jitter, the same whoever works it out."""
    whole = int(schedule.jitter.total_seconds())
    digest = hashlib.sha256(f"{schedule.name} {slot.timestamp():.0f}".encode()).digest()
    return timedelta(seconds=int.from_bytes(digest[:8], "big") % (whole + 1))
