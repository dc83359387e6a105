"""The commands below ``daicho schedule``: arguments and flags. What they do is in ``scanner.schedule_command``."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from scanner.options import config_option, lang_option

_JSON = click.option("--json", "as_json", is_flag=True, help="For machines.")
_TARGETS = ("systemd", "cron", "k8s", "airflow", "github")


@click.group(
    epilog="""\b
Exit codes: 0 done, 2 usage or a wrong configuration, 4 internal error;
schedule run ends as its scan does, and with 3 where one is going on.
"""
)
def schedule() -> None:
    """When what is scanned: list the schedules of the configuration, run one now, or write them for another
    scheduler."""


@schedule.command("list")
@_JSON
@config_option
@lang_option()
def schedule_list(**options: Any) -> None:
    """Every [[schedule]] with its next time and how its last run went."""
    sys.exit(import_module("scanner.schedule_command").list_schedules(**options))


@schedule.command("next")
@click.argument("name", required=False, metavar="[NAME]")
@click.option("-n", "--count", type=click.IntRange(1, 1000), default=3, show_default=True, help="So many times.")
@_JSON
@config_option
@lang_option()
def schedule_next(**options: Any) -> None:
    """The next times, with their offset from UTC: when the clock is changed, it shows here."""
    sys.exit(import_module("scanner.schedule_command").show_next(**options))


@schedule.command("run")
@click.argument("name", metavar="NAME")
@config_option
@lang_option()
def schedule_run(**options: Any) -> None:
    """Scan what the schedule NAME scans, now, whatever the time is. Recorded like any other run of it."""
    sys.exit(import_module("scanner.schedule_command").run_now(**options))


@schedule.command("export")
@click.argument("name", required=False, metavar="[NAME]")
@click.option("--systemd", "target", flag_value="systemd", help="A service and a timer for each schedule.")
@click.option("--cron", "target", flag_value="cron", help="Lines of a crontab.")
@click.option("--k8s", "target", flag_value="k8s", help="A Kubernetes CronJob for each schedule.")
@click.option("--airflow", "target", flag_value="airflow", help="Airflow DAGs.")
@click.option("--github", "target", flag_value="github", help="A GitHub Actions workflow for each schedule.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), help="A folder instead of standard output."
)
@click.option("--force", is_flag=True, help="Write over files that are there.")
@click.option("--daicho", metavar="PATH", help="The command in the files.  [default: this one]")
@click.option("--image", metavar="IMAGE", help="The container image, with --k8s.  [default: daicho:VERSION]")
@config_option
def schedule_export(target: str | None, **options: Any) -> None:
    """Write schedules for a scheduler that you have already; daicho serve is not needed then.

    \b
    daicho schedule export --systemd -o units
    daicho schedule export nightly --k8s --image daicho:1.0 -o jobs
    """
    if target is None:
        raise click.UsageError(f"say for what: --{', --'.join(_TARGETS)}")
    sys.exit(import_module("scanner.schedule_command").export_schedules(target=target, **options))
