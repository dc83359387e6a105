"""Tallies of a collection with paths: the same however it is cut, with true rows and places."""

from __future__ import annotations

import itertools
import json

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.base import Batch, CollectionKind, Field, Location
from detectors.tally import FieldTally
from scanner.field_tallies import FieldTallies
from tests.test_inspection import plain

PLACE = Location("s", "t")
EMAIL = "personal.contact.email"


def batch_of(texts: list[str | None], first_row: int = 1) -> Batch:
    return Batch(PLACE, (Field("c"),), (pa.array(texts, pa.string()),), first_row, len(texts))


def tally_of(*parts: list[str | None], kind: CollectionKind = "table") -> dict[str, FieldTally]:
    tallies, row = FieldTallies(kind, PLACE, None), 1
    for texts in parts:
        tallies.add(batch_of(texts, row))
        row += len(texts)
    return {field.path: tally for field, tally in tallies.settle()}


ROWS = [
    '{"user":{"email":"taro@example.jp","name":"佐藤花子"}}',
    '{"user":{"email":"hanako@example.jp"},"tags":["a@example.jp","b@example.jp"]}',
    'INFO event={"user":{"email":"x@example.jp"}} from 192.0.2.7',
    "level=info mail=y@example.jp ip=192.0.2.8",
    '{"佐藤花子": 1}',
    "plain taro@example.jp",
    '{"broken": "taro@example.jp"',
    "",
    None,
]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from(ROWS), max_size=12), st.lists(st.integers(0, 12), max_size=3))
def test_no_cut_changes_the_tallies(texts: list[str | None], cuts: list[int]) -> None:
    bounds = sorted({0, len(texts), *(cut for cut in cuts if cut < len(texts))})
    cut = tally_of(*(texts[low:high] for low, high in itertools.pairwise(bounds)))
    whole = tally_of(texts) if texts else {}
    assert {path: plain(tally) for path, tally in cut.items()} == {path: plain(tally) for path, tally in whole.items()}


def test_a_path_has_the_rows_of_its_column_and_places_inside_its_values() -> None:
    tallies = tally_of(["plain"] * 3, [*["plain"] * 2, '{"user":{"email":"to taro@example.jp"}}'])
    at_path = tallies["user.email"]
    assert (at_path.rows, at_path.read) == (6, 1)
    (sighting,) = at_path.categories[EMAIL].at
    assert (sighting.row, sighting.start, sighting.end) == (6, 3, 18)
    assert (tallies[""].rows, tallies[""].read) == (6, 5)
    assert EMAIL not in tallies[""].categories


def test_places_in_what_is_left_are_those_of_the_line() -> None:
    line = 'INFO event={"user":{"email":"x@example.jp"}} from taro@example.jp'
    left = tally_of([line])[""].categories[EMAIL]
    assert [line[one.start : one.end] for one in left.at] == ["taro@example.jp"]


def test_a_column_that_is_opened_as_a_whole_is_only_its_paths() -> None:
    assert set(tally_of(['{"a":"x"}', None, '{"a":"y"}'])) == {"a"}
    assert set(tally_of([None, ""])) == {""}


def test_folded_paths_are_one_with_all_their_sightings() -> None:
    names = [f"見本{first}{second}" for first in "一二三四五六七" for second in "郎子美助太夫介"]
    rows = [
        json.dumps({name: {"mail": f"u{number}@example.jp"}}, ensure_ascii=False) for number, name in enumerate(names)
    ]
    tallies = tally_of(*([row] for row in rows))
    assert set(tallies) == {"{}", "{}.mail"}
    assert tallies["{}.mail"].categories[EMAIL].cells == len(rows)
    assert tallies["{}"].read == tallies["{}"].rows == len(rows)
