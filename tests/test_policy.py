"""The shipped policy as data, and the reading of policy files."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.catalogue import load_catalogue
from reports.policy import Policy, PolicyError
from reports.policy_file import DEFAULT, MARKS, read_policy

CATEGORIES = load_catalogue().ids
SEED = read_policy(categories=CATEGORIES)

MARK_OF = {fit: mark for mark, fit in MARKS.items()}

GOOD = """\
id = "acme"
version = "1"
effective = 2026-04-01
title = "Privacy"

[[announced]]
item = "1-1"
categories = ["personal.contact", "personal.name"]

[[announced]]
item = "1-2"
categories = ["personal.contact.email", "usage"]

[[purposes]]
id = "serve"

[[purposes]]
id = "mail"
title = { ja = "配信", en = "Mailing" }

[matrix]
"personal.contact" = "●○"
"personal.contact.email" = { mail = "barred" }
"usage" = "・〇"

[sensitivity]
"personal.contact" = "high"
"personal.contact.fax" = "low"
"""


def write(folder: Path, text: str, name: str = "policy.toml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


# --- the shipped policy ---


def test_the_shipped_policy_is_whole() -> None:
    assert (SEED.id, SEED.version, SEED.effective) == ("fuji-infox-net", "2022-06-07", "2022-06-07")
    assert SEED.sha256 == hashlib.sha256(DEFAULT.read_bytes()).hexdigest()
    assert [article.number for article in SEED.articles] == list(range(1, 10))
    assert [article.role for article in SEED.articles] == [
        "acquisition",
        "purpose",
        "security",
        "entrustment",
        "third-party",
        "rights",
        "contact",
        "disclaimer",
        "change",
    ]
    assert [purpose.id for purpose in SEED.purposes] == [f"P{number}" for number in range(1, 18)]
    assert [purpose.item for purpose in SEED.purposes] == [f"2-{number}" for number in range(1, 18)]
    assert [purpose.id for purpose in SEED.purposes if purpose.delegating] == ["P16", "P17"]
    assert len({purpose.key for purpose in SEED.purposes}) == 17


def test_article_1_announces_by_six_items_and_article_2_by_two() -> None:
    items = [announcement.item for announcement in SEED.announcements]
    assert items == ["1(1)1", "1(1)2", "1(1)3", "1(1)4", "1(2)1", "1(2)2", "2", "2-13"]
    keys = Counter(key for announcement in SEED.announcements for key in announcement.categories)
    assert set(keys.values()) == {1}


def test_every_item_is_text_of_its_article() -> None:
    articles = {str(article.number): article.text for article in SEED.articles}
    for announcement in SEED.announcements:
        assert announcement.text in articles[announcement.item[0]]
    for purpose in SEED.purposes:
        assert purpose.text
        assert f"{purpose.item.partition('-')[2]}. {purpose.text}" in articles["2"]


def test_every_title_is_in_both_languages() -> None:
    titles = [SEED.title, *(entry.title for entry in (*SEED.articles, *SEED.purposes))]
    for title in titles:
        assert re.search(r"[ぁ-んァ-ヶ一-鿿]", title["ja"])
        assert title["en"].isascii()


def test_every_category_but_the_corporate_number_has_a_fit_for_every_purpose() -> None:
    assert set(SEED.matrix) == set(CATEGORIES) - {"org.corporate_number"}
    ids = [purpose.id for purpose in SEED.purposes]
    assert all(list(row) == ids for row in SEED.matrix.values())


def test_what_the_policy_does_not_announce() -> None:
    undeclared = set(CATEGORIES) - set(SEED.announced)
    special = {id for id in CATEGORIES if id.startswith("special.")}
    assert undeclared == special | {
        "personal.financial.bank_account",
        "personal.financial.card",
        "biometric.template",
        "child.data",
        "org.corporate_number",
    }


@pytest.mark.parametrize(
    ("category", "item"),
    [
        ("personal.name", "1(1)1"),
        ("personal.photo_face", "1(1)1"),
        ("personal.contact.email", "1(1)2"),
        ("personal.account.password", "1(1)2"),
        ("personal.income", "1(1)3"),
        ("personal.id.my_number", "1(1)4"),
        ("personal.financial.transaction", "1(2)1"),
        ("usage.cookie.session", "1(2)1"),
        ("usage.location.precise", "1(2)1"),
        ("usage.content.survey", "1(2)2"),
        ("hr.payroll", "2-13"),
        ("consent.record", "2"),
    ],
)
def test_announcing_item(category: str, item: str) -> None:
    assert SEED.announced[category] == item


@pytest.mark.parametrize(
    ("category", "marks"),
    [
        ("personal.name", "●···●●·○○●○●●●○·△"),
        ("personal.contact.email", "●○○·●●○●●●●○●○●·△"),
        ("personal.account.password", "●○○···········●··"),
        ("personal.birthplace", "············✕···△"),
        ("personal.id.my_number", "✕✕✕✕✕✕✕✕✕✕✕○●✕✕✕✕"),
        ("personal.id.resident_record_code", "✕✕✕✕✕✕✕✕✕✕✕✕✕✕✕✕✕"),
        ("special.health_check", "············●···△"),
        ("usage.device.ip", "●●●○·○·●··●○··●●△"),
        ("usage.communication", "··○····○··○○··○··"),
        ("consent.record", "●○○·●○○·●●○●●··●△"),
        ("child.data", "○····○·····○○···△"),
    ],
)
def test_matrix_row(category: str, marks: str) -> None:
    assert "".join(MARK_OF[fit] for fit in SEED.matrix[category].values()) == marks


def test_the_shipped_text_is_the_published_text() -> None:
    published = Path(__file__).parents[2] / "shared" / "data" / "policy" / "fuji-infox-net.txt"
    if not published.exists():
        pytest.skip("needs ../shared/data")
    text = published.read_text(encoding="utf-8")
    for article in SEED.articles:
        assert f"Article {article.number} {article.title['en']}\n\n{article.text}\n" in text


# --- reading other policies ---


def test_a_key_covers_what_is_below_it_and_the_most_specific_wins(tmp_path: Path) -> None:
    policy = read_policy(write(tmp_path, GOOD), categories=CATEGORIES)
    assert policy.announced["personal.contact.phone"] == "1-1"
    assert policy.announced["personal.contact.email"] == "1-2"
    assert policy.announced["personal.name.kana"] == "1-1"
    assert policy.announced["usage.cookie.session"] == "1-2"
    assert "personal.birth_date" not in policy.announced
    assert policy.matrix["personal.contact.phone"] == {"serve": "expected", "mail": "plausible"}
    assert policy.matrix["personal.contact.email"] == {"mail": "barred"}
    assert policy.matrix["usage.os"] == {"serve": "unexpected", "mail": "plausible"}
    assert "personal.name" not in policy.matrix
    assert policy.sensitivity["personal.contact.phone"] == "high"
    assert policy.sensitivity["personal.contact.fax"] == "low"
    assert "personal.contact" not in policy.sensitivity


def test_what_may_be_left_out(tmp_path: Path) -> None:
    policy = read_policy(write(tmp_path, GOOD), categories=CATEGORIES)
    assert policy.title == {"ja": "Privacy", "en": "Privacy"}
    assert policy.effective == "2026-04-01"
    serve, mail = policy.purposes
    assert (serve.key, serve.item, serve.title) == ("serve", "", {"ja": "serve", "en": "serve"})
    assert mail.title == {"ja": "配信", "en": "Mailing"}
    assert policy.articles == ()


def test_the_first_item_that_announces_a_key_counts(tmp_path: Path) -> None:
    text = GOOD.replace('"personal.contact.email", "usage"', '"personal.name", "usage"')
    policy = read_policy(write(tmp_path, text), categories=CATEGORIES)
    assert policy.announced["personal.name"] == "1-1"


def test_yaml_says_the_same_as_toml(tmp_path: Path) -> None:
    text = """\
