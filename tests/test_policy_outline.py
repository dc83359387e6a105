"""Headings of all the kinds that policies use, and lists inside each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from policy_samples import lines_of

from reports.policy_headings import find_headings, read_number
from reports.policy_outline import outline_policy
from reports.policy_sentences import split_sentences


def headings(text: str) -> list[tuple[int, str]]:
    return [(one.number, one.title) for one in find_headings(lines_of(text).lines)]


def items(text: str) -> list[tuple[str, str]]:
    return [(block.path, block.text) for block in outline_policy(lines_of(text)).blocks if block.kind == "item"]


HEAD = "第1条（個人情報の取得）\n取得します。\n"


@pytest.mark.parametrize(
    "line",
    [
        "第2条 (利用目的)",
        "第２条（利用目的）",
        "第二条【利用目的】",
        "- 第2条（利用目的）",
        "第2条 利用目的",
        "2条(利用目的)",
        "## 第2条（利用目的）",
        "Article 2 (利用目的)",
        "Article 2: 利用目的",
        "Section 2 - 利用目的",
        "ARTICLE 2. 利用目的",
    ],
)
def test_headings_of_articles(line: str) -> None:
    assert headings(f"{HEAD}{line}\n目的です。") == [(1, "個人情報の取得"), (2, "利用目的")]


@pytest.mark.parametrize(
    "line",
    [
        "第2条第1項に定める個人情報をいいます",
        "第27条第1項の規定に基づく場合",
        "第2条の規定により取得します",
        "第3条及び第4条を除く",
        'We act within Article 2 "Purpose of Use". In this case we will examine it.',
        "第2条（利用目的）に定める目的のために利用します。",
    ],
)
def test_body_text_is_no_heading(line: str) -> None:
    assert headings(f"{HEAD}{line}\n第9条（免責）\n本文。") == [(1, "個人情報の取得"), (9, "免責")]


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("１２", 12), ("十", 10), ("十二", 12), ("二十", 20), ("三十四", 34), ("七", 7), ("百", 0)],
)
def test_numbers(text: str, number: int) -> None:
    assert read_number(text) == number


def test_decimal_headings_are_told_from_items() -> None:
    text = """1. 個人情報の取得
