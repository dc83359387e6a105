"""The command ``daicho ledger``: its arguments and flags. What it does is in ``scanner.ledger_command``."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from scanner.options import config_option, lang_option, policy_option


@click.command(
    epilog="""\b
Exit codes: 0 written, 2 usage, a run or a ledger that cannot be used (nothing
is written then), 4 internal error.
"""
)
@click.argument("run", required=False, type=click.Path(path_type=Path), metavar="[RUN]")
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FMT[:PATH]",
    help="xlsx, csv, html or fides; repeat. A ledger that is at PATH is kept up: what people wrote stays.",
)
@click.option(
    "--kind",
    type=click.Choice(["appi", "gdpr30", "both"]),
    help="The register of personal data, the records of GDPR Art. 30, or both.  [default: both; appi for csv]",
)
@click.option(
    "--keep",
    type=click.Path(path_type=Path),
    metavar="EXISTING",
    help="Take what people wrote from this ledger (xlsx or csv) instead of the one at PATH.",
)
@config_option
@policy_option("The policy of the run, where the configured one is not.")
@lang_option()
def ledger(**options: Any) -> None:
    """Write the register of personal data (個人データ管理台帳), the records of GDPR Art. 30, or Fides resources from a
    stored RUN. What a scan knows is filled in; the rest is marked for a person.

    \b
    daicho scan -o json:run.json
    daicho ledger run.json -o xlsx:ledger.xlsx
    daicho ledger run.json -o html:ledger.html --keep ledger.xlsx
    daicho ledger run.json -o fides:fides.yml
    """
    sys.exit(import_module("scanner.ledger_command").write_ledgers(**options))
