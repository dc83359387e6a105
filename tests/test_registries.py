"""Published lists: top-level domains and cookies."""

from __future__ import annotations

import pytest

from detectors.registries import is_known_cookie, top_level_domains


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
