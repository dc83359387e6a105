"""``daicho report``: its argument and flags. What it does is in ``scanner.report_command``."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from scanner.options import config_option, lang_option, output_option, policy_option


@click.command(
    epilog="""\b
Exit codes: 0 written, 2 usage, or a run or policy that cannot be used,
4 internal error. What the run found does not change them.
"""
)
@click.argument("run", type=click.Path(path_type=Path), metavar="RUN")
@output_option("A format of daicho scan", "table")
@policy_option("The policy file of the run, where it is neither the configured nor the shipped one.")
@click.option("--remap", is_flag=True, help="Set the findings against another policy than that of the run.")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    help="An earlier JSON report: findings that are in it are called existing, the others new.",
)
@config_option
@click.option(
    "--min-severity",
    type=click.Choice(["critical", "high", "medium", "low"]),
    default="low",
    help="Hide less severe findings in the table.",
)
@lang_option("Language of reports.  [default: from the configuration or LANG]")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour in the table.")
@click.option("-q", "--quiet", is_flag=True, help="Nothing on standard error but errors.")
def report(**options: Any) -> None:
    """Render a stored RUN (written with -o json or -o jsonl) again, in any format, without scanning.

    \b
    daicho report run.json -o html:report.html
    daicho report run.json -o html:new.html --policy policy-2026.toml --remap
    """
    sys.exit(import_module("scanner.report_command").report_again(**options))
