from __future__ import annotations

import gzip
from pathlib import Path

import pyarrow as pa
import pytest
from file_samples import read_place, real_data, write
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.access_log import detect_access_form, split_access_lines

TIME = "05/Jan/2026:10:00:00 +0900"
COMMON = f'192.0.2.1 - - [{TIME}] "GET /a HTTP/1.1" 200 12'
COMBINED = COMMON + ' "https://www.example.com/" "Mozilla/5.0 (X11)"'


def split(*lines: str, host_first: bool = False) -> list[dict[str, str]]:
    columns = split_access_lines(pa.array(lines, pa.string()), host_first=host_first)
    assert {len(column) for column in columns.values()} == {len(lines)}
    return [
        {name: text for name, column in columns.items() if (text := column[at].as_py()) is not None}
        for at in range(len(lines))
    ]


BASE = {"client_ip": "192.0.2.1", "time": TIME, "request": "GET /a HTTP/1.1", "status": "200", "bytes": "12"}
FULL = {**BASE, "referrer": "https://www.example.com/", "user_agent": "Mozilla/5.0 (X11)"}


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        (COMMON, BASE),
        (COMBINED, FULL),
        (COMBINED.replace("192.0.2.1", "2001:db8::1"), {**FULL, "client_ip": "2001:db8::1"}),
        (COMBINED.replace("192.0.2.1", "pc.example.jp"), {**FULL, "client_ip": "pc.example.jp"}),
        (COMBINED.replace("- -", "idt hanako"), {**FULL, "ident": "idt", "user": "hanako"}),
        (COMBINED.replace("- -", "- Hanako Mihon"), {**FULL, "user": "Hanako Mihon"}),
        (COMBINED.replace("200 12", "304 -"), {**{k: v for k, v in FULL.items() if k != "bytes"}, "status": "304"}),
        (COMBINED.replace("GET /a HTTP/1.1", "-"), {k: v for k, v in FULL.items() if k != "request"}),
        (COMBINED.replace("GET /a", 'GET /\\"a\\"'), {**FULL, "request": 'GET /\\"a\\" HTTP/1.1'}),
        (COMBINED.replace("GET /a", "GET /\\x22a"), {**FULL, "request": "GET /\\x22a HTTP/1.1"}),
        (COMBINED.replace("(X11)", "\\\\"), {**FULL, "user_agent": "Mozilla/5.0 \\\\"}),
        (COMBINED.replace("https://www.example.com/", ""), {k: v for k, v in FULL.items() if k != "referrer"}),
        (COMBINED + ' "-"', FULL),
        (COMBINED + ' "sid=abc; _ga=GA1.2"', {**FULL, "cookie": "sid=abc; _ga=GA1.2"}),
        (
            COMBINED + ' "198.51.100.7, 10.0.0.1" "sid=abc"',
            {**FULL, "cookie": "sid=abc", "extra": '"198.51.100.7, 10.0.0.1"'},
        ),
        (COMBINED + ' "sid=abc" 0.012', {**FULL, "cookie": "sid=abc", "extra": "0.012"}),
        (COMBINED + ' "198.51.100.7" 0.012', {**FULL, "extra": '"198.51.100.7" 0.012'}),
        (COMMON + ' "Mozilla/5.0 (X11)"', {**BASE, "user_agent": "Mozilla/5.0 (X11)"}),
        (COMMON + ' "https://www.example.com/1"', {**BASE, "extra": '"https://www.example.com/1"'}),
        (COMBINED + ' "Other/1.0"', {**FULL, "extra": '"Other/1.0"'}),
        (COMMON + " 0.012", {**BASE, "extra": "0.012"}),
        ("", {}),
    ],
)
def test_parts_of_a_line(line: str, parts: dict[str, str]) -> None:
    assert split(line) == [parts]
    assert split(COMBINED, line, COMMON) == [FULL, parts, BASE]


@pytest.mark.parametrize(
    "line", ["not a log line", f'192.0.2.1 - - [{TIME}] "GET / HTTP/1.1 200 12', 'a "b" c', '"' * 7]
)
def test_other_lines_are_kept_whole(line: str) -> None:
    assert split(line) == [{"": line}]
    assert split(COMBINED, line, COMBINED) == [FULL, {"": line}, FULL]


