"""Writes sheets that people complete where they were asked for: ``-o FMT[:PATH]``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import click

from scanner.output import Output, OutputError, check_apart, check_writable, write_whole

Writers = Mapping[str, Callable[[], str | bytes]]
"""Format -> what makes the file."""


def parse_sheet_outputs(texts: Sequence[str], formats: Sequence[str]) -> tuple[Output, ...]:
    """Read ``FMT[:PATH]`` words; the first format to standard output where there is none. XLSX needs a PATH."""
    outputs = []
    for text in texts or formats[:1]:
        name, _, path = text.partition(":")
        if name not in formats:
            raise OutputError(f"unknown output format {name!r}; known: {', '.join(formats)}")
        if not path and name == "xlsx":
            raise OutputError("xlsx is no text for a terminal; write xlsx:PATH")
        outputs.append(Output(name, Path(path) if path and path != "-" else None))
    check_apart(outputs)
    for output in outputs:
        if output.path is not None:
            check_writable(output.path)
    return tuple(outputs)


def write_sheets(outputs: Sequence[Output], writers: Writers) -> None:
    """Make each output and write it, whole or not at all; files are for the owner only."""
    made = [(output, writers[output.format]()) for output in outputs]
    for output, content in made:
        if output.path is not None:
            write_whole(output.path, [content])
            click.echo(f"wrote {output.path}", err=True)
        elif isinstance(content, str):
            sys.stdout.write(content)
            sys.stdout.flush()
