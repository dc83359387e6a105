"""The report for a terminal: findings worst first, sources, what was not scanned, and the verdict last."""

from __future__ import annotations

import io
from collections import Counter, defaultdict
from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from reports.acceptance_phrases import say_lapse
from reports.base import SEVERITIES, Entry, Report, Severity
from reports.messages import label, message
from reports.phrases import (
    category_title,
    name_field,
    name_gap,
    say_evidence,
    say_gap_next,
    say_next,
    say_policy,
    say_purposes,
    say_verdict,
    say_why,
    show,
    tool_version,
    write_confidence,
    write_period,
)
from reports.statements import say_clean, say_leak, say_reasons, say_standing
from reports.summary import Gap, count_places, find_bar, find_gaps, judge, summarise
from reports.table_acceptance import print_acceptances
from reports.table_changes import print_changes
from reports.table_origins import print_origins
from reports.table_policy import print_observations, print_policy
from reports.terminal import (
    STYLES,
    build_table,
    join_parts,
    print_heading,
    print_indented,
    print_labelled,
    print_wrapped,
)

WIDTH = 100
"""Columns of the plain text."""

DETAILED = 20
"""So many critical and high findings are told at length."""

COMPACT = 40
"""So many groups of other findings get a line each."""

GAPS = 20
"""So many places that were not scanned get a line each."""


def render(
    report: Report,
    lang: str = "en",
    *,
    width: int = WIDTH,
    color: bool = False,
    min_severity: Severity = "low",
    new_only: bool = False,
) -> str:
    """The report as text ``width`` columns wide; with ``color`` it holds terminal codes. Findings below
    ``min_severity``, and with ``new_only`` existing ones, are counted everywhere but not listed."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        legacy_windows=False,
        markup=False,
        highlight=False,
        emoji=False,
    )
    print_head(console, report, lang)
    print_findings(console, report, lang, min_severity, new_only=new_only)
    print_origins(console, report, lang)
    print_policy(console, report, lang)
    print_observations(console, report, lang, min_severity)
    print_sources(console, report, lang)
    print_gaps(console, find_gaps(report), lang)
    print_acceptances(console, report, lang)
    print_changes(console, report, lang)
    print_verdict(console, report, lang)
    text = out.getvalue()
    return text if color else "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def print_head(console: Console, report: Report, lang: str) -> None:
    """Which scan this is."""
    bar = find_bar(report)
    sampled = any(row.method == "sample" for row in report.coverage)
    fail_on = message("phrase.fail-on", lang, bar=message(f"severity.{bar}", lang)) if bar else ""
    parts = [
        f"daicho {tool_version()}",
        show(report.run.project),
        write_period(report.run),
        message("phrase.sources", lang, n=len(report.sources)),
        message("phrase.collections", lang, n=len(report.coverage)),
        message(f"phrase.{'sampled' if sampled else 'all-rows'}", lang) if report.coverage else "",
        fail_on or message("phrase.fail-on-none", lang),
    ]
    console.print(Text(join_parts(parts[:3])))
    console.print(Text(join_parts(parts[3:])))


def print_findings(
    console: Console, report: Report, lang: str, min_severity: Severity, *, new_only: bool = False
) -> None:
    """Every finding: the severe ones at length, the others counted by kind."""
    note = message("label.sorted-by", lang) if report.entries else ""
    print_heading(console, message("phrase.findings", lang, n=len(report.entries)), note)
    if not report.entries:
        nothing = judge(report) == "nothing"
        console.print(Text("  " + message(f"phrase.no-findings{'-nothing' if nothing else ''}", lang)))
    listed = SEVERITIES[: SEVERITIES.index(min_severity) + 1]
    high_enough = [entry for severity in listed for entry in report.entries if entry.severity == severity]
    entries = [entry for entry in high_enough if not new_only or entry.state != "existing" or entry.lapsed]
    severe = [entry for entry in entries if entry.severity in ("critical", "high") and not entry.excepted]
    detailed = severe[:DETAILED]
    for entry in detailed:
        console.print()
        print_finding(console, entry, report, lang)
    told = {id(entry) for entry in detailed}
    print_groups(console, (entry for entry in entries if id(entry) not in told), lang)
    for key, hidden in (
        ("existing-hidden", len(high_enough) - len(entries)),
        ("below-shown", len(report.entries) - len(high_enough)),
    ):
        if hidden:
            console.print()
            bar = message(f"severity.{min_severity}", lang)
            print_wrapped(console, message(f"phrase.{key}", lang, n=hidden, bar=bar), margin=2)
    if report.dismissed:
        console.print()
        console.print(Text("  " + message("phrase.dismissed-count", lang, n=len(report.dismissed))))
    if report.clean:
        console.print()
        print_wrapped(console, say_clean(summarise(report), lang), margin=2)


def print_finding(console: Console, entry: Entry, report: Report, lang: str) -> None:
    """One finding: what, where, how sure, why it is a problem, what to do."""
    finding = entry.finding
    title = Text("  ")
    title.append(f" {message(f'severity.{entry.severity}', lang).upper()} ", style=STYLES[entry.severity])
    title.append(f" {category_title(finding.category, lang)}", style="bold")
    title.append(f"  {message(f'state.{entry.shown_state}', lang)}  {show(entry.fingerprint)}")
    console.print(title)
    place = " / ".join(
        (
            show(finding.location.source),
            show(finding.location.collection),
            name_field(finding.location, lang),
        )
    )
    sure = [write_confidence(finding.confidence)]
    sure += say_evidence(finding, lang)
    if finding.evidence.masked:
        sure.append(message("phrase.example", lang, shape=show(finding.evidence.masked[0])))
    policy = f"{say_policy(entry, lang)}: {say_why(entry, lang)}"
    purposes = say_purposes(entry, report.policy, lang) or (message("phrase.purposes-none", lang),)
    lines = {
        "where": place,
        "sure": join_parts(sure),
        "why": policy,
        "standing": say_standing(entry, lang) if entry.link else "",
        "severity": join_parts(say_reasons(entry, lang)),
        "leak": join_parts(say_leak(entry, lang)),
        "purposes": join_parts(purposes),
        "exception": say_lapse(entry, lang),
        "next": " ".join(say_next(entry, lang)),
    }
    print_labelled(console, {message(f"label.{name}", lang): text for name, text in lines.items() if text})


def print_groups(console: Console, entries: Iterable[Entry], lang: str) -> None:
    """The remaining findings, one line for each severity, category, policy verdict, state and source."""
    groups: dict[tuple[str, str, str, str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        finding = entry.finding
        key = (entry.severity, finding.category, entry.policy, entry.shown_state, finding.location.source)
        groups[key].append(entry)
    if not groups:
        return
    table = build_table(
        [message(f"label.{name}", lang) for name in ("severity", "what", "against-policy", "found", "where")],
        numbers=range(3, 4),
    )
    for (severity, category, _, state, source), members in list(groups.items())[:COMPACT]:
        apart = "" if state == "new" else f" ({message(f'state.{state}', lang).lower()})"
        table.add_row(
            Text(message(f"severity.{severity}", lang), style=STYLES[severity]),
            Text(category_title(category, lang) + apart),
            Text(say_policy(members[0], lang)),
            f"{len(members):,}",
            Text(name_group(source, members, lang), overflow="fold"),
        )
    console.print()
    print_indented(console, table)
    hidden = sum(len(members) for members in list(groups.values())[COMPACT:])
    if hidden:
        more = message("phrase.more-findings", lang, n=hidden)
        console.print(Text(f"  {more}  {message('phrase.see-all', lang)}"))


def name_group(source: str, members: list[Entry], lang: str) -> str:
    """The first place of a group and how many more there are."""
    first = members[0].finding.location
    place = f"{show(source)} / {show(first.collection)} / {name_field(first, lang)}"
    rest = len(members) - 1
    return f"{place}  {message('phrase.more-places', lang, n=rest)}" if rest else place


def print_sources(console: Console, report: Report, lang: str) -> None:
    """One line for each source: how much was scanned, what was found."""
    ids = dict.fromkeys(source.id for source in report.sources)
    ids |= dict.fromkeys(row.source for row in report.coverage)
    if not ids:
        return
    headings = ["label.source", "label.scanned", *(f"severity.{severity}" for severity in SEVERITIES)]
    headings += ["tile.undeclared", "title.not-scanned"]
    table = build_table([message(key, lang) for key in headings], range(1, 8))
    gaps = find_gaps(report)
    for id in ids:
        own = tuple(gap for gap in gaps if gap.source == id)
        entries = [entry for entry in report.entries if entry.finding.location.source == id]
        severities = Counter(entry.severity for entry in entries)
        table.add_row(
            Text(show(id)),
            write_scanned(report, id, own, lang),
            *(f"{severities[severity]:,}" for severity in SEVERITIES),
            f"{sum(entry.policy != 'declared' for entry in entries):,}",
            f"{len(own):,}",
        )
    print_heading(console, message("title.sources", lang))
    print_indented(console, table)


def write_scanned(report: Report, source: str, gaps: tuple[Gap, ...], lang: str) -> str:
    """The share of a source's tables and files that was read to the end, and whether only a sample of them was."""
    rows = tuple(row for row in report.coverage if row.source == source)
    places = count_places(rows, gaps)
    if not places.read or places.percent is None:
        return "0 %"
    sampled = f" {message('phrase.sampled', lang)}" if any(row.method == "sample" for row in rows) else ""
    return f"{'' if places.known else '<= '}{places.percent} %{sampled}"


