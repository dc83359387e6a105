"""The command line. Choose, run, render, exit; everything heavy loads inside the commands' own modules."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from scanner import __version__
from scanner.accept_cli import accept
from scanner.doctor_cli import doctor
from scanner.environment import name_variables
from scanner.history_cli import diff, history, runs
from scanner.init_cli import init
from scanner.leak_cli import leak
from scanner.ledger_cli import ledger
from scanner.mistakes import FULL, describe_mistake
from scanner.notify_cli import notify
from scanner.options import config_option, lang_option, output_option, policy_option, source_option
from scanner.policy_cli import policy
from scanner.provision_cli import provision_record
from scanner.report_cli import report
from scanner.schedule_cli import schedule
from scanner.serve_cli import serve
from scanner.staged_cli import hook
from scanner.subject_cli import subject

EXIT_CODES = """\b
Exit codes:
  0  clean: everything asked for was read, nothing at or above --fail-on
  1  findings at or above --fail-on (also when something could not be read)
  2  usage: a wrong flag, an invalid configuration or policy
  3  incomplete: something, or everything, could not be read
  4  internal error
"""
PRECEDENCE = """\b
Settings, the first that says something: flag; DAICHO_SCAN_FAIL_ON and the
like for one command; DAICHO_FAIL_ON, DAICHO_LANG, DAICHO_CONFIG for all;
daicho.toml in this folder or the nearest above; [tool.daicho] of the nearest
pyproject.toml; default. "daicho doctor --show-config" tells which it was.
No telemetry, no update check, no network but the targets.
"""


class DaichoGroup(click.Group):
    """Turns every error into one line on standard error and the right exit code."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        kwargs["standalone_mode"] = False
        if sys.stderr is None:
            # Closed by the caller (2>&-): talk goes nowhere, results still go out.
            sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for the life of the process
        try:
            code = super().main(*args, **kwargs)
        except click.exceptions.Abort:
            code = 130
        except click.ClickException as error:
            error.show()
            code = 2
        except click.exceptions.Exit as error:
            code = error.exit_code
        except KeyboardInterrupt:
            click.echo("stopped", err=True)
            code = 130
        except BrokenPipeError:
            # The reader went away (| head): nothing more can be said.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = 141
        except Exception as error:  # noqa: BLE001 - the last net: no traceback, which could quote data
            code = _tell_internal(error)
        sys.exit(code if isinstance(code, int) else 0)


def _tell_internal(error: Exception) -> int:
    expected = (
        *("ConfigError", "PolicyError", "OutputError", "SpoolError"),
        *("RunFileError", "RemappingError", "LedgerError", "SheetError", "PdfError", "HistoryVersionError"),
    )
    if type(error).__name__ in expected:
        click.echo(f"daicho: {error}", err=True)
        return 2
    if type(error).__name__ == "HistoryError":
        click.echo(f"daicho: {error}", err=True)
        return 3
    if isinstance(error, OSError) and error.errno in FULL:
        click.echo(f"daicho: cannot be written ({error.strerror}); make room, or write somewhere else", err=True)
        return 2
    click.echo(
        f"daicho: {describe_mistake(error)}, version {__version__}. Please report this line; it holds no data.",
        err=True,
    )
    return 4


@click.group(
    cls=DaichoGroup,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "DAICHO"},
    epilog=EXIT_CODES + "\n" + PRECEDENCE,
)
@click.version_option(__version__, prog_name="daicho")
def main() -> None:
    """Daicho (台帳) finds personal information in databases, logs and files, in Japanese and English, and sets
    every finding against the purposes that your privacy policy declares."""


_SEVERITIES = ["critical", "high", "medium", "low"]


