"""Environment variables behind flags: ``DAICHO_SCAN_LANG`` is ``--lang`` of one command, ``DAICHO_LANG`` of all."""

from __future__ import annotations

from collections.abc import Iterator

import click

PREFIX = "DAICHO"
SHARED: dict[str, tuple[str, ...]] = {
    "config": (),
    "policy": (),
    "lang": (),
    "color": (),
    "fail_on": ("scan", "diff"),
    "baseline": ("scan",),
    "sample": ("scan",),
    "min_severity": ("scan",),
}
"""Options that have a variable without the name of a command: all commands that have them, or only these, because
others mean something else by the word."""


def name_variables(group: click.Group) -> None:
    """Give the options of all commands their variables; that of the one command wins over that of all."""
    for path, command in walk_commands(group):
        for option in command.params:
            if isinstance(option, click.Option) and option.name in SHARED and option.allow_from_autoenv:
                only = SHARED[option.name]
                if not only or path in only:
                    option.envvar = [write_variable(path, option.name), write_variable("", option.name)]


def walk_commands(group: click.Group, above: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command with the words that call it."""
    for name, command in group.commands.items():
        path = f"{above} {name}".strip()
        yield path, command
        if isinstance(command, click.Group):
            yield from walk_commands(command, path)


def write_variable(command: str, option: str) -> str:
    """The name of the variable of an option."""
    return "_".join(part for part in (PREFIX, command, option) if part).upper().replace(" ", "_").replace("-", "_")
