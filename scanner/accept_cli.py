"""``daicho accept``: its arguments and flags. What it does is in ``scanner.accept_command``."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from reports.acceptance import ACCEPTANCE_KINDS


@click.command(
    epilog="""\b
Exit codes: 0 done, 1 (--check) an exception has expired, 2 usage or a file
that cannot be used (nothing is written then), 4 internal error.
"""
)
@click.argument("fingerprints", nargs=-1, metavar="[FINGERPRINT]...")
@click.option("--reason", default="", help="Why it may stay, without values of the data.")
@click.option("--owner", default="", metavar="MAIL", help="Who answers for it.")
@click.option("--expires", default="", metavar="DATE", help="Its last day: 2027-01-20, or 90d for days from today.")
@click.option(
    "--kind",
    type=click.Choice(ACCEPTANCE_KINDS),
    default="fix-pending",
    show_default=True,
    help="Why: no such data (365 days at most), a risk somebody answers for, or a fix on its way (180 days).",
)
@click.option("--approved-by", default="", metavar="MAIL", help="Who approved it; for accepted-risk, not the owner.")
@click.option("--ticket", default="", help="A reference to somewhere else.")
@click.option(
    "--run", metavar="RUN|last", help="The stored run that holds the findings.  [default: the last one of the history]"
)
@click.option("--source", "sources", multiple=True, metavar="ID", help="All findings of this source (repeat).")
@click.option(
    "--category", "categories", multiple=True, metavar="CATEGORY", help="All findings of this kind of data (repeat)."
)
@click.option("--review", is_flag=True, help="Go through the findings one by one; needs a terminal.")
@click.option("--again", is_flag=True, help="With --review: also findings that were answered with no before.")
@click.option("--list", "list_all", is_flag=True, help="Show the exceptions, the earliest last day first.")
@click.option("--expiring", metavar="DAYS", help="Show those whose last day is within DAYS (30d), or over.")
@click.option("--check", is_flag=True, help="Check the file and the last days; for pre-commit and CI.")
@click.option("--format", type=click.Choice(["text", "json"]), default="text", help="Form of --list and --expiring.")
@click.option(
    "-c",
    "--config",
    type=click.Path(path_type=Path),
    help="Configuration file instead of the nearest daicho.toml.",
)
@click.option("--lang", type=click.Choice(["ja", "en"]), help="Language.")
def accept(**options: Any) -> None:
    """Except findings until a day: they are still shown, and do not fail a run. Adds to daicho-accepted.toml beside the
    configuration.

    \b
    daicho accept v1:51d07be0c2f19a83 --run run.json --expires 2027-01-20 \\
        --reason "deleted by job cleanup-campaign" --owner tanaka@example.jp
    daicho accept --review --run run.json --owner tanaka@example.jp
    """
    sys.exit(import_module("scanner.accept_command").accept_findings(**options))
