"""``daicho policy`` as a real command, and its downloads from a real server."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from conftest import Daicho
from policy_samples import FOLDER

from reports.policy import PolicyError
from scanner.policy_fetch import fetch_policy
from scanner.policy_output import load_words

PUBLISHED = FOLDER / "kawabe-work.html"


@pytest.mark.slow
def test_import_check_show_diff(daicho: Daicho, tmp_path: Path) -> None:
    made = daicho("policy", "import", PUBLISHED, "-o", "policy.toml", "--lang", "en")
    assert (made.code, made.out) == (0, "")
    assert "8 articles, 6 announced items, 7 purposes, 4 measures, 2 provisions, 2 sentences not recognised" in made.err
    checked = daicho("policy", "check", "policy.toml", "--lang", "en")
    assert checked.code == 1
    assert "policy.toml: POL-RETENTION medium: no retention period is stated" in checked.out
    assert daicho("policy", "check", "policy.toml", "--fail-on", "none").code == 0
    rules = daicho("policy", "check", "policy.toml", "--format", "json").json()
    assert {"rule", "severity", "line", "law", "problem", "settle"} == set(rules[0])
    shown = daicho("policy", "show", "policy.toml", "--lang", "ja")
    assert shown.code == 0
    assert "株式会社かわべワーク" in shown.out
    newer = (
        (tmp_path / "policy.toml")
        .read_text(encoding="utf-8")
        .replace("統計資料の作成のため", "統計資料の作成および広告のため")
    )
    (tmp_path / "new.toml").write_text(newer, encoding="utf-8")
    changed = daicho("policy", "diff", "policy.toml", "new.toml", "--lang", "en")
    assert changed.code == 1
    assert "Consent is at stake" in changed.out
    assert daicho("policy", "diff", "policy.toml", "new.toml", "--format", "json").json()["stake"] == "consent"
    assert daicho("policy", "diff", "policy.toml", "policy.toml").code == 0


def test_the_shipped_policy_is_shown_without_a_file(daicho_here: Daicho) -> None:
    shown = daicho_here("policy", "show", "--lang", "en")
    assert shown.code == 0
    assert "P17  Purposes stated individually" in shown.out
    assert "●···●●·○○●○●●●○·△" in shown.out


def test_the_configured_policy_is_shown(daicho_here: Daicho, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(
        'id = "own"\nversion = "7"\ntitle = "Own"\n[[purposes]]\nid = "serve"\n', encoding="utf-8"
    )
    (tmp_path / "daicho.toml").write_text('version = 1\npolicy = "own.toml"\n', encoding="utf-8")
    assert daicho_here("policy", "show", "--lang", "en").out.startswith("Own\n")


def test_import_to_standard_output(daicho_here: Daicho) -> None:
    made = daicho_here("policy", "import", PUBLISHED, "--id", "mine")
    assert 'id = "mine"' in made.out


def test_a_reviewed_file_is_not_written_over(daicho_here: Daicho, tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text("reviewed", encoding="utf-8")
    refused = daicho_here("policy", "import", PUBLISHED, "-o", "policy.toml")
    assert refused.code == 2
    assert (tmp_path / "policy.toml").read_text(encoding="utf-8") == "reviewed"
    assert daicho_here("policy", "import", PUBLISHED, "-o", "policy.toml", "--force").code == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("check", "none.toml"), "there is no such file"),
        (("import", "none.txt"), "there is no such file"),
        (("import", "ftp://example.jp/p"), "ftp:// is not read"),
        (("import", "http://user:secret@127.0.0.1/"), "no user or password"),
        (("import", str(PUBLISHED), "-o", "p.yaml"), "written as TOML"),
        (("diff", "none.toml", "none.toml"), "there is no such file"),
    ],
)
def test_what_cannot_be_done_exits_2(daicho_here: Daicho, words: tuple[str, ...], message: str) -> None:
    ran = daicho_here("policy", *words)
    assert ran.code == 2
    assert message in ran.err
    assert "secret" not in ran.err


def test_a_policy_that_contradicts_itself_exits_2_with_its_line(daicho_here: Daicho, tmp_path: Path) -> None:
    text = 'id = "a"\nversion = "1"\n[[purposes]]\nid = "p"\nparent = "q"\n[[purposes]]\nid = "q"\nparent = "p"\n'
    (tmp_path / "p.toml").write_text(text, encoding="utf-8")
    ran = daicho_here("policy", "check", "p.toml")
    assert ran.code == 2
    assert "p.toml:4: the parents go in a circle: p -> q -> p" in ran.err


def test_a_text_without_purposes_exits_1(daicho_here: Daicho, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("Hello.\n", encoding="utf-8")
    ran = daicho_here("policy", "import", "x.txt", "--lang", "en")
    assert ran.code == 1
    assert "no purpose was found" in ran.err
    assert 'text = "Hello."' in ran.out


class _Pages(BaseHTTPRequestHandler):
    """Serves a policy, redirects and an error."""

    def do_GET(self) -> None:
        if self.path.startswith("/policy"):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(PUBLISHED.read_bytes())
        elif self.path in ("/moved", "/ftp", "/file"):
            targets = {"/moved": "/policy", "/ftp": "ftp://example.jp/p", "/file": "file:///etc/hostname"}
            self.send_response(302)
            self.send_header("Location", targets[self.path])
            self.end_headers()
        else:
            self.send_error(404)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def test_a_page_is_fetched(site: str) -> None:
    assert fetch_policy(f"{site}/policy?session=1#top") == (PUBLISHED.read_bytes(), f"{site}/policy")
    assert fetch_policy(f"{site}/moved")[0] == PUBLISHED.read_bytes()


@pytest.mark.parametrize(
    ("path", "message"),
    [("/gone", "answers 404"), ("/ftp", "redirects"), ("/file", "redirects|cannot be read|answers")],
)
def test_a_page_that_cannot_be_fetched(site: str, path: str, message: str) -> None:
    with pytest.raises(PolicyError, match=message):
        fetch_policy(f"{site}{path}")


def test_nobody_answers() -> None:
    with pytest.raises(PolicyError, match="cannot be read"):
        fetch_policy("http://127.0.0.1:9/policy")


def test_words_are_in_both_languages() -> None:
    for section in load_words().values():
        for texts in section.values():
            assert set(texts) == {"ja", "en"}
    assert json.dumps(load_words())
