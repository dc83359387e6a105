"""The blocks of a configuration with a user's own rules, as TOML and as YAML."""

from __future__ import annotations

from pathlib import Path

import pytest

from detectors.custom import RuleSet
from scanner.config import Config, ConfigError, read_config

WHOLE = """
version = 1

[[category]]
id = "badge"
parent = "custom"
title = { ja = "社員証番号", en = "Badge number" }
sensitivity = "high"
appi_class = "linkable"
law = "Staff rules 3"
why = "Opens doors."

[[category]]
id = "custom.badge.guest"
title = "Guest badge"

[[detector]]
id = "badge"
category = "custom.badge"
pattern = 'E\\d{6}'
words = ["優待会員"]
field_names = ["badge_no", "*_badge"]
sources = ["crm"]
collections = ["staff*"]
context = { ja = ["社員証"], en = ["badge"] }
window = 20
strength = "weak"
confidence = 0.8
must_match = ["社員証 E123456", "優待会員です"]
must_not_match = ["E12345"]
note = "Asked for by the security office."

[[allow]]
reason = "our own desk"
category = ["personal.contact", "custom"]
values = ["Desk@shop.example.jp"]
places = ["crm/*"]

[[allow]]
reason = "old orders"
pattern = '9{12}'
sha256 = ["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"]

[[deny]]
id = "projects"
category = "custom.badge.guest"
words = ["Apollo"]
file = "names.txt"

[[recognizer]]
id = "iban"
class = "presidio_analyzer.predefined_recognizers:IbanRecognizer"
language = "en"
entities = { IBAN_CODE = "personal.financial.bank_account" }
min_score = 0.6
limit = 50
kwargs = { supported_language = "en" }
nlp_engine = { class = "mine.engine:make", kwargs = { size = 3 } }
"""

TWIN = """
version: 1
category:
  - {id: badge, parent: custom, title: {ja: 社員証番号, en: Badge number}, sensitivity: high, appi_class: linkable,
     law: Staff rules 3, why: Opens doors.}
  - id: custom.badge.guest
    title: Guest badge
detector:
  - id: badge
    category: custom.badge
    pattern: 'E\\d{6}'
    words: [優待会員]
    field_names: [badge_no, "*_badge"]
    sources: [crm]
    collections: ["staff*"]
    context: {ja: [社員証], en: [badge]}
    window: 20
    strength: weak
    confidence: 0.8
    must_match: [社員証 E123456, 優待会員です]
    must_not_match: [E12345]
allow:
  - {reason: our own desk, category: [personal.contact, custom], values: [Desk@shop.example.jp], places: ["crm/*"]}
  - reason: old orders
    pattern: '9{12}'
    sha256: [e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855]
deny:
  - {id: projects, category: custom.badge.guest, words: [Apollo], file: names.txt}
recognizer:
  - id: iban
    class: presidio_analyzer.predefined_recognizers:IbanRecognizer
    language: en
    entities: {IBAN_CODE: personal.financial.bank_account}
    min_score: 0.6
    limit: 50
    kwargs: {supported_language: en}
    nlp_engine: {class: "mine.engine:make", kwargs: {size: 3}}
"""

BADGE = '[[category]]\nid = "custom.badge"\n[[detector]]\nid = "badge"\ncategory = "custom.badge"\n'


def read(folder: Path, text: str, name: str = "daicho.toml") -> Config:
    (folder / "names.txt").write_text("\ufeff月光計画\n\nBlue Harbour\n", encoding="utf-8")
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_config(path)


