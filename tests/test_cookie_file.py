"""Cookie jars: Netscape's form, comments, cookies that scripts cannot read, and what is no jar."""

from __future__ import annotations

from pathlib import Path

import pytest
from file_samples import read_place

from connectors.cookie_file import looks_like_cookie_file

JAR = """# Netscape HTTP Cookie File
# This is a generated file! Do not edit.

.example.com\tTRUE\t/\tFALSE\t1799999999\t_ga\tGA1.2.1111111111.1700000000
#HttpOnly_www.example.co.jp\tFALSE\t/app\tTRUE\t0\tJSESSIONID\t0123456789ABCDEF0123456789ABCDEF
example.com\tFALSE\t/\tFALSE\t1799999999.5\tempty\t
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_jar(tmp_path: Path, newline: str) -> None:
    (tmp_path / "cookies.txt").write_bytes(JAR.replace("\n", newline).encode())
    reading = read_place(tmp_path / "cookies.txt")
    (collection,) = reading.collections.values()
    assert (collection.form, collection.kind) == ("cookies", "cookies")
    rows = reading.only
    assert rows[0] == {"": "# Netscape HTTP Cookie File"}
    assert rows[3]["cookie_name"] == "_ga"
    assert rows[4] == {
        "domain": "www.example.co.jp",
        "subdomains": "FALSE",
        "path": "/app",
        "secure": "TRUE",
        "expires": "0",
        "cookie_name": "JSESSIONID",
        "cookie_value": "0123456789ABCDEF0123456789ABCDEF",
    }
    assert rows[5]["cookie_name"] == "empty"
    assert "cookie_value" not in rows[5]


@pytest.mark.parametrize(
    ("sample", "is_jar"),
    [
        (JAR, True),
        ("a.example\tTRUE\t/\tTRUE\t1\tn\tv", True),
        ("", False),
        ("# Netscape HTTP Cookie File\n", False),
        ("name\tactive\tpath\tsecure\texpires\tkey\tvalue\n", False),
        ("a.example TRUE / TRUE 1 n v", False),
        ("x\tTRUE\t/\tmaybe\t1\tn\tv", False),
        ("a.example\tTRUE\t/\tTRUE\t1\tn\tv\n" * 2 + "something else\n" * 3, False),
    ],
)
def test_what_is_a_jar(sample: str, is_jar: bool) -> None:
    assert looks_like_cookie_file(sample) == is_jar
