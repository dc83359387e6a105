"""Starts the scan of a schedule as a process of its own, so that whatever becomes of it, the scheduler goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from scanner.config_schedule import Schedule
from scanner.schedule_store import Fire


@dataclass(frozen=True, slots=True)
class ScanProcess:
    """A scan that was started, behind the process that watches over it."""

    process: subprocess.Popen[bytes]

    def poll(self) -> int | None:
        """Its exit code; None while it goes on."""
        code = self.process.poll()
        if code is not None and code < 0:
            # The watching process itself was killed: what it watched must not go on alone.
            self.kill()
        return code

    def stop(self) -> None:
        """Ask it to end; after a few seconds it is made to."""
        if self.process.poll() is None:
            self.process.terminate()

    def kill(self) -> None:
        """End it and all that it has started, at once."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return


@dataclass(frozen=True, slots=True)
class ScanLauncher:
    """Starts ``daicho scan`` with a configuration."""

    config: Path

    def command(self, schedule: Schedule, fire: Fire | None) -> list[str]:
        """The whole command; the history is told which fire it runs for."""
        words = [sys.executable, "-m", "scanner.cli", *scan_words(schedule, str(self.config.absolute()))]
        return [*words, "--trigger", fire.trigger] if fire else words

    def launch(self, schedule: Schedule, fire: Fire) -> ScanProcess:
        """Start the scan; OSError where no process can be started."""
        words = [sys.executable, "-m", "scanner.schedule_child", *self.command(schedule, fire), "--no-progress", "-q"]
        process = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        return ScanProcess(process)


def scan_words(schedule: Schedule, config: str) -> list[str]:
    """The words, after ``daicho``, that scan what a schedule names."""
    sources = [word for one in schedule.sources for word in ("--source", one)]
    return ["scan", "--config", config, *sources, *(["--sample", schedule.sample] if schedule.sample else [])]
