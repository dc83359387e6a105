"""Keys of persons collected from columns: which columns give some, what is taken from a cell, the same in any cut."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import Field, Location
from connectors.batches import text_array
from detectors.inspection import inspect_column, view_field
from detectors.key_tally import Fingerprinting, KeyTally, fingerprint_persons
from detectors.person_keys import key_values
from detectors.tally import FieldTally

SECRET = bytes(range(32))
EMAIL, PHONE, NAME, KANA = "personal.contact.email", "personal.contact.phone", "personal.name", "personal.name.kana"
NUMBER = "personal.account.customer_no"


def inspect(name: str, *texts: str | None, members: bool = True) -> FieldTally:
    with fingerprint_persons(Fingerprinting(SECRET, members)):
        return inspect_column(text_array(texts), view_field(Field(name), "table", Location("s", "t")))


def digests(category: str, *texts: str) -> list[int]:
    return sorted(set(key_values(category, pa.array(texts, pa.string()), SECRET).tolist()))


def test_nothing_is_collected_without_a_secret() -> None:
    values = text_array(["taro@example.jp"])
    assert inspect_column(values, view_field(Field("email"), "table")).keys == {}
    assert inspect("email", "taro@example.jp").keys[EMAIL].sketch.digests.tolist() == digests(EMAIL, "taro@example.jp")
    assert inspect_column(values, view_field(Field("email"), "table")).keys == {}


COLUMNS = [
    # name of the field, category, cells, keys, cells that are a key as a whole
    ("email", EMAIL, ["Taro@Example.jp", "taro@example.jp", None, "なし"], ["taro@example.jp"], 2),
    ("電話番号", PHONE, ["090-1234-5678", "+81 90 1234 5678", "03-1234-5678"], ["09012345678", "0312345678"], 3),
    # Names that no dictionary knows count where the field is called after names.
    ("氏名", NAME, ["山田 太郎", "ゐゑ 々丸", "山田太郎"], ["山田太郎", "ゐゑ 々丸"], 3),
    ("フリガナ", KANA, ["ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダタロウ"], ["ヤマダ タロウ"], 2),
    ("会員番号", NUMBER, ["M-0001", "M0002", "m0001"], ["M0001", "M0002"], 3),
    # Two in one cell are both taken, and the cell is no key as a whole.
    ("email", EMAIL, ["a@example.jp, b@example.jp", "c@example.jp"], ["a@example.jp", "b@example.jp", "c@example.jp"], 1),
    # Nothing but the values speaks of keys.
    ("c1", EMAIL, ["taro@example.jp", "hanako@example.jp"], ["taro@example.jp", "hanako@example.jp"], 2),
    ("備考", EMAIL, ["連絡は taro@example.jp へ", "なし", "山田 <taro@example.jp>"], ["taro@example.jp"], 0),
    ("備考", PHONE, ["電話は０９０－１２３４－５６７８です", "\x1b[31m090-1234-5678\x1b[0m"], ["09012345678"], 0),
]  # fmt: skip


@pytest.mark.parametrize(("name", "category", "cells", "keys", "whole"), COLUMNS)
def test_what_is_taken_from_a_column(
    name: str, category: str, cells: list[str | None], keys: list[str], whole: int
) -> None:
    tally = inspect(name, *cells).keys[category]
    assert tally.sketch.digests.tolist() == digests(category, *keys)
    assert tally.members is not None
    assert tally.members.pack().values == len(digests(category, *keys))
    assert tally.cells == whole
    assert tally.sure


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("amount", ["1200", "88000", "43"]),
        ("comment", ["夜間にお願いします", "ありがとう", "x" * 5000]),
        ("created_at", ["2024-01-01T10:00:00", "2024-02-01T10:00:00"]),
        ("商品名", ["りんご", "みかん"]),
        ("住所", ["東京都港区芝5-13-15"]),
        ("email", [None, "", "N/A"]),
    ],
)
def test_other_columns_give_no_sure_key(name: str, cells: list[str | None]) -> None:
    assert not [category for category, keys in inspect(name, *cells).keys.items() if keys.sure]


CELLS = st.sampled_from(
    ["taro@example.jp", "Hanako@example.jp", "a@example.jp b@example.jp", "090-1234-5678", "山田太郎", None, "-", "x"]
)


@given(st.lists(CELLS, max_size=30), st.integers(0, 30))
def test_any_cut_gives_the_same_keys(cells: list[str | None], cut: int) -> None:
    for name in ("email", "氏名", "電話番号"):
        whole, parts = inspect(name, *cells), inspect(name, *cells[:cut]) + inspect(name, *cells[cut:])
        assert describe(whole.keys) == describe(parts.keys)


def describe(keys: dict[str, KeyTally]) -> dict[str, tuple[list[int], bytes, int]]:
    """What a field is called after: whether other sightings are many enough depends on the batch."""
    return {
        category: (tally.sketch.digests.tolist(), tally.members.pack().data if tally.members else b"", tally.cells)
        for category, tally in keys.items()
        if category in (EMAIL, PHONE) and tally.sure
    }


def test_members_that_were_given_up_stay_given_up() -> None:
    with_members, without = inspect("email", "a@example.jp"), inspect("email", "b@example.jp", members=False)
    total = (with_members + without + with_members).keys[EMAIL]
    assert total.members is None
    assert total.sketch.digests.tolist() == digests(EMAIL, "a@example.jp", "b@example.jp")
    assert total.cells == 3


def test_the_secret_is_not_told() -> None:
    assert repr(SECRET) not in repr(Fingerprinting(SECRET))
    assert "secret" not in repr(Fingerprinting(SECRET))
