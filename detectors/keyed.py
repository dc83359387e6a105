"""Values without a check digit that count only behind a word: the ``[[keyed]]`` rules of ``data/patterns.toml``."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from detectors.base import DetectorError
from detectors.checks import CHECKS, CheckedHits, make_checked_hits
from detectors.context import Places, Words, declare_words, find_words, stand_near
from detectors.hits import FieldView, Result, make_hits
from detectors.numbers import is_ascii_word
from detectors.patterns import load_declarations
from detectors.text import Bools, Cells

_NEAR = 80
_HINTED = 0.5
_LONGEST_CELL = 60
# How far behind its word the first digit of a value may stand.
_DISTANCE = 40
# What may stand between a word and its value. Each step takes one mark or word, and gives nothing back.
_GLUE = re.compile(
    r"(?:\([^()\x1a0-9]{0,8}[0-9]{0,2}[^()\x1a0-9]{1,10}\)"
    r"|[ \t\r\n\u3000:=>→#.,、|/・*~\"'“”「」『』【】\[\](){}＜＞_-]|は|が|の|を|に|番号|記号|コード|№|シリアル|暗証"
    r"|&nbsp;|[Nn][Oo](?=[^A-Za-z])|I[Dd](?=[^A-Za-z])"
    r"|(?:number|Number|num|code|Code|is|was|equals|set to)(?=[^A-Za-z])"
    r"|</?[a-z]{1,6}[0-9]?>){0,12}+"
)
# What says that the next word is a value, and not just the next word.
_SIGN = re.compile(r"[:=>→|\[\]「『【\"']|は|(?<![A-Za-z])(?:is|was|equals|set to)(?![A-Za-z])")
# A value ends where no digit or letter follows, nor more of a number.
_ENDS = re.compile(r"(?![0-9A-Za-z_])(?!-[0-9])(?![円桁個名人%])(?!\.\d)(?! ?文字)")
_PLACEHOLDER = re.compile(
    r"(?i)x{4}|0{6}|1234567|abcdef|example|sample|dummy|placeholder|your|change_?me|redact|mask|process\.env|undefined"
    r"|insert|replace|here|secret_?key|api_?key|test_?token|null|getenv|config\."
)


@dataclass(frozen=True, slots=True)
class KeyedRule:
    """A value behind a word; see ``patterns.toml``. ``words`` are the literals in all their spellings."""

    category: str
    tag: str
    words: tuple[str, ...]
    near: Words | None
    value: re.Pattern[str]
    guard: str
    digits: bool
    sign: bool
    column: bool
    check: str
    examples: tuple[str, ...]
    counter: tuple[str, ...]


@cache
def load_keyed_rules() -> tuple[KeyedRule, ...]:
    """The declared rules; :class:`DetectorError` when the file names a check or a guard that does not exist."""
    return tuple(map(_read_rule, load_declarations()["keyed"]))


def _read_rule(rule: Mapping[str, Any]) -> KeyedRule:
    check, guard = rule.get("check", ""), rule.get("guard", "")
    if (check and check not in CHECKS) or guard not in ("", "random"):
        raise DetectorError(f"patterns.toml: unknown check or guard of a keyed rule: {check or guard!r}")
    return KeyedRule(
        rule["category"],
        rule.get("tag", ""),
        declare_words(rule["words"]).literals,
        declare_words(rule["near"]) if "near" in rule else None,
        re.compile(f"(?:{rule['value']})"),
        guard,
        rule.get("digits", True),
        rule.get("sign", False),
        rule.get("column", True),
        check,
        tuple(rule["examples"]),
        tuple(rule["counter"]),
    )


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """The words of all rules, and for each of them the numbers of the rules that have it."""

    words: Words
    rules: tuple[tuple[int, ...], ...]
    digits: tuple[bool, ...]


@cache
def _vocabulary() -> _Vocabulary:
    rules = load_keyed_rules()
    owners: dict[str, list[int]] = {}
    for number, rule in enumerate(rules):
        for word in rule.words:
            owners.setdefault(word, []).append(number)
    return _Vocabulary(
        Words(tuple(owners)),
        tuple(map(tuple, owners.values())),
        tuple(all(rules[number].digits for number in numbers) for numbers in owners.values()),
    )


def find_keyed(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Numbers and codes that a word before them names; in a field of that name, whole cells (weakly)."""
    found = _find_values(cells)
    told: set[tuple[str, int, int]] = set()
    for number, rule in enumerate(load_keyed_rules()):
        # Several rules of one category may meet at one value.
        spans = [(*span, True) for span in found.get(number, ()) if (rule.category, *span) not in told]
        told.update((rule.category, start, end) for start, end, _ in spans)
        if rule.column and view.hinted(rule.category) >= _HINTED:
            known = {start for start, _, _ in spans}
            listed = [one for one in _whole_cells(cells, rule) if one[0] not in known]
            if rule.check and (checked := _tried(cells, rule, listed)):
                yield checked
            spans.extend(listed)
        if hits := make_hits(rule.category, spans, check=rule.tag):
            yield hits


