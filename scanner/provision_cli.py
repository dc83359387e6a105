"""The command ``daicho provision-record``: its flags. What it does is in ``scanner.provision_command``."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click


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
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FMT[:PATH]",
    help="csv, html or xlsx; repeat; one without PATH goes to standard output.  [default: csv]",
)
@click.option(
    "-c",
    "--config",
    type=click.Path(path_type=Path),
    help="Configuration file instead of the nearest daicho.toml.",
)
@click.option("--policy", type=click.Path(path_type=Path), help="Policy file instead of the configured one.")
@click.option("--lang", type=click.Choice(["ja", "en"]), help="Language of the table.")
def provision_record(**options: Any) -> None:
    """The record of provision to third parties as a table to complete (APPI 29, Rules 19 to 21): a row for each source
    and recipient, with what a scan and the registers know; and an empty form for what is received (APPI 30).

    \b
    daicho provision-record --run run.json -o xlsx:record.xlsx --lang ja
    """
    sys.exit(import_module("scanner.provision_command").make_provision_record(**options))