def print_gaps(console: Console, gaps: tuple[Gap, ...], lang: str) -> None:
    """What was not scanned, said to be something else than clean."""
    title = message("title.not-scanned", lang)
    if not gaps:
        print_heading(console, title)
        console.print(Text("  " + message("phrase.no-gaps", lang)))
        return
    print_heading(console, f"{title} {len(gaps):,}", message("phrase.not-same-as-clean", lang))
    for gap in gaps[:GAPS]:
        extent = message(f"status.{'partial' if gap.partial else 'skipped'}", lang)
        problem = f"{extent}: {label('skip', gap.reason, lang)}"
        print_wrapped(console, f"{show(gap.source)} / {name_gap(gap, lang)}", margin=2)
        print_wrapped(console, join_parts((problem, show(gap.problem), say_gap_next(gap, lang))), margin=5)
    if len(gaps) > GAPS:
        more = message("phrase.more-places", lang, n=len(gaps) - GAPS)
        print_wrapped(console, f"{more}  {message('phrase.see-all', lang)}", margin=2)


def print_verdict(console: Console, report: Report, lang: str) -> None:
    """What to bear in mind, then the line that counts, where eyes end."""
    title, (sentence, *notes) = say_verdict(report, summarise(report), lang)
    console.print()
    for note in notes:
        print_wrapped(console, note, margin=1)
    line = Text(f" {title.upper()} ", style=STYLES[judge(report)])
    line.append(f" {sentence}  {message('label.exit', lang)} {report.run.exit_code}", style="not bold")
    console.print(line)