def test_the_whole_of_it(tmp_path: Path) -> None:
    rules = read(tmp_path, WHOLE).rules
    badge, guest = rules.categories
    assert (badge.id, badge.ja, badge.en, badge.sensitivity) == ("custom.badge", "社員証番号", "Badge number", "high")
    assert (badge.appi_class, badge.law, badge.why_ja) == ("linkable", "Staff rules 3", "Opens doors.")
    assert (guest.id, guest.ja, guest.sensitivity) == ("custom.badge.guest", "Guest badge", "medium")
    assert [group.id for group in rules.groups] == ["custom"]
    (rule,) = rules.rules
    assert rule.pattern is not None
    assert (rule.words.literals, rule.context.literals) == (("優待会員",), ("社員証", "badge"))
    assert (rule.window, rule.strong, rule.confidence, rule.sources) == (20, False, 0.8, ("crm",))
    desk, orders = rules.allowances
    assert (desk.categories, desk.values, desk.places) == (
        ("personal.contact", "custom"), frozenset({"desk@shop.example.jp"}), ("crm/*",),
    )  # fmt: skip
    assert orders.pattern is not None
    (denied,) = rules.denied
    assert denied.words == ("apollo", "月光計画", "blue harbour")
    (iban,) = rules.recognizers
    assert (iban.limit, iban.min_score, iban.made.kwargs) == (50, 0.6, {"supported_language": "en"})
    assert iban.nlp_engine is not None
    assert iban.nlp_engine.kwargs == {"size": 3}


def test_yaml_says_the_same(tmp_path: Path) -> None:
    assert read(tmp_path, WHOLE).rules == read(tmp_path, TWIN, "daicho.yaml").rules


