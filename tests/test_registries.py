"""Published lists: top-level domains and cookies."""

from __future__ import annotations

import pytest

from detectors.registries import is_distinctive_cookie, is_known_cookie, is_session_cookie, top_level_domains


def test_top_level_domains() -> None:
    known = top_level_domains()
    assert {"com", "jp", "org", "io", "museum"} <= known
    assert not {"", "png", "local", "localhost", "COM", "jpg"} & known
    assert all(name == name.strip().lower() for name in known)


@pytest.mark.parametrize("name", ["_ga", "_gid", "PHPSESSID", "JSESSIONID", "_ga_ABC123", "_yjsu_yjad", "_fbp"])
def test_known_cookies(name: str) -> None:
    assert is_known_cookie(name)


@pytest.mark.parametrize("name", ["", "a", "my_own_cookie_name", "_GA", "phpsessid_"])
def test_unknown_cookies(name: str) -> None:
    assert not is_known_cookie(name)


@pytest.mark.parametrize(
    "name", ["PHPSESSID", "connect.sid", "shop_session", "csrftoken", "XSRF-TOKEN", "api_token", "__Host-id"]
)
def test_cookies_of_a_session(name: str) -> None:
    assert is_session_cookie(name)


@pytest.mark.parametrize("name", ["_ga", "_hjSessionUser_1", "_lt_sid", "_clsk", "theme", "inside", "", "possession"])
def test_cookies_of_no_session(name: str) -> None:
    assert not is_session_cookie(name)


@pytest.mark.parametrize(("name", "distinctive"), [("_ga", True), ("_gid", True), ("token", False), ("NID", False)])
def test_plain_words_are_not_distinctive(name: str, distinctive: bool) -> None:
    assert is_known_cookie(name)
    assert is_distinctive_cookie(name) == distinctive


def test_every_own_cookie_is_found_by_its_name() -> None:
    for name in ("_yjr_yjad", "__lt__sid.abc", "krt.vis", "_td_global", "a8_x", "_ebis_1", "_im_uid.1000", "_ulfpc"):
        assert is_known_cookie(name)
