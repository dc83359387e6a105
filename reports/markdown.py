"""The report as GitHub-flavoured Markdown: the verdict, what to do first, what was not scanned, all findings.

Every text from outside is written so that it cannot become markup, a link, a mention or the end of a table cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reports.actions import Action, choose_actions
from reports.base import SEVERITIES, Coverage, Entry, Observation, Report
from reports.finding_lines import (
    pair,
    place_finding,
    place_gap,
    place_observation,
    shorten_observation,
    show_cut,
    title_finding,
    title_observation,
)
from reports.gap_phrases import say_observation
from reports.messages import label, message
from reports.phrases import (
    category_title,
    name_field,
    pick_title,
    say_evidence,
    say_gap_next,
    say_policy,
    say_verdict,
    tool_version,
    write_confidence,
    write_period,
)
from reports.summary import Gap, Judgement, find_gaps, judge, summarise

SIGNS: dict[Judgement, str] = {"ok": "✅", "stop": "❌", "unknown": "❔", "nothing": "❔", "unjudged": "❔"}
"""A sign beside the words of the verdict."""

_FINDING_KEYS = ("severity", "what", "where", "evidence", "against-policy", "state", "fingerprint")
_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "\\": "&#92;", "@": "&#64;"}
    | {char: f"\\{char}" for char in "`*_[]~#!$"}
)
"""A backslash alone would not do: in a table it can be taken for that of the bar behind it."""
_LINK = re.compile(r"(?i)(?<=[a-z])://|(?<=www)\.")


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the page: the lines before its rows, its rows, and what share of the space it may take where there is
    a limit."""

    head: tuple[str, ...]
    rows: tuple[str, ...]
    share: float


def render(report: Report, lang: str = "en") -> str:
    """The whole report."""
    return "".join(_write_blocks(report, lang, None))


def render_within(report: Report, lang: str, limit: int) -> str:
    """The report in at most about ``limit`` bytes: of long lists the first lines, with the number of those left out."""
    return "".join(_write_blocks(report, lang, limit))


def escape(text: str) -> str:
    """Text that stands as it is, on one line, in a paragraph or a cell of a table."""
    plain = show_cut(text, 400).translate(_ESCAPES)
    return _LINK.sub(lambda found: found[0].replace(":", "&#58;").replace(".", "&#46;"), plain)


def _write_blocks(report: Report, lang: str, limit: int | None) -> Iterator[str]:
    for block in _list_blocks(report, lang):
        yield "".join(f"{line}\n" for line in block.head)
        room = None if limit is None else int(limit * block.share)
        yield from _fit(block.rows, room, lang)
        yield "\n"


def _fit(rows: Sequence[str], room: int | None, lang: str) -> Iterator[str]:
    """The rows that there is room for (in bytes), then how many more there are."""
    for number, row in enumerate(rows):
        if room is not None:
            room -= len(row.encode("utf-8")) + 1
            if room < 0:
                yield f"\n{message('machine.more-lines', lang, n=len(rows) - number)}\n"
                return
        yield f"{row}\n"


def _list_blocks(report: Report, lang: str) -> Iterator[Block]:
    gaps = find_gaps(report)
    yield Block(_write_head(report, lang), (), 0.0)
    yield Block(_title("title.do-next", lang), tuple(_list_actions(report, lang)), 0.05)
    yield _table("title.not-scanned", ("where", "reason", "hint"), (_gap_row(gap, lang) for gap in gaps), 0.2, lang)
    found = (_finding_row(entry, lang) for entry in report.entries)
    yield _table("title.findings", _FINDING_KEYS, found, 0.45, lang)
    seen = (_observation_row(one, lang) for one in report.observations)
    yield _table("title.promises", ("severity", "observation", "where", "seen", "check"), seen, 0.15, lang)
    read = (_coverage_row(row, lang) for row in report.coverage)
    yield _table("title.coverage", ("source", "collection", "status", "rows-read", "rows-total"), read, 0.1, lang)