def _find_values(cells: Cells) -> Mapping[int, Sequence[tuple[int, int]]]:
    """Rule number -> where its values stand."""
    vocabulary, rules, text = _vocabulary(), load_keyed_rules(), cells.text
    places = _longest(find_words(cells, vocabulary.words))
    if not len(places):
        return {}
    places = places.select(_within_reach(cells, places, vocabulary))
    near = {
        number: stand_near(cells, words, places.end, _NEAR)
        for number in {number for word in np.unique(places.word).tolist() for number in vocabulary.rules[word]}
        if (words := rules[number].near) is not None
    }
    found: dict[int, dict[tuple[int, int], None]] = {}
    for place, (end, word) in enumerate(zip(places.end.tolist(), places.word.tolist(), strict=True)):
        between = _GLUE.match(text, end)
        start = between.end() if between else end
        for number in vocabulary.rules[word]:
            if number in near and not near[number][place]:
                continue
            if rules[number].sign and not _SIGN.search(text, end, start):
                continue
            if span := _read_value(rules[number], text, start):
                found.setdefault(number, {})[span] = None
    return {number: list(spans) for number, spans in found.items()}


def _longest(places: Places) -> Places:
    """Of words that end at the same place, the longest (they are ordered by end, then start)."""
    if not len(places):
        return places
    return places.select(np.append(True, places.end[1:] != places.end[:-1]))


def _within_reach(cells: Cells, places: Places, vocabulary: _Vocabulary) -> Bools:
    """Words with a digit a little behind them, and those whose values need none."""
    free = ~np.array(vocabulary.digits, dtype=np.bool_)[places.word]
    starts = cells.runs.start
    if not len(starts):
        return np.asarray(free)
    following = np.searchsorted(starts, places.end)
    first = starts[np.minimum(following, len(starts) - 1)]
    return np.asarray(free | ((following < len(starts)) & (first - places.end <= _DISTANCE)))


def _read_value(rule: KeyedRule, text: str, start: int) -> tuple[int, int] | None:
    match = rule.value.match(text, start)
    if not match or not _ENDS.match(text, match.end()):
        return None
    value = match[0]
    if rule.guard and not is_random(value):
        return None
    if rule.digits and _is_dummy(value):
        return None
    return match.span()


def _is_dummy(value: str) -> bool:
    """Whether all digits are 0, and more than two of them."""
    digits = [one for one in value if one.isdigit()]
    return len(digits) > 2 and set(digits) == {"0"}


def is_random(value: str) -> bool:
    """Whether a value looks made by chance, as a key or a token is, and not like a word, a path or a placeholder:
    digits and letters, and at least 3 bits of entropy in a character."""
    if not any(one.isdigit() for one in value) or not any(one.isalpha() for one in value) or _PLACEHOLDER.search(value):
        return False
    counts = Counter(value).values()
    bits = -sum(count / len(value) * math.log2(count / len(value)) for count in counts)
    return bits >= 3.0


def _whole_cells(cells: Cells, rule: KeyedRule) -> list[tuple[int, int, bool]]:
    """Cells that are such a value as a whole."""
    likely = (cells.lengths > 0) & (cells.lengths <= _LONGEST_CELL)
    if rule.digits:
        likely &= cells.digits > 0
    spans, values = [], cells.values()
    for cell in np.flatnonzero(likely).tolist():
        value = values[cell].strip()
        if rule.value.fullmatch(value) and not (rule.digits and _is_dummy(value)):
            start = int(cells.starts[cell]) + values[cell].index(value)
            spans.append((start, start + len(value), False))
    return spans


def _tried(cells: Cells, rule: KeyedRule, spans: Sequence[tuple[int, int, bool]]) -> CheckedHits | None:
    """How many of the cells pass the check digit."""
    numbers = ["".join(filter(str.isdigit, cells.text[start:end])) for start, end, _ in spans]
    size = max(map(len, numbers), default=0)
    numbers = [number for number in numbers if len(number) == size]
    if not numbers:
        return None
    digits = (np.frombuffer("".join(numbers).encode(), dtype=np.uint8) - 48).astype(np.int8).reshape(-1, size)
    keys = np.array([int(number) for number in numbers], dtype=np.uint64)
    return make_checked_hits(rule.category, [], keys, CHECKS[rule.check].test(digits), rule.check)


def find_residence_cards(cells: Cells, view: FieldView) -> Iterator[Result]:
    """在留カード numbers by their form alone (two letters, eight digits, two letters), for a column of them."""
    runs, last = cells.runs, len(cells.codes) - 1
    if 8 not in runs.sizes:
        return
    eight = runs.of_size(8)
    lettered = is_ascii_word(runs.before[eight]) & is_ascii_word(runs.after[eight])
    inner = runs.start[eight[lettered & (runs.start[eight] >= 2) & (runs.end[eight] < last)]]
    spans = [(at - 2, at + 10, False) for at in inner.tolist() if _RESIDENCE_CARD.match(cells.text, at - 2)]
    if hits := make_hits("personal.id.residence_card", spans):
        yield hits


_RESIDENCE_CARD = re.compile(r"(?<![0-9A-Za-z_-])[A-Z]{2}[0-9]{8}[A-Z]{2}(?![0-9A-Za-z_-])")
_vocabulary()
