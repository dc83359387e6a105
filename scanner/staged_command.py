"""What ``daicho hook`` does: files that are about to be committed, and the configuration, said in a line each."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any

import click

from reports.acceptance import NOTICE
from reports.anchors import find_anchor
from reports.base import Entry, Report
from reports.declaration import Declaration
from reports.messages import label, message
from reports.phrases import category_title, name_field, say_evidence, show
from reports.summary import find_gaps, find_gating
from reports.terminal import join_parts
from scanner.acceptance_file import acceptance_path, read_acceptances
from scanner.anchors import find_root, name_within
from scanner.command import guess_language, load_config, load_policy
from scanner.config import Config, Source
from scanner.run import RunOptions, check_purposes, rules_in_force, run_scan

_EMPTY = ("empty",)
"""Files that hold nothing to look at may be committed."""


def look_at_files(
    *, files: Sequence[Path], config: Path | None, policy: Path | None, fail_on: str | None, lang: str | None
) -> int:
    """Scan the files, each a source of its own that is named after its path; 1 where something stops the commit."""
    settings = load_config(config)
    language = lang or settings.language or guess_language()
    if not files:
        return 0
    held = read_acceptances(acceptance_path(settings.path), date.today()).acceptances()
    options = RunOptions(fail_on or settings.fail_on or "medium", settings.sample, acceptances=held)
    with rules_in_force(settings):
        report = run_scan(name_files(files), load_policy(policy or settings.policy), options, Path.cwd())
    stopping = list(_say_findings(report, language))
    unread = list(_say_gaps(report, language))
    for line in (*stopping, *unread):
        click.echo(line)
    if stopping:
        click.echo(_text("next", language))
    return 1 if stopping else 3 if unread else 0


def name_files(paths: Sequence[Path]) -> tuple[Source, ...]:
    """A source for each file. It is called after the path below the repository, so that exceptions hold for that file
    wherever else one of the same name lies."""
    root, sources = find_root(Path.cwd()), dict[str, Source]()
    for path in paths:
        name = re.sub(r"[^\w.-]+", "-", name_within(path, root) or path.name).strip("-.") or "file"
        while name in sources:
            name += "-"
        sources[name] = Source(name, str(path.absolute()), declaration=Declaration(name))
    return tuple(sources.values())


def _say_findings(report: Report, lang: str) -> Iterator[str]:
    sources = {source.id: source for source in report.sources}
    for entry in find_gating(report):
        place = entry.finding.location
        anchor = find_anchor(place, sources, entry.finding.evidence.at)
        yield _text(
            "finding",
            lang,
            place=f"{show(anchor.path)}:{anchor.line}",
            severity=message(f"severity.{entry.severity}", lang),
            what=category_title(entry.finding.category, lang),
            where=_name_inside(entry, lang),
            sure=join_parts(say_evidence(entry.finding, lang)),
            fingerprint=entry.fingerprint,
        )


def _name_inside(entry: Entry, lang: str) -> str:
    place = entry.finding.location
    table = place.collection.partition("!")[2]
    field = name_field(place, lang) if place.field else _text("whole-line", lang)
    return f"{show(table)}.{field}" if table else field


def _say_gaps(report: Report, lang: str) -> Iterator[str]:
    for gap in find_gaps(report):
        # A field that holds pictures, or a file that holds nothing, stops no commit.
        if gap.reason not in _EMPTY and not gap.partial:
            yield _text("gap", lang, place=show(gap.collection or gap.source), what=label("skip", gap.reason, lang))


def look_at_config(*, config: Path | None, lang: str | None) -> int:
    """Check what is written, and open no source; 1 where an exception has ended."""
    settings = load_config(config)
    language = lang or settings.language or guess_language()
    if settings.path is None:
        click.echo(_text("no-config", language))
        return 0
    with rules_in_force(settings):
        check_purposes(settings.sources, load_policy(settings.policy))
    lapsed = _tell_last_days(settings, language)
    click.echo(_text("config", language, path=_relative(settings.path), n=len(settings.sources)))
    return int(lapsed)


def _tell_last_days(settings: Config, lang: str) -> bool:
    today, lapsed = date.today(), False
    held = read_acceptances(acceptance_path(settings.path), today)
    for block in held.current():
        last = block.acceptance.expires
        if last < today + timedelta(days=NOTICE):
            key = "lapsed" if last < today else "expiring"
            lapsed = lapsed or last < today
            click.echo(_text(key, lang, path=_relative(held.path), line=block.line, day=last.isoformat()))
    return lapsed


def _relative(path: Path) -> str:
    return show(name_within(path, find_root(Path.cwd())) or path.name)


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads((package_files("scanner") / "data" / "staged.toml").read_text(encoding="utf-8"))


def _text(key: str, lang: str, **params: object) -> str:
    text: str = _texts()["text"][key][lang]
    return text.format_map(params)
