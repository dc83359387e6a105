"""What each kind of target gets, whole; names that would do harm; the signature as the documents say to check it."""

from __future__ import annotations

import json
import re
from datetime import datetime
from email import message_from_bytes, policy
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_samples import HOSTILE, JST

from reports.messages import LANGUAGES
from scanner.notify_alert import EVENTS, Alert, Item, Part, read_alert, sort_parts, write_alert
from scanner.notify_events import CHANGES
from scanner.notify_mail import make_mail
from scanner.notify_payload import SecretError, encode_body, make_slack, make_teams, make_webhook, sign
from scanner.notify_words import load_words, say_problem, write_letter

ITEM = Item("v1:9f3c2ab417d0e6aa", "critical", "personal.id.my_number", "new", "no-purpose", "app-logs", "signup.log",
            "body", "mynum", "platform")  # fmt: skip
NEW = Part("new", {"n": 5, "new": 4, "reopened": 1, "raised": 0, "lapsed": 0}, {"critical": 1, "high": 4}, (ITEM,) * 4)
GAP = Part("incomplete", {"sources": "app-logs", "n": 1, "gaps": 3})
ALERT = Alert(
    "0123456789abcdef01234567",
    datetime(2026, 11, 22, 3, 2, 0, tzinfo=JST),
    "en",
    "orders-platform",
    (NEW, GAP),
    "20261122-0300",
    "https://daicho.example.jp/runs/{run}",
)
EVERY_PART = {
    "test": Part("test"),
    "run-failed": Part("run-failed", {"code": 4}),
    "no-complete-run": Part("no-complete-run", {"sources": "orders", "n": 1, "hours": 50}),
    "run-missed": Part("run-missed", {"schedule": "nightly", "due": "2026-11-22T03:00+09:00", "late": 1}),
    "new": NEW,
    "incomplete": GAP,
    "exception-expiring": Part("exception-expiring", {"n": 2, "first": "2026-12-01"}),
    "policy-changed": Part("policy-changed", {"before": "2025-04-01", "after": "2026-04-01"}),
    "run-works-again": Part("run-works-again"),
    "complete-again": Part("complete-again", {"sources": "orders", "n": 1}),
    "digest": Part(
        "digest",
        {"period": "weekly", "runs": 7, "n": 5, "incomplete": 1, "new": 2, "reopened": 0, "raised": 0, "lapsed": 0,
         "fixed": 3},
        {"high": 5},
    ),
}  # fmt: skip


def test_slack_whole() -> None:
    def plain(text: str) -> dict[str, Any]:
        return {"type": "plain_text", "text": text, "emoji": False}

    place = "• Critical  Individual Number (My Number) · app-logs / signup.log / body / mynum (new, No purpose)"
    assert make_slack(write_letter(ALERT, "slack")) == {
        "text": "orders-platform: 5 new findings (Critical 1, High 4)",
        "blocks": [
            {"type": "header", "text": plain("orders-platform: 5 new findings (Critical 1, High 4)")},
            {"type": "context", "elements": [plain("20261122-0300 · 2026-11-22 03:02 +0900")]},
            {
                "type": "section",
                "text": plain(
                    "5 findings to look at: Critical 1, High 4 (4 new, 1 reopened)\n"
                    + f"{place}  owner: platform\n" * 3
                    + "and 2 more; the report has all."
                ),
            },
            {
                "type": "section",
                "text": plain("Not read to the end: app-logs (3 places). What stands there is not known."),
            },
            {
                "type": "context",
                "elements": [
                    plain("Report: https://daicho.example.jp/runs/20261122-0300"),
                    plain("No value of anyone's data is in this message."),
                ],
            },
        ],
    }


def test_teams_whole() -> None:
    def run(text: str, **more: Any) -> dict[str, Any]:
        return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **more}]}

    alert = Alert(ALERT.id, ALERT.at, "ja", "注文基盤", (Part("policy-changed", {"before": "1", "after": "2"}),), "r1")
    sentence = (
        "版 1 から 2 に変わりました。検出の判定が変わった可能性があります（daicho policy diff で確かめられます）。"
    )
    assert make_teams(write_letter(alert, "teams")) == {
        "type": "message",
        "attachments": [
            {
                "contentType": "application/vnd.microsoft.card.adaptive",
                "contentUrl": None,
                "content": {
                    "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                    "type": "AdaptiveCard",
                    "version": "1.4",
                    "fallbackText": "注文基盤: プライバシーポリシーが変わりました",
                    "body": [
                        run("注文基盤: プライバシーポリシーが変わりました", size="Medium", weight="Bolder"),
                        run("r1 · 2026-11-22 03:02 +0900", isSubtle=True, size="Small"),
                        {**run(sentence), "separator": True, "spacing": "Medium"},
                        run("この通知に個人のデータの値は含まれていません。", isSubtle=True, size="Small"),
                    ],
                    "msteams": {"width": "Full"},
                },
            }
        ],
    }


