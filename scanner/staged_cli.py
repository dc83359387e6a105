"""``daicho hook``: what runs before a commit. What the commands do is in ``scanner.staged_command``."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from scanner.options import config_option, lang_option, policy_option


@click.group(
    epilog="""\b
Exit codes: 0 nothing to settle, 1 something to settle, 2 usage or configuration,
3 something could not be read, 4 internal error.
"""
)
def hook() -> None:
    """For pre-commit: look at files that are about to be committed, and at the configuration."""


@hook.command("files")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@config_option
@policy_option()
@click.option(
    "--fail-on",
    type=click.Choice(["critical", "high", "medium", "low"]),
    help="Lowest severity that stops the commit.  [default: from the configuration, else medium]",
)
@lang_option()
def hook_files(**options: Any) -> None:
    """Look for personal information in FILEs: fixtures, CSV, dumps, logs. One line for each finding, no values."""
    sys.exit(import_module("scanner.staged_command").look_at_files(**options))


@hook.command("config")
@config_option
@lang_option()
def hook_config(**options: Any) -> None:
    """Check the configuration, the policy that it names, and the exceptions and their last days. Opens no source."""
    sys.exit(import_module("scanner.staged_command").look_at_config(**options))
