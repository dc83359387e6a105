"""Hints at special-care data in running text: cells and sentences counted, nothing found."""

from __future__ import annotations

import tomllib
import unicodedata
from importlib.resources import files

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.base import Field
from detectors.hits import Signals
from detectors.inspection import inspect_column, view_field
from detectors.special_care import HINT, find_special_care_hints
from tests.detection import AWKWARD, BAIT, SLOWEST, cells_of, signals_of, time_bait, view_of


@pytest.mark.parametrize(
    "text",
    [
        "先月から入院しており、返事が遅れました。",
        "糖尿病のため甘いものは控えています。",
        "母が認知症と診断されました。",
        "私は車椅子を使っています。入口に段差はありますか。",
        "以前、逮捕されたことがあります。",
        "信仰上の理由で豚肉は食べられません。",
        "妊娠中でも使えますか？",
        "I was diagnosed last year and cannot travel.",
        "My son is allergic to peanuts, is it safe?",
        "I am in a wheelchair and need a lift.",
        "乳がんの治療中です。届けは午後にお願いします。",
    ],
)
def test_hints(text: str) -> None:
    assert signals_of(find_special_care_hints, "0", text, *AWKWARD)[HINT] == [1]


@pytest.mark.parametrize(
    "text",
    [
        "届いた商品が壊れていました。交換をお願いします。",
        "システム障害のため、しばらく利用できませんでした。",
        "がんばってください。応援しています。",
        "The archive was moved to the new server yesterday.",
        "糖尿病",
        "brushstroke and keystrokes in the drawing app",
        "近所の教会の前で受け取りました。よろしく。",
        "",
    ],
)
def test_no_hints(text: str) -> None:
    assert HINT not in signals_of(find_special_care_hints, text, "x")


def test_sentences_are_counted() -> None:
    text = "入院しました。手術と通院が続きます。家は近いです。I was diagnosed. All is well! My asthma is back."
    (signal,) = list(find_special_care_hints(cells_of(text, "妊娠中ですが使えますか？はい"), view_of()))
    assert isinstance(signal, Signals)
    assert signal.cells.tolist() == [0, 1]
    assert signal.extra == {"sentences": 5}


def test_repeated_rows_count_each() -> None:
    field = Field("お問い合わせ内容")
    texts = pa.array(["妊娠中でも使えますか？教えてください。", "返品の方法を教えてください。"] * 200, pa.string())
    tally = inspect_column(texts, view_field(field, "table"))
    assert tally.signals[HINT] == 200
    assert tally.signals[f"{HINT}:sentences"] == 200


def test_an_access_log_has_none() -> None:
    cells = cells_of("GET /search?q=cancer+diagnosis HTTP/1.1 diagnosed")
    assert not list(find_special_care_hints(cells, view_of(kind="access-log")))


@settings(deadline=None)
@given(st.lists(st.text(alphabet="入院。.! a\n病気", max_size=30), min_size=1, max_size=4))
def test_there_are_no_more_sentences_than_ends(texts: list[str]) -> None:
    for signal in find_special_care_hints(cells_of(*texts), view_of()):
        assert isinstance(signal, Signals)
        assert len(signal.cells) <= signal.extra["sentences"] <= sum(map(len, texts))


@pytest.mark.parametrize("bait", [*sorted(BAIT), "words of it"])
def test_no_input_is_slow(bait: str) -> None:
    text = BAIT.get(bait, "入院。" * 100_000)
    assert time_bait(find_special_care_hints, text) < SLOWEST


def test_words_are_clean() -> None:
    data = tomllib.loads((files("detectors") / "data" / "special_care.toml").read_text(encoding="utf-8"))
    assert data.pop("version")
    words = [word for lists in data.values() for listed in lists.values() for word in listed]
    assert len(words) == len(set(words))
    for word in words:
        assert word == word.lower().strip() == unicodedata.normalize("NFKC", word)
