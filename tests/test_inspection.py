"""Looking at a column: the tally is of the rows, however they come and however often a value repeats."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.base import Batch, Field, Location
from detectors.base import Sighting
from detectors.inspection import inspect_batch, inspect_column, view_field
from detectors.tally import FieldTally
from tests.detection import AWKWARD, BAIT, view_of

PIECES = [
    "hanako@example.jp",
    "連絡は taro@example.org か090-1234-5678へ",
    "03-1234-5678",
    "+81-90-1234-5678",
    "〒108-0014 東京都港区芝5-13-15",
    "個人番号:123456789018",
    "123456789018",
    "123456789013",
    "4111111111111111",
    "7123456789012",
    "203.0.113.7 2001:db8::1",
    "00:1b:44:11:3a:b7",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) Mobile/15E148",
    "_ga=GA1.2.1234567890.1700000000; _gid=x",
    "password=hunter2x",
    "1980-01-31",
    "昭和55年1月31日生まれ",
    "221B Baker Street",
    "Rue de la Paix 5",
    "東京都",
    "佐藤花子",
    "佐藤花子様へ",
    "サトウ ハナコ",
    "John Smith",
    "男",
    "M",
    "会社員",
    "株式会社みなと",
    "0af9" * 8,
    "この商品はとても良かったです。",
    "1",
    "42",
    *AWKWARD,
]
COLUMNS = st.lists(st.one_of(st.sampled_from(PIECES), st.none(), st.text(st.characters(exclude_categories=["Cs"]))))


def plain(tally: FieldTally) -> dict[str, Any]:
    """A tally as values that can be compared. Steps between neighbours are left out: they are counted within a
    batch."""
    return {
        "counts": (tally.rows, tally.read, tally.characters, tally.squares, tally.longest),
        "distinct": tally.distinct.hashes.tolist(),
        "signals": +tally.signals,
        "categories": {
            category: (
                (seen.cells, seen.strong, seen.whole, seen.tried, seen.passed, seen.check),
                (+seen.tags, seen.at, seen.masked, seen.tested.hashes.tolist()),
            )
            for category, seen in tally.categories.items()
        },
    }


def inspect(texts: Sequence[str | None], first_row: int = 1, **options: Any) -> FieldTally:
    return inspect_column(pa.array(texts, pa.string()), options.pop("view", view_of()), first_row, **options)


@settings(deadline=None, max_examples=60)
@given(COLUMNS, st.lists(st.integers(0, 40), max_size=4), st.randoms(use_true_random=False))
def test_no_cut_and_no_order_changes_the_sum(texts: list[str | None], cuts: list[int], random: Any) -> None:
    bounds = sorted({0, len(texts), *(cut for cut in cuts if cut < len(texts))})
    parts = [inspect(texts[low:high], low + 1) for low, high in itertools.pairwise(bounds)]
    random.shuffle(parts)
    assert plain(sum(parts, FieldTally())) == plain(inspect(texts))


@pytest.mark.parametrize(
    "hints", [{}, {"personal.contact.address": 0.9, "personal.contact.phone": 0.9, "usage.browser": 0.9}]
)
def test_repeated_values_are_looked_at_once_and_counted_each_time(hints: dict[str, float]) -> None:
    texts = [PIECES[number % len(PIECES)] for number in range(300)]
    view = view_of(hints=hints)
    one_by_one = [inspect([text], row, view=view) for row, text in enumerate(texts, 1)]
    assert plain(sum(one_by_one, FieldTally())) == plain(inspect(texts, view=view))


def test_rows_and_places_are_those_of_the_store() -> None:
    texts = [
        None,
        "",
        "電話は０３－１２３４－５６７８",
        "  ",
        "a@example.jp b@example.jp",
        "電話は０３－１２３４－５６７８",
    ]
    tally = inspect(texts, 11, row_step=10)
    assert (tally.rows, tally.read) == (6, 3)
    phone, email = tally.categories["personal.contact.phone"], tally.categories["personal.contact.email"]
    assert phone.at == (Sighting(31, 3, 15), Sighting(61, 3, 15))
    assert email.at == (Sighting(51, 0, 12), Sighting(51, 13, 25))
    assert (phone.cells, email.cells) == (2, 1)
    assert phone.masked == ((Sighting(31, 3, 15), "**-****-**78"),)


def test_the_sink_gets_every_place() -> None:
    places: list[tuple[int, int, int]] = []

    def sink(field: Field, category: str, rows: Any, starts: Any, ends: Any) -> None:
        assert field.name == "memo"
        if category == "personal.contact.email":
            places.extend(zip(rows.tolist(), starts.tolist(), ends.tolist(), strict=True))

    texts = ["a@example.jp", None, "b@example.jp a@example.jp"] * 30
    tally = inspect(texts, sink=sink)
    expected = [(row * 3 + 1, 0, 12) for row in range(30)]
    expected += [(row * 3 + 3, start, start + 12) for row in range(30) for start in (0, 13)]
    assert sorted(places) == sorted(expected)
    assert tally.categories["personal.contact.email"].at == tuple(Sighting(*place) for place in sorted(expected)[:20])


def test_columns_without_anything() -> None:
    for texts in ([], [None], ["", " ", "\u3000"]):
        tally = inspect(texts)
        assert (tally.rows, tally.read, tally.categories) == (len(texts), 0, {})


def test_a_serial_number_steps_by_one() -> None:
    tally = inspect([str(number) for number in range(100, 200)], view=view_of(type="integer"))
    assert (tally.steps, tally.unit_steps) == (99, 99)
    mixed = inspect(["1", "5", "x"])
    assert (mixed.steps, mixed.unit_steps) == (0, 0)


def test_one_number_a_thousand_times_is_one_number() -> None:
    number = inspect(["123456789018"] * 1000).categories["personal.id.my_number"]
    assert (number.cells, number.tried, number.passed) == (1000, 1, 1)


def test_a_batch_gives_a_tally_for_each_field() -> None:
    fields = (Field("id", "integer"), Field("mail"), Field("photo", "binary"))
    columns = (pa.array(["1", "2"]), pa.array(["a@example.jp", None]), pa.array([None, None], pa.string()))
    batch = Batch(Location("s", "c"), fields, columns, 1, 2)
    tallies = {field.name: tally for field, tally in inspect_batch(batch, "table")}
    assert [tally.rows for tally in tallies.values()] == [2, 2, 2]
    assert [tally.read for tally in tallies.values()] == [2, 1, 0]
    assert tallies["mail"].categories["personal.contact.email"].whole == 1


def test_the_comment_of_a_field_says_something_too() -> None:
    named = view_field(Field("c1", comment="メールアドレス"), "table")
    assert (
        0
        < named.hinted("personal.contact.email")
        < view_field(Field("メールアドレス"), "table").hinted("personal.contact.email")
    )


def test_no_value_stands_in_a_tally() -> None:
    value = "kx7qzw"
    texts = [f"{value}@example.jp", f"password={value}", f"sid={value}; _ga=1; _gid=2", f"氏名：佐藤{value}"]
    assert value not in repr(inspect(texts))


@pytest.mark.parametrize("bait", ["letters", "kanji", "words", "mailboxes"])
def test_a_huge_cell_takes_bounded_time(bait: str) -> None:
    begin = time.process_time()
    tally = inspect([BAIT[bait], "a@example.jp"])
    assert tally.categories["personal.contact.email"].cells >= 1
    assert time.process_time() - begin < 5.0


@pytest.mark.parametrize("nothing", ["N/A", "n/a", "NULL", " null ", "\\N", "--", "NaN", ""])
def test_words_for_nothing_are_no_values(nothing: str) -> None:
    tally = inspect_column(pa.array(["taro@example.jp", nothing, nothing, None]), view_field(Field("mail"), "table"))
    assert (tally.rows, tally.read, tally.categories["personal.contact.email"].cells) == (4, 1, 1)


@pytest.mark.parametrize("word", ["なし", "不明", "none", "-", "NA"])
def test_words_that_may_be_answers_are_values(word: str) -> None:
    assert inspect_column(pa.array([word]), view_field(Field("x"), "table")).read == 1
