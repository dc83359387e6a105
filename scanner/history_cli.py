"""The commands ``daicho runs``, ``daicho diff`` and ``daicho history``: arguments and flags. What they do is in
``scanner.history_command``."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from scanner.options import config_option, lang_option

_HISTORY = click.option("--history", metavar="PATH|URL", help="The history instead of the one of the configuration.")


@click.command(
    epilog="""\b
Exit codes: 0 shown, 2 usage, or no runs are stored, 3 the history cannot be
used now, 4 internal error.
"""
)
@click.option("-n", "--limit", type=click.IntRange(1), default=20, show_default=True, help="So many of the last runs.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@_HISTORY
@config_option
@lang_option()
def runs(**options: Any) -> None:
    """The stored runs, newest first: when, how they ended, what they found, how much they covered."""
    sys.exit(import_module("scanner.history_command").show_runs(**options))


@click.command(
    epilog="""\b
Exit codes: 0 nothing new at or above --fail-on, 1 something new or reopened is,
2 usage, 3 the history cannot be used now, 4 internal error.
"""
)
@click.argument("earlier", required=False, metavar="[A]")
@click.argument("later", required=False, metavar="[B]")
@click.option(
    "--fail-on",
    type=click.Choice(["critical", "high", "medium", "low", "none"]),
    help="Lowest severity of a new or reopened finding that exits 1.  [default: from the configuration, or high]",
)
@click.option("--format", type=click.Choice(["text", "json"]), default="text", help="Form of the output.")
@_HISTORY
@config_option
@lang_option()
def diff(**options: Any) -> None:
    """What changed from run A to run B: new, reopened, fixed, of another severity, not looked at. A run is an id of
    daicho runs, last, or a file (-o json). Without B: from A to the last one; without both: between the last two.

    \b
    daicho diff
    daicho diff 20261101-030000-1f2e last
    daicho diff main.json run.json
    """
    sys.exit(import_module("scanner.history_command").show_diff(**options))


@click.group()
def history() -> None:
    """Look after the history of runs."""


@history.command("prune")
@click.option("--dry-run", is_flag=True, help="Only say what would be forgotten.")
@_HISTORY
@config_option
@lang_option()
def prune(**options: Any) -> None:
    """Forget what is older than keep_detail and keep_runs of [history] say, and overwrite it. Each scan does it too."""
    sys.exit(import_module("scanner.history_command").prune_history(**options))


@history.command("check")
@_HISTORY
@config_option
@lang_option()
def check(**options: Any) -> None:
    """Whether the history is whole: the file, its references, the documents of its runs. Exits 3 where it is not."""
    sys.exit(import_module("scanner.history_command").check_history(**options))