id: acme
version: "1"
effective: 2026-04-01
title: Privacy
announced:
  - item: 1-1
    categories: [personal.contact, personal.name]
  - {item: 1-2, categories: [personal.contact.email, usage]}
purposes:
  - id: serve
  - {id: mail, title: {ja: 配信, en: Mailing}}
matrix:
  personal.contact: ●○
  personal.contact.email: {mail: barred}
  usage: ・ 〇
sensitivity: {personal.contact: high, personal.contact.fax: low}
"""
    from_yaml = read_policy(write(tmp_path, text, "policy.yml"), categories=CATEGORIES)
    from_toml = read_policy(write(tmp_path, GOOD), categories=CATEGORIES)
    for field in ("id", "version", "effective", "title", "announced", "purposes", "matrix", "sensitivity"):
        assert getattr(from_yaml, field) == getattr(from_toml, field), field
    assert from_yaml.announcements == from_toml.announcements
    assert from_yaml.sha256 != from_toml.sha256


def test_a_byte_order_mark_and_windows_lines_are_read(tmp_path: Path) -> None:
    file = tmp_path / "policy.TOML"
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert read_policy(file, categories=CATEGORIES).id == "acme"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "acme"\n', "", "'id' is missing"),
        ('version = "1"\n', "", "'version' is missing"),
        ('version = "1"', "version = 2026.10", ":2: 'version' must be text: put it in quotes"),
        ('title = "Privacy"', "title = { fr = 'x' }", ":4: 'title' must be text, or a table with ja and en"),
        ("[[announced]]", "[[anounced]]", r":6: unknown key 'anounced' in policy; the keys are id, version"),
        ('"personal.name"]', '"personal.nmae"]', r":8: unknown category 'personal.nmae'.*personal\.name"),
        ('"personal.name"]', '"email"]', r":8: unknown category 'email'.*personal\.contact\.email"),
        ('"personal.name"]', "7]", r":8: unknown category '7'"),
        ('item = "1-2"\ncat', 'item = "1-2"\nlabel = "x"\ncat', ":12: unknown key 'label' in announced"),
        (
            'categories = ["personal.contact.email", "usage"]',
            "",
            ":11: announced item '1-2' needs 'categories'",
        ),
        ('id = "mail"', 'id = "serve"', ":18: purpose 'serve' is declared twice"),
        ('id = "mail"', "delegating = true", "'id' is missing"),
        (
            'id = "mail"',
            'id = "mail"\ndelegating = "yes"',
            ":19: 'delegating' of purpose 'mail' must be true",
        ),
        ('"●○"', '"●○○"', ":22: matrix row 'personal.contact' has 3 marks for 2 purposes"),
        ('"●○"', '"●?"', ":22: matrix row 'personal.contact': mark 2, '\\?', is none of ● expected"),
        ('"●○"', "5", ":22: matrix row 'personal.contact' must be marks"),
        (
            "{ mail =",
            "{ post =",
            ":23: matrix row .* names the unknown purpose 'post'; declared are serve, mail",
        ),
        ('"barred"', '"forbidden"', ":23: matrix row .*: 'forbidden' is no fit; the fits are expected"),
        (
            '"personal.contact" = "●○"',
            'personal.contact = "●○"',
            'put the category in quotes: "personal.contact"',
        ),
        (
            '"personal.contact" = "●○"',
            '"personal.contcat" = "●○"',
            ":22: unknown category 'personal.contcat'",
        ),
        ('"high"', '"severe"', ":27: the sensitivity of 'personal.contact' must be one of low, medium"),
        (
            '"personal.contact.fax" = "low"',
            'personal.age = "low"',
            'put the category in quotes: "personal.age"',
        ),
        ("[sensitivity]", "[sensitivity", r":26: is not valid TOML: .*line 26"),
        ('title = "Privacy"', "matrix = 3", "is not valid TOML|must be a table"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(PolicyError, match=message) as caught:
        read_policy(write(tmp_path, GOOD.replace(old, new, 1)), categories=CATEGORIES)
    assert str(tmp_path / "policy.toml") in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id: [", "policy.yaml:1: is not valid YAML"),
        ("id: a\nid: b\n", "policy.yaml:2: is not valid YAML: the key 'id' stands twice"),
        ("- id\n- version\n", "a policy is a table with id"),
        ("", "a policy is a table with id"),
        ("id: a\nversion: 1\npurposes: serve\n", r"policy.yaml:3: 'purposes' must be a list of tables"),
        ("id: a\nversion: 1\n", "no purposes are declared"),
        ("id: a\nversion: 1\npurposes: [{id: s}]\nmatrix: [x]\n", "policy.yaml:4: 'matrix' must be a table"),
        (
            "id: a\nversion: 1\npurposes: [{id: s}]\narticles: [{number: one}]\n",
            "policy.yaml:4: .*whole number",
        ),
        (
            "id: a\nversion: 1\npurposes: [{id: s}]\narticles: [{number: 1}, {number: 1}]\n",
            "article 1 stands twice",
        ),
        ("!!python/object:os.system {}", "is not valid YAML"),
    ],
)
def test_a_mistake_in_yaml(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(PolicyError, match=message):
        read_policy(write(tmp_path, text, "policy.yaml"), categories=CATEGORIES)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="there is no such file"):
        read_policy(tmp_path / "none.toml", categories=CATEGORIES)
    with pytest.raises(PolicyError, match=r"ends in \.toml, \.yaml, \.yml"):
        read_policy(write(tmp_path, GOOD, "policy.ini"), categories=CATEGORIES)
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(PolicyError, match="cannot be read"):
        read_policy(tmp_path / "folder.toml", categories=CATEGORIES)
    (tmp_path / "sjis.toml").write_bytes('id = "a"\ntitle = "方針"\n'.encode("cp932"))
    with pytest.raises(PolicyError, match=r"sjis\.toml:2: is not UTF-8"):
        read_policy(tmp_path / "sjis.toml", categories=CATEGORIES)


def read_or_refuse(text: str, suffix: str) -> Policy | None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            return read_policy(write(Path(folder), text, f"policy{suffix}"), categories=CATEGORIES)
        except PolicyError:
            return None


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text(max_size=8)
TREES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "item", "title", "number", "categories", "P1", "personal.name", "ja"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
KEYS = ["id", "version", "title", "articles", "announced", "purposes", "matrix", "sensitivity", "effective"]


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), TREES))
def test_any_tree_is_read_or_refused(tree: dict[str, object]) -> None:
    start = {"id": "a", "version": "1", "purposes": [{"id": "P1"}]}
    read_or_refuse(yaml.safe_dump(start | tree, allow_unicode=True), ".yaml")


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60), st.sampled_from([".toml", ".yaml"]))
def test_any_text_is_read_or_refused(text: str, suffix: str) -> None:
    assert read_or_refuse(text, suffix) is None
