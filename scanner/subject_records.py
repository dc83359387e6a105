"""The disclosure sheet for spreadsheets (CSV) and machines (JSON), and the table of all its forms."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping

from reports.messages import label
from reports.phrases import category_title, purpose_title, show, tool_version
from scanner.subject_keys import load_words, say
from scanner.subject_output import outline_place, render_html, render_markdown, render_table, say_matches, say_rows
from scanner.subject_sheet import Sheet, SheetPlace

SCHEMA = "daicho-subject/1"


def render_csv(sheet: Sheet, lang: str) -> str:
    """A line for each place and category that it holds, and one for each place that was not read."""
    names = (
        "place",
        "strength",
        "numbers",
        "fields",
        "categories",
        "purposes",
        "owner",
        "retention",
        "nature",
        "correct",
    )
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow([say(name, lang) for name in names])
    for place in sheet.places:
        section = dict(outline_place(place, sheet, lang).pairs)
        before = [
            place.label,
            say_rows(place, lang),
            section.get(say("numbers", lang), ""),
            "; ".join(say_matches(place, lang)),
        ]
        after = [section[say(name, lang)] for name in names[5:]]
        for category in place.categories or ("",):
            title = f"{category_title(category, lang)} ({category})" if category else ""
            writer.writerow([_cell(text) for text in (*before, title, *after)])
    for one in sheet.unread:
        writer.writerow([_cell(one.place), say("unread", lang), "", label("skip", one.reason, lang), *[""] * 6])
    for place_left in sheet.left_out:
        writer.writerow([_cell(place_left), say("unread", lang), *[""] * 8])
    for number, step in enumerate(sheet.steps, 1):
        text = f"{step.text}\n{step.statement}".strip()
        writer.writerow(
            [_cell(step.place or say("general", lang)), f"{say('erasure', lang)} {number}", "", _cell(text), *[""] * 6]
        )
    return "\ufeff" + target.getvalue()


def _cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    shown = "\n".join(show(line) for line in text.splitlines())
    return f"'{shown}" if shown[:1] in tuple("=+-@\t\r") else shown


def render_json(sheet: Sheet, lang: str) -> str:
    """The sheet for machines; codes are the same in every language."""
    request, clause = sheet.request, sheet.clause
    document = {
        "schema": SCHEMA,
        "tool": {"name": "daicho", "version": tool_version()},
        "request": {
            "reference": request.reference,
            "time": request.time.isoformat(timespec="seconds"),
            "keys": dict(request.keys),
            "log": {"entry": request.entry.number, "sha256": request.entry.sha256} if request.entry else None,
        },
        "policy": {
            "id": sheet.policy.id,
            "version": sheet.policy.version,
            "sha256": sheet.policy.sha256,
            "article": clause.number if clause else None,
        },
        "read": {"sources": list(sheet.sources), "collections": sheet.collections, "rows": sheet.rows},
        "found": len(sheet.places),
        "places": [_record(place, sheet, lang) for place in sheet.places],
        "unread": [{"place": one.place, "reason": one.reason, "problem": one.problem} for one in sheet.unread],
        "left_out": list(sheet.left_out),
        "erasure": [{"place": step.place, "text": step.text, "statement": step.statement} for step in sheet.steps],
        "identity": say("identity-reminder", lang),
    }
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"


def _record(place: SheetPlace, sheet: Sheet, lang: str) -> Mapping[str, object]:
    return {
        "source": place.source,
        "collection": place.collection,
        "kind": place.kind,
        "nature": place.nature,
        "rows": dict(place.rows),
        "row_numbers": list(place.numbers),
        "named": list(place.named),
        "matches": [
            {"field": one.field, "key": one.kind, "how": one.how, "rows": one.rows, "through": one.through}
            for one in place.matches
        ],
        "categories": [
            {"id": category, "title": category_title(category, lang), "fields": list(labels)}
            for category, labels in place.categories.items()
        ],
        "purposes": [{"id": one, "title": purpose_title(sheet.policy, one, lang)} for one in place.purposes],
        "owner": place.owner,
        "retention": list(place.retention),
        "entrusted_to": list(place.entrusted),
        "provided_to": list(place.provided),
        "correct": load_words()["correct"][place.kind][lang],
    }


FORMS: Mapping[str, Callable[[Sheet, str], str]] = {
    "table": render_table,
    "json": render_json,
    "md": render_markdown,
    "html": render_html,
    "csv": render_csv,
}
"""The forms of the sheet by name."""
