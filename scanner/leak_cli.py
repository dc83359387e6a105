"""The command ``daicho leak``: its arguments and flags. What it does is in ``scanner.leak_command``."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from scanner.options import config_option, lang_option, output_option, policy_option


@click.command(
    epilog="""\b
Exit codes: 0 written, 2 usage, 3 written, but something of the source could
not be read, 4 internal error.
"""
)
@click.argument("source", metavar="SOURCE")
@click.option("--run", type=click.Path(path_type=Path), help="A stored run (-o json) instead of a scan now.")
@click.option(
    "--discovered",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day on which the leak became known (2026-04-01); fills in the deadlines.",
)
@output_option("md, html, csv or xlsx", "md")
@config_option
@policy_option()
@lang_option("Language of the sheet.")
def leak(**options: Any) -> None:
    """The sheet for a leak of a SOURCE: the nine items of a report to the Personal Information Protection Commission
    (APPI Rule 8), with what a scan knows filled in, and the deadlines. It states facts, and no value of the data.

    \b
    daicho leak shop-db --run run.json --discovered 2026-04-01
    daicho leak shop-db -o xlsx:leak.xlsx --lang ja
    """
    sys.exit(import_module("scanner.leak_command").make_leak_sheet(**options))
