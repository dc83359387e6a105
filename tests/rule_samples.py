"""Rules, and columns looked at under them, as the tests of several modules need them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connectors.base import Batch, Collection, Field, Location
from connectors.batches import text_array
from detectors.additions import settle_collection
from detectors.base import Dismissed, Finding
from detectors.catalogue import Category
from detectors.custom import Rule, declare_rule_words
from detectors.custom_patterns import compile_pattern
from detectors.inspection import inspect_batch
from detectors.judgement import judge_collection

BADGE = "custom.badge"


def category(id: str = BADGE) -> Category:
    return Category(id, "社員証番号", "Badge number", "personal-information", "user", "high", "", "")


def rule(
    pattern: str = "", *, id: str = "badge", words: Sequence[str] = (), context: Sequence[str] = (), **more: object
) -> Rule:
    """A rule by hand; ``more`` are fields of the record."""
    given = {"category": BADGE, **more}
    return Rule(
        id=id,
        pattern=compile_pattern(pattern) if pattern else None,
        words=declare_rule_words(words),
        context=declare_rule_words(context),
        **given,  # type: ignore[arg-type]
    )


def judge(
    columns: Mapping[str, Sequence[str | None]], *, source: str = "crm", name: str = "staff.csv"
) -> tuple[list[Finding], list[Dismissed]]:
    """Findings and dismissals of a table under the rules in force."""
    collection = Collection(name, "table")
    fields = tuple(Field(one) for one in columns)
    arrays = tuple(text_array(list(values)) for values in columns.values())
    batch = Batch(Location(source, name), fields, arrays, 1, len(arrays[0]))
    seen = list(inspect_batch(batch, "table"))
    return settle_collection(source, collection, seen, judge_collection(source, collection, seen))


def told(findings: Sequence[Finding]) -> set[tuple[str, str, str]]:
    return {(one.location.field, one.category, one.verdict) for one in findings}
