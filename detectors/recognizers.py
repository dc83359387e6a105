"""Recognizers of Presidio that a configuration names, run beside the detectors of this project.

They look at one text at a time and may be a thousand times slower, so that each is applied to a bounded number of
different values of a field, spread over the batch; how many that were is counted and told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import numpy as np

from connectors.base import Location
from detectors.base import DetectorError, Finding, Mark
from detectors.hits import FieldView, Result, Signals, make_hits
from detectors.sketch import EMPTY, Sketch
from detectors.tally import FieldTally
from detectors.text import SEPARATOR, Cells

SIGNAL = "recognizer."
"""What the signal of cells that a recognizer was applied to begins with; its id follows."""

_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Made:
    """Something to be made: a class or a function by its dotted path, and what it is called with."""

    path: str
    kwargs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recognizer:
    """One ``[[recognizer]]``. ``entities`` maps its entity names to categories; results below ``min_score`` do not
    count; ``limit`` is the number of different values of a field that it is applied to. ``nlp_engine`` is needed by
    recognizers that read the output of a language model."""

    id: str
    made: Made
    language: str
    entities: Mapping[str, str]
    min_score: float = 0.5
    limit: int = 200
    nlp_engine: Made | None = None
    confidence: float = 0.85


def make(made: Made) -> Any:
    """What a dotted path (``package.module:Name`` or ``package.module.Name``) makes. DetectorError, without the text
    of the cause, where it cannot be imported or made."""
    module, _, name = made.path.partition(":") if ":" in made.path else made.path.rpartition(".")
    if not module or not name:
        raise DetectorError(f"'{made.path}' is no dotted path such as package.module:Name")
    try:
        maker = getattr(import_module(module), name)
    except Exception as error:  # noqa: BLE001 - whatever somebody else's module raises when it is imported
        raise DetectorError(f"'{made.path}' cannot be imported ({type(error).__name__})") from None
    try:
        return maker(**made.kwargs)
    except Exception as error:  # noqa: BLE001 - as above, when it is called
        raise DetectorError(f"'{made.path}' cannot be made ({type(error).__name__})") from None


_Key = tuple[Location | None, str, str]
_Span = tuple[str, int, int]


class RecognizerRun:
    """A recognizer during one run, with a count of what it was applied to. DetectorError where it cannot be made."""

    def __init__(self, recognizer: Recognizer) -> None:
        self.recognizer = recognizer
        self._engine = make(recognizer.nlp_engine) if recognizer.nlp_engine else None
        self._found = make(recognizer.made)
        if not callable(getattr(self._found, "analyze", None)):
            raise DetectorError(f"'{recognizer.made.path}' makes nothing that has a method 'analyze'")
        if self._engine is not None and not self._engine.is_loaded():
            self._engine.load()
        # By field; of a value only its hash (salted, of this process) is kept.
        self._known: dict[_Key, dict[int, tuple[_Span, ...]]] = {}
        self._distinct: dict[_Key, Sketch] = {}
        self.failed = 0

    @property
    def fields(self) -> int:
        """In how many fields it was applied to something."""
        return len(self._known)

    @property
    def applied(self) -> int:
        """To how many different values of fields it was applied."""
        return sum(map(len, self._known.values()))

    @property
    def left_out(self) -> int:
        """To about how many different values of fields it was not applied."""
        return sum(max(0, seen.count() - len(self._known[key])) for key, seen in self._distinct.items())

    def detect(self, cells: Cells, view: FieldView) -> Iterator[Result]:
        """Sightings in a part of the different values of a buffer; they count by themselves."""
        key = (view.place, view.field.name, view.field.path)
        numbers: dict[str, list[int]] = {}
        for number, value in enumerate(cells.raw_values()):
            numbers.setdefault(value, []).append(number)
        if not numbers:
            return
        known = self._known.setdefault(key, {})
        self._distinct[key] = self._distinct.get(key, EMPTY) + Sketch.of(cells)
        fresh = _spread([value for value in numbers if hash(value) not in known], self.recognizer.limit - len(known))
        known.update({hash(value): tuple(self._analyze(value)) for value in fresh})
        values = [value for value in numbers if hash(value) in known]
        spans: dict[str, list[tuple[int, int, bool]]] = {}
        for value in values:
            for category, start, end in known[hash(value)]:
                bases = (int(cells.starts[number]) for number in numbers[value])
                spans.setdefault(category, []).extend((base + start, base + end, True) for base in bases)
        for category, found in spans.items():
            if hits := make_hits(category, sorted(found)):
                yield hits
        looked = [number for value in values for number in numbers[value]]
        yield Signals(SIGNAL + self.recognizer.id, np.array(sorted(looked), dtype=np.int64))

    def _analyze(self, value: str) -> Iterator[_Span]:
        """Category, start and end of each result in one text; a recognizer that fails finds nothing there."""
        chosen = self.recognizer
        text = value[:_LONGEST].replace(SEPARATOR, " ").encode("utf-8", "replace").decode("utf-8")
        try:
            artifacts = self._engine.process_text(text, chosen.language) if self._engine is not None else None
            results = self._found.analyze(text, list(chosen.entities), artifacts)
            told = [(one.entity_type, int(one.start), int(one.end), float(one.score)) for one in results or ()]
        except Exception:  # noqa: BLE001 - somebody else's code, on a value that its message could quote
            self.failed += 1
            return
        for entity, start, end, score in told:
            if entity in chosen.entities and score >= chosen.min_score and 0 <= start < end <= len(value):
                yield chosen.entities[entity], start, end


def _spread(values: list[str], most: int) -> list[str]:
    """At most so many of the values, at even distances."""
    if most <= 0 or len(values) <= most:
        return values[: max(0, most)]
    return [values[place] for place in np.linspace(0, len(values) - 1, most).astype(np.int64).tolist()]


def mark_applied(finding: Finding, tally: FieldTally, recognizers: tuple[Recognizer, ...]) -> Iterator[Mark]:
    """For a finding that a recognizer may have made: to which share of the values it was applied."""
    for one in recognizers:
        looked = tally.signals[SIGNAL + one.id]
        if looked and tally.read and finding.category in one.entities.values():
            yield Mark("recognizer", round(min(1.0, looked / tally.read), 4))
