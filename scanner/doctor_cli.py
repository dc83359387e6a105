"""``daicho doctor``: its flags. What it does is in ``scanner.doctor_command``."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from scanner.options import config_option, lang_option, source_option


@click.command(
    epilog="""\b
Exit codes: 0 nothing keeps a scan from working (warnings may be shown), 2 usage
or an invalid configuration or policy, 3 something does, 4 internal error.
"""
)
@source_option
@config_option
@click.option(
    "--show-config", is_flag=True, help="Print the settings in effect and where each comes from; look at nothing else."
)
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.option(
    "--bundle",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also write what was found, without names, paths and addresses, to a file for a report of a fault.",
)
@lang_option()
@click.pass_context
def doctor(context: click.Context, /, **options: Any) -> None:
    """Look whether a scan would work: machine, drivers, way to each source, login, rights, replica, clock, encryption;
    for files, how many can be read. Reads no rows and changes nothing.

    \b
    daicho doctor
    daicho doctor --source shop-db
    daicho doctor --show-config
    """
    given = {
        name: str(value)
        for name, value in context.params.items()
        if name in ("config", "lang") and context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    }
    group = context.find_root().command
    sys.exit(import_module("scanner.doctor_command").examine(**options, flags=given, group=group))
