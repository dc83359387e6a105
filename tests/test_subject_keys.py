"""Keys of a person: what is read, how it is made plain, and that nothing of it is ever told."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.person_keys import PERSON_KEYS
from scanner.config import ConfigError
from scanner.subject_keys import (
    KINDS,
    LARGEST_FILE,
    SubjectKey,
    days_in,
    fold_address,
    gather_keys,
    load_words,
    make_key,
    read_keys,
)


@pytest.mark.parametrize(
    ("kind", "given", "plain"),
    [
        ("email", " Taro@Example.JP ", "taro@example.jp"),
        ("email", "ｔａｒｏ＠example.jp", "taro@example.jp"),
        ("phone", "０９０−１２３４−５６７８", "09012345678"),
        ("phone", "+81 90-1234-5678", "09012345678"),
        ("name", "髙橋　一郎 様", "高橋一郎"),
        ("kana", "ﾀｶﾊｼ ｲﾁﾛｳ", "タカハシイチロウ"),
        ("kana", "たかはし いちろう", "タカハシイチロウ"),
        ("id", "k-100200", "K100200"),
        ("birth-date", "昭和55年1月31日", "1980-01-31"),
        ("birth-date", "1980/1/31", "1980-01-31"),
        ("address", "〒150-0001 東京都渋谷区神宮前三丁目２番１号", "東京都渋谷区神宮前3-2-1"),
    ],
)
def test_plain_keys(kind: str, given: str, plain: str) -> None:
    assert make_key(kind, given).plain == plain


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("email", ""),
        ("email", "taro"),
        ("email", "./exports"),
        ("email", "a" * 300 + "@example.jp"),
        ("phone", "ring me"),
        ("name", "林"),
        ("name", "(.*)+$["),
        ("name", "山田\n太郎"),
        ("name", "山田\x00太郎"),
        ("name", "山" * 101),
        ("kana", "ヤ"),
        ("id", "--"),
        ("birth-date", "1980-02-31"),
        ("address", "123-4567"),
    ],
)
def test_what_cannot_be_a_key_is_refused_without_repeating_it(kind: str, given: str) -> None:
    with pytest.raises(ConfigError) as refused:
        make_key(kind, given)
    assert kind in str(refused.value)
    assert len(given) < 2 or given not in str(refused.value)
    assert refused.value.__cause__ is None


@given(st.sampled_from(KINDS), st.text(max_size=400))
def test_any_text_is_a_key_or_refused(kind: str, text: str) -> None:
    told = ""
    try:
        key = make_key(kind, text)
        assert key.plain
        assert repr(key) == f"SubjectKey(kind={kind!r})"
    except ConfigError as error:
        told = str(error)
    assert len(text.strip()) < 12 or text.strip() not in told


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("東京都渋谷区神宮前3丁目2番1号", "東京都渋谷区神宮前３－２－１"),
        ("東京都渋谷区神宮前三丁目2番地1", "東京都 渋谷区 神宮前 3-2-1"),
        ("港区芝十二丁目3の4", "港区芝12-3-4"),
    ],
)
def test_addresses_in_two_forms_are_one(one: str, other: str) -> None:
    assert fold_address(one) == fold_address(other)


def test_days_in_a_text() -> None:
    assert days_in("1980年1月31日生まれ、入会 2001/02/03") == {"1980-01-31", "2001-02-03"}
    assert days_in("なし") == frozenset()


FILES = {
    "lines": "email: taro@example.jp\n氏名：山田 太郎\n# note\n\n電話番号 = 090-1234-5678\n",
    "toml": 'email = "taro@example.jp"\nname = "山田 太郎"\nphone = "090-1234-5678"\n',
    "json": '{"email": "taro@example.jp", "氏名": "山田 太郎", "phone": ["090-1234-5678"]}',
}


@pytest.mark.parametrize("form", FILES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_files_of_keys(form: str, encoding: str) -> None:
    keys = read_keys(FILES[form].encode(encoding), "keys.txt")
    assert [(key.kind, key.plain) for key in keys] == [
        ("email", "taro@example.jp"),
        ("name", "山田太郎"),
        ("phone", "09012345678"),
    ]


def test_a_date_of_toml_and_a_number() -> None:
    keys = read_keys(b"birth_date = 1980-01-31\nid = 100200\n", "keys.toml")
    assert [(key.kind, key.plain) for key in keys] == [("birth-date", "1980-01-31"), ("id", "100200")]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"taro@example.jp\n", "keys:1: write kind: value"),
        (b"taro@example.jp: 5\n", "key 1 has a name that is not known"),
        (b'{"email": ', "is no JSON"),
        (b'{"email": 1.5}', "has to be text"),
        (b'{"email": null}', "has to be text"),
        (b'["taro@example.jp"]', "not known"),
        (b"[email]\ntaro = 5", "has to be text"),
        (b"\xff\xfe\x00\x81", "neither UTF-8 nor Shift_JIS"),
        (b"{" * 50_000, "is no JSON"),
        (b"a=" + b"[" * 50_000, "not known"),
    ],
)
def test_broken_files_are_refused_without_quoting_them(data: bytes, told: str) -> None:
    with pytest.raises(ConfigError) as refused:
        read_keys(data, "keys")
    assert told in str(refused.value)
    assert "taro" not in str(refused.value)


@given(st.binary(max_size=300))
def test_any_bytes_are_keys_or_refused(data: bytes) -> None:
    told = "keys"
    try:
        read_keys(data, "keys")
    except ConfigError as error:
        told = str(error)
    assert told.startswith("keys")


def gather(flags: dict[str, tuple[str, ...]], stdin: bytes = b"", file: str | None = None) -> list[tuple[str, str]]:
    keys = gather_keys(flags, file, io.BytesIO(stdin), None)
    return [(key.kind, key.plain) for key in keys]


def test_lines_of_standard_input_go_to_the_keys_in_order() -> None:
    found = gather({"name": ("-",), "email": ("-", "-")}, "a@example.jp\nb@example.jp\n山田 太郎\n".encode())
    assert found == [("email", "a@example.jp"), ("email", "b@example.jp"), ("name", "山田太郎")]


def test_each_key_is_taken_once() -> None:
    assert gather({"email": ("A@example.jp", "a@example.jp")}) == [("email", "a@example.jp")]


def test_a_value_is_asked_for() -> None:
    keys = gather_keys({"email": ("?",)}, None, None, lambda kind: f"{kind}@example.jp")
    assert keys == (SubjectKey("email", "email@example.jp", "email@example.jp"),)


@pytest.mark.parametrize(
    ("flags", "stdin", "file", "told"),
    [
        ({}, b"", None, "whom to look for"),
        ({"email": ("?",)}, b"", None, "no terminal to ask on"),
        ({"email": ("-",)}, b"", None, "no line for --email"),
        ({"email": ("-",)}, b"", "-", "can be read once"),
        ({"birth-date": ("1980-01-31",)}, b"", None, "says nothing by itself"),
        ({}, b"x" * (LARGEST_FILE + 1), "-", "larger than"),
        ({}, b"", "nowhere.txt", "nowhere.txt: cannot be read"),
    ],
)
def test_keys_that_do_not_suffice(
    flags: dict[str, tuple[str, ...]], stdin: bytes, file: str | None, told: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match=told):
        gather(flags, stdin, file)


def test_the_kinds_of_the_data_file() -> None:
    kinds = load_words()["kind"]
    assert all(kind["category"] in PERSON_KEYS or not kind["category"] for kind in kinds.values())
    names = [name.casefold() for kind in kinds.values() for name in kind["names"]]
    assert len(set(names)) == len(names)
