"""What ``daicho provision-record`` does once its flags are read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from reports.provision_record import make_provided, make_received
from reports.sheets import write_csv, write_html, write_xlsx
from scanner.command import choose_sources
from scanner.config import ConfigError
from scanner.output import keep_inputs
from scanner.sheet_output import parse_sheet_outputs, write_sheets
from scanner.sheet_report import Request, list_inputs, open_settings, read_stored, scan_now

FORMATS = ("csv", "html", "xlsx")
_LAST_YEAR = 9990
"""The periods for which a record is kept are counted from the day, and dates end with the year 9999."""


def make_provision_record(
    *,
    run: Path | None,
    provided: datetime | None,
    received: bool,
    outputs: Sequence[str],
    config: Path | None,
    policy: Path | None,
    lang: str | None,
) -> int:
    """Write the record; 3 where a scan made for it could not read everything."""
    wanted = parse_sheet_outputs(outputs, FORMATS)
    if received and any(output.format != "csv" for output in wanted):
        raise ConfigError("--received goes with csv; html and xlsx hold both tables")
    if provided and provided.year > _LAST_YEAR:
        raise ConfigError(f"--provided {provided:%Y-%m-%d} is too late for a record; give the day of provision")
    request = Request(run, config, policy, lang)
    with open_settings(request) as (settings, language):
        keep_inputs(wanted, (run, policy, *list_inputs(settings)))
        form = make_received(language)
        if received:
            write_sheets(wanted, {"csv": lambda: write_csv(form)})
            return 0
        if run:
            report = read_stored(request, run, settings)
        else:
            chosen = [one for one in choose_sources((), (), settings) if one.declaration.provided_to]
            if not chosen:
                raise ConfigError(f"{settings.path}: no source declares a recipient; name them in provided_to")
            report = scan_now(request, chosen, settings)
        day = provided.date() if provided else None
        tables = (make_provided(report, language, day), form)
        write_sheets(
            wanted,
            {
                "csv": lambda: write_csv(tables[0]),
                "html": lambda: write_html(tables, language),
                "xlsx": lambda: write_xlsx(tables),
            },
        )
    return 3 if not run and "incomplete" in report.run.status else 0
