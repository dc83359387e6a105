"""The commands below ``daicho subject``: their arguments and flags. What they do is in ``scanner.subject_command``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from scanner.options import config_option, lang_option, output_option, policy_option, source_option

_KEYS = {
    "email": "E-mail address of the person.",
    "phone": "Telephone number.",
    "id": "Customer, member or employee number.",
    "name": "Name, with a space between its parts.",
    "kana": "Name in kana.",
    "birth_date": "Date of birth; makes a name more certain.",
    "address": "Postal address; makes a name more certain.",
}
_EXIT_CODES = """\b
Exit codes:
  0  not found, and everything was read
  1  found (also when something could not be read)
  2  usage: a wrong flag, a key that cannot be one
  3  not found in what was read, but not everything was
  4  internal error
"""


@click.group()
def subject() -> None:
    """Answer requests of one person: find where their data is, and keep a record of every lookup."""


def _key_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The flags that take a value of the person: asked for where none is given, - reads a line of standard input."""
    for name, text in reversed(_KEYS.items()):
        option = click.option(
            f"--{name.replace('_', '-')}",
            name,
            multiple=True,
            is_flag=False,
            flag_value="?",
            metavar="[-]",
            allow_from_autoenv=False,
            help=f"{text} Asked for; - reads a line of standard input. Repeat.",
        )
        command = option(command)
    return command


@subject.command("find", epilog=_EXIT_CODES)
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@_key_options
@click.option("--from", "from_file", metavar="FILE", help="Read the keys from a file (- for standard input).")
@source_option
@config_option
@policy_option()
@output_option("table, json, md, html or csv", "table")
@click.option("--erase-plan", is_flag=True, help="Add the steps by which the data would be erased; nothing is done.")
@click.option("--run", type=click.Path(path_type=Path), help="A JSON report: take the kinds of data held from it.")
@click.option("--indexed-only", is_flag=True, help="Look only where the index of earlier scans points to; says so.")
@click.option("--no-follow", is_flag=True, help="Do not look for the numbers that stand in the person's rows.")
@click.option("--reference", default="", metavar="TICKET", help="Number of the request, for the sheet and the log.")
@click.option("--log", type=click.Path(path_type=Path), help="Log instead of .daicho/subject-requests.jsonl.")
@lang_option()
@click.option("--no-progress", is_flag=True, help="No progress line.")
@click.option("-q", "--quiet", is_flag=True, help="Nothing on standard error but errors.")
@click.pass_context
def find(context: click.Context, /, **options: Any) -> None:
    """Find every place that holds one person: live, read-only, in all sources of daicho.toml or in TARGETs.

    \b
    daicho subject find --email --name --reference R-2026-014
    daicho subject find --from keys.txt -o html:sheet.html --erase-plan
    Keys are kept nowhere and shown nowhere. A file of keys has lines such as
    email: name@example.jp; JSON and TOML are read as well.
    """
    keys = {name.replace("_", "-"): options.pop(name) for name in _KEYS}
    given = [name for name in _KEYS if context.get_parameter_source(name) == ParameterSource.COMMANDLINE]
    literal = any(value not in ("?", "-") for name in given for value in keys[name.replace("_", "-")])
    sys.exit(import_module("scanner.subject_command").find(keys=keys, literal=literal, **options))


@subject.command("log")
@click.option("--check", is_flag=True, help="Only see whether a line was changed or removed.")
@click.option("-c", "--config", type=click.Path(path_type=Path), help="Configuration file whose log it is.")
@click.option("--log", type=click.Path(path_type=Path), help="Another log.")
@click.option("--format", type=click.Choice(["text", "json"]), default="text", help="Form of the output.")
@lang_option()
def show_log(**options: Any) -> None:
    """Print the record of lookups: when, who, by which kinds of keys, with what result; never for whom.

    \b
    daicho subject log --check
    Exit codes: 0 unbroken, 1 a line was changed or removed, 2 usage.
    """
    sys.exit(import_module("scanner.subject_command").show_log(**options))
