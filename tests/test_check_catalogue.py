"""The checks of the policy's promises: the data file, and the clause that each one quotes."""

from __future__ import annotations

import re
from dataclasses import replace
from string import Formatter

import pytest

from detectors.catalogue import load_catalogue
from reports.base import SEVERITIES
from reports.checks import Check, find_clause, load_checks
from reports.messages import load_messages
from reports.policy_file import read_policy

POLICY = read_policy(None, categories=load_catalogue().ids)
ROLES = {"acquisition", "purpose", "security", "entrustment", "third-party", "rights", "contact", "change"}
FORBIDDEN = re.compile(r"complian|violat|illegal|違反|違法|適法|遵守", re.IGNORECASE)


@pytest.mark.parametrize("check", load_checks().values(), ids=lambda check: check.id)
def test_every_check_is_whole(check: Check) -> None:
    assert re.fullmatch(r"[A-Z]+(?:-[A-Z]+)+", check.id)
    assert check.severity in SEVERITIES
    assert check.role in ROLES
    assert check.law
    assert f"actor.{check.actor}" in load_messages()
    for texts in (check.title, check.sentence, check.remedy):
        assert set(texts) == {"ja", "en"}
        assert all(texts.values())
        assert not any(FORBIDDEN.search(text) for text in texts.values())
    names = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in check.sentence.values()]
    assert names[0] == names[1], "both languages say the same facts"
    assert all(word == word.casefold() for word in check.measure)


@pytest.mark.parametrize("check", load_checks().values(), ids=lambda check: check.id)
def test_the_shipped_policy_has_a_clause_for_every_check(check: Check) -> None:
    clause = find_clause(check, POLICY)
    assert clause
    articles = {str(article.number) for article in POLICY.articles if article.role == check.role}
    assert clause.partition("-")[0] in articles


def test_a_policy_without_the_article_has_no_clause() -> None:
    bare = replace(POLICY, articles=(), measures=())
    assert {find_clause(check, bare) for check in load_checks().values()} == {""}


def test_a_measure_is_found_by_its_words() -> None:
    check = load_checks()["LEDGER-OWNER"]
    assert find_clause(check, POLICY) == "3-1"
    assert find_clause(replace(check, measure=("nowhere in the policy",)), POLICY) == "3"
