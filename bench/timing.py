"""Runs commands and says what they took: wall time, processor time, memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]

_MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024
_SHOWN_ERROR = 2000


class BenchmarkError(Exception):
    """A command that was to be measured failed, or did not do what it was to do."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What one run took. ``wall`` and ``cpu`` are in seconds; ``cpu`` counts user and system time of all threads
    and of child processes that have ended. ``peak`` is the largest resident set of one process, in bytes."""

    wall: float
    cpu: float
    peak: int


Run = Callable[[], Usage]


def run_command(words: Sequence[str], folder: Path) -> Usage:
    """Run a command in a folder, its output thrown away. BenchmarkError if it fails.

    The peak of a process that has just begun is that of the one which began it, so what calls this must itself
    be small: nothing heavy is imported here.
    """
    with tempfile.TemporaryFile() as errors:
        begun = time.perf_counter()
        process = subprocess.Popen(
            words, cwd=folder, env=_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            said = errors.read().decode("utf-8", "replace")[-_SHOWN_ERROR:]
            raise BenchmarkError(f"{' '.join(words)}: exit {process.returncode}\n{said}")
    return Usage(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * _MAXRSS_UNIT)


def _environment() -> Mapping[str, str]:
    """This process's, without settings that change what is measured."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DAICHO_", "PYTHON"))}
    return {**kept, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(REPOSITORY)}


def alternate(runs: Mapping[str, Run], *, rounds: int, patience: float) -> dict[str, list[Usage]]:
    """Every run once in each round, so that a change in the machine's mood meets all of them.

    No round begins after ``patience`` seconds, but the first always does.
    """
    taken: dict[str, list[Usage]] = {name: [] for name in runs}
    begun = time.perf_counter()
    for number in range(rounds):
        if number and time.perf_counter() - begun > patience:
            break
        for name, run in runs.items():
            taken[name].append(run())
    return taken
