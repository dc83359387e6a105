"""``daicho init``: its flags. What it does is in ``scanner.init_command``."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from scanner.options import lang_option, policy_option


@click.command(
    epilog="""\b
Exit codes: 0 written, 2 usage, or there is a configuration already, 3 a place
could not be looked at and nothing was written, 4 internal error.
"""
)
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@click.option(
    "--force", is_flag=True, help="Write a new one where there is one; the former is kept as daicho.toml.bak."
)
@click.option("--no-input", is_flag=True, help="Never ask; passwords come from DAICHO_<ID>_PASSWORD.")
@policy_option("Policy file from which purposes are suggested.")
@lang_option("Language of the comments.")
def init(**options: Any) -> None:
    """Write daicho.toml for TARGETs (database URLs, files, folders): what is there by names alone, which of it likely
    is personal data, and which purposes are likely, as TODO. Without TARGETs, a template. Passwords are asked for and
    never written.

    \b
    daicho init postgresql://readonly@replica/app /var/log/nginx
    """
    sys.exit(import_module("scanner.init_command").init(**options))