def test_a_configuration_without_rules(tmp_path: Path) -> None:
    rules = read(tmp_path, "version = 1").rules
    assert rules == RuleSet()
    assert not rules


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[category]\nid = "a"', "[[category]]"),
        ('[[category]]\nid = "badge"', ":2: id of a [[category]]"),
        ('[[category]]\nid = "custom.Badge"', ":2: id of a [[category]]"),
        ('[[category]]\nid = "personal.name"', ":2: there is a category 'personal.name' already"),
        ('[[category]]\nid = "personal.contact"', ":2: there is a category 'personal.contact' already"),
        ('[[category]]\nid = "a.b"\n[[category]]\nid = "a.b"', ":4: there is a category 'a.b' already"),
        ('[[category]]\nid = "a.b"\nsensitivity = "severe"', ":3: sensitivity has to be one of low, medium"),
        ('[[category]]\nid = "a.b"\ntitle = { fr = "x" }', ":3: unknown language of title"),
        ('[[category]]\nid = "a.b"\ncolour = "red"', ":3: unknown setting of [[category]] 'colour'"),
        ('[[detector]]\ncategory = "personal.name"', ":1: every [[detector]] needs an id"),
        ('[[detector]]\nid = "a"\ncategory = "personal.nam"\nwords = ["x1"]', ":3: there is no category 'personal.nam'"),
        ('[[detector]]\nid = "a"\ncategory = "personal.name"', ":2: detector a needs a pattern, words or field_names"),
        (BADGE + "pattern = '('", ":6: pattern: missing ), unterminated subpattern"),
        (BADGE + "pattern = 'a*'", ":6: pattern: it matches the empty text"),
        (BADGE + 'pattren = "a"', ":6: unknown setting of detector badge 'pattren'; did you mean pattern?"),
        (BADGE + "pattern = 'a'\ncheck = 'lunh'", ":7: there is no check 'lunh'; there are: my_number"),
        (BADGE + "words = ['ab']\ncheck = 'luhn'", ":7: detector badge has a check, and no pattern"),
        (BADGE + "words = ['a']", ":6: words: a word has to have 2 characters"),
        (BADGE + "words = ['ab']\ncontext = { fr = ['cd'] }", ":7: unknown language of context"),
        (BADGE + "words = ['ab']\nwindow = 0", ":7: window has to be a number from 1 to 200"),
        (BADGE + "words = ['ab']\nconfidence = 1", ":7: confidence has to be a number from 0.5"),
        (BADGE + "words = ['ab']\nstrength = 'huge'", ":7: strength has to be one of strong, weak"),
        (BADGE + "words = ['ab']\n[[deny]]\nid = 'badge'\ncategory = 'custom.badge'\nwords = ['cd']", ":8: two rules have the id"),
        (BADGE + "pattern = '(a+)+$'", ":6: pattern: it did not come to an end"),
        (BADGE + "pattern = 'E\\d{6}'\nmust_match = [\n  'E123456',\n  'E1234',\n]", ":7: detector badge: must_match 2: nothing was found"),
        (BADGE + "pattern = 'E\\d{6}'\nmust_match = ['taro@mail.example.com']", "instead personal.contact.email at 0-21"),
        (BADGE + "pattern = 'E\\d{6}'\nmust_not_match = ['no E123456']", ":7: detector badge: must_not_match 1: it is matched at 3-10 (X999999)"),
        (BADGE + "pattern = '\\d{16}'\ncheck = 'luhn'\nmust_match = ['4111111111111112']", "do not pass the check luhn"),
        (BADGE + "field_names = ['badge*']\nmust_match = ['age']", "it is no name that field_names fit"),
        (BADGE + "field_names = ['badge*']\nmust_not_match = ['badge_no']", "field_names fit it"),
        ("[[allow]]\nvalues = ['ab']", ":1: every [[allow]] needs a reason"),
        ("[[allow]]\nreason = 'x'", ":2: [[allow]] needs values, a pattern, sha256 or places"),
        ("[[allow]]\nreason = 'x'\nsha256 = ['abc']", ":3: sha256 has to be a list of hashes"),
        ("[[allow]]\nreason = 'x'\ncategory = 'personl'\nplaces = ['a']", ":3: there is no category 'personl'"),
        pytest.param(
            "[[allow]]\nreason = 'x'\npattern = '(x+x+)+y'", ":3: pattern: it did not come to an end", marks=pytest.mark.slow
        ),
        ("[[deny]]\nid = 'a'\ncategory = 'personal.name'", ":2: deny a needs words"),
        ("[[deny]]\nid = 'a'\ncategory = 'personal.name'\nfile = 'nofile'", ":4: the file nofile cannot be read"),
        ("[[deny]]\nid = 'a'\ncategory = 'personal.name'\nwords = ['山']", ":4: deny a: 1 of its words"),
        ("[[recognizer]]\nid = 'a'", ":2: recognizer a needs class"),
        ("[[recognizer]]\nid = 'a'\nclass = 'm:C'\nentities = { A = 'persnal' }", ":4: there is no category 'persnal'"),
        ("[[recognizer]]\nid = 'a'\nclass = 'm:C'\nentities = {}", ":4: entities has to be a table"),
        ("[[recognizer]]\nid = 'a'\nclass = 'm:C'\nentities = { A = 'personal.name' }\nkwargs = 3", ":5: kwargs"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigError) as raised:
        read(tmp_path, text)
    assert says in str(raised.value)
    assert "daicho.toml" in str(raised.value)
    assert "\n" not in str(raised.value)
    assert "taro@" not in str(raised.value)


def test_yaml_mistakes_have_their_line_too(tmp_path: Path) -> None:
    text = "version: 1\ndetector:\n  - id: a\n    category: personal.name\n    words: [ab]\n  - id: b\n    category: persnal\n"
    with pytest.raises(ConfigError, match=r"daicho\.yaml:7: there is no category 'persnal'"):
        read(tmp_path, text, "daicho.yaml")


def test_examples_of_names_of_fields(tmp_path: Path) -> None:
    text = BADGE + "field_names = ['badge*']\nmust_match = ['badge_no']\nmust_not_match = ['age']"
    assert read(tmp_path, text).rules.rules[0].must_match == ("badge_no",)


def test_without_a_trial_examples_are_not_run(tmp_path: Path) -> None:
    path = tmp_path / "daicho.toml"
    path.write_text(BADGE + "pattern = 'E\\d{6}'\nmust_match = ['x']", encoding="utf-8")
    assert read_config(path, trial=False).rules.rules
