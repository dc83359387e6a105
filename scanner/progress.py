"""Says on standard error how far a scan is: one live line on a terminal, a plain line every 30 seconds else."""

from __future__ import annotations

import sys
import time
from typing import TextIO

from scanner.engine import Progress

_HEARTBEAT_SECONDS = 30.0
_REFRESH_SECONDS = 0.2
_WIDTH = 100


class ProgressLine:
    """Callable that takes a :class:`Progress`; ``clear`` before anything else is printed."""

    def __init__(self, stream: TextIO | None = None, *, enabled: bool = True) -> None:
        self._stream = stream or sys.stderr
        self._live = enabled and self._stream.isatty()
        self._enabled = enabled
        self._started = self._last = time.monotonic()

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if not self._enabled or now - self._last < (_REFRESH_SECONDS if self._live else _HEARTBEAT_SECONDS):
            return
        self._last = now
        seconds = now - self._started
        line = (
            f"scanning {progress.source}/{progress.collection}: {progress.rows:,} rows, "
            f"{progress.bytes / 1e6:,.0f} MB, {progress.collections_done} collections done, {seconds:,.0f} s"
        )
        self._stream.write(f"\r\x1b[K{line[:_WIDTH]}" if self._live else line + "\n")
        self._stream.flush()

    def clear(self) -> None:
        """Take the live line away."""
        if self._live:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
