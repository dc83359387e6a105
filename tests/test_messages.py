"""The words of the reports: complete in both languages, and nothing that draws a legal conclusion."""

from __future__ import annotations

import re
import string
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from connectors.base import SkipReason
from detectors.base import SampleMethod, Subject, Verdict
from detectors.catalogue import AppiClass, load_catalogue
from reports import messages
from reports.acceptance import ACCEPTANCE_KINDS, ACCEPTANCE_STATUSES
from reports.base import LEAK_RULES, POLICY_VERDICTS, SEVERITIES, ShownState
from reports.grid import CellState, load_columns
from reports.linkage import load_combinations
from reports.messages import LANGUAGES, label, load_messages, message
from reports.policy import Fit
from reports.summary import Judgement

REPORTS = Path(messages.__file__).parent
MESSAGES = load_messages()

AVOIDED = (
    "compliant", "compliance", "violation", "illegal", "違反", "違法", "適法", "準拠", "信頼度",
    "クリティカル", "スキップ", "無視", "壊れました",
)  # fmt: skip


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_message_is_complete_in_both_languages() -> None:
    for key, texts in MESSAGES.items():
        assert set(texts) - {"en_one"} == set(LANGUAGES), key
        assert all(text and text == text.strip() for text in texts.values()), key
        assert fields_of(texts["ja"]) == fields_of(texts["en"]), key
        assert fields_of(texts.get("en_one", "")) <= fields_of(texts["en"]), key


def test_no_message_draws_a_legal_conclusion() -> None:
    for key, texts in MESSAGES.items():
        for text in texts.values():
            assert not [word for word in AVOIDED if word in text.lower()], key


def test_japanese_is_japanese_and_english_is_english() -> None:
    for key, texts in MESSAGES.items():
        words = re.sub(r"\{\w+\}|\W", "", texts["ja"])
        assert not words or re.search(r"[ぁ-んァ-ヶ一-龠]", words), key
        assert not re.search(r"[ぁ-んァ-ヶ一-龠]", texts["en"]), key


@pytest.mark.parametrize(
    ("section", "codes"),
    [
        ("severity", SEVERITIES),
        ("state", get_args(ShownState)),
        ("acceptance-kind", ACCEPTANCE_KINDS),
        ("acceptance-status", ACCEPTANCE_STATUSES),
        ("acceptance-note", ACCEPTANCE_STATUSES),
        ("is", get_args(Verdict)),
        ("kind", get_args(Verdict)),
        ("subject", get_args(Subject)),
        ("appi", get_args(AppiClass)),
        ("policy", POLICY_VERDICTS),
        ("why", POLICY_VERDICTS),
        ("next", POLICY_VERDICTS),
        ("fit", get_args(Fit)),
        ("skip", get_args(SkipReason)),
        ("skip-next", get_args(SkipReason)),
        ("cell", get_args(CellState)),
        ("verdict", get_args(Judgement)),
        ("status", ("read", "partial", "skipped")),
        ("method", ("full", "sample")),
        ("sampling", get_args(SampleMethod)),
        ("leak", LEAK_RULES),
        ("mark", ("dummy", "masked", "digest", "hashed", "opaque", "test-place")),
        (
            "reason",
            ("linked:beside", "linked:joined", "alone", "masked", "hashed", "weak-hash", "synthetic", "test-place"),
        ),
        ("column", tuple(load_columns())),
        ("reason", ("sensitivity", "doubtful", "hashed-password", "verdict-named", *POLICY_VERDICTS[:-1])),
        ("reason", tuple(f"combination:{name}" for name in (one.id for one in load_combinations()))),
        ("dismissed", ("place-directory", "organisation", "no-person")),
    ],
)
def test_every_code_has_its_words(section: str, codes: tuple[str, ...]) -> None:
    assert [code for code in codes if f"{section}.{code}" not in MESSAGES] == []


def test_every_factor_that_detectors_name_has_its_words() -> None:
    detectors = REPORTS.parent / "detectors"
    named = {name for path in detectors.glob("*.py") for name in re.findall(r'Factor\("([\w:-]+)"', path.read_text())}
    assert {name for name in named if f"factor.{name}" not in MESSAGES} == set()


def test_every_message_that_is_asked_for_exists() -> None:
    sources = [*REPORTS.glob("*.py"), *(REPORTS / "templates").glob("*.j2")]
    sections = {key.split(".")[0] for key in MESSAGES}
    asked = {
        key
        for path in sources
        for key in re.findall(r'["\']([a-z-]+\.[a-z-]+)["\']', path.read_text(encoding="utf-8"))
        if key.split(".")[0] in sections and not key.endswith((".css", ".js"))
    }
    assert asked
    assert asked - set(MESSAGES) == set()


def test_the_fixed_words() -> None:
    assert [message(f"verdict.{code}", "ja") for code in ("ok", "stop", "unknown")] == [
        "リリース可",
        "リリース不可",
        "判定不能（一部未走査）",
    ]
    assert [message(f"verdict.{code}", "en") for code in ("ok", "stop", "unknown")] == [
        "OK to release",
        "Do not release",
        "Cannot tell (partly scanned)",
    ]
    assert [message(f"severity.{code}", "ja") for code in SEVERITIES] == ["緊急", "高", "中", "低"]
    assert message("policy.undeclared", "ja") == "申告外の保有"


def test_numbers_and_plurals() -> None:
    assert message("phrase.findings", "en", n=1) == "1 finding"
    assert message("phrase.findings", "en", n=12_345) == "12,345 findings"
    assert message("phrase.findings", "ja", n=1) == "検出 1 件"


def test_a_code_that_nobody_translated_stands_for_itself() -> None:
    assert label("factor", "my-plugin-evidence", "ja") == "my-plugin-evidence"
    assert label("reason", "combination:new-kind", "en") == message("reason.combination", "en")
    assert label("skip-next", "someday", "en") == message("skip-next.other", "en")


def test_a_message_that_does_not_exist_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        message("phrase.never", "en")


def test_columns_of_the_grid_hold_real_categories() -> None:
    catalogue = load_catalogue()
    keys = [key for keys in load_columns().values() for key in keys]
    assert len(keys) == len(set(keys))
    assert [key for key in keys if not any(catalogue.covers(key, id) for id in catalogue.ids)] == []


@pytest.mark.parametrize("name", ["messages.toml", "grid_columns.toml"])
def test_data_files_have_a_version(name: str) -> None:
    data = tomllib.loads((REPORTS / "data" / name).read_text(encoding="utf-8"))
    assert re.fullmatch(r"\d{4}\.\d{2}", data["version"])
