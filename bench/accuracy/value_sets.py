"""Labelled texts: the project's own lines, sentences that others labelled, and lines kept aside."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Literal

from bench.accuracy.kinds import Row
from bench.accuracy.make_tables import KINDS
from bench.accuracy.number_makers import make_hex
from bench.accuracy.people import draw_landline

LINES = Path(__file__).with_name("lines.toml")
STRUCTURED = Path(__file__).with_name("structured.toml")
_PLACE = re.compile(r"\{(:?)(\w+)\}")
_SEED = "daicho-accuracy lines 1"
_COUNTS = {"japanese": 600, "nothing": 200}

# The entities of presidio-research in this project's catalogue; None: not looked for here, no hit there is wrong.
FOREIGN: Mapping[str, str | None] = {
    "PHONE_NUMBER": "personal.contact.phone",
    "EMAIL_ADDRESS": "personal.contact.email",
    "CREDIT_CARD": "personal.financial.card",
    "IBAN_CODE": "personal.financial.bank_account",
    "IP_ADDRESS": "usage.device.ip",
    "PERSON": "personal.name",
    "STREET_ADDRESS": "personal.contact.address",
    "ADDRESS": "personal.contact.address",
}


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a text and what it is; "" for what may be found or not."""

    start: int
    end: int
    category: str


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text with its labelled places."""

    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class TextSet:
    """Texts with labels; ``categories`` are the ones that are compared."""

    name: str
    texts: tuple[LabelledText, ...]
    categories: frozenset[str]
    kind: Literal["development", "practice", "public", "held-out"]


@cache
def _lines() -> Mapping[str, Any]:
    return tomllib.loads(LINES.read_text(encoding="utf-8"))


def line_categories() -> frozenset[str]:
    """The structured identifiers of the project's own lines."""
    return frozenset(_lines()["categories"].values())


def development_lines() -> TextSet:
    """The project's own lines, the same each time."""
    texts = []
    for name, count in _COUNTS.items():
        rng = Random(f"{_SEED} {name}")
        templates = _lines()["lines"][name]
        texts += [fill_line(rng, templates[number % len(templates)], number) for number in range(count)]
    return TextSet("Japanese log and business lines", tuple(texts), line_categories(), "development")


def fill_line(rng: Random, template: str, number: int) -> LabelledText:
    """A line of a template with its spans."""
    row, text, spans, at = Row(rng, number + 1), "", [], 0
    for place in _PLACE.finditer(template):
        text += template[at : place.start()]
        value = _make_value(row, place[2])
        if not place[1]:
            spans.append(Span(len(text), len(text) + len(value), _lines()["categories"][place[2]]))
        text, at = text + value, place.end()
    return LabelledText(text + template[at:], tuple(spans))


def _make_value(row: Row, kind: str) -> str:
    rng, one = row.rng, Row(row.rng, row.number).person
    match kind:
        case "mobile":
            dashed = f"{one.mobile[:3]}-{one.mobile[3:7]}-{one.mobile[7:]}"
            return rng.choice((dashed, dashed, one.mobile, dashed.replace("-", "－"), dashed.replace("-", " ")))
        case "landline":
            return draw_landline(rng, one.place.area)
        case "plus81":
            return f"+81-{one.mobile[1:3]}-{one.mobile[3:7]}-{one.mobile[7:]}"
        case "birth":
            born = one.born
            return rng.choice((f"{born:%Y/%m/%d}", born.isoformat(), f"{born.year}年{born.month}月{born.day}日"))
        case "ip6":
            return f"2400:{make_hex(rng, 4)}:{make_hex(rng, 4)}::{rng.randrange(1, 9999):x}"
        case "secret":
            return "sk_live_" + make_hex(rng, 32)
        case _:
            return KINDS[kind].make(row) or ""


def research_sets(shared: Path) -> list[TextSet]:
    """The sentences of presidio-research: structured identifiers, and names with addresses, apart."""
    sets = []
    for file in ("synth_dataset_v2", "generated_large"):
        path = shared / "data" / "pii_presidio_research" / f"{file}.json"
        if not path.is_file():
            continue
        texts = tuple(_read_research(one) for one in json.loads(path.read_text(encoding="utf-8")))
        names = frozenset({"personal.name", "personal.contact.address"})
        structured = frozenset(category for category in FOREIGN.values() if category) - names
        sets.append(TextSet(f"presidio-research {file}: identifiers", texts, structured, "public"))
        sets.append(TextSet(f"presidio-research {file}: names, addresses", texts, names, "public"))
    return sets


def _read_research(one: Mapping[str, Any]) -> LabelledText:
    spans = [
        Span(span["start_position"], span["end_position"], FOREIGN.get(span["entity_type"]) or "")
        for span in one["spans"]
    ]
    return LabelledText(one["full_text"], tuple(sorted(spans)))


def held_out_lines(folder: Path) -> list[TextSet]:
    """Every ``lines.jsonl`` among the sets kept aside: ``{"text": ..., "spans": [[start, end, category], ...]}``."""
    return [_read_lines(path, "held-out") for path in sorted(folder.glob("*/lines.jsonl"))]


def practice_lines() -> list[TextSet]:
    """Lines that others wrote for those who build detectors to learn from."""
    return [
        _read_lines(path, "practice") for path in sorted(Path(__file__).parent.glob("practice_lines/*/lines.jsonl"))
    ]


def _read_lines(path: Path, kind: Literal["practice", "held-out"]) -> TextSet:
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    texts = tuple(LabelledText(one["text"], tuple(Span(*span) for span in one["spans"])) for one in records)
    categories = frozenset(span.category for text in texts for span in text.spans)
    return TextSet(f"{kind} lines: {path.parent.name}", texts, categories, kind)


@cache
def structured_categories() -> frozenset[str]:
    """Categories whose values have a form of their own or stand behind a word."""
    return frozenset(tomllib.loads(STRUCTURED.read_text(encoding="utf-8"))["categories"])


def with_structured(sets: Sequence[TextSet]) -> list[TextSet]:
    """Each set, and behind it the same texts compared by their structured identifiers alone."""
    return [
        each
        for one in sets
        for each in (
            one,
            replace(
                one, name=f"{one.name}, structured identifiers", categories=one.categories & structured_categories()
            ),
        )
    ]


def texts_of(sets: Sequence[TextSet]) -> list[str]:
    """Every text of some sets, in order."""
    return [one.text for each in sets for one in each.texts]