def test_the_virtual_host_in_front() -> None:
    line = "www.example.jp:443 " + COMBINED
    assert split(line, "other", host_first=True) == [{"host": "www.example.jp:443", **FULL}, {"": "other"}]
    escaped = line.replace("/a", '/\\"')
    assert split(escaped, host_first=True)[0]["host"] == "www.example.jp:443"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([COMBINED], ("combined", False)),
        ([COMMON], ("common", False)),
        (["www.example.jp " + COMBINED], ("combined", True)),
        (["192.0.2.9 " + COMBINED], ("combined", True)),
        ([COMBINED.replace("- -", "- Hanako Mihon")], ("combined", False)),
        ([COMBINED] * 8 + ["a starting line"] * 2, ("combined", False)),
        ([COMBINED] * 7 + ["other"] * 3, None),
        (["2026-01-05 10:00:00 GET /a 200"], None),
        ([], None),
    ],
)
def test_the_form_of_a_log(lines: list[str], expected: tuple[str, bool] | None) -> None:
    form = detect_access_form("\n".join(lines) + "\n")
    assert (form and (form.form, form.host_first)) == expected


def test_a_log_in_gzip(tmp_path: Path) -> None:
    lines = [COMBINED.replace("/a", f"/{number}") for number in range(30_000)] + ["broken line", COMMON]
    path = write(tmp_path, "access_log-20260105.gz", gzip.compress("\n".join(lines).encode()))
    reading = read_place(path)
    item = reading.collections["access_log-20260105.gz"]
    assert (item.kind, item.form) == ("access-log", "combined")
    assert len(reading.only) == 30_002
    assert reading.only[29_999]["request"] == "GET /29999 HTTP/1.1"
    assert reading.only[30_000] == {"": "broken line"}
    assert reading.only[30_001] == BASE
    assert sum(batch.bytes_read for batch in reading.batches[item.name]) == path.stat().st_size
    types = {part.name: part.type for part in reading.batches[item.name][0].fields}
    assert types["status"] == "integer"


TOKEN = st.text(st.sampled_from("abc09.:/é漢"), min_size=1, max_size=8)
QUOTED = st.text(st.sampled_from('ab= ;\\x"é'), max_size=10).map(
    lambda text: text.replace("\\", "\\\\").replace('"', '\\"')
)


@settings(deadline=None)
@given(st.lists(st.tuples(TOKEN, TOKEN, QUOTED, QUOTED, QUOTED), min_size=1, max_size=8))
def test_what_a_server_wrote_comes_back(entries: list[tuple[str, str, str, str, str]]) -> None:
    lines = [f'{ip} - {user} [{TIME}] "{req}" 200 1 "{ref}" "{agent}"' for ip, user, req, ref, agent in entries]
    for found, (ip, user, request, referrer, agent) in zip(split(*lines), entries, strict=True):
        expected = {"client_ip": ip, "user": user, "time": TIME, "request": request, "status": "200", "bytes": "1"}
        expected |= {"referrer": referrer, "user_agent": agent}
        assert found == {name: text for name, text in expected.items() if text not in ("", "-")}


@settings(deadline=None)
@given(st.lists(st.text(st.sampled_from('1a [:]"\\-/=;'), max_size=40), min_size=1, max_size=6), st.booleans())
def test_no_line_is_lost(lines: list[str], host_first: bool) -> None:
    for line, parts in zip(lines, split(*lines, host_first=host_first), strict=True):
        kept = "".join(parts.values())
        assert line in ("", parts.get("")) or all(kept.count(sign) == line.count(sign) for sign in "1a")


def test_a_real_access_log() -> None:
    reading = read_place(real_data("logs_elastic") / "apache_logs")
    assert reading.collections["apache_logs"].form == "combined"
    lines = (real_data("logs_elastic") / "apache_logs").read_text().splitlines()
    assert len(reading.only) == len(lines)
    assert all(line.startswith(row["client_ip"] + " ") for line, row in zip(lines, reading.only, strict=True))
    assert all(line.endswith(f'"{row.get("user_agent", "-")}"') for line, row in zip(lines, reading.only, strict=True))
    assert not any("" in row for row in reading.only)
