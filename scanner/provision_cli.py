"""The command ``daicho provision-record``: its flags. What it does is in ``scanner.provision_command``."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from scanner.options import config_option, lang_option, output_option, policy_option


@click.command(
    "provision-record",
    epilog="""\b
Exit codes: 0 written, 2 usage, 3 written, but something of the sources could
not be read, 4 internal error.
""",
)
@click.option("--run", type=click.Path(path_type=Path), help="A stored run (-o json) instead of a scan now.")
@click.option(
    "--provided",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day of provision (2026-04-01), the same for all rows; counts how long to keep the record.",
)
@click.option("--received", is_flag=True, help="With csv: the empty form for what is received instead.")
@output_option("csv, html or xlsx", "csv")
@config_option
@policy_option()
@lang_option("Language of the table.")
def provision_record(**options: Any) -> None:
    """The record of provision to third parties as a table to complete (APPI 29, Rules 19 to 21): a row for each source
    and recipient, with what a scan and the registers know; and an empty form for what is received (APPI 30).

    \b
    daicho provision-record --run run.json -o xlsx:record.xlsx --lang ja
    """
    sys.exit(import_module("scanner.provision_command").make_provision_record(**options))