def test_webhook_whole() -> None:
    item = {
        "fingerprint": "v1:9f3c2ab417d0e6aa", "severity": "critical", "category": "personal.id.my_number",
        "change": "new", "policy": "no-purpose", "source": "app-logs", "collection": "signup.log", "field": "body",
        "path": "mynum", "owner": "platform",
    }  # fmt: skip
    facts = {"n": 5, "new": 4, "reopened": 1, "raised": 0, "lapsed": 0}
    assert make_webhook(ALERT, write_letter(ALERT, "hook")) == {
        "schema_version": 1,
        "id": "0123456789abcdef01234567",
        "event": "new",
        "at": "2026-11-21T18:02:00+00:00",
        "project": "orders-platform",
        "run": "20261122-0300",
        "link": "https://daicho.example.jp/runs/20261122-0300",
        "title": "orders-platform: 5 new findings (Critical 1, High 4)",
        "parts": [
            {"event": "new", "facts": facts, "severity": {"critical": 1, "high": 4}, "items": [item] * 4},
            {"event": "incomplete", "facts": {"sources": "app-logs", "n": 1, "gaps": 3}, "severity": {}, "items": []},
        ],
    }


def test_mail_whole() -> None:
    mail = make_mail(ALERT, write_letter(ALERT, "office"), "daicho@example.jp", ["a@example.jp", "b@example.jp"])
    again = message_from_bytes(mail.as_bytes(), policy=policy.default)
    assert {name.lower(): str(value) for name, value in again.items() if name != "Content-Type"} == {
        "from": "daicho@example.jp",
        "to": "a@example.jp, b@example.jp",
        "subject": "orders-platform: 5 new findings (Critical 1, High 4)",
        "date": "Sun, 22 Nov 2026 03:02:00 +0900",
        "message-id": "<0123456789abcdef01234567@example.jp>",
        "auto-submitted": "auto-generated",
        "content-language": "en",
        "mime-version": "1.0",
    }
    text, html = again.iter_parts()  # type: ignore[attr-defined]
    assert text.get_content_type() == "text/plain"
    assert text.get_content() == (
        "orders-platform: 5 new findings (Critical 1, High 4)\n20261122-0300 · 2026-11-22 03:02 +0900\n\n"
        "5 findings to look at: Critical 1, High 4 (4 new, 1 reopened)\n"
        + "• Critical  Individual Number (My Number) · app-logs / signup.log / body / mynum (new, No purpose)"
        "  owner: platform\n" * 3 + "and 2 more; the report has all.\n\n"
        "Not read to the end: app-logs (3 places). What stands there is not known.\n\n"
        "Report: https://daicho.example.jp/runs/20261122-0300\nNo value of anyone's data is in this message.\n"
    )
    page = html.get_content()
    assert html.get_content_type() == "text/html"
    assert page.startswith('<!DOCTYPE html><html lang="en">')
    assert not re.search(r"<img|<link|<script|url\(|src=|http", page.replace("https://daicho.example.jp", ""))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("event", EVENTS)
def test_every_event_has_its_words(event: str, lang: str) -> None:
    letter = write_letter(Alert("id", ALERT.at, lang, "", (EVERY_PART[event],), "", ""), "chat")
    assert letter.title.removeprefix("【テスト】").removeprefix("[TEST] ").startswith("Daicho: ")
    words = [letter.title, *letter.sections[0]]
    assert all("{" not in line and line.strip() for line in words)
    assert bool(re.search(r"[ぁ-んァ-ン]", "".join(words))) is (lang == "ja")
    assert not re.search(r"違反|violat|complian", "".join(words))


def test_the_words_are_whole() -> None:
    words = load_words()
    assert set(words["title"]) == set(EVENTS) == set(EVERY_PART)
    assert set(CHANGES) <= set(words["change"])
    for section, table in words.items():
        for key, texts in table.items() if isinstance(table, dict) else ():
            assert set(texts) - {"en_one"} == set(LANGUAGES), (section, key)
            names = [set(re.findall(r"\{(\w+)\}", text)) - {"n"} for text in texts.values()]
            assert all(one == names[0] for one in names), (section, key)


