"""The commands below ``daicho notify``: their arguments and flags. What they do is in ``scanner.notify_command``."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from scanner.options import config_option, lang_option


@click.group(
    epilog="""\b
Exit codes: 0 done, 2 usage or a configuration without [[notify]],
3 something could not be delivered, 4 internal error.
"""
)
def notify() -> None:
    """Those who are told of changes: what was sent, what waits, a sample to try it."""


@notify.command("list")
@click.option("-n", "--number", type=click.IntRange(1), default=20, show_default=True, help="How many alerts to show.")
@click.option("--undelivered", is_flag=True, help="Only alerts that wait or were given up.")
@click.option("--json", "as_json", is_flag=True, help="For machines: one JSON document.")
@config_option
@lang_option()
def notify_list(**options: Any) -> None:
    """The targets of the configuration and the last alerts: sent, waiting, not delivered and why. Shows no address."""
    sys.exit(import_module("scanner.notify_command").show(**options))


@notify.command("test")
@click.argument("names", nargs=-1, metavar="[TARGET]...")
@config_option
@lang_option()
def notify_test(**options: Any) -> None:
    """Send a sample, marked as one, to every target, or to the named ones. It is tried once.

    \b
    daicho notify test
    daicho notify test slack-webhook --lang ja
    """
    sys.exit(import_module("scanner.notify_command").send_sample(**options))


@notify.command("check")
@config_option
@lang_option()
def notify_check(**options: Any) -> None:
    """Tell of sources that were not read for too long, send digests that are due, deliver what waits. For machines
    without `daicho serve`: call it from cron, best on another machine than the one that scans."""
    sys.exit(import_module("scanner.notify_command").check(**options))


@notify.command("send")
@config_option
@lang_option()
def notify_send(**options: Any) -> None:
    """Try everything again that was not delivered, at once."""
    sys.exit(import_module("scanner.notify_command").send(**options))
