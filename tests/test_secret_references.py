"""Where secrets of a configuration come from."""

from __future__ import annotations

import sys
from pathlib import Path

import keyring
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from sqlalchemy.engine import make_url

from scanner.config import ConfigError, has_password, resolve_url
from scanner.secret_references import Reference, find_references, resolve_references


class Drawer(KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self, entries: dict[tuple[str, str], str], trouble: bool = False) -> None:
        super().__init__()
        self.entries, self.trouble = entries, trouble

    def get_password(self, service: str, username: str) -> str | None:
        if self.trouble:
            raise RuntimeError("locked: s3cret")
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password


@pytest.fixture
def drawer() -> object:
    before = keyring.get_keyring()
    one = Drawer({("shop", "readonly"): "p@ss/word"})
    keyring.set_keyring(one)
    yield one
    keyring.set_keyring(before)


def test_references_are_found_and_never_what_they_stand_for() -> None:
    assert list(find_references("a://u:${file:/run/x}@${HOST}/${keyring:shop/ro}")) == [
        Reference("file", "/run/x"),
        Reference("environment", "HOST"),
        Reference("keyring", "shop/ro"),
    ]


def test_all_three_kinds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, drawer: Drawer) -> None:
    monkeypatch.setenv("HOST_NAME", "replica")
    (tmp_path / "secret").write_text("from-file\nsecond line\n", encoding="utf-8")
    assert resolve_references("x://u@${HOST_NAME}/d", tmp_path) == "x://u@replica/d"
    assert resolve_references("${file:secret}", tmp_path) == "from-file"
    assert resolve_references("${keyring:shop/readonly}", tmp_path) == "p@ss/word"
    assert resolve_references("x://u:${keyring:shop/readonly}@h/d", tmp_path) == "x://u:p%40ss%2Fword@h/d"
    assert not has_password("x://u:${keyring:shop/readonly}@h/d")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1))
def test_any_password_arrives_as_it_is(password: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANY_PASSWORD", password)
        parsed = make_url(
            resolve_url("postgresql://reader:${ANY_PASSWORD}@db.example.jp:5432/shop?sslmode=require", Path())
        )
    assert parsed.password == password
    assert (parsed.username, parsed.host, parsed.port, parsed.database) == ("reader", "db.example.jp", 5432, "shop")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("${NOT_SET_ANYWHERE}", "NOT_SET_ANYWHERE that the configuration refers to is not set; set it"),
        ("${file:nowhere}", "the file nowhere .* cannot be read .*; check the path"),
        ("${file:folder}", "the file folder .* cannot be read"),
        ("${file:binary}", "it is no text"),
        ("${keyring:shop}", "SERVICE/NAME"),
        ("${keyring:shop/nobody}", "no entry shop/nobody; make it with: keyring set shop nobody"),
    ],
)
def test_what_leads_nowhere_is_said_in_one_line(tmp_path: Path, drawer: Drawer, text: str, says: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match=says) as raised:
        resolve_references(text, tmp_path)
    assert "\n" not in str(raised.value)


def test_a_keyring_that_fails_is_not_quoted(tmp_path: Path, drawer: Drawer) -> None:
    drawer.trouble = True
    with pytest.raises(ConfigError, match="RuntimeError") as raised:
        resolve_references("${keyring:shop/readonly}", tmp_path)
    assert "s3cret" not in str(raised.value)


def test_without_the_package_the_line_that_installs_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ConfigError, match=r"pip install 'daicho\[keyring\]'"):
        resolve_references("${keyring:shop/readonly}", tmp_path)
