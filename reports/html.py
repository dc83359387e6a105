"""The report for people, as one HTML file that needs nothing else and can reach nothing else.

Both languages are in the file. What a manager has to see is plain HTML; the findings are columns of numbers that the
file's own script searches, sorts and shows. Its content security policy lets only the style and script run whose hashes
it names, so a hostile name in the data cannot do anything even if it slipped through the escaping.
"""

from __future__ import annotations

import re
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports.actions import choose_actions
from reports.base import POLICY_VERDICTS, SEVERITIES, Report
from reports.checks import load_checks
from reports.data_map import NONE, REST, DataMap, draw_map
from reports.grid import Grid, build_grid
from reports.html_data import Places, Pool, Record, pack, pack_fingerprints, write_table
from reports.html_detail import name_purpose, write_details
from reports.html_listing import Listing
from reports.html_lists import make_lists
from reports.html_pages import (
    count_checks,
    count_states,
    group_observations,
    list_purposes,
    name_all,
)
from reports.html_parts import TEMPLATES, hash_part, read_script, read_style
from reports.html_words import (
    cite,
    join,
    name,
    pick,
    pick_label,
    pick_message,
    say,
    tell,
    unseen,
    word,
    write_both,
)
from reports.messages import LANGUAGES, write_number
from reports.phrases import (
    say_verdict,
    show,
    tool_version,
    write_confidence,
    write_period,
)
from reports.summary import find_bar, find_gaps, judge, summarise
from reports.svg import Titles, draw_data_map, draw_trend

TREND = 12
"""So many of the last runs are shown."""

WORST = 50
"""So many findings are plain HTML, for readers without scripts."""

GLOSSARY = (
    *("verdict", "severity", "undeclared", "no-purpose", "mismatch", "barred"),
    *("coverage", "confidence", "exception", "masked"),
)
"""Terms of the glossary, in this order."""

PAGES = (
    *("changes", "findings", "exceptions", "purposes", "promises", "leak", "map"),
    *("coverage", "not-scanned", "clean", "dismissed", "method", "glossary"),
)
"""The sections below the first page, in this order."""


def render(report: Report, lang: str = "en") -> str:
    """The report as HTML text; it opens in ``lang`` and can be switched."""
    grid, summary, lists, map = build_grid(report), summarise(report), make_lists(report), draw_map(report)
    style, script = read_style(), read_script()
    text = (
        build_environment()
        .get_template("report.html.j2")
        .render(
            report=report,
            lang=lang,
            summary=summary,
            judgement=judge(report),
            bar=find_bar(report),
            verdict=write_verdict(report, lang),
            actions=choose_actions(report),
            grid=grid,
            numbers={entry.fingerprint: number for number, entry in enumerate(report.entries)},
            folded_names=join([pick_message(f"column.{column}") for column in grid.folded]),
            gaps=find_gaps(report),
            states=count_states(report),
            trend=list(zip(report.trend[-TREND:], draw_trend(report.trend[-TREND:]), strict=True)),
            purposes=list_purposes(report),
            purpose_checks=count_checks(report),
            clauses=group_observations(report),
            map=map,
            drawing=draw_data_map(map, title_nodes(report, map)),
            lists=lists,
            sampled=min((row.rows_read for row in report.coverage if row.method == "sample"), default=None),
            style=Markup(style),
            script=Markup(script),
            style_hash=hash_part(style),
            script_hash=hash_part(script),
            data=write_data(report, grid, lists),
        )
    )
    return re.sub(r"\n\s+", "\n", text)


def write_data(report: Report, grid: Grid, lists: dict[str, Listing]) -> dict[str, str]:
    """The blocks of data for the script, each packed: what the table of findings shows, what a finding shows when it is
    opened, and the other lists."""
    places, categories = Places(), Pool[str]()
    table: Record = write_table(report, grid, places, categories)
    details = write_details(report, places, categories)
    longer = [one.write() for one in lists.values() if len(one.lines) > one.size]
    return {
        "fingerprints": pack_fingerprints(report.entries),
        "table": pack({**table, **places.write(report)}),
        "details": pack(details),
        "lists": pack({"lists": longer}),
    }


def write_verdict(report: Report, lang: str) -> tuple[Markup, list[Markup]]:
    """The verdict and the sentences that explain it, each in both languages."""
    summary = summarise(report)
    verdict = {language: say_verdict(report, summary, language) for language in LANGUAGES}
    together = zip(*(verdict[language][1] for language in LANGUAGES), strict=True)
    return (
        write_both({language: verdict[language][0] for language in LANGUAGES}),
        [write_both(dict(zip(LANGUAGES, texts, strict=True))) for texts in together],
    )


def title_nodes(report: Report, map: DataMap) -> tuple[Titles, Titles, Titles]:
    """The titles of the sources, kinds and purposes of the data map."""
    sources = {node.id: dict.fromkeys(LANGUAGES, name(node.id)) for node in map.sources}
    kinds = {node.id: pick_message(f"column.{node.id}") for node in map.kinds if node.id != REST}
    purposes = {node.id: name_purpose(report.policy, node.id) for node in map.purposes}
    purposes[NONE] = pick_message("label.no-fitting-purpose")
    for titles, nodes in ((sources, map.sources), (kinds, map.kinds), (purposes, map.purposes)):
        titles.update({node.id: pick_message("label.other-rows", n=node.folded) for node in nodes if node.id == REST})
    return sources, kinds, purposes


@cache
def build_environment() -> Environment:
    """The template engine: everything is escaped that is not marked, and an unknown name is an error."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(show=show, name=name, number=write_number, sure=write_confidence)
    environment.globals.update(
        say=say,
        unseen=unseen,
        word=word,
        tell=tell,
        pick=pick,
        pick_message=pick_message,
        pick_label=pick_label,
        both=write_both,
        cite=cite,
        name_all=name_all,
        name_purpose=name_purpose,
        load_checks=load_checks,
        tool_version=tool_version,
        write_period=write_period,
        SEVERITIES=SEVERITIES,
        POLICY_VERDICTS=POLICY_VERDICTS,
        GLOSSARY=GLOSSARY,
        PAGES=PAGES,
        WORST=WORST,
    )
    return environment
