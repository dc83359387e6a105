"""What ``daicho subject`` does once its flags are read: find a person, record it, write the sheet; check the record."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from reports.phrases import show
from scanner.command import choose_sources, guess_language, load_config, load_policy
from scanner.config import Config, ConfigError, has_password
from scanner.engine import Progress, Watch
from scanner.output import Output, OutputError, check_writable, keep_inputs, write_whole
from scanner.person_index import find_places, open_index
from scanner.progress import ProgressLine
from scanner.run import check_purposes, rules_in_force
from scanner.secret_key import state_folder
from scanner.subject_erasure import plan_erasure
from scanner.subject_keys import Ask, SubjectKey, gather_keys, say
from scanner.subject_log import LogEntry, append_entry, describe_lookup, log_path, open_log, read_log
from scanner.subject_patterns import Patterns
from scanner.subject_places import Lookup, Reach
from scanner.subject_records import FORMS
from scanner.subject_search import Categories, search_sources
from scanner.subject_sheet import Request, Sheet, make_sheet
from scanner.subject_tally import label_of

_SEARCHED = ("email", "phone", "id", "name", "kana")


@dataclass(frozen=True, slots=True)
class Choices:
    """The flags of ``daicho subject find`` but for the keys."""

    targets: tuple[str, ...]
    source_ids: tuple[str, ...]
    config: Path | None
    policy: Path | None
    outputs: tuple[str, ...]
    run: Path | None
    reference: str
    erase_plan: bool
    indexed_only: bool
    no_follow: bool
    log: Path | None
    lang: str | None
    no_progress: bool
    quiet: bool


def find(*, keys: Mapping[str, Sequence[str]], literal: bool, from_file: str | None, **flags: Any) -> int:
    """Find a person and write the sheet; returns the exit code. ``literal`` says that a value stands on the command
    line, where others can read it."""
    choices = Choices(**flags)
    settings = load_config(choices.config, trial=False)
    lang = choices.lang or settings.language or guess_language()
    outputs = parse_outputs(choices.outputs)
    sources = choose_sources(choices.targets, choices.source_ids, settings)
    named = (settings.path, choices.policy, settings.policy, choices.run, choices.log, Path(from_file or ""))
    base = settings.path.parent if settings.path and not choices.targets else Path.cwd()
    keep_inputs((Output(*one) for one in outputs), (*named, *(one.url for one in sources)), base)
    policy = load_policy(choices.policy or settings.policy)
    check_purposes(sources, policy)
    known = read_categories(choices.run) if choices.run else None
    log = choices.log or log_path(settings)
    open_log(log)
    if not choices.quiet:
        _warn(literal, choices.targets)
    given = gather_keys(keys, from_file, _stdin(), _asker(lang))
    request = Request(choices.reference, datetime.now().astimezone(), _count(given))
    reach = _reach(settings, given, choices)
    patterns = Patterns(given)
    line = ProgressLine(enabled=not (choices.no_progress or choices.quiet))
    with _recorded(log, request, given, [patterns.hide(one.id) for one in sources]) as record, rules_in_force(settings):
        lookup = search_sources(given, sources, base, reach, known=known, watch=_hidden(line, patterns))
        line.clear()
        sheet = make_sheet(lookup, replace(request, entry=record(lookup)), sources, policy, patterns)
        if choices.erase_plan:
            sheet = sheet.with_steps(plan_erasure(sheet, lang))
        write_sheet(sheet, outputs, lang, quiet=choices.quiet)
    return lookup.exit_code


def parse_outputs(texts: Sequence[str]) -> tuple[tuple[str, Path | None], ...]:
    """Read ``FMT[:PATH]`` words; at most one may go to standard output."""
    outputs: list[tuple[str, Path | None]] = []
    for text in texts or ("table",):
        name, _, path = text.partition(":")
        if name not in FORMS:
            raise ConfigError(f"unknown output format {name!r}; known: {', '.join(FORMS)}")
        outputs.append((name, Path(path) if path and path != "-" else None))
    paths = [path.resolve() for _, path in outputs if path is not None]
    if len(outputs) - len(paths) > 1:
        raise OutputError("only one output can go to standard output; write FMT:PATH for the others")
    if len(set(paths)) < len(paths):
        raise OutputError("two outputs go to the same file; give each its own PATH")
    for target in paths:
        check_writable(target)
    return tuple(outputs)


def write_sheet(sheet: Sheet, outputs: Sequence[tuple[str, Path | None]], lang: str, *, quiet: bool) -> None:
    """Write the sheet in each form; files are for their owner only."""
    for name, path in outputs:
        text = FORMS[name](sheet, lang)
        if path is None:
            sys.stdout.write(text)
            sys.stdout.flush()
        else:
            write_whole(path, [text])
            if not quiet:
                click.echo(f"wrote {path}", err=True)


def read_categories(path: Path) -> Categories:
    """What an earlier run found in each collection, from its JSON report."""
    try:
        findings = json.loads(path.read_text(encoding="utf-8"))["findings"]
        known: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {}
        for one in findings:
            place = one["location"]
            fields = known.setdefault((place["source"], place["collection"]), {})
            label = label_of(place["field"] or "", place.get("path"))
            fields[one["category"]] = (*fields.get(one["category"], ()), label)
    except OSError:
        raise ConfigError(f"{path}: the report cannot be read; check the path") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ConfigError(f"{path}: this is no JSON report of daicho (-o json)") from None
    return known


def _warn(literal: bool, targets: Sequence[str]) -> None:
    where = "can be read by others on this machine (ps, shell history)"
    if literal:
        click.echo(
            f"WARNING: a person's data on the command line {where}; leave the value out to be asked for it, or use"
            " --from FILE. Remove the line from your shell history.",
            err=True,
        )
    if any(has_password(target) for target in targets):
        click.echo(f"warning: a password on the command line {where}; put the URL into daicho.toml", err=True)


def _stdin() -> Any:
    return sys.stdin.buffer if sys.stdin is not None else None


def _asker(lang: str) -> Ask | None:
    """Asks on the terminal; None where there is none. What is typed can be seen, so that a name can be checked."""
    if sys.stdin is None or not sys.stdin.isatty():
        return None

    def ask(kind: str) -> str:
        text: str = click.prompt(say(kind, lang, "ask"), err=True)
        return text

    return ask


def _count(keys: Sequence[SubjectKey]) -> dict[str, int]:
    kinds = [key.kind for key in keys]
    return {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}


def _reach(settings: Config, keys: Sequence[SubjectKey], choices: Choices) -> Reach:
    """How far to look. Places to which the index points come first; without an index, or with a damaged one, all are
    looked at alike."""
    follow = not choices.no_follow
    if settings.path is None or choices.targets:
        if choices.indexed_only:
            raise ConfigError("--indexed-only needs the index of a configuration; leave it out, or the TARGETs")
        return Reach(follow=follow)
    try:
        index = open_index(state_folder(settings.path))
        if index is None:
            if choices.indexed_only:
                raise ConfigError("there is no index of earlier scans; run daicho scan, or leave out --indexed-only")
            return Reach(follow=follow)
        asked: dict[str, list[str]] = {}
        for key in keys:
            if key.kind in _SEARCHED:
                asked.setdefault(key.kind, []).append(key.text)
        places = find_places(index, asked)
    except ConfigError as error:
        if choices.indexed_only:
            raise
        click.echo(f"warning: the index is not used: {error}", err=True)
        return Reach(follow=follow)
    likely = {(one.location.source, one.location.collection) for one in places if one.certainty != "absent"}
    return Reach(frozenset(likely), choices.indexed_only, follow)


def _hidden(line: ProgressLine, patterns: Patterns) -> Watch:
    """The progress line, without a value that stands in the name of a place."""

    def watch(progress: Progress) -> None:
        source, collection = patterns.hide(progress.source), patterns.hide(progress.collection)
        line(replace(progress, source=source, collection=collection))

    return watch


@contextmanager
def _recorded(log: Path, request: Request, keys: Sequence[SubjectKey], sources: Sequence[str]) -> Iterator[Any]:
    """Have a lookup in the log once, however it ends. The context gives a function that records its result."""
    kinds = [key.kind for key in keys]
    written: list[LogEntry] = []

    def write(result: int, counts: Mapping[str, int] | None = None) -> LogEntry:
        if not written:
            record = describe_lookup(request.time, request.reference, kinds, sources, result, counts)
            written.append(append_entry(log, record))
        return written[0]

    def record(lookup: Lookup) -> LogEntry:
        counts = {"collections": lookup.collections, "rows": lookup.rows, "found": len(lookup.places)}
        missing = {"unread": len(lookup.unread), "left_out": len(lookup.left_out)}
        return write(lookup.exit_code, counts | missing)

    try:
        yield record
    except KeyboardInterrupt:
        write(130)
        raise
    except ConfigError:
        raise
    except Exception:
        write(4)
        raise


def show_log(*, check: bool, config: Path | None, log: Path | None, format: str, lang: str | None) -> int:
    """Print the record of lookups, or check it; 1 where it is broken."""
    settings = load_config(config, trial=False)
    language = lang or settings.language or guess_language()
    path = log or log_path(settings)
    state = read_log(path)
    if not state.entries and not state.broken:
        click.echo(say("log-empty", language, path=path), err=True)
        return 0
    if not check:
        click.echo("\n".join(_lines(state.entries, format, language)))
    if state.broken:
        click.echo(f"{path}:{state.broken}: {say('log-broken', language, line=state.broken)}", err=True)
        return 1
    if check:
        click.echo(say("log-intact", language, entries=len(state.entries), hash=state.entries[-1].sha256))
    return 0


def _lines(entries: Sequence[LogEntry], format: str, lang: str) -> Iterator[str]:
    for entry in entries:
        record = entry.record
        if format == "json":
            yield json.dumps({**record, "sha256": entry.sha256}, ensure_ascii=False)
            continue
        keys = ", ".join(f"{kind} {count}" for kind, count in record.get("keys", {}).items())
        result = say(str(record.get("result", 4)), lang, "result")
        said = (record.get("time"), record.get("operator"), record.get("reference") or "-", keys, result)
        yield show("  ".join(map(str, (entry.number, *said))))
