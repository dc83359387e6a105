"""The dictionary of policy words: the data itself, and what texts come to."""

from __future__ import annotations

import re

import pytest
from policy_samples import CATEGORIES

from detectors.catalogue import load_catalogue
from reports.policy import GROUNDS
from reports.policy_file import read_policy
from reports.policy_text import fold
from reports.policy_vocabulary import (
    find_categories,
    find_country,
    find_ground,
    find_role,
    find_subjects,
    is_acquiring,
    is_delegating,
    is_denying,
    is_vague,
    label_purpose,
    load_words,
    mentions,
)

SEED = read_policy(categories=CATEGORIES)


def test_every_key_is_a_category_or_stands_above_one() -> None:
    for key in load_words()["categories"]:
        assert any(load_catalogue().covers(key, id) for id in CATEGORIES), key


def test_every_word_is_folded_and_leads_to_its_own_category() -> None:
    seen: dict[str, str] = {}
    for key, lists in load_words()["categories"].items():
        for word in (*lists["ja"], *lists["en"]):
            assert fold(word) == word
            assert seen.get(word, key) == key, word
            seen[word] = key
            assert find_categories(word) == (key,), word


def test_purpose_keys_are_those_of_the_default_policy() -> None:
    assert {entry["key"] for entry in load_words()["purpose"]} == {purpose.key for purpose in SEED.purposes}


def test_grounds_are_known() -> None:
    assert {entry["id"] for entry in load_words()["ground"]} <= set(GROUNDS)


def test_countries_are_codes() -> None:
    assert all(re.fullmatch("[A-Z]{2}", code) for code in load_words()["countries"])


def test_the_default_policy_is_understood() -> None:
    for article in SEED.articles:
        assert find_role(article.title["en"]) == find_role(article.title["ja"]) == article.role
    for purpose in SEED.purposes:
        assert label_purpose(purpose.text)[0] == purpose.key
        assert is_delegating(purpose.text) == purpose.delegating
        assert not is_vague(purpose.text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("メールアドレス、IPアドレス、住所", ("personal.contact.email", "usage.device.ip", "personal.contact.address")),
        ("e-mail addresses and IP address", ("personal.contact.email", "usage.device.ip")),
        ("ＦＡＸ番号・ｅメール", ("personal.contact.fax", "personal.contact.email")),
        ("company name, domain name", ("personal.employer",)),
        ("顔写真と写真", ("personal.photo_face", "usage.content.photo")),
        ("クッキーポリシー", ()),
        ("the message was cached and packaged", ("usage.content.message",)),
        ("個人情報", ()),
        ("", ()),
    ],
)
def test_categories(text: str, wanted: tuple[str, ...]) -> None:
    assert find_categories(text) == wanted


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("個人情報を収集・利用する目的", "purpose"),
        ("利用目的の変更", "purpose-change"),
        ("個人データの共同利用について", "joint-use"),
        ("外国にある第三者への提供", "foreign"),
        ("開示等の請求の手続", "rights"),
        ("苦情および相談の窓口", "contact"),
        ("保管期間", "retention"),
        ("Disclosure of your own information", "rights"),
        ("Disclosure to Third Parties", "third-party"),
        ("How long we keep it", "retention"),
        ("How We Use Your Information", "purpose"),
        ("Management", "security"),
        ("会社概要", ""),
        ("Our history", ""),
    ],
)
def test_roles(title: str, role: str) -> None:
    assert find_role(title) == role


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("本人の同意を得た場合", "consent"),
        ("人の生命の保護に必要で、同意を得ることが困難であるとき", "life"),
        ("When the customer agrees", "consent"),
        ("by order of a court", "legal"),
        ("to hotels that take part", "other"),
    ],
)
def test_grounds(text: str, ground: str) -> None:
    assert find_ground(text) == ground


@pytest.mark.parametrize(
    ("text", "acquiring", "denying"),
    [
        ("氏名を取得します。", True, False),
        ("当社がマイナンバーを取得することはありません。", False, True),
        ("We do not knowingly collect data about children.", False, True),
        ("We never ask for passwords.", False, True),
        ("We collect your name.", True, False),
        ("住所は変わりました。", False, False),
    ],
)
def test_acquiring(text: str, acquiring: bool, denying: bool) -> None:
    assert (is_acquiring(text), is_denying(text)) == (acquiring, denying)


@pytest.mark.parametrize(
    "text", ["当社の事業活動のため", "業務上必要な連絡", "For business purposes.", "To improve our services"]
)
def test_vague(text: str) -> None:
    assert is_vague(text)


@pytest.mark.parametrize(
    "text", ["商品の発送のため", "To improve the search of our shop", "メールマガジンの配信のため"]
)
def test_not_vague(text: str) -> None:
    assert not is_vague(text)


def test_persons_countries_and_mentions() -> None:
    assert find_subjects("「採用応募者」に関する個人情報") == ("applicant",)
    assert find_subjects("information on shareholders (their directors and employees)") == ("shareholder",)
    assert (find_country("米国"), find_country("the United States"), find_country("bus"), find_country("")) == (
        "US",
        "US",
        "",
        "",
    )
    assert mentions("手数料は無料です", "fee")
    assert not mentions("coffee", "fee")
