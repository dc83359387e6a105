"""The command ``daicho serve``: its flags. What it does is in ``scanner.schedule_daemon``."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from scanner.options import config_option, lang_option


@click.command(
    epilog="""\b
Exit codes: 0 ended by SIGTERM or Ctrl-C, 2 usage or a wrong configuration,
3 the history cannot be used now, 4 internal error.
"""
)
@config_option
@lang_option()
def serve(**options: Any) -> None:
    """Run the schedules of the configuration until it is ended. Of several that share one history, one runs them and
    the others take over when it is gone."""
    sys.exit(import_module("scanner.schedule_daemon").serve(**options))
