"""Renders a report and writes it where it was asked for, whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from reports import jsonl
from reports.base import Report, Severity
from scanner.plugins import load_renderer
from scanner.positions import PositionSpool
from scanner.step_summary import add_step_summary, find_step_summary


class OutputError(Exception):
    """An output that cannot be written: where and why."""


@dataclass(frozen=True, slots=True)
class Output:
    """A format and where it goes; ``path`` None is standard output."""

    format: str
    path: Path | None


@dataclass(frozen=True, slots=True)
class Appearance:
    """How text looks: the language, and for the table colour, width, the lowest severity shown and
    whether existing findings are."""

    lang: str
    color: bool = False
    width: int = 100
    min_severity: Severity = "low"
    new_only: bool = False


def parse_outputs(texts: Iterable[str]) -> tuple[Output, ...]:
    """Read ``FMT[:PATH]`` words; at most one may go to standard output."""
    outputs = []
    for text in texts or ("table",):
        name, _, path = text.partition(":")
        check_ready(name)
        outputs.append(Output(name, Path(path) if path and path != "-" else None))
    if sys.stdout is None and any(output.path is None for output in outputs):
        raise OutputError("standard output is closed; write FMT:PATH")
    check_apart(outputs)
    for output in outputs:
        if output.path is not None:
            check_writable(output.path)
        elif output.format == "github" and (summary := find_step_summary()) is not None:
            check_writable(summary)
    return tuple(outputs)


def check_apart(outputs: Sequence[Output]) -> None:
    """Refuse outputs of which one would overwrite or interrupt another."""
    if sum(output.path is None for output in outputs) > 1:
        raise OutputError("only one output can go to standard output; write FMT:PATH for the others")
    paths = [output.path.resolve() for output in outputs if output.path is not None]
    if len(set(paths)) < len(paths):
        raise OutputError("two outputs go to the same file; give each its own PATH")


def check_ready(name: str) -> None:
    """Refuse before a long scan a format that lacks what it needs beside Daicho: a browser, a library."""
    renderer = load_renderer(name)
    check = getattr(sys.modules.get(renderer.__module__), "check_ready", None)
    if check is not None:
        check()


def check_writable(path: Path) -> None:
    """Refuse before a long scan what could not be written after it."""
    target = path.resolve()
    folder = target.parent
    if _is_special(target):
        if not os.access(target, os.W_OK):
            raise OutputError(f"{path}: cannot be written; choose another place")
        return
    if not folder.is_dir():
        raise OutputError(f"{path}: the folder {folder} does not exist; make it first")
    if target.is_dir() or not os.access(folder, os.W_OK):
        raise OutputError(f"{path}: cannot be written; choose another place")


def keep_inputs(outputs: Iterable[Output], inputs: Iterable[Path | str | None], base: Path = Path()) -> None:
    """Refuse to write over what a command reads: the configuration, the policy, the run, a scanned file. URLs and
    paths of sources are texts, and count from ``base``."""
    read = [base / one.removeprefix("sqlite:///") if isinstance(one, str) else one for one in inputs if one]
    for output in outputs:
        if output.path is not None and any(_is_same(output.path, one) for one in read):
            raise OutputError(f"{output.path}: is read by this command and would be lost; name another file")


def _is_same(path: Path, other: Path) -> bool:
    with suppress(OSError, ValueError):
        return path.is_file() and path.samefile(other)
    return False


def write_outputs(
    report: Report, outputs: Iterable[Output], look: Appearance, spool: PositionSpool | None = None
) -> None:
    """Render each output; files are replaced as a whole, with rights for the owner only."""
    for output in outputs:
        parts = render(report, output.format, look if output.path is None else _plain(look), spool)
        if output.path is None:
            _write_standard(parts)
            if output.format == "github":
                _summarise_step(report, look.lang)
        else:
            write_whole(output.path, parts)


def _summarise_step(report: Report, lang: str) -> None:
    try:
        add_step_summary(report, lang)
    except OSError as error:
        raise OutputError(f"GITHUB_STEP_SUMMARY: cannot be written ({error.strerror})") from None


def _write_standard(parts: Iterable[str | bytes]) -> None:
    try:
        for part in parts:
            if isinstance(part, str):
                sys.stdout.write(part)
            elif sys.stdout.isatty():
                raise OutputError("this format is not text; write FMT:PATH")
            else:
                sys.stdout.flush()
                sys.stdout.buffer.write(part)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"standard output cannot be written ({error.strerror})") from None


def _is_special(path: Path) -> bool:
    """A device, pipe or socket: written to as it is, never replaced."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _plain(look: Appearance) -> Appearance:
    return Appearance(look.lang, min_severity=look.min_severity, new_only=look.new_only)


def render(report: Report, name: str, look: Appearance, spool: PositionSpool | None = None) -> Iterator[str | bytes]:
    """The pieces of one rendered report."""
    if name == "jsonl" and spool is not None:
        yield from jsonl.render_lines(report, look.lang, spool.positions(report.entries))
        return
    renderer = load_renderer(name)
    if name == "table":
        how = {"width": look.width, "color": look.color, "min_severity": look.min_severity, "new_only": look.new_only}
        yield renderer(report, look.lang, **how)
    else:
        yield renderer(report, look.lang)


def _encode(parts: Iterable[str | bytes]) -> Iterator[bytes]:
    return (part.encode("utf-8") if isinstance(part, str) else part for part in parts)


def write_whole(path: Path, parts: Iterable[str | bytes]) -> None:
    """Write to a new file beside ``path`` and move it there, so that no half-written report is ever seen. A
    link is followed; a device or pipe is written to directly."""
    target = path.resolve()
    if _is_special(target):
        try:
            with target.open("wb") as stream:
                stream.writelines(_encode(parts))
        except OSError as error:
            raise OutputError(f"{path}: cannot be written ({error.strerror or type(error).__name__})") from None
        return
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror or type(error).__name__})") from None
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.writelines(_encode(parts))
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(name, target)
    except OSError as error:
        with suppress(OSError):
            os.unlink(name)
        raise OutputError(f"{path}: cannot be written ({error.strerror or type(error).__name__})") from None
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
