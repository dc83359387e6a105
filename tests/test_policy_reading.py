"""Published policies read whole: the seed, five of other structures, and whatever hypothesis writes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from policy_samples import CATEGORIES, PUBLISHED, SEED, expected, reading_of, spread

from reports.policy_facts import find_company, find_representative
from reports.policy_file import read_policy
from reports.policy_outline import outline_policy
from reports.policy_reading import Reading, read_policy_text
from reports.policy_sentences import split_sentences
from reports.policy_text import fold, read_text

NAMES = [path.name for path in PUBLISHED]


def read(path: Path) -> Reading:
    return read_policy_text(read_text(path.read_bytes(), path.name))


def share(found: set[str], wanted: set[str]) -> tuple[float, float]:
    """Precision and recall."""
    both = len(found & wanted)
    return both / max(1, len(found)), both / max(1, len(wanted))


def words(text: str) -> str:
    return fold(text).rstrip(" .。")


def test_there_are_five_policies_of_other_structures() -> None:
    assert len(PUBLISHED) == 5
    languages = [read_text(path.read_bytes(), path.name).language for path in PUBLISHED]
    assert (languages.count("ja"), languages.count("en")) == (3, 2)


@pytest.mark.parametrize("path", PUBLISHED, ids=NAMES)
def test_categories_are_found(path: Path) -> None:
    found = spread([key for one in read(path).announcements for key in one.categories])
    precision, recall = share(found, spread(expected(path)["categories"]))
    assert precision >= 0.95
    assert recall >= 0.95


@pytest.mark.parametrize("path", PUBLISHED, ids=NAMES)
def test_purposes_are_found(path: Path) -> None:
    wanted = {words(one["text"]): one for one in expected(path)["purposes"]}
    found = {words(one.text): one for one in read(path).purposes}
    precision, recall = share(set(found), set(wanted))
    assert precision >= 0.95
    assert recall >= 0.95
    right = [text for text in set(found) & set(wanted) if found[text].key in wanted[text]["keys"]]
    assert len(right) >= 0.95 * len(wanted)
    for text in set(found) & set(wanted):
        assert found[text].delegating == wanted[text].get("delegating", False), text
        assert list(found[text].subjects) == wanted[text].get("subjects", []), text


@pytest.mark.parametrize("path", PUBLISHED, ids=NAMES)
def test_everything_else_is_found(path: Path) -> None:
    reading, wanted = read(path), expected(path)
    assert [article.role for article in reading.articles] == wanted["roles"]
    assert (len(reading.measures), len(reading.provisions)) == (wanted["measures"], wanted["provisions"])
    assert (reading.operator.name, reading.desk.email) == (wanted["operator"], wanted["email"])
    assert [one.date for one in reading.milestones] == wanted["dates"]


def test_a_table_says_which_purpose_needs_what() -> None:
    reading = read(next(path for path in PUBLISHED if path.name == "kawabe-work.html"))
    scopes = {purpose.text: reading.scopes[purpose.id] for purpose in reading.purposes}
    assert scopes["会員認証のため"] == ("personal.contact.email", "personal.account.password")
    assert set(scopes["応募先企業への応募の取次ぎのため"]) >= {"personal.name", "hr.resume", "personal.education"}


def test_processors_and_retention_are_found() -> None:
    reading = read(next(path for path in PUBLISHED if path.name == "harbour-lane.txt"))
    assert [(one.name, one.country) for one in reading.entrusted] == [
        ("Blue Kite Mailing Inc.", "US"),
        ("Example Payments K.K.", "JP"),
    ]
    assert [(one.period, one.starts) for one in reading.retention] == [("P7Y", "the tour"), ("P1Y", "")]


@pytest.fixture(scope="module")
def seed() -> Reading:
    if not SEED.exists():
        pytest.skip("needs ../shared/data")
    return read(SEED)


def test_the_seed_is_read_whole(seed: Reading) -> None:
    assert [article.number for article in seed.articles] == list(range(1, 10))
    assert [one.item for one in seed.announcements] == ["1(1)1", "1(1)2", "1(1)3", "1(1)4", "1(2)1", "1(2)2"]
    assert [one.item for one in seed.purposes] == [f"2-{number}" for number in range(1, 18)]
    assert [one.item for one in seed.measures] == [f"3-{number}" for number in range(1, 7)]
    assert [one.item for one in seed.provisions] == [f"5-{number}" for number in range(1, 11)]


def test_the_seed_says_what_the_shipped_policy_says(seed: Reading) -> None:
    shipped = read_policy(categories=CATEGORIES)
    assert [(one.number, one.role, one.text) for one in seed.articles] == [
        (one.number, one.role, one.text.strip("\n")) for one in shipped.articles
    ]
    assert [(one.key, one.delegating, one.text) for one in seed.purposes] == [
        (one.key, one.delegating, one.text) for one in shipped.purposes
    ]
    found = spread([key for one in seed.announcements for key in one.categories])
    assert found <= set(shipped.announced)
    # The shipped file also counts what an item only implies (a face for "other information that can identify").
    named = [
        ("name", "birth_date", "gender"),
        ("contact.address", "occupation", "contact.phone", "account", "contact.email", "account.password", "nickname"),
        ("hobby", "family", "age"),
        ("id",),
        ("behavior.view", "behavior.datetime", "behavior.count", "behavior.event", "cookie", "access_log", "device.model", "os", "crash", "carrier.name", "communication", "device.ip", "browser", "browser.language"),
        ("content.post", "content.photo", "content.video", "content.comment", "content.inquiry"),
    ]  # fmt: skip
    wanted = [
        tuple(f"{top}.{key}" for key in keys) for keys, top in zip(named, ["personal"] * 4 + ["usage"] * 2, strict=True)
    ]
    assert [one.categories for one in seed.announcements] == wanted


def test_damage_is_kept_as_it_is(seed: Reading) -> None:
    assert [(one.kind, one.raw, one.date) for one in seed.milestones] == [("enacted", "June 2022th, 7 enacted", "")]
    assert [one.text for one in seed.citations] == [
        "Article 15, Paragraph 57 of the Act on the Protection of Personal Information",
        "Act No. 2 of 1",
    ]
    assert seed.operator.address == "108F Shiba Mitamori Building, 0014-5-13 Shiba, Minato-ku, Tokyo 15-5"
    assert seed.operator.representative
    assert seed.desk.email.startswith("privacy@")


def test_the_seed_leaves_only_what_is_no_part_of_a_policy(seed: Reading) -> None:
    assert [one.place for one in seed.unrecognised] == ["line 1", "line 5"]


def test_every_item_says_where_it_comes_from(seed: Reading) -> None:
    for one in (*seed.announcements, *seed.purposes, *seed.measures, *seed.provisions):
        assert one.origin is not None
        assert one.origin.sentence
        assert one.origin.place.startswith("line ")
        assert 0 < one.origin.confidence <= 1


@pytest.mark.parametrize(
    ("text", "purposes"),
    [
        (
            "第1条（取得）\nx。\n第2条（利用目的）\n商品の発送のため\nご連絡のため\n",
            ["商品の発送のため", "ご連絡のため"],
        ),
        (
            "第1条（取得）\nx。\n第2条（利用目的）\n商品を発送するために利用します。\n",
            ["商品を発送するために利用します。"],
        ),
        ("第1条（取得）\nx。\n第2条（利用目的）\n・お客様：商品の発送、代金の請求\n", ["商品の発送", "代金の請求"]),
        (
            "第1条（取得）\nx。\n第2条（利用目的）\n1. 発送のため\n2. 同意がある場合\n3. 目的を変更するときは公表します。\n",
            ["発送のため"],
        ),
        ("・商品を発送するため\n・ご連絡するため\n", ["商品を発送するため", "ご連絡するため"]),
        ("第1条（取得）\nx。\n第2条（利用目的）\n1. 改善のため\n  (1) 統計の作成\n", ["改善のため", "統計の作成"]),
    ],
)
def test_other_forms_of_purposes(text: str, purposes: list[str]) -> None:
    assert [one.text for one in reading_of(text).purposes] == purposes


def test_an_item_below_a_purpose_details_it() -> None:
    reading = reading_of("第1条（取得）\nx。\n第2条（利用目的）\n1. 改善のため\n  (1) 統計の作成\n2. 発送のため\n")
    assert [(one.id, one.parent) for one in reading.purposes] == [("P1", ""), ("P2", "P1"), ("P3", "")]


PIECES = st.sampled_from(
    ["第1条（個人情報の取得）", "第2条（利用目的）", "第3条（第三者提供）", "第4条（その他）", "1. 商品の発送のため", "(1) 氏名と住所", "・お客様：発送、連絡",
     "当社は、氏名を取得します。住所は取得しません。", "| 情報 | 目的 |", "| 氏名 | 発送のため |", "ただし、別に定める。", "れい株式会社（以下「当社」といいます。）",
     "2022年1月1日 制定", "7年間保存します。", "", "## 見出し", "Article 5 Security", "We collect names. We keep them for 2 years."]
)  # fmt: skip


@settings(deadline=None)
@given(st.one_of(st.lists(PIECES, max_size=20).map("\n".join), st.text(max_size=300)))
def test_nothing_raises_and_no_sentence_is_lost(text: str) -> None:
    published = read_text(text.encode("utf-8", "replace"), "policy.txt")
    reading = read_policy_text(published)
    kept = [article.text for article in reading.articles] + [
        title for a in reading.articles for title in a.title.values()
    ]
    kept += [one.origin.sentence for one in (*reading.announcements, *reading.purposes) if one.origin]
    kept += [one.raw for one in reading.milestones] + [one.meaning for one in reading.terms]
    kept += [one.text for one in (*reading.unrecognised, *reading.retention)]
    kept += [
        reading.title,
        reading.operator.name,
        reading.operator.representative,
        *(c for b in outline_policy(published).blocks for c in b.cells),
    ]
    everything = "".join("\n".join(kept).split())
    outside = [block for block in outline_policy(published).blocks if not 0 <= block.article < len(reading.articles)]
    for sentence in (sentence for block in outside for sentence in split_sentences(block.text)):
        fact = find_company(sentence) or find_representative(sentence) or sentence == "以上"
        assert "".join(sentence.split()) in everything or fact
