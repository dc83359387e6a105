"""What a measurement brings: two things measured side by side, and what their ratio should be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, Literal

from bench.timing import Usage

Figure = Literal["cpu", "wall", "peak"]
Goal = Literal["times faster", "seconds", "megabytes"]

_LEAST = 1e-4  # seconds: below this a processor time is only the grain of the clock


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be reached: at least ``limit`` times faster by processor time, at most so many seconds of
    wall time, or at most so many megabytes at the peak."""

    goal: Goal
    limit: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Daicho beside a yardstick.

    ``amount`` and ``yardstick_amount`` are what each worked through in one run, in ``unit`` (``MB`` of 10^6 bytes,
    ``cells``, or ``runs`` where only the time counts). Runs at the same place of the two tuples were made one after
    the other.
    """

    name: str
    what: str
    yardstick: str
    unit: Literal["MB", "cells", "runs"]
    amount: float
    yardstick_amount: float
    daicho_runs: tuple[Usage, ...]
    yardstick_runs: tuple[Usage, ...]
    target: Target | None = None
    compares_memory: bool = False

    def daicho(self, figure: Figure) -> float:
        """The median of Daicho's runs, in seconds or bytes."""
        return median(_read(run, figure) for run in self.daicho_runs)

    def yardstick_median(self, figure: Figure) -> float:
        """The median of the yardstick's runs, in seconds or bytes."""
        return median(_read(run, figure) for run in self.yardstick_runs)

    def ratio(self, figure: Figure) -> float:
        """The median over the pairs: how many times as fast Daicho is; for the peak, how many times as large."""
        per_pair: Callable[[Usage, Usage], float] = self._growth if figure == "peak" else self._speedup(figure)
        return median(per_pair(*pair) for pair in zip(self.daicho_runs, self.yardstick_runs, strict=True))

    def _growth(self, daicho: Usage, yardstick: Usage) -> float:
        return daicho.peak / yardstick.peak

    def _speedup(self, figure: Figure) -> Callable[[Usage, Usage], float]:
        share = self.amount / self.yardstick_amount
        return lambda daicho, yardstick: share * _read(yardstick, figure) / _read(daicho, figure)

    def is_met(self) -> bool | None:
        """Whether the target is reached; None without one."""
        if self.target is None:
            return None
        match self.target.goal:
            case "times faster":
                return self.ratio("cpu") >= self.target.limit
            case "seconds":
                return self.daicho("wall") <= self.target.limit
            case _:
                return max(run.peak for run in self.daicho_runs) <= self.target.limit * 1e6

    def as_record(self) -> dict[str, Any]:
        """For the file of results: everything that was measured, and what follows from it."""
        figures: tuple[Figure, ...] = ("peak",) if self.compares_memory else ("cpu", "wall")
        return {**asdict(self), "ratios": {figure: self.ratio(figure) for figure in figures}, "met": self.is_met()}


def _read(run: Usage, figure: Figure) -> float:
    match figure:
        case "cpu":
            return max(run.cpu, _LEAST)
        case "wall":
            return max(run.wall, _LEAST)
        case _:
            return float(run.peak)
