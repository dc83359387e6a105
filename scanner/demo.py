"""``daicho demo``: an invented company to try Daicho on, scanned and reported."""

from __future__ import annotations

import shlex
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from reports.actions import choose_actions
from reports.base import POLICY_VERDICTS, Entry, Report
from reports.messages import label, message, write_number
from reports.phrases import category_title, name_field, name_gap, say_policy, say_verdict, show
from reports.summary import find_gaps, summarise
from scanner.command import guess_language, load_policy
from scanner.config import read_config
from scanner.demo_exports import write_exports
from scanner.demo_files import EVERYBODY, make_folder, write_file
from scanner.demo_folders import write_folders
from scanner.demo_logs import write_logs
from scanner.demo_mail import write_mailbox
from scanner.demo_people import make_company, vocabulary
from scanner.demo_policy import write_policy
from scanner.demo_shop import write_shop, write_staging
from scanner.output import Appearance, Output, write_outputs
from scanner.person_index import IndexKeeper
from scanner.progress import ProgressLine
from scanner.run import RunOptions, run_scan
from scanner.secret_key import state_folder

MARKER = ".daicho-demo"
"""A file that says that the folder is a demo and may be written anew."""

_FIRST = 6
_NEXT = (
    ("daicho scan", "again"),
    ("daicho explain personal.id.my_number", "explain"),
    ("daicho leak hr --run run.json", "leak"),
    ("daicho ledger run.json -o html:ledger.html", "ledger"),
    ("daicho scan postgresql://readonly@replica/app", "yours"),
)


@dataclass(frozen=True, slots=True)
class Made:
    """How many of each kind the demo has made."""

    tables: int
    logs: int
    lists: int
    mailboxes: int


def run_demo(directory: Path, lang: str | None) -> int:
    """Make the company in ``directory``, scan it, write ``report.html`` and ``run.json`` there and say what was
    found. 0 when it did what it should, which is to find things; 2 when the folder is not a demo's, is not empty
    or cannot be written; 4 when nothing was found."""
    shown = lang or guess_language()
    if not is_free(directory):
        click.echo(say("taken", shown, place=directory), err=True)
        return 2
    try:
        made = make_demo(directory, shown)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        click.echo(say("unwritable", shown, place=directory, reason=reason), err=True)
        return 2
    counts = {"tables": made.tables, "logs": made.logs, "lists": made.lists, "mailboxes": made.mailboxes}
    click.echo(say("made", shown, place=directory, **counts))
    report, seconds = _scan_demo(directory)
    html, json = directory / "report.html", directory / "run.json"
    write_outputs(report, (Output("html", html), Output("json", json)), Appearance(shown))
    click.echo("\n".join(tell_demo(report, directory, seconds, shown)))
    if not report.entries:
        click.echo(say("nothing", shown), err=True)
        return 4
    return 0


def say(sentence: str, lang: str, **params: object) -> str:
    """A sentence of the demo in that language, whole numbers with thousands commas."""
    text: str = vocabulary("say")[sentence][lang]
    return text.format_map({name: write_number(value) for name, value in params.items()})


def is_free(directory: Path) -> bool:
    """Whether the demo may write there: nothing is there yet, or only what an earlier demo made."""
    if not directory.exists():
        return True
    return directory.is_dir() and ((directory / MARKER).is_file() or not any(directory.iterdir()))


def make_demo(directory: Path, lang: str) -> Made:
    """Write the company's files and the ``daicho.toml`` that describes them; the same bytes each time
    for a language. Raises OSError."""
    company = make_company()
    directory.parent.mkdir(parents=True, exist_ok=True)
    make_folder(directory)
    config, policy = write_config(lang), write_policy()
    for name, text in ((MARKER, "daicho demo\n"), ("daicho.toml", config), ("privacy-policy.toml", policy)):
        write_file(directory / name, text.encode(), EVERYBODY)
    write_mailbox(directory / "mail", company)
    return Made(
        write_shop(directory / "shop.db", company) + write_staging(directory / "staging.db", company),
        write_logs(directory / "logs", company),
        write_exports(directory / "exports", company) + write_folders(directory, company),
        1,
    )


def write_config(lang: str) -> str:
    """The text of the demo's ``daicho.toml``, with owners and remarks in the language."""
    section = vocabulary("config")
    words = {name: texts[lang] for name, texts in section["words"].items()}
    text: str = section["text"]
    return text.lstrip().format_map({**words, "project": vocabulary("company")["name"], "language": lang})


def _scan_demo(directory: Path) -> tuple[Report, float]:
    """The report, and how many seconds the scan took."""
    config = read_config(directory / "daicho.toml")
    options = RunOptions(config.fail_on or "high", project=config.project, branding=config.branding)
    line, started = ProgressLine(), time.monotonic()
    index = IndexKeeper(state_folder(config.path)) if config.index and config.path else None
    report = run_scan(config.sources, load_policy(config.policy), options, directory, watch=line, index=index)
    line.clear()
    return report, time.monotonic() - started


def tell_demo(report: Report, directory: Path, seconds: float, lang: str) -> Iterator[str]:
    """What a newcomer should see: what was found, what comes first, what was not scanned, where the report is
    and what to try next."""
    summary = summarise(report)
    counts = {"collections": len(report.coverage), "rows": summary.rows_read, "n": summary.findings, **summary.severity}
    yield say("scanned", lang, seconds=f"{seconds:.1f}", **counts)
    policy = (f"{label('policy', code, lang)} {summary.policy[code]:,}" for code in POLICY_VERDICTS)
    yield say("against", lang) + " / ".join(policy)
    weights = Counter(one.severity for one in report.observations)
    yield say("promises", lang, n=weights.total(), critical=weights["critical"], high=weights["high"])
    title, (reason, *_) = say_verdict(report, summary, lang)
    yield f"\n  {title}: {reason}"
    yield f"\n{say('first', lang)}"
    for action in choose_actions(report, _FIRST):
        if action.entries:
            yield f"  {_tell_entry(action.entries[0], lang)}"
    yield f"\n{say('gaps', lang)}"
    for gap in find_gaps(report):
        yield f"  {show(gap.source)} / {name_gap(gap, lang)}: {label('skip', gap.reason, lang)}"
    yield f"\n{say('report', lang, html=directory / 'report.html', json=directory / 'run.json')}"
    yield f"\n{say('next', lang)}"
    yield f"  cd {shlex.quote(str(directory))}"
    width = max(len(command) for command, _ in _NEXT)
    for command, sentence in _NEXT:
        yield f"  {command:{width}}  # {say(sentence, lang, exit=report.run.exit_code)}"
    yield f"\n{say('exit', lang)}"


def _tell_entry(entry: Entry, lang: str) -> str:
    place = entry.finding.location
    where = f"{show(place.source)} / {show(place.collection)} / {name_field(place, lang)}"
    severity = message(f"severity.{entry.severity}", lang)
    return f"{severity}: {category_title(entry.finding.category, lang)}  {where}  ({say_policy(entry, lang)})"
