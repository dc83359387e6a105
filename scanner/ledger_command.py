"""``daicho ledger``: ledgers and Fides resources from a stored run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from detectors.catalogue import load_catalogue
from reports.base import Report
from reports.fides import write_fides
from reports.ledger import LedgerError, ScanRow, Sheet, language_of, load_tables
from reports.ledger_csv import write_csv
from reports.ledger_facts import Holdings
from reports.ledger_html import write_html
from reports.ledger_merge import merge
from reports.ledger_rows import write_register
from reports.policy_file import DEFAULT, read_policy
from reports.record_of_processing import write_activities
from scanner.command import guess_language, load_config
from scanner.config import Config
from scanner.ledger_files import Former, load_workbooks, read_former, refuse_open, replace_file, write_resources
from scanner.output import Output, check_writable, keep_inputs, write_whole
from scanner.run import rules_in_force
from scanner.stored_runs import open_run

FORMATS = ("xlsx", "csv", "html", "fides")
_KINDS = {"appi": ("appi",), "gdpr30": ("gdpr30-1", "gdpr30-2"), "both": ("appi", "gdpr30-1", "gdpr30-2")}
_HOW = "daicho scan -o json:run.json, then: daicho ledger run.json -o xlsx:ledger.xlsx"


@dataclass(frozen=True, slots=True)
class Job:
    """What ledgers are made from."""

    report: Report
    holdings: Holdings
    tables: tuple[str, ...]
    lang: str
    former: Former | None


def write_ledgers(
    *,
    run: Path | None,
    outputs: Sequence[str],
    kind: str | None,
    keep: Path | None,
    config: Path | None,
    policy: Path | None,
    lang: str | None,
) -> int:
    """Write every output; returns the exit code."""
    if run is None:
        raise LedgerError(f"a ledger needs a stored run: {_HOW}")
    wanted = parse_outputs(outputs, kind, keep)
    settings = load_config(config, trial=False)
    keep_inputs(wanted, (run, settings.path, policy, settings.policy))
    with rules_in_force(settings):
        report = _read_report(run, (policy,) if policy else (settings.policy or DEFAULT, DEFAULT), settings)
        holdings = Holdings(report)
        jobs = []
        for output in wanted:
            former = _find_former(output, keep)
            # A ledger stays in its language, whoever makes it again.
            standing = language_of(former.sheets.values()) if former else ""
            language = lang or standing or settings.language or guess_language()
            tables = _KINDS[kind or ("appi" if output.format == "csv" else "both")]
            tables = tables[:1] if output.format == "csv" else tables
            jobs.append((output, Job(report, holdings, tables, language, former)))
        for output, job in jobs:
            _write(output, job)
    return 0


def _find_former(output: Output, keep: Path | None) -> Former | None:
    """The ledger of which everything that people wrote is kept."""
    if output.format == "fides" or (output.format == "html" and keep is None):
        return None
    place = keep or output.path
    former = read_former(place) if place else None
    if keep and former is None:
        raise LedgerError(f"{keep}: is not there; check the path of --keep")
    return former


def parse_outputs(texts: Sequence[str], kind: str | None, keep: Path | None) -> tuple[Output, ...]:
    """Read ``FMT[:PATH]`` words; LedgerError where one cannot be written, before anything is done."""
    outputs = []
    for text in texts:
        name, _, path = text.partition(":")
        if name not in FORMATS:
            raise LedgerError(f"no ledger has the format {name!r}; formats: {', '.join(FORMATS)}")
        outputs.append(Output(name, Path(path) if path and path != "-" else None))
    if not outputs:
        raise LedgerError("say where to: -o xlsx:ledger.xlsx (or csv, html, fides)")
    for output in outputs:
        _check(output, kind, keep)
    paths = [output.path.resolve() for output in outputs if output.path]
    if len(set(paths)) < len(paths) or len(outputs) - len(paths) > 1:
        raise LedgerError("two outputs go to the same place; give each its own PATH")
    return tuple(outputs)


def _check(output: Output, kind: str | None, keep: Path | None) -> None:
    if output.format == "csv" and kind == "both":
        raise LedgerError("csv holds one table: --kind appi or --kind gdpr30, or write xlsx")
    if output.format == "xlsx" and (output.path is None or output.path.suffix.lower() != ".xlsx"):
        raise LedgerError("a workbook goes to a file whose name ends in .xlsx: -o xlsx:ledger.xlsx")
    if output.path is None:
        return
    if output.format in ("xlsx", "csv"):
        refuse_open(output.path)
        if keep and output.path.exists() and not keep.exists():
            raise LedgerError(f"{keep}: is not there; check the path of --keep")
        if keep and output.path.exists() and not output.path.samefile(keep):
            raise LedgerError(f"{output.path}: is there already, and --keep names another ledger; name a new PATH")
    if output.format != "fides" or output.path.suffix:
        check_writable(output.path)


def _read_report(run: Path, policies: Sequence[Path], settings: Config) -> Report:
    """The run with the policy that it was set against, which has to be one of those."""
    stored = open_run(run, settings)
    for path in policies:
        policy = read_policy(path, categories=load_catalogue().ids)
        if stored.policy.fits(policy):
            return stored.read_report(policy)
    raise LedgerError(f"{run}: was set against policy {stored.policy}, which is not {policies[0].name}; use --policy")


def _write(output: Output, job: Job) -> None:
    if output.format == "fides":
        _write_fides(output.path, write_fides(job.report, job.lang))
        return
    sheets = make_sheets(job)
    if output.format == "html":
        page = write_html(sheets, job.report, job.lang)
        if output.path is None:
            click.echo(page, nl=False)
        else:
            write_whole(output.path, [page])
            click.echo(f"wrote {output.path}", err=True)
        return
    _write_table(output, sheets, job)


def make_sheets(job: Job) -> list[Sheet]:
    """The tables of the run, with what stands in the former ledger."""
    fresh: dict[str, tuple[ScanRow, ...]] = {
        "appi": write_register(job.holdings, job.lang) if "appi" in job.tables else (),
        "gdpr30-1": write_activities(job.holdings, job.lang) if "gdpr30-1" in job.tables else (),
    }
    return [
        merge(
            load_tables()[table],
            fresh.get(table, ()),
            job.former.sheets.get(table) if job.former else None,
            job.holdings.find_absence,
            job.report.run.id,
            job.lang,
        )
        for table in job.tables
    ]


def _write_table(output: Output, sheets: Sequence[Sheet], job: Job) -> None:
    former = job.former
    own = former if output.path and output.path.exists() else None
    if output.format == "csv":
        if own and sheets[0].table not in own.sheets:
            raise LedgerError(f"{output.path}: holds another kind of ledger; name another file, or another --kind")
        data = write_csv(sheets[0], job.lang)
    else:
        data = load_workbooks().write_workbook(sheets, former.book if former else None, job.lang)
    if output.path is None:
        click.echo(data.decode(), nl=False)
        return
    kept = replace_file(output.path, data, own)
    rows = ", ".join(f"{load_tables()[one.table].sheet[job.lang]} {len(one.rows):,}" for one in sheets)
    click.echo(f"wrote {output.path} (rows: {rows})" + (f"; the former one is {kept.name}" if kept else ""), err=True)


def _write_fides(path: Path | None, texts: dict[str, str]) -> None:
    if path is None:
        click.echo("".join(texts.values()), nl=False)
        return
    for file in write_resources(path, texts):
        click.echo(f"wrote {file}", err=True)
