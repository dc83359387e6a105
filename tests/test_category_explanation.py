"""``daicho explain``: every category in both languages, the list, wrong keys, and the texts themselves."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from rich.cells import cell_len

from detectors.catalogue import load_catalogue
from detectors.checks import CHECKS
from detectors.evidence import load_knowledge
from detectors.field_names import match_field_name
from detectors.patterns import load_rules
from reports.messages import LANGUAGES
from scanner.category_explanation import explain_category, load_names
from scanner.check_explanation import list_check_ids
from scanner.explanation import explain
from scanner.explanation_text import load_explanations
from scanner.paragraphs import WIDTH

CATALOGUE = load_catalogue()
Capture = pytest.CaptureFixture[str]


def shown(category: str, lang: str) -> str:
    return "\n".join(explain_category(CATALOGUE[category], lang))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_category_is_explained_within_the_width(lang: str) -> None:
    for category in CATALOGUE.ids:
        text = shown(category, lang)
        entry = CATALOGUE[category]
        assert text.startswith(f"{category}  {entry.ja if lang == 'ja' else entry.en}")
        assert entry.law in text, category
        assert not re.search(r"\{(?:n|version|base|chance|fields|others|examples|word|law)\}", text), category
        assert all(cell_len(line) <= WIDTH + 4 for line in text.splitlines()), category


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_says_what_matches_what_does_not_and_what_to_do(lang: str) -> None:
    for category in CATALOGUE.ids:
        text = shown(category, lang)
        for heading in ("why", "found", "names", "not", "fix"):
            title = load_explanations()["text"][heading][lang]
            after = text.partition(f"\n{title}" if heading != "why" else title)[2].strip()
            assert len(after) > 20, (category, heading)


@pytest.mark.parametrize(
    ("category", "lang", "words"),
    [
        (
            "personal.id.my_number",
            "en",
            ["Individual identification code", "4-4-4", "10.0%", "kojin_bango", "Critical"],
        ),
        ("personal.id.my_number", "ja", ["個人識別符号", "マイナンバー", "緊急", "法人番号"]),
        ("personal.name", "en", ["personal.name.kana", "full_name", "product_name"]),
        ("personal.contact.region", "ja", ["都道府県", "法人・団体についての表"]),
        ("usage.device.ip", "en", ["access log: client_ip", "loopback"]),
        ("usage.access_log", "en", ["W3C extended"]),
        ("special.creed", "en", ["religion", "Employment Security Act"]),
        ("personal.contact.email", "en", ["mailbox: from, to, cc, reply_to", "email_verified"]),
    ],
)
def test_what_is_told(category: str, lang: str, words: list[str]) -> None:
    text = shown(category, lang)
    assert [word for word in words if word not in text] == []


def test_field_names_are_those_that_match() -> None:
    for category, lists in load_names().items():
        for name in lists.get("en", ())[:3]:
            assert any(match.category == category for match in match_field_name(name)), (category, name)


@pytest.mark.parametrize(
    ("call", "code", "out", "err"),
    [
        ({"category": "personal.contact.email"}, 0, "E-mail address", ""),
        ({"category": "personal.contact"}, 0, "personal.contact.phone", ""),
        ({"category": "usage"}, 0, "usage.content.survey", ""),
        ({"list_all": True}, 0, "org.corporate_number", ""),
        ({"category": "personal.contact.emial"}, 2, "", "personal.contact.email"),
        ({"category": "email"}, 2, "", "personal.contact.email"),
        ({"category": ""}, 2, "", "no category ''"),
        ({}, 2, "", "--list"),
        ({"category": "usage", "list_all": True}, 2, "", "not both"),
    ],
)
def test_calls(call: dict[str, object], code: int, out: str, err: str, capsys: Capture) -> None:
    given = {"category": None, "list_all": False, "lang": "en"} | call
    run: Callable[..., int] = explain
    assert run(**given) == code
    captured = capsys.readouterr()
    assert out in captured.out
    assert err in captured.err
    assert bool(captured.out) == (code == 0)


def test_a_wrong_category_gets_three_suggestions(capsys: Capture) -> None:
    assert explain(category="personal.contact.fone", list_all=False, lang="en") == 2
    suggestions = capsys.readouterr().err.rpartition(": ")[2].split(", ")
    assert len(suggestions) == 3
    assert "personal.contact.phone" in [one.strip() for one in suggestions]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_has_every_category_once(lang: str, capsys: Capture) -> None:
    assert explain(category=None, list_all=True, lang=lang) == 0
    rows = [line.split()[0] for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]
    assert rows == [*CATALOGUE.ids, *list_check_ids()]


def test_the_language_of_the_locale_is_taken(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    assert explain(category="personal.name", list_all=False, lang=None) == 0
    assert "氏名" in capsys.readouterr().out


def test_the_texts_are_complete() -> None:
    texts = load_explanations()
    assert set(texts) == {"version", "text", "model", "not", "not-model", "check"}
    assert set(texts["not-model"]) <= set(texts["model"])
    assert set(texts["check"]) == set(CHECKS)
    for notes in (*texts["not-model"].values(), *texts["check"].values()):
        assert set(notes) == set(LANGUAGES)
        assert all(notes[lang] for lang in LANGUAGES)
    assert all(set(entry) == set(LANGUAGES) for entry in texts["text"].values())
    assert {model.model for model in load_knowledge().models.values()} <= set(texts["model"])
    assert "name-only" in texts["model"]
    assert all(set(entry) == set(LANGUAGES) for entry in texts["model"].values())
    for category, notes in texts["not"].items():
        assert category in CATALOGUE
        assert set(notes) == set(LANGUAGES)
        assert len(notes["ja"]) == len(notes["en"]) > 0
    assert {f"container-{kind}" for kind in load_knowledge().containers} <= set(texts["text"])


def test_declared_rules_belong_to_categories() -> None:
    assert all(rule.category in CATALOGUE for rules in load_rules() for rule in rules)
    assert load_names().keys() <= set(CATALOGUE.ids)
