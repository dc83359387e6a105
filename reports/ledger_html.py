"""A ledger to print or to read in a browser: one HTML file that needs nothing else and runs no script."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports.base import Report
from reports.html_parts import hash_part, read_part
from reports.ledger import Sheet, load_ledger, load_tables, say, say_in_all
from reports.phrases import show, tool_version

_OVERVIEW = ("id", "name", "system", "purpose", "persons", "owner", "recipients", "state", "note")
"""The columns of the table at the top; every row stands in full below it."""


@cache
def _environment() -> Environment:
    """Everything is escaped that is not marked, and an unknown name is an error."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["show"] = show
    return environment


def write_html(sheets: Sequence[Sheet], report: Report, lang: str) -> str:
    """The page in one language, A4 landscape in print."""
    style = read_part("ledger.css")
    run, policy = report.run, report.policy
    about = say(
        "run-line",
        lang,
        run=show(run.id),
        day=f"{run.started:%Y-%m-%d}",
        policy=show(policy.id),
        version=show(policy.version),
        tool=tool_version(),
    )
    return (
        _environment()
        .get_template("ledger.html.j2")
        .render(
            lang=lang,
            sheets=sheets,
            tables=load_tables(),
            overview=_OVERVIEW,
            to_fill=say_in_all("to-fill"),
            howto=[text[lang] for text in load_ledger()["howto"].values()],
            project=show(run.project),
            about=about,
            word=lambda key, **params: say(key, lang, **params),
            lines=show_lines,
            style=Markup(style),
            style_hash=hash_part(style),
        )
    )


def show_lines(text: str) -> str:
    """A text that people wrote made safe to look at, with its line breaks."""
    return "\n".join(show(line) for line in text.splitlines())
