"""Every category of the catalogue can be found, in Japanese and in English, and what only looks like it is not."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from connectors.base import Collection, CollectionKind, Field, FieldType
from detectors.base import Finding
from detectors.catalogue import load_catalogue
from detectors.inspection import inspect_column, view_field
from detectors.judgement import judge_collection
from detectors.tally import FieldTally

DATA = tomllib.loads((Path(__file__).parent / "data" / "every_category.toml").read_text(encoding="utf-8"))
ROWS = 40

NAMES_JA = ["佐藤 花子", "鈴木 一郎", "高橋 健太", "田中 美咲", "伊藤 直樹", "渡辺 由美", "山本 大輔", "中村 恵子"]
NAMES_EN = ["Hanako Sato", "John Smith", "Mary Johnson", "Emily Brown", "David Wilson", "Laura Davis", "Paul Miller"]
NEIGHBOURS: Mapping[str, Mapping[bool, Sequence[tuple[str, Sequence[str]]]]] = {
    "person": {
        True: [("customer_name", NAMES_EN), ("contact_email", [f"user{n}@example.com" for n in range(ROWS)])],
        False: [("会員氏名", NAMES_JA), ("連絡先メール", [f"user{n}@example.jp" for n in range(ROWS)])],
    },
    "thing": {
        True: [("sku", [f"SKU-{n:05}" for n in range(ROWS)]), ("unit_price", ["980", "1200", "350"])],
        False: [("商品コード", [f"P{n:05}" for n in range(ROWS)]), ("単価", ["980", "1200", "350"])],
    },
    "none": {True: [], False: []},
}


def cases(kind: str) -> list[Any]:
    listed = []
    for category in sorted(set(DATA) - {"version"}):
        for case in DATA[category][kind]:
            waits = case.get("waits")
            marks = [pytest.mark.xfail(reason=waits, strict=False)] if waits else []
            listed.append(pytest.param(category, case, id=f"{category}:{case['field']}", marks=marks))
    return listed


@cache
def inspect(field: Field, kind: CollectionKind, values: tuple[str, ...]) -> FieldTally:
    """The values over and over as a column. The neighbours are looked at once for all cases."""
    cells = pa.array([values[row % len(values)] for row in range(ROWS)], pa.string())
    return inspect_column(cells, view_field(field, kind))


def findings_of(case: Mapping[str, Any], beside: str, tables: tuple[str, str]) -> dict[str, Finding]:
    """What is found in the column of a case, by category."""
    latin = case["field"].isascii() and "".join(case["values"]).isascii()
    columns = [(case["field"], case["values"]), *NEIGHBOURS[case.get("beside", beside)][latin]]
    kind: CollectionKind = case.get("kind", "table")
    fields = []
    for name, values in columns:
        type: FieldType = case.get("type", "text") if name == case["field"] else "text"
        field = Field(name, type, case.get("comment", "") if name == case["field"] else "")
        fields.append((field, inspect(field, kind, tuple(values))))
    table = case.get("table", tables[0] if latin else tables[1])
    found, _ = judge_collection("s", Collection(table, kind), fields)
    return {one.category: one for one in found if one.location.field == case["field"]}


def test_every_category_is_there_twice_with_a_near_miss() -> None:
    assert set(DATA) - {"version"} == set(load_catalogue().ids)
    for category in set(DATA) - {"version"}:
        assert len(DATA[category]["find"]) >= 2, category
        assert len(DATA[category]["miss"]) >= 1, category
        names = [case["field"] for case in DATA[category]["find"]]
        assert any(name.isascii() for name in names), category
        assert any(not name.isascii() for name in names), category


@pytest.mark.parametrize(("category", "case"), cases("find"))
def test_finds(category: str, case: Mapping[str, Any]) -> None:
    found = findings_of(case, "person", ("customers", "会員"))
    assert category in found, {name: (one.verdict, one.confidence) for name, one in found.items()}
    assert found[category].verdict == case.get("verdict", "is")


@pytest.mark.parametrize(("category", "case"), cases("miss"))
def test_misses(category: str, case: Mapping[str, Any]) -> None:
    found = findings_of(case, "thing", ("items", "品目"))
    assert category not in found, {
        name: (one.verdict, one.confidence, one.evidence.factors) for name, one in found.items()
    }