def _write_head(report: Report, lang: str) -> tuple[str, ...]:
    """The verdict in words, the run, and the numbers."""
    summary, run, policy = summarise(report), report.run, report.policy
    title, sentences = say_verdict(report, summary, lang)
    heads = [message(f"severity.{severity}", lang) for severity in SEVERITIES]
    heads += [message("tile.undeclared", lang), message("title.not-scanned", lang)]
    numbers = [*(summary.severity[severity] for severity in SEVERITIES), summary.without_purpose, summary.not_scanned]
    about = (f"daicho {tool_version()}", run.project, write_period(run), f"{message('label.run', lang)} {run.id}")
    named = f"{message('label.policy', lang)} {pick_title(policy.title, lang) or policy.id} {policy.version}"
    return (
        f"# {SIGNS[judge(report)]} {pair(message('title.report', lang), title, lang)}",
        "",
        ("" if lang == "ja" else " ").join(sentences),
        "",
        " · ".join(escape(part) for part in (*about, named) if part),
        "",
        _row(heads),
        _rule(len(heads), numbers=range(len(heads))),
        _row(f"{number:,}" for number in numbers),
    )


def _title(key: str, lang: str) -> tuple[str, ...]:
    return (f"## {message(key, lang)}", "")


def _table(key: str, columns: Sequence[str], rows: Iterable[str], share: float, lang: str) -> Block:
    """A table under its title; where it has no rows the title says so."""
    listed = tuple(rows)
    title = f"## {message(key, lang)} {len(listed):,}"
    if not listed:
        return Block((title,), (), share)
    head = _row(message(f"label.{column}", lang) for column in columns)
    return Block((title, "", head, _rule(len(columns))), listed, share)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _rule(columns: int, numbers: range = range(0)) -> str:
    return f"|{'|'.join('---:' if column in numbers else '---' for column in range(columns))}|"


def _list_actions(report: Report, lang: str) -> Iterator[str]:
    """The few things to do first, each with its owner."""
    actions = choose_actions(report)
    for number, action in enumerate(actions, start=1):
        owner = escape(action.owner) or message("label.no-owner", lang)
        where = f"{escape(action.source)}; {message('label.owner', lang)}: {owner}"
        yield f"{number}. {_say_action(action, lang)} — {where}"
    if not actions:
        yield message("phrase.no-action", lang)


def _say_action(action: Action, lang: str) -> str:
    if not action.entries:
        reason = escape(label("skip", action.gaps[0].reason, lang))
        return message("phrase.action-gap", lang, n=len(action.gaps), reason=reason)
    worst = action.entries[0]
    named = list(dict.fromkeys(name_field(entry.finding.location, lang) for entry in action.entries))
    more = [message("phrase.more-places", lang, n=len(named) - 3)] if named[3:] else []
    fields = ", ".join([escape(name) for name in named[:3]] + more)
    what = f"**{message(f'severity.{worst.severity}', lang)}** {escape(category_title(worst.finding.category, lang))}"
    return message("phrase.action-finding", lang, what=what, fields=fields)


def _finding_row(entry: Entry, lang: str) -> str:
    sure = f"{write_confidence(entry.finding.confidence)}; {'; '.join(say_evidence(entry.finding, lang))}"
    cells = (
        message(f"severity.{entry.severity}", lang),
        escape(title_finding(entry, lang)),
        escape(place_finding(entry, lang)),
        escape(sure),
        say_policy(entry, lang),
        message(f"state.{entry.shown_state}", lang),
        escape(entry.fingerprint),
    )
    return _row(cells)


def _observation_row(one: Observation, lang: str) -> str:
    title, place = escape(title_observation(one, lang)), escape(place_observation(one, lang))
    severity = message(f"severity.{one.severity}", lang)
    return _row((severity, title, place, escape(say_observation(shorten_observation(one), lang)), escape(one.check)))


def _gap_row(gap: Gap, lang: str) -> str:
    extent = message(f"status.{'partial' if gap.partial else 'skipped'}", lang)
    reason = f"{extent}: {label('skip', gap.reason, lang)}"
    said = "; ".join(part for part in (reason, gap.problem) if part)
    return _row((escape(place_gap(gap, lang)), escape(said), escape(say_gap_next(gap, lang))))


def _coverage_row(row: Coverage, lang: str) -> str:
    total = message("label.not-known", lang) if row.rows_total is None else f"{row.rows_total:,}"
    status = message(f"status.{row.status}", lang)
    return _row((escape(row.source), escape(row.collection), status, f"{row.rows_read:,}", total))
