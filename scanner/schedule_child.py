"""Runs one command for as long as the process that asked for it lives: ``python -m scanner.schedule_child COMMAND...``

A scheduler that is killed cannot end its scan, and a scan that goes on unseen would run beside the one that takes its
place. So this small process stands between: its standard input is a pipe that closes when the scheduler is gone, in
whatever way. It ends with the exit code of the command, or 128 and the signal by which that ended.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Sequence

GRACE_SECONDS = 5.0
"""How long a command may take to end after SIGTERM, before SIGKILL."""


def run_command(words: Sequence[str]) -> int:
    """Run a command until it ends, the pipe on standard input closes, or SIGTERM arrives."""
    wake, waker = os.pipe()
    os.set_blocking(waker, False)
    asked: list[int] = []
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGTERM, lambda number, _: asked.append(number))
    # Ctrl-C in a terminal is the scheduler's to handle.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    process = subprocess.Popen(words, stdin=subprocess.DEVNULL)
    while process.poll() is None and not asked:
        ready, _, _ = select.select([0, wake], [], [])
        if wake in ready:
            os.read(wake, 512)
        if 0 in ready and not os.read(0, 512):
            break
    return _end(process)


def _end(process: subprocess.Popen[bytes]) -> int:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
    code = process.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(run_command(sys.argv[1:]))
