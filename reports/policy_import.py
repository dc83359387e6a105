"""Turns the text of a published privacy policy into a policy file, ready for a person to review.

Every item carries the sentence it came from, its place and a confidence. What nothing was made of is listed at the end.
The matrix is a proposal, taken from the default policy by what each purpose is about.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from reports.policy import Fit, Measure, Milestone, Origin, Policy, Purpose
from reports.policy_file import MARKS
from reports.policy_reading import Reading, read_policy_text
from reports.policy_text import PolicyText, read_text
from reports.policy_toml import write_entries, write_table, write_text

_COVERING: tuple[Fit, ...] = ("expected", "plausible", "needs-notice")
_MARK_OF = {fit: mark for mark, fit in MARKS.items()}

HEADER = """\
# Read from {name} ({lines} lines) by `daicho policy import`. A person has to review it before it is used:
#   from, place, confidence  the sentence that an item came from, where it stands, how sure the reading is (0 to 1)
#   matrix                   a proposal by what each purpose is about: ● expected, ○ plausible, △ needs-notice,
#                            · unexpected, ✕ barred, one mark for each purpose
#   unrecognised             sentences of which nothing was made; move what belongs to a list, delete the rest
# `daicho policy check` says what is missing.
"""


@dataclass(frozen=True, slots=True)
class ImportedPolicy:
    """An import: the text that was read, what was found in it, and the policy file (TOML) that says so."""

    text: PolicyText
    reading: Reading
    toml: str


def import_policy(
    data: bytes, name: str, *, default: Policy, categories: Collection[str], id: str = ""
) -> ImportedPolicy:
    """Read a policy in any form (text, Markdown, HTML, PDF, Word) and write it as a policy file.

    ``name`` is what the file calls its source, ``id`` the policy's id (default: from ``name``). ``default`` is the
    policy whose matrix is proposed, ``categories`` are all ids of the catalogue. Raises
    :class:`reports.policy.PolicyError` where the form cannot be read.
    """
    text = read_text(data, name)
    found = read_policy_text(text)
    reading = replace(found, milestones=tuple(_sound_dates(found.milestones)))
    purposes = tuple(replace(one, title=_title(one, default, text.language)) for one in reading.purposes)
    parts = [
        HEADER.format(name=name, lines=len(text.lines)),
        "\n".join(_top(reading, text, id or _make_id(name))),
        *_lists(reading, purposes),
        *_registers(reading),
        _matrix(reading, default, categories),
        *write_entries("unrecognised", ({"text": one.text, "place": one.place} for one in reading.unrecognised)),
    ]
    return ImportedPolicy(text, reading, "\n".join(part for part in parts if part))


def _make_id(name: str) -> str:
    stem = re.sub(r"^https?://(?:www\.)?", "", name)
    stem = re.sub(r"\.(?:txt|md|html?|pdf|docx)$", "", stem.lower())
    return re.sub(r"[^a-z0-9]+", "-", stem).strip("-")[:60] or "policy"


def _sound_dates(milestones: Iterable[Milestone]) -> Iterator[Milestone]:
    """Dates that contradict each other stay as raw text: a person has to say which is wrong."""
    enacted = min((one.date for one in milestones if one.kind == "enacted" and one.date), default="")
    return (replace(one, date="") if one.date and one.date < enacted else one for one in milestones)


def _title(purpose: Purpose, default: Policy, language: str) -> Mapping[str, str]:
    known = next((one.title for one in default.purposes if one.key == purpose.key), None)
    if known is not None:
        return known
    return {language: purpose.text if len(purpose.text) <= 60 else purpose.text[:59] + "…"}


def _top(reading: Reading, text: PolicyText, id: str) -> Iterator[str]:
    dated = [one for one in reading.milestones if one.date]
    latest = max((one.date for one in dated), default="")
    effective = next((one.date for one in dated if one.kind == "effective"), latest)
    yield write_table({"id": id, "version": latest or "unreviewed", "effective": effective}).rstrip("\n")
    yield ""
    title = reading.title or reading.operator.name or id
    yield "[title]\n" + write_table({text.language: title})
    origin = {"file": text.name, "sha256": text.sha256, "lines": len(text.lines), "language": text.language}
    yield "[imported]\n" + write_table(origin)
    operator, desk = reading.operator, reading.desk
    yield "[operator]\n" + write_table(
        {
            "name": operator.name,
            "address": operator.address,
            "representative": operator.representative,
            "manager": operator.manager,
        }
    )
    yield "[desk]\n" + write_table(
        {"name": desk.name, "address": desk.address, "email": desk.email, "phone": desk.phone}
    )


def _origin(origin: Origin | None) -> dict[str, object]:
    if origin is None:
        return {}
    return {"from": origin.sentence, "place": origin.place, "confidence": origin.confidence}


def _lists(reading: Reading, purposes: tuple[Purpose, ...]) -> Iterator[str]:
    yield from write_entries("dates", ({"kind": m.kind, "raw": m.raw, "date": m.date} for m in reading.milestones))
    yield from write_entries(
        "terms", ({"term": one.term, "meaning": one.meaning, "place": one.place} for one in reading.terms)
    )
    yield from write_entries("citations", ({"text": one.text, "place": one.place} for one in reading.citations))
    for article in reading.articles:
        entry = {"number": article.number, "role": article.role, "title": article.title}
        yield from write_entries("articles", [entry | _origin(article.origin)], long=("text", article.text))
    yield from write_entries(
        "announced",
        (
            {"item": one.item, "text": one.text, "categories": one.categories} | _origin(one.origin)
            for one in reading.announcements
        ),
        always=("categories",),
    )
    yield from write_entries("purposes", (_purpose(one) for one in purposes))


def _registers(reading: Reading) -> Iterator[str]:
    yield from write_entries(
        "measures", ({"item": one.item, "text": one.text} | _origin(one.origin) for one in _unique(reading.measures))
    )
    yield from write_entries(
        "provisions",
        (
            {"item": one.item, "text": one.text, "ground": one.ground} | _origin(one.origin)
            for one in reading.provisions
        ),
    )
    yield from write_entries(
        "entrusted",
        ({"id": one.id, "name": one.name, "country": one.country} | _origin(one.origin) for one in reading.entrusted),
    )
    yield from write_entries(
        "retention",
        (
            {
                "item": one.item,
                "text": one.text,
                "period": one.period,
                "starts": one.starts,
                "categories": one.categories,
            }
            | _origin(one.origin)
            for one in reading.retention
        ),
    )


def _unique(items: tuple[Measure, ...]) -> tuple[Measure, ...]:
    return tuple(dict.fromkeys(items))


def _purpose(purpose: Purpose) -> dict[str, object]:
    entry: dict[str, object] = {
        "id": purpose.id,
        "key": purpose.key,
        "item": purpose.item,
        "title": purpose.title,
        "text": purpose.text,
        "subjects": purpose.subjects,
        "parent": purpose.parent,
    }
    return entry | ({"delegating": True} if purpose.delegating else {}) | _origin(purpose.origin)


def _matrix(reading: Reading, default: Policy, categories: Collection[str]) -> str:
    """The proposed matrix; empty where nothing is announced, or a purpose would be for nothing."""
    keys = {key for one in reading.announcements for key in one.categories}
    announced = [id for id in categories if any(id == key or id.startswith(f"{key}.") for key in keys)]
    columns = [_column(reading, purpose, announced, default) for purpose in reading.purposes]
    if not columns or not announced or not all(set(column.values()) & set(_COVERING) for column in columns):
        return "# Nothing is announced, or not for every purpose: write a [matrix] by hand.\n"
    width = max(map(len, announced)) + 2
    rows = (
        f"{write_text(category):<{width}} = {write_text(''.join(_MARK_OF[column[category]] for column in columns))}"
        for category in announced
    )
    return "\n".join(("[matrix]", f"# {'':<{width - 2}}    P1 to P{len(columns)}", *rows, ""))


def _column(reading: Reading, purpose: Purpose, announced: list[str], default: Policy) -> dict[str, Fit]:
    """The fit of one purpose with every announced category."""
    scope = reading.scopes.get(purpose.id)
    labels = reading.labels.get(purpose.id, ())
    ids = [one.id for one in default.purposes if one.key in labels and not one.delegating]
    column: dict[str, Fit] = {}
    for category in announced:
        row = default.matrix.get(category, {})
        barred = list(row.values()).count("barred") * 2 > len(row) > 0
        if scope is not None:
            inside = any(category == key or category.startswith(f"{key}.") for key in scope)
            column[category] = "expected" if inside else "unexpected"
        elif ids:
            column[category] = _best([row.get(id, "unexpected") for id in ids])
        else:
            column[category] = "barred" if barred else "needs-notice"
    if not set(column.values()) & set(_COVERING):
        column = {category: "needs-notice" if fit == "unexpected" else fit for category, fit in column.items()}
    return column


def _best(fits: list[Fit]) -> Fit:
    order: tuple[Fit, ...] = (*_COVERING, "barred", "unexpected")
    return min(fits, key=order.index)
