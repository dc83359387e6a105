"""Words beside a value: found in all their spellings, as words of their own, in the same cell."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import numpy as np
import pytest

from detectors.context import declare_words, find_words, follow_words, load_words, spell, stand_near
from detectors.patterns import load_declarations
from detectors.text import normalise
from tests.detection import cells_of

WORDS = declare_words(["employee_no", "card", "保険者番号", "パスポート番号", "passport"], avoid="被")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("employee_no=1", ["employee_no"]),
        ("Employee No. 1", ["Employee No"]),
        ("EmployeeNo", ["EmployeeNo"]),
        ("employee-no", ["employee-no"]),
        ("ＥＭＰＬＯＹＥＥ＿ＮＯ", ["ＥＭＰＬＯＹＥＥ＿ＮＯ"]),
        ("creditCard カードcardです", ["Card", "card"]),
        ("discard cards cardholder", []),
        ("passports", ["passport"]),
        ("保険者番号と被保険者番号", ["保険者番号"]),
        ("ﾊﾟｽﾎﾟｰﾄ番号", ["ﾊﾟｽﾎﾟｰﾄ番号"]),
        ("パスホ\u309aート番号", []),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    places = find_words(cells_of(text), WORDS)
    assert [text[low:high] for low, high in zip(places.start, places.end, strict=True)] == expected


def test_the_order_is_that_of_the_ends() -> None:
    places = find_words(cells_of("passport employee_no card", "card"), WORDS)
    assert places.end.tolist() == sorted(places.end.tolist())
    assert len(places) == 4


def test_spellings() -> None:
    assert list(spell("a_b")) == ["a_b", "a b", "a-b", "ab"]
    assert list(spell("番号")) == ["番号"]
    assert list(spell("ガス")) == ["ガス", "カ\u3099ス"]


def positions_of(mark: str, *texts: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return cells_of(*texts).positions_of(mark)


@pytest.mark.parametrize(
    ("texts", "follows", "near"),
    [
        (("card 1",), [True], [True]),
        (("1 card",), [False], [True]),
        (("card", "1"), [False], [False]),
        (("1", "card"), [False], [False]),
        (("card" + " " * 9 + "1",), [False], [False]),
        (("card 1 x card", "1"), [True, False], [True, False]),
        (("1",), [False], [False]),
    ],
)
def test_before_and_near(texts: tuple[str, ...], follows: list[bool], near: list[bool]) -> None:
    cells, positions = cells_of(*texts), positions_of("1", *texts)
    assert follow_words(cells, WORDS, positions, 8).tolist() == follows
    assert stand_near(cells, WORDS, positions, 8).tolist() == near


def test_the_shipped_words_are_written_as_they_are_looked_for() -> None:
    data = tomllib.loads((files("detectors") / "data" / "context.toml").read_text(encoding="utf-8"))
    assert data["version"]
    lists = list(data["words"].values())
    for kind in ("number", "text", "keyed"):
        lists += [rule[key] for rule in load_declarations()[kind] for key in ("words", "near") if key in rule]
    for listed in lists:
        assert len(listed) == len(set(listed))
        assert all(word and normalise(word) == word for word in listed), listed
    assert all(load_words(name).literals for name in data["words"])
