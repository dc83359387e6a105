"""Tries expressions of a configuration on bait, in a process of its own, so that none can make a scan stand still.

Run as a script it needs nothing but the standard library: a JSON list of expressions comes in on standard input, and
for each a line goes out: the microseconds of processor time for one character of the worst bait, or ``slow``.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

MOST_MICROSECONDS = 20.0
"""Processor time for one character of bait, from which an expression is refused: 10 MB would take minutes."""

_BAIT = 1024
_PER_BAIT = 1.0
_PER_PATTERN = 20.0
_UNITS = ("a", "A", "1", " ", "-", ".", "あ", "田", "a1", "a ", "1-", "a.", "a@", "=;", "\t", "aA1_", "ア1", "(", "\\")
_ENDS = ("", "\x00", "!")


def time_patterns(patterns: Sequence[str]) -> list[float]:
    """Microseconds for one character of the worst bait, for each expression; infinite where it did not come to an
    end in a second."""
    if not patterns:
        return []
    command = [sys.executable, "-I", "-S", str(Path(__file__))]
    try:
        done = subprocess.run(
            command,
            input=json.dumps(list(patterns)),
            capture_output=True,
            text=True,
            timeout=_PER_PATTERN * len(patterns),
            check=False,
        )
        told = done.stdout
    except subprocess.TimeoutExpired as error:
        told = error.stdout.decode() if isinstance(error.stdout, bytes) else ""
    times = [float("inf") if line == "slow" else float(line) for line in told.split()]
    return (times + [float("inf")] * len(patterns))[: len(patterns)]


def make_bait(pattern: re.Pattern[str]) -> Iterator[str]:
    """Texts that make a careless expression try everything: a unit many times, after what the expression begins with,
    and an end that does not fit. The units are what its own repetitions repeat, and what runs long in real data."""
    starts, units = [""], list(_UNITS)
    try:
        tree = import_module("re._parser").parse(pattern.pattern, pattern.flags)
        _collect(tree, "", starts, units)
    except (ImportError, AttributeError, re.error):
        pass
    for start in dict.fromkeys(starts[:20]):
        for unit in dict.fromkeys(units[:80]):
            body = (unit * (_BAIT // max(1, len(unit)) + 1))[:_BAIT]
            for end in _ENDS:
                yield start + body + end


def _collect(tree: Any, before: str, starts: list[str], units: list[str]) -> str:
    """An example of a text that the sequence matches; on the way, what is repeated and what stands before it."""
    text = ""
    for operator, value in tree:
        name = str(operator)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            starts.append(before + text)
            body = _collect(value[2], before + text, starts, units)
            if body and value[1] > 1:
                units.append(body)
            text += body * max(1, min(value[0], 20))
        elif name == "SUBPATTERN":
            text += _collect(value[3], before + text, starts, units)
        elif name == "BRANCH":
            bodies = [_collect(branch, before + text, starts, units) for branch in value[1]]
            units += [body for body in bodies if body]
            text += bodies[0]
        elif name in ("ASSERT", "ASSERT_NOT"):
            _collect(value[1], before + text, starts, units)
        elif name == "ATOMIC_GROUP":
            text += _collect(value, before + text, starts, units)
        else:
            char = _sample(name, value)
            units.append(char or " ")
            text += char
    return text


def _sample(name: str, value: Any) -> str:
    """A character that one step of an expression matches."""
    if name == "LITERAL":
        return chr(value)
    if name in ("ANY", "NOT_LITERAL"):
        return "b"
    if name != "IN":
        return ""
    kind, first = str(value[0][0]), value[0][1]
    if kind == "LITERAL":
        return chr(first)
    if kind == "RANGE":
        return chr(first[0])
    if kind == "CATEGORY":
        return {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " "}.get(str(first), "a")
    return "b"


class _TooSlowError(Exception):
    """The time for one bait is over."""


def _stop(*_: object) -> None:
    raise _TooSlowError


def measure(pattern: re.Pattern[str]) -> float:
    """Microseconds for one character of the worst bait; infinite where a second was not enough for one."""
    worst = 0.0
    timed = hasattr(signal, "setitimer")
    if timed:
        signal.signal(signal.SIGVTALRM, _stop)
    for bait in make_bait(pattern):
        best = float("inf")
        for _ in range(2):  # a hiccup of the machine is no fault of the expression
            begin = time.process_time()
            try:
                if timed:
                    signal.setitimer(signal.ITIMER_VIRTUAL, _PER_BAIT)
                for _match in pattern.finditer(bait):
                    pass
            except (_TooSlowError, RecursionError, MemoryError):
                return float("inf")
            finally:
                if timed:
                    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            best = min(best, (time.process_time() - begin) * 1e6 / len(bait))
            if best < MOST_MICROSECONDS:
                break
        worst = max(worst, best)
        if worst > MOST_MICROSECONDS:
            break
    return worst


def main() -> None:
    """Read expressions, write how slow each is."""
    for text in json.loads(sys.stdin.read()):
        worst = measure(re.compile(text))
        sys.stdout.write(("slow" if worst == float("inf") else f"{worst:.3f}") + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