def test_a_problem_that_nobody_knows_is_told() -> None:
    assert say_problem("http:503", "en") == "the receiver answered 503"
    assert say_problem("strange", "en") == "an internal error (?)"
    assert say_problem("name", "ja") == "ホスト名が見つからない"


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)


NAMES = st.one_of(st.sampled_from((*HOSTILE, "<!channel>", "@here", "[x](http://x)", "a\r\nBcc: b@example.jp", "")),
                  st.text(max_size=300))  # fmt: skip


@given(st.lists(NAMES, min_size=6, max_size=6), st.integers(1, 100), st.sampled_from(LANGUAGES))
def test_names_from_the_data_do_no_harm(names: list[str], number: int, lang: str) -> None:
    source, collection, field, path, owner, project = names
    item = Item("v1:0", "high", "x.unknown", "new", "declared", source, collection, field, path, owner)
    part = Part("new", {**NEW.facts, "n": number}, {"high": number}, (item,) * number)
    parts = (part, *(EVERY_PART[event] for event in EVENTS if event != "new"))
    alert = Alert("id", ALERT.at, lang, project, parts, "run", "https://example.jp/{run}")
    assert read_alert(write_alert(alert)) == alert
    letter = write_letter(alert, "chat")
    slack, teams = make_slack(letter), make_teams(letter)
    assert len(slack["blocks"]) <= 10
    for block in slack["blocks"]:
        for text in block.get("elements", [block.get("text")]):
            assert text["type"] == "plain_text"
            assert 0 < len(text["text"]) <= (150 if block["type"] == "header" else 3_000)
    assert not re.search(r"[<>]", slack["text"])
    assert len(encode_body(teams)) < 28_000
    assert {one["type"] for one in teams["attachments"][0]["content"]["body"]} == {"RichTextBlock"}
    assert json.loads(encode_body(make_webhook(alert, letter)))["parts"][0]["items"][0]["field"] == field
    mail = make_mail(alert, letter, "daicho@example.jp", ["a@example.jp"])
    back = message_from_bytes(mail.as_bytes(), policy=policy.default)
    assert back["Bcc"] is None
    assert back["To"] == "a@example.jp"
    tags = _Tags()
    tags.feed(list(back.iter_parts())[1].get_content())  # type: ignore[attr-defined]
    assert tags.tags <= {"html", "head", "meta", "title", "body", "h1", "p", "strong", "ul", "li"}


def test_what_comes_first_stands_in_the_title() -> None:
    parts = [EVERY_PART[event] for event in reversed(EVENTS)]
    assert [part.event for part in sort_parts(parts)] == list(EVENTS)


# --- the signature ----------------------------------------------------------------------------------------


def _documented_check() -> Any:
    """The function that docs/alerts.md gives to receivers, run as it stands there."""
    page = (Path(__file__).parents[1] / "docs" / "alerts.md").read_text(encoding="utf-8")
    code = next(one for one in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "def verify" in one)
    names: dict[str, Any] = {}
    exec(code, names)
    return names["verify"]


SECRET = "a-secret-of-enough-bytes"


def test_the_documented_check_takes_what_is_signed_and_nothing_else() -> None:
    verify = _documented_check()
    body, now = encode_body({"id": "msg", "at": 1}), 1_700_000_000
    headers = sign("msg", now, body, SECRET)
    seen: set[str] = set()
    assert verify(headers, body, SECRET, seen, now)
    assert not verify(headers, body, SECRET, seen, now), "a second time"
    for changed, text, secret, at in (
        (headers, body + b" ", SECRET, now),
        (headers, body, SECRET + "x", now),
        (headers, body, SECRET, now + 301),
        (headers, body, SECRET, now - 301),
        ({**headers, "webhook-id": "other"}, body, SECRET, now),
        ({**headers, "webhook-timestamp": str(now + 1)}, body, SECRET, now),
        ({**headers, "webhook-timestamp": "soon"}, body, SECRET, now),
        ({**headers, "webhook-signature": "v1,AAAA"}, body, SECRET, now),
        ({}, body, SECRET, now),
    ):
        assert not verify(changed, text, secret, set(), at)


def test_the_signature_is_that_of_standard_webhooks() -> None:
    # The example of the specification's reference libraries.
    headers = sign(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("secret", ["", "short", "whsec_", "whsec_c2hvcnQ=", "whsec_%%%"])
def test_a_weak_secret_signs_nothing(secret: str) -> None:
    with pytest.raises(SecretError):
        sign("id", 1, b"", secret)