氏名を取得します。
2. 利用目的
次のとおりです。
1. 発送のため
2. お問い合わせへの対応
3. 第三者提供
しません。
"""
    assert headings(text) == [(1, "個人情報の取得"), (2, "利用目的"), (3, "第三者提供")]


def test_headings_without_numbers() -> None:
    text = "■個人情報の取得について\n氏名と住所を取得しています。\n\n■利用目的\n商品を発送するために利用します。\n"
    assert [title for _, title in headings(text)] == ["個人情報の取得について", "利用目的"]


def test_captions_before_articles() -> None:
    text = "第1章 総則\n（目的）\n第1条　この規程は基本を定める。\n（安全管理）\n第2条　措置を講じる。\n"
    outline = outline_policy(lines_of(text))
    assert [(one.number, one.title, one.text) for one in outline.sections] == [
        (1, "目的", "この規程は基本を定める。"),
        (2, "安全管理", "措置を講じる。"),
    ]


def test_numbers_of_articles_rise_whatever_the_text_says() -> None:
    assert [number for number, _ in headings("第1条（取得）\nあ\n第1条（目的）\nい\n第5条（免責）\nう\n附則\n")] == [
        1,
        2,
        5,
        6,
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("(1) A\n  1. a\n  2. b\n(2) B\n  1. c", ["1(1)", "1(1)1", "1(1)2", "1(2)", "1(2)1"]),
        ("1. A\n2. B\n  1. a\n  2. b\n3. C", ["1-1", "1-2", "1-2-1", "1-2-2", "1-3"]),
        ("1. A\n1. 1. B\n1. 2. C", ["1-1", "1-1-1", "1-1-2"]),
        ("① A\n② B", ["1①", "1②"]),
        ("ア) A\nイ) B", ["1-1", "1-2"]),
        ("・A\n・B", ["1-1", "1-2"]),
        ("１．A\n１７．B", ["1-1", "1-17"]),
        ("1. A\n2. B\n\n次の場合も同じです。\n\n1. C\n2. D", ["1-1", "1-2", "1-1#2", "1-2#2"]),
        ("1. A\n(1) a\n(2) b\n2. B\n(1) c", ["1-1", "1-1(1)", "1-1(2)", "1-2", "1-2(1)"]),
        ("4. A\n  1. a\n  2. b\n\n1. B", ["1-4", "1-4-1", "1-4-2", "1-1"]),
    ],
)
def test_paths_of_items(text: str, wanted: list[str]) -> None:
    assert [path for path, _ in items(f"第1条（取得）\n{text}\n第2条（免責）\n本文。")] == wanted


def test_a_sentence_torn_over_two_items_is_one() -> None:
    outline = outline_policy(lines_of(f"{HEAD}第2条（目的）\n1. 商品の\n2. 発送のため\n3. 連絡のため\n"))
    found = [(block.path, block.text, block.torn) for block in outline.blocks if block.kind == "item"]
    assert found == [("2-1", "商品の発送のため", True), ("2-3", "連絡のため", False)]


def test_wrapped_items_and_remarks() -> None:
    text = f"{HEAD}第2条（目的）\n  1. to ship goods and to keep\n     in touch\n  ※ see below\nNext paragraph\n"
    outline = outline_policy(lines_of(text))
    assert [block.text for block in outline.within(1)] == [
        "to ship goods and to keep in touch",
        "※ see below",
        "Next paragraph",
    ]


def test_what_stands_behind_the_last_article() -> None:
    outline = outline_policy(
        lines_of("第1条（取得）\nあ。\n第2条（変更）\n変更します。\n2022年7月1日 制定\nれい商店\n")
    )
    assert [block.text for block in outline.within(2)] == ["2022年7月1日 制定", "れい商店"]
    assert outline.sections[1].text == "変更します。"


WORDS = st.sampled_from(
    ["第1条（取得）", "第2条（利用目的）", "1. 発送のため", "2. 商品の", "(1) 氏名", "・住所", "① 電話", "本文です。", "", "  字下げ", "Article 3 Security",
     "| 情報 | 目的 |", "## 見出し", "2022年1月1日 制定", "附則", "（定義）", "第4条　本文。", "To ship.", "※注", "1. 取得", "2-1、概要"]
)  # fmt: skip


@given(st.one_of(st.lists(WORDS, max_size=25).map("\n".join), st.text(max_size=200)))
def test_every_line_is_in_one_block_or_heading(text: str) -> None:
    read = lines_of(text)
    outline = outline_policy(read)
    places = {block.place for block in outline.blocks} | {section.place for section in outline.sections}
    kept = "".join("".join((*(b.text for b in outline.blocks), *(s.title for s in outline.sections))).split())
    for line in read.lines:
        letters = "".join(character for character in line.text if character.isalpha() and character not in "第条")
        assert line.place in places or all(character in kept for character in letters)
    assert [block.index for block in outline.blocks] == list(range(len(outline.blocks)))
    assert len({block.path for block in outline.blocks if block.path}) == sum(
        bool(block.path) for block in outline.blocks
    )


@given(st.text(max_size=200))
def test_sentences_are_the_text(text: str) -> None:
    assert "".join("".join(split_sentences(text)).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("あ。い。", 2),
        ("「あ。」とい。", 1),
        ("One. Two.", 2),
        ("Fuji Co., Ltd. (hereinafter) does. It will.", 2),
        ("See No. 2 of it.", 1),
    ],
)
def test_sentences(text: str, number: int) -> None:
    assert len(split_sentences(text)) == number
