"""The registers of a policy file, and files that contradict themselves: the line, and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest
from policy_samples import CATEGORIES

from reports.policy import Desk, EntrustedParty, Milestone, Operator, Origin, Policy, PolicyError, Recipient
from reports.policy_file import read_policy

GOOD = """\
id = "rei"
version = "2026-04-01"
effective = 2026-04-01
title = "Privacy"

[operator]
name = "れい株式会社"
address = "東京都架空区1-1"
representative = "見本 太郎"
manager = "総務部長"

[desk]
name = "相談窓口"
email = "privacy@example.jp"

[[dates]]
kind = "enacted"
raw = "2024年4月1日 制定"
date = 2024-04-01

[[dates]]
kind = "revised"
date = 2026-04-01

[[announced]]
item = "1-1"
categories = ["personal.contact"]

[[purposes]]
id = "serve"
text = "商品の発送のため"
from = "商品の発送のため"
place = "line 7"
confidence = 0.9

[[purposes]]
id = "track"
parent = "serve"
subjects = ["customer"]

[[purposes]]
id = "cookies"
delegating = true
ref = "Cookie policy of 2026-04-01"

[[measures]]
item = "3-1"
text = "暗号化"

[[provisions]]
item = "5-1"
text = "本人の同意がある場合"
ground = "consent"

[[entrusted]]
id = "E1"
name = "Example Cloud Inc."
country = "US"
categories = ["personal.contact.email"]
purposes = ["serve"]
since = 2025-01-01
until = 2027-12-31

[[recipients]]
id = "R1"
name = "配送会社"
provision = "5-1"
country = "JP"
categories = ["personal.contact"]

[[retention]]
item = "6"
text = "退会後1年"
period = "P1Y"
starts = "退会"
categories = ["personal.contact"]

[matrix]
"personal.contact" = "●○△"

