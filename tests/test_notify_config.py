"""``[[notify]]`` and ``[smtp]``: what is understood, and what is refused with the line and what would be right."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from scanner.config import ConfigError, read_config
from scanner.config_notify import MailServer, Trigger, find_address_problem, infer_kind

SMTP = '\n[smtp]\nhost = "mail.example.jp"\nfrom = "daicho@example.jp"\n'


def write(folder: Path, text: str, name: str = "daicho.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_everything_is_read(tmp_path: Path) -> None:
    config = read_config(
        write(
            tmp_path,
            """
version = 1
[[notify]]
to = "${SLACK_WEBHOOK}"
on = ["new>=high", "run-failed", "run-missed", "incomplete", "exception-expiring:7d", "policy-changed"]
detail = "locations"
language = "ja"
link = "https://daicho.example.jp/runs/{run}"
[[notify]]
name = "office"
to = "mailto:privacy@example.jp, legal@example.jp"
on = ["digest:weekly", "no-complete-run:36h", "new"]
[[notify]]
to = "https://hooks.example.jp/daicho"
secret = "${file:secret}"
on = ["exception-expiring"]
[smtp]
host = "mail.example.jp"
port = 465
user = "daicho"
password = "${SMTP_PASSWORD}"
from = "daicho@example.jp"
""",
        )
    )
    slack, office, hook = config.notify
    assert (slack.name, slack.kind, slack.detail, slack.language) == ("slack-webhook", None, "locations", "ja")
    assert slack.on[0] == Trigger("new", "high")
    assert slack.on[4] == Trigger("exception-expiring", span=timedelta(days=7))
    assert (office.name, office.kind, office.detail) == ("office", "smtp", "counts")
    assert office.on == (
        Trigger("digest", period="weekly"),
        Trigger("no-complete-run", span=timedelta(hours=36)),
        Trigger("new", "low"),
    )
    assert (hook.name, hook.kind, hook.secret) == ("webhook-3", "webhook", "${file:secret}")
    assert hook.on == (Trigger("exception-expiring", span=timedelta(days=14)),)
    assert config.smtp == MailServer("mail.example.jp", "daicho@example.jp", 465, True, "daicho", "${SMTP_PASSWORD}")


def test_yaml_reads_on_as_a_word(tmp_path: Path) -> None:
    text = 'version: 1\nnotify:\n  - to: "${HOOK}"\n    kind: teams\n    on: ["run-failed"]\n'
    assert read_config(write(tmp_path, text, "daicho.yaml")).notify[0].on == (Trigger("run-failed"),)


HOOK = 'to = "${HOOK}"\n'
WRONG = {
    "no address": ('on = ["new"]', ":1: a [[notify]] needs to = "),
    "unknown key": (HOOK + 'on = ["new"]\nattach = "pdf"', ":4: unknown setting of [[notify]] 'attach'"),
    "no occasion": (HOOK, ":2: a [[notify]] needs on = "),
    "unknown occasion": (HOOK + 'on = ["always"]', "on has 'always'; known: new, run-failed"),
    "unknown severity": (HOOK + 'on = ["new>=awful"]', "on has 'new>=awful'; write \"new\" or \"new>=high\""),
    "digest without a period": (HOOK + 'on = ["digest"]', "write \"digest:daily\", \"digest:weekly\""),
    "digest of another period": (HOOK + 'on = ["digest:hourly"]', "write \"digest:daily\""),
    "span on the wrong word": (HOOK + 'on = ["run-failed:2d"]', "write \"run-failed\""),
    "no unit": (HOOK + 'on = ["exception-expiring:14"]', "write \"exception-expiring:14d\""),
    "silence without a schedule": (HOOK + 'on = ["no-complete-run"]', "write how long to wait: \"no-complete-run:48h\""),
    "slack in the open": (
        'to = "https://hooks.slack.com/services/T0/B0/x"\non = ["new"]',
        ":2: whoever knows this address can post to it; write to = \"${SLACK_WEBHOOK}\"",
    ),
    "a key in the address": ('to = "https://hooks.example.jp/?key=7"\non = ["new"]', "whoever knows this address"),
    "a password": ('to = "https://u:p@hooks.example.jp/"\non = ["new"]', "whoever knows this address"),
    "retired": ('to = "https://outlook.office.com/webhook/1"\non = ["new"]', "make a workflow 'Post to a channel"),
    "retired too": ('to = "https://a.webhook.office.com/webhookb2/1"\non = ["new"]', "no longer delivers"),
    "no TLS": ('to = "http://hooks.example.jp/"\non = ["new"]', "would send alerts in the open"),
    "no URL": ('to = "slack"\non = ["new"]', 'to has to be "mailto:…", "https://…" or a reference'),
    "broken URL": ('to = "https://[::1/"\non = ["new"]', "the address is no URL"),
    "no mail server": ('to = "mailto:a@example.jp"\non = ["new"]', ":2: a mailto: needs a mail server"),
    "no mail address": ('to = "mailto:example.jp"\non = ["new"]' + SMTP, "an e-mail target is written"),
    "header in the address": ('to = "mailto:a@example.jp?bcc=b@example.jp\\n"\non = ["new"]' + SMTP, "an e-mail target"),
    "wrong kind": (HOOK + 'kind = "irc"\non = ["new"]', ":3: kind has to be one of slack, teams, smtp, webhook"),
    "kind of another": ('to = "mailto:a@example.jp"\nkind = "slack"\non = ["new"]', "but the address is one of smtp"),
    "secret in the open": (HOOK + 'secret = "abcdefgh"\non = ["new"]', ":3: a secret stands in the file"),
    "secret for mail": ('to = "mailto:a@example.jp"\nsecret = "${S}"\non = ["new"]' + SMTP, "smtp has none"),
    "link": (HOOK + 'link = "javascript:1"\non = ["new"]', "link has to be an address"),
    "name": (HOOK + 'name = "a b"\non = ["new"]', "is made of letters"),
    "twice": (HOOK + 'on = ["new"]\n[[notify]]\n' + HOOK + 'on = ["new"]', "two [[notify]] blocks are called 'hook'"),
    "detail": (HOOK + 'detail = "values"\non = ["new"]', "detail has to be one of counts, locations"),
    "smtp password": (HOOK + 'on = ["new"]' + SMTP + 'user = "u"\npassword = "hunter2"', "a password stands in [smtp]"),
    "smtp user alone": (HOOK + 'on = ["new"]' + SMTP + 'user = "u"', "both user and password"),
    "smtp in the open": (
        HOOK + 'on = ["new"]' + SMTP + 'user = "u"\npassword = "${P}"\nstarttls = false',
        "without STARTTLS the password would be sent in the open",
    ),
    "smtp host": (HOOK + 'on = ["new"]\n[smtp]\nfrom = "a@example.jp"', "[smtp] needs the host"),
    "smtp sender": (HOOK + 'on = ["new"]\n[smtp]\nhost = "mail.example.jp"', "[smtp] needs the address"),
    "smtp port": (HOOK + 'on = ["new"]' + SMTP + "port = 0", "port has to be a number from 1 to 65535"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_not_right_is_refused(case: str, tmp_path: Path) -> None:
    text, problem = WRONG[case]
    with pytest.raises(ConfigError) as refused:
        read_config(write(tmp_path, f"[[notify]]\n{text}\n"))
    assert problem in str(refused.value)
    assert "\n" not in str(refused.value)
    assert "hunter2" not in str(refused.value)
    assert "hooks.slack.com" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("https://hooks.slack.com/services/T/B/x", "slack"),
        ("https://prod-01.japaneast.logic.azure.com:443/workflows/x?sig=y", "teams"),
        ("https://x.a1.environment.api.powerplatform.com/powerautomate/x", "teams"),
        ("mailto:a@example.jp", "smtp"),
        ("MAILTO:a@example.jp", "smtp"),
        ("https://hooks.slack.com.example.jp/x", "webhook"),
        ("https://example.jp/hooks.slack.com", "webhook"),
    ],
)
def test_the_kind_is_in_the_host(address: str, kind: str) -> None:
    assert infer_kind(address) == kind


@pytest.mark.parametrize(
    ("address", "right"),
    [
        ("https://example.jp/x", True),
        ("http://127.0.0.1:8080/x", True),
        ("http://localhost/x", True),
        ("http://localhost.example.jp/x", False),
        ("ftp://example.jp/x", False),
        ("file:///etc/passwd", False),
        ("https:///x", False),
        ("https://example.jp/a b", False),
        ("https://example.jp:99999/", False),
        ("https://例え.jp/", False),
        ("mailto:", False),
        ("mailto:a@example.jp,b@example.jp", True),
        ("", False),
    ],
)
def test_addresses(address: str, right: bool) -> None:
    assert (find_address_problem(address) == "") is right
