"""The blocks of a configuration by which users say what else is to be found, and what is not to be told.

``[[category]]``, ``[[detector]]``, ``[[allow]]``, ``[[deny]]`` and ``[[recognizer]]``. Everything is checked on
loading: expressions are compiled and timed, lists are read, and the examples of every detector are run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from detectors.allowed import Allowance, fold_value
from detectors.base import DetectorError
from detectors.catalogue import AppiClass, Category, Group, Sensitivity, closest_ids, load_catalogue
from detectors.checks import CHECKS
from detectors.custom import Rule, RuleSet, declare_rule_words
from detectors.custom_patterns import UserPattern, compile_pattern
from detectors.denied import DeniedWords, fold_denied
from detectors.recognizers import Made, Recognizer
from detectors.rule_examples import try_rules
from scanner.config_text import ConfigText
from scanner.pattern_trial import MOST_MICROSECONDS, time_patterns

RULE_KEYS = ("category", "detector", "allow", "deny", "recognizer")
CATEGORY_KEYS = ("id", "parent", "title", "sensitivity", "appi_class", "law", "why", "fides_key", "note")
DETECTOR_KEYS = (
    *("id", "category", "pattern", "words", "check", "field_names", "sources", "collections", "context", "window"),
    *("strength", "confidence", "must_match", "must_not_match", "note"),
)
ALLOW_KEYS = ("reason", "category", "values", "pattern", "sha256", "places", "note")
DENY_KEYS = ("id", "category", "words", "file", "note")
RECOGNIZER_KEYS = (
    *("id", "class", "kwargs", "language", "entities", "min_score", "limit", "confidence", "nlp_engine", "note"),
)

_KEY = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_]+)*")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_SHORTEST_WORD = 2

Block = tuple[ConfigText, Mapping[str, Any]]


def read_rules(text: ConfigText, data: Mapping[str, Any], *, trial: bool = True) -> RuleSet:
    """The rules of a configuration. ConfigError, with the line, for one that cannot be used. Without ``trial`` neither
    expressions are timed nor examples run."""
    if not any(key in data for key in RULE_KEYS):
        return RuleSet()
    blocks = {key: _blocks(text, data, key) for key in RULE_KEYS}
    categories, groups = _read_categories(blocks["category"])
    known = (*load_catalogue().ids, *(one.id for one in categories))
    rules = [_read_detector(block, table, known) for block, table in blocks["detector"]]
    allowances = [_read_allowance(block, table, known) for block, table in blocks["allow"]]
    denied = [_read_denied(block, table, known) for block, table in blocks["deny"]]
    recognizers = [_read_recognizer(block, table, known) for block, table in blocks["recognizer"]]
    _refuse_doubles([*blocks["detector"], *blocks["deny"], *blocks["recognizer"]])
    if trial:
        written = [(block, one.pattern) for (block, _), one in zip(blocks["detector"], rules, strict=True)]
        written += [(block, one.pattern) for (block, _), one in zip(blocks["allow"], allowances, strict=True)]
        _time(written)
        _try_examples([block for block, _ in blocks["detector"]], rules)
    return RuleSet(categories, groups, tuple(rules), tuple(allowances), tuple(denied), tuple(recognizers))


def _blocks(text: ConfigText, data: Mapping[str, Any], name: str) -> list[Block]:
    value = data.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        raise text.fail(f"{name} is written as [[{name}]] blocks", name)
    places = text.blocks(name)
    # Written in another way (inline tables), there is only the whole file to point at.
    return list(zip(places if len(places) == len(value) else [text] * len(value), value, strict=True))


def _refuse_doubles(blocks: Sequence[Block]) -> None:
    seen: set[str] = set()
    for block, table in blocks:
        if table["id"] in seen:
            raise block.fail(f"two rules have the id {table['id']!r}", "id")
        seen.add(table["id"])


def _identity(block: ConfigText, table: Mapping[str, Any], what: str) -> str:
    identity = block.word(table, "id")
    if not _NAME.fullmatch(identity):
        raise block.fail(f"every [[{what}]] needs an id of letters, digits, '.', '_' or '-'", "id")
    return identity


def _category(block: ConfigText, table: Mapping[str, Any], known: Sequence[str]) -> str:
    category = block.word(table, "category")
    if category not in known:
        what = f"there is no category {category!r}" if category else "category is missing"
        raise block.fail(f"{what}; the closest are: {', '.join(closest_ids(category, known))}", category)
    return category


def _read_categories(blocks: Sequence[Block]) -> tuple[tuple[Category, ...], tuple[Group, ...]]:
    shipped = load_catalogue()
    categories: dict[str, Category] = {}
    groups: dict[str, Group] = {}
    for block, table in blocks:
        one = _read_category(block, table)
        if one.id in shipped or one.id in shipped.groups or one.id in categories:
            raise block.fail(f"there is a category {one.id!r} already", "id")
        categories[one.id] = one
        parts = one.id.split(".")
        for count in range(1, len(parts)):
            above = ".".join(parts[:count])
            if above not in shipped and above not in shipped.groups:
                groups.setdefault(above, Group(above, above, above))
    # A key that is a category itself needs no group.
    return tuple(categories.values()), tuple(one for one in groups.values() if one.id not in categories)


def _read_category(block: ConfigText, table: Mapping[str, Any]) -> Category:
    block.known(table, CATEGORY_KEYS, "setting of [[category]]")
    key, parent = block.word(table, "id"), block.word(table, "parent")
    if parent and not key.startswith(f"{parent}."):
        key = f"{parent}.{key}"
    if not _KEY.fullmatch(key) or "." not in key:
        raise block.fail("id of a [[category]] is a key such as custom.staff_no, in a-z, 0-9, '_' and '.'", "id")
    ja, en = _titles(block, table, "title", key)
    why_ja, why_en = _titles(block, table, "why", "")
    appi = block.choice(table, "appi_class", "personal-information", get_args(AppiClass))
    level = block.choice(table, "sensitivity", "medium", get_args(Sensitivity))
    return Category(
        id=key,
        ja=ja,
        en=en,
        appi_class=next(one for one in get_args(AppiClass) if one == appi),
        fides_key=block.word(table, "fides_key") or "user",
        sensitivity=next(one for one in get_args(Sensitivity) if one == level),
        why_ja=why_ja,
        why_en=why_en,
        law=block.word(table, "law"),
    )


def _titles(block: ConfigText, table: Mapping[str, Any], key: str, default: str) -> tuple[str, str]:
    """Japanese and English; one stands for the other."""
    value = table.get(key, default)
    if isinstance(value, str):
        return value, value
    if not isinstance(value, Mapping) or not value or not all(isinstance(one, str) for one in value.values()):
        raise block.fail(f'{key} has to be text, or {{ ja = "…", en = "…" }}', key)
    block.known(value, ("ja", "en"), f"language of {key}")
    return value.get("ja") or value["en"], value.get("en") or value["ja"]


def _read_detector(block: ConfigText, table: Mapping[str, Any], known: Sequence[str]) -> Rule:
    identity = _identity(block, table, "detector")
    block.known(table, DETECTOR_KEYS, f"setting of detector {identity}")
    check = block.word(table, "check")
    if check and check not in CHECKS:
        raise block.fail(f"there is no check {check!r}; there are: {', '.join(CHECKS)}", "check")
    rule = Rule(
        id=identity,
        category=_category(block, table, known),
        pattern=_pattern(block, table),
        words=declare_rule_words(_literals(block, block.words(table, "words"), "words")),
        field_names=block.words(table, "field_names"),
        sources=block.words(table, "sources"),
        collections=block.words(table, "collections"),
        check=check,
        context=declare_rule_words(_context(block, table)),
        window=int(block.number(table, "window", 30, 1, 200)),
        strong=block.choice(table, "strength", "strong", ("strong", "weak")) == "strong",
        confidence=block.number(table, "confidence", 0.9, 0.5, 0.99),
        must_match=block.words(table, "must_match"),
        must_not_match=block.words(table, "must_not_match"),
    )
    if rule.pattern is None and not rule.words.literals and not rule.field_names:
        raise block.fail(f"detector {identity} needs a pattern, words or field_names", "id")
    if check and rule.pattern is None:
        raise block.fail(f"detector {identity} has a check, and no pattern that finds the digits for it", "check")
    return rule


def _pattern(block: ConfigText, table: Mapping[str, Any]) -> UserPattern | None:
    text = block.word(table, "pattern")
    if not text:
        return None
    try:
        return compile_pattern(text)
    except DetectorError as error:
        raise block.fail(str(error), "pattern") from None


def _literals(block: ConfigText, words: Sequence[str], key: str) -> Sequence[str]:
    if any(len(word.strip()) < _SHORTEST_WORD for word in words):
        raise block.fail(f"{key}: a word has to have {_SHORTEST_WORD} characters or more", key)
    return words


def _context(block: ConfigText, table: Mapping[str, Any]) -> Sequence[str]:
    value = table.get("context", [])
    if isinstance(value, Mapping):
        block.known(value, ("ja", "en"), "language of context")
        return _literals(block, [word for lang in value for word in block.words(value, lang)], "context")
    return _literals(block, block.words(table, "context"), "context")


def _read_allowance(block: ConfigText, table: Mapping[str, Any], known: Sequence[str]) -> Allowance:
    block.known(table, ALLOW_KEYS, "setting of [[allow]]")
    reason = " ".join(block.word(table, "reason").split())
    if not reason:
        raise block.fail("every [[allow]] needs a reason; it stands in the report", "allow")
    one = table.get("category", [])
    categories = (one,) if isinstance(one, str) else block.words(table, "category")
    for category in categories:
        if not any(id == category or id.startswith(f"{category}.") for id in known):
            closest = ", ".join(closest_ids(category, known))
            raise block.fail(f"there is no category {category!r}; the closest are: {closest}", "category")
    hashes = frozenset(value.strip().lower() for value in block.words(table, "sha256"))
    if not all(re.fullmatch(r"[0-9a-f]{64}", value) for value in hashes):
        raise block.fail("sha256 has to be a list of hashes, 64 hexadecimal digits each", "sha256")
    values = frozenset(fold_value(value) for value in block.words(table, "values")) - {""}
    allowance = Allowance(reason, categories, _pattern(block, table), values, hashes, block.words(table, "places"))
    if not allowance.by_value and not allowance.places:
        raise block.fail("[[allow]] needs values, a pattern, sha256 or places", "reason")
    return allowance


def _read_denied(block: ConfigText, table: Mapping[str, Any], known: Sequence[str]) -> DeniedWords:
    identity = _identity(block, table, "deny")
    block.known(table, DENY_KEYS, f"setting of deny {identity}")
    words = list(block.words(table, "words"))
    if file := block.word(table, "file"):
        try:
            words += (block.path.parent / file).read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise block.fail(
                f"the file {file} cannot be read ({type(error).__name__}); it has to be UTF-8", "file"
            ) from None
    folded = fold_denied(words)
    if not folded:
        raise block.fail(f"deny {identity} needs words, or a file with one in a line", "id")
    if short := sum(len(word) < _SHORTEST_WORD for word in folded):
        raise block.fail(f"deny {identity}: {short} of its words have less than {_SHORTEST_WORD} characters", "words")
    return DeniedWords(identity, _category(block, table, known), folded)


def _read_recognizer(block: ConfigText, table: Mapping[str, Any], known: Sequence[str]) -> Recognizer:
    identity = _identity(block, table, "recognizer")
    block.known(table, RECOGNIZER_KEYS, f"setting of recognizer {identity}")
    path = block.word(table, "class")
    if not path:
        raise block.fail(f"recognizer {identity} needs class, a dotted path such as package.module:Name", "id")
    entities = table.get("entities", {})
    if not isinstance(entities, Mapping) or not entities:
        raise block.fail('entities has to be a table: ENTITY_NAME = "category"', "entities")
    for category in entities.values():
        _category(block, {"category": category}, known)
    engine = block.table(table, "nlp_engine", ("class", "kwargs")) if "nlp_engine" in table else {}
    return Recognizer(
        identity,
        Made(path, _kwargs(block, table)),
        block.word(table, "language") or "ja",
        dict(entities),
        block.number(table, "min_score", 0.5, 0.0, 1.0),
        int(block.number(table, "limit", 200, 1, 1_000_000)),
        Made(block.word(engine, "class"), _kwargs(block, engine)) if engine else None,
        block.number(table, "confidence", 0.85, 0.5, 0.99),
    )


def _kwargs(block: ConfigText, table: Mapping[str, Any]) -> Mapping[str, Any]:
    value = table.get("kwargs", {})
    if not isinstance(value, Mapping):
        raise block.fail("kwargs has to be a table", "kwargs")
    return dict(value)


def _time(written: Sequence[tuple[ConfigText, UserPattern | None]]) -> None:
    """Refuse an expression that is too slow on bait."""
    patterns = [(block, one.expression.pattern) for block, one in written if one is not None]
    for (block, _), micros in zip(patterns, time_patterns([text for _, text in patterns]), strict=True):
        if micros > MOST_MICROSECONDS:
            took = "did not come to an end" if micros == float("inf") else f"took {micros:.0f} microseconds a character"
            raise block.fail(
                f"pattern: it {took} on text that almost matches; bound its repetitions ({{1,20}} for +, no repetition"
                " inside a repetition), or make them possessive (++)",
                "pattern",
            )


def _try_examples(blocks: Sequence[ConfigText], rules: Sequence[Rule]) -> None:
    by_id = {rule.id: block for block, rule in zip(blocks, rules, strict=True)}
    for rule, trial in try_rules(rules):
        if not trial.passed:
            raise by_id[rule.id].fail(f"detector {rule.id}: {trial.kind} {trial.number}: {trial.why}", trial.kind)