[reasons]
"personal.contact" = { serve = "届け先に要る", "*" = "基本の連絡先" }
"personal.contact.fax" = "古い注文書にある"
"""


def read(folder: Path, text: str) -> Policy:
    file = folder / "policy.toml"
    file.write_text(text, encoding="utf-8")
    return read_policy(file, categories=CATEGORIES)


def test_the_registers_are_read(tmp_path: Path) -> None:
    policy = read(tmp_path, GOOD)
    assert policy.operator == Operator("れい株式会社", "東京都架空区1-1", "見本 太郎", "総務部長")
    assert policy.desk == Desk("相談窓口", "", "privacy@example.jp", "")
    assert policy.milestones[0] == Milestone("enacted", "2024年4月1日 制定", "2024-04-01")
    serve, track, cookies = policy.purposes
    assert serve.origin == Origin("商品の発送のため", "line 7", 0.9)
    assert (track.parent, track.subjects, track.origin) == ("serve", ("customer",), None)
    assert cookies.ref == "Cookie policy of 2026-04-01"
    assert policy.entrusted == (
        EntrustedParty(
            "E1", "Example Cloud Inc.", "US", ("personal.contact.email",), ("serve",), "2025-01-01", "2027-12-31"
        ),
    )
    assert policy.recipients == (Recipient("R1", "配送会社", "5-1", "JP", ("personal.contact",)),)
    assert [(one.period, one.starts) for one in policy.retention] == [("P1Y", "退会")]
    assert policy.provisions[0].ground == "consent"
    assert policy.measures[0].text == "暗号化"


def test_reasons_are_spread_like_the_matrix(tmp_path: Path) -> None:
    policy = read(tmp_path, GOOD)
    assert policy.reasons["personal.contact.phone"] == {"serve": "届け先に要る", "*": "基本の連絡先"}
    assert policy.reasons["personal.contact.fax"] == {"*": "古い注文書にある"}
    assert "personal.name" not in policy.reasons


def test_all_of_it_may_be_left_out(tmp_path: Path) -> None:
    policy = read(tmp_path, 'id = "a"\nversion = "1"\n[[purposes]]\nid = "p"\n')
    assert (policy.operator, policy.desk, policy.entrusted, policy.reasons) == (Operator(), Desk(), (), {})


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('parent = "serve"', 'parent = "gone"', r"policy.toml:38: purpose 'track' details the unknown purpose 'gone'; declared are serve, track, cookies"),
        ('text = "商品の発送のため"', 'parent = "track"', r"policy.toml:\d+: the parents go in a circle: serve -> track -> serve; one of them must have no 'parent'"),
        ('parent = "serve"', 'parent = "track"', "circle: track -> track"),
        ('"●○△"', '"··△"', r"policy.toml:2\d: purpose 'serve' is for nothing|purpose 'track' is for nothing"),
        ('"●○△"', '"●·△"', r"policy.toml:3\d: purpose 'track' is for nothing: the matrix gives it no category; mark at least one as expected"),
        ("date = 2026-04-01", "date = 2023-04-01", r"policy.toml:23: the dates are in the wrong order: revised 2023-04-01 before it was enacted 2024-04-01"),
        ("effective = 2026-04-01", "effective = 2020-04-01", r"policy.toml:3: .*effective 2020-04-01 before it was enacted"),
        ("until = 2027-12-31", "until = 2024-12-31", r"policy.toml:6\d: .*the contract of 'E1' ends 2024-12-31 before it starts 2025-01-01"),
        ("until = 2027-12-31", 'until = "next year"', r"'until' must be a date such as 2026-04-01; 'next year' is none"),
        ('kind = "revised"', 'kind = "born"', r"policy.toml:22: 'born' is no kind of date; the kinds are enacted, revised, effective, expires"),
        ('ground = "consent"', 'ground = "habit"', r"policy.toml:\d+: 'habit' is no ground; the grounds are consent, legal"),
        ('country = "US"', 'country = "usa"', r"policy.toml:\d+: 'usa' is no country code; write the two capitals"),
        ('purposes = ["serve"]', 'purposes = ["sell"]', r"policy.toml:\d+: 'E1' serves the unknown purpose 'sell'; declared are serve"),
        ('provision = "5-1"', 'provision = "5-9"', r"policy.toml:\d+: recipient 'R1' rests on the unknown provision '5-9'; declared are 5-1"),
        ('categories = ["personal.contact.email"]', 'categories = ["personal.mail"]', r"policy.toml:\d+: unknown category 'personal.mail'; the closest are personal"),
        ('period = "P1Y"', 'period = "1 year"', r"policy.toml:\d+: '1 year' is no period; write P7Y"),
        ("confidence = 0.9", "confidence = 9", r"policy.toml:\d+: 'confidence' must be a number from 0 to 1"),
        ("confidence = 0.9", "confidence = true", "must be a number"),
        ('subjects = ["customer"]', 'subjects = "customer"', r"policy.toml:\d+: 'subjects' must be a list of texts"),
        ('{ serve = "届け先に要る"', '{ sell = "x"', r"policy.toml:\d+: the reasons for 'personal.contact' name the unknown purpose 'sell'"),
        ('"personal.contact.fax" = "古い', '"personal.contact.fx" = "古い', r"policy.toml:\d+: unknown category 'personal.contact.fx'; the closest are personal.contact.fax"),
        ('[desk]\nname', '[desk]\nnmae', r"policy.toml:\d+: unknown key 'nmae' in desk; the keys are name"),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(PolicyError, match=message):
        read(tmp_path, GOOD.replace(old, new, 1))


@pytest.mark.parametrize("part", ["entrusted", "recipients", "provisions"])
def test_ids_stand_once(tmp_path: Path, part: str) -> None:
    start = GOOD.index(f"[[{part}]]")
    entry = GOOD[start : GOOD.index("\n[", start + 4) + 1]
    with pytest.raises(PolicyError, match=r"policy.toml:\d+: .* stands twice"):
        read(tmp_path, GOOD.replace(entry, entry + entry, 1))


def test_an_item_without_categories_has_to_come_from_an_import(tmp_path: Path) -> None:
    text = GOOD.replace('categories = ["personal.contact"]', "categories = []", 1).replace(', "*"', ', "*"')
    with pytest.raises(PolicyError, match="announced item '1-1' needs 'categories'"):
        read(tmp_path, text)
    imported = text.replace("categories = []", 'categories = []\nfrom = "連絡先など"\nconfidence = 0.3', 1)
    assert read(tmp_path, imported).announcements[0].categories == ()