@main.command(epilog=EXIT_CODES + "\n" + PRECEDENCE)
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@source_option
@config_option
@policy_option("Policy file (TOML or YAML) instead of the configured one.")
@output_option("table, json, jsonl, html, pdf, csv, xlsx, sarif, junit, github, gitlab or markdown", "table")
@click.option(
    "--fail-on",
    type=click.Choice([*_SEVERITIES, "none"]),
    help="Lowest severity that fails the run.  [default: high]",
)
@click.option(
    "--min-severity",
    type=click.Choice(_SEVERITIES),
    default="low",
    help="Hide less severe findings in the table; never changes the exit code.",
)
@click.option(
    "--baseline",
    metavar="last|PATH|git:REF[:PATH]",
    help="An earlier run (the last stored one, a JSON report, a committed one): what it has does not fail this one.",
)
@click.option(
    "--new-only",
    is_flag=True,
    help="Only new and reopened findings fail the run and are listed in the table. Against --baseline, else last.",
)
@click.option("--history", metavar="PATH|URL", help="Where runs are stored instead of beside the configuration.")
@click.option("--no-history", is_flag=True, help="Neither store this run nor look at stored ones.")
@click.option("--trigger", default="manual", hidden=True, help="Who started it, for the list of runs.")
@click.option("--sample", metavar="N|full", help="Rows per collection, spread over the whole of it.  [default: full]")
@click.option(
    "--positions",
    type=click.Choice(["first", "all"]),
    default="first",
    help="all: every place of every finding (with -o jsonl).",
)
@click.option("--exit-zero", is_flag=True, help="Exit 0 instead of 1; never hides 2, 3 or 4.")
@click.option("--allow-partial", is_flag=True, help="Exit 0 instead of 3 when only part could be read; still shown.")
@click.option(
    "--migrations",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Scan what a folder of SQL migrations makes of an empty, throw-away database.",
)
@click.option("--dump", type=click.Path(path_type=Path), metavar="FILE", help="The same with a dump as SQL text.")
@click.option(
    "--engine",
    type=click.Choice(["sqlite", "postgresql"]),
    help="What they are written for.  [default: from the source, else from the text]",
)
@click.option(
    "--scratch",
    metavar="URL",
    help="PostgreSQL on which a database is made and dropped, instead of a server of its own for the time of the scan.",
)
@click.option("--no-notify", is_flag=True, help="Tell nobody of [[notify]] what changed.")
@lang_option("Language of reports.  [default: from the configuration or LANG]")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour in the table.")
@click.option("--no-progress", is_flag=True, help="No progress line.")
@click.option("-q", "--quiet", is_flag=True, help="Nothing on standard error but errors.")
def scan(**options: Any) -> None:
    """Scan TARGETs (database URLs, files, folders), or the sources of daicho.toml when none is given.

    \b
    daicho scan postgresql://readonly@replica/app
    daicho scan ./exports /var/log/nginx/access.log
    daicho scan -o html:report.html -o json:run.json
    """
    sys.exit(import_module("scanner.command").scan(**options))


@main.command()
@click.option(
    "--directory",
    type=click.Path(path_type=Path),
    default=Path("daicho-demo"),
    show_default=True,
    help="Where to make it.",
)
@lang_option("Language of the report.")
def demo(**options: Any) -> None:
    """Make a small invented Japanese company, scan it, and write a report. No network."""
    sys.exit(import_module("scanner.demo").run_demo(**options))


@main.command()
@click.argument("category", required=False, metavar="[CATEGORY|CHECK|FINGERPRINT]")
@click.option("--list", "list_all", is_flag=True, help="List every category and every check.")
@click.option("--run", type=click.Path(path_type=Path), help="The JSON report that holds the finding to explain.")
@lang_option()
def explain(**options: Any) -> None:
    """What a CATEGORY is, how it is found and what to do about it; what a CHECK of the policy looks at and on what it
    rests; or why one finding was made.

    \b
    daicho explain personal.id.my_number
    daicho explain POL-MISMATCH
    daicho explain v1:0123456789abcdef --run run.json
    """
    sys.exit(import_module("scanner.explanation").explain(**options))


@main.command(
    epilog="""\b
Exit codes: 0 planned, 2 usage, 3 some place could not be looked at, 4 internal error.
"""
)
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@click.option(
    "--below", required=True, metavar="SHARE", help="The share of values to stay below, such as 0.1% or 0.001."
)
@click.option("--confidence", default="95%", metavar="LEVEL", help="How sure the claim has to be.  [default: 95%]")
@source_option
@config_option
@lang_option()
def plan(**options: Any) -> None:
    """How many rows to read to claim that fewer than a SHARE hold anything: of the TARGETs, or of the sources of
    daicho.toml; without any, the number by itself. Looks at names and numbers of rows, reads no data.

    \b
    daicho plan --below 0.1%
    daicho plan --below 0.1% --confidence 99% postgresql://readonly@replica/app
    """
    sys.exit(import_module("scanner.planning").plan(**options))


@main.command("test-rule")
@click.argument("rule", metavar="RULE")
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@config_option
@click.option(
    "--limit", type=click.IntRange(0), default=20, show_default=True, help="Hits shown of each field; all are counted."
)
@lang_option()
def test_rule(**options: Any) -> None:
    """Try one RULE of the configuration, or a shipped category, on its examples and on TARGETs (- for standard
    input): masked hits with their places, counts, time.

    \b
    daicho test-rule badge staff.csv
    daicho test-rule personal.contact.phone staff.csv
    Exit codes: 0 examples as wanted, 1 one is not, 2 configuration,
    3 nothing was scanned.
    """
    sys.exit(import_module("scanner.rule_trial").try_rule(**options))


main.add_command(accept)
main.add_command(policy)
main.add_command(leak)
main.add_command(provision_record)
main.add_command(ledger)
main.add_command(report)
main.add_command(runs)
main.add_command(diff)
main.add_command(history)
main.add_command(subject)
main.add_command(doctor)
main.add_command(init)
main.add_command(notify)
main.add_command(hook)
main.add_command(schedule)
main.add_command(serve)


@main.command()
@click.argument("name", type=click.Choice(["run", "config"]))
def schema(name: str) -> None:
    """Print a JSON Schema: of the JSON document (run: -o json) or of the configuration, for editors (config)."""
    if name == "config":
        click.echo(import_module("scanner.config_schema").write_schema(), nl=False)
    else:
        click.echo(import_module("scanner.command").read_schema(name), nl=False)


name_variables(main)

if __name__ == "__main__":
    main()
