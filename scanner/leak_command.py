"""What ``daicho leak`` does once its flags are read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from reports.leak_sheet import make_sheet, to_table, write_markdown
from reports.sheets import write_csv, write_html, write_xlsx
from scanner.command import choose_sources
from scanner.config import ConfigError
from scanner.output import keep_inputs
from scanner.sheet_output import parse_sheet_outputs, write_sheets
from scanner.sheet_report import Request, find_source, list_inputs, open_settings, read_stored, scan_now

FORMATS = ("md", "html", "csv", "xlsx")


def make_leak_sheet(
    *,
    source: str,
    run: Path | None,
    discovered: datetime | None,
    outputs: Sequence[str],
    config: Path | None,
    policy: Path | None,
    lang: str | None,
) -> int:
    """Write the sheet; 3 where a scan made for it could not read everything."""
    wanted = parse_sheet_outputs(outputs, FORMATS)
    if discovered and discovered.date() > date.today():
        raise ConfigError(f"--discovered {discovered:%Y-%m-%d} lies in the future; give the day of discovery")
    request = Request(run, config, policy, lang)
    with open_settings(request) as (settings, language):
        keep_inputs(wanted, (run, policy, *list_inputs(settings)))
        if run:
            report = read_stored(request, run, settings)
        else:
            report = scan_now(request, choose_sources((), (source,), settings), settings)
        sheet = make_sheet(report, find_source(report, source), language, discovered.date() if discovered else None)
        table = to_table(sheet)
        write_sheets(
            wanted,
            {
                "md": lambda: write_markdown(sheet),
                "html": lambda: write_html((table,), language),
                "csv": lambda: write_csv(table),
                "xlsx": lambda: write_xlsx((table,)),
            },
        )
    return 3 if not run and "incomplete" in report.run.status else 0
