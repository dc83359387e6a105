"""Further log forms: their own examples, real files, whole scans, and lines that do not fit."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pyarrow as pa
import pytest
from file_samples import read_place, real_data
from hypothesis import given
from hypothesis import strategies as st

from connectors.log_forms import LogForm, detect_log_form, load_log_forms, split_lines

FORMS = load_log_forms()
PLAIN = "a line of another kind, with a@example.com"


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_own_examples_match_and_counters_do_not(form: LogForm) -> None:
    for line in form.examples:
        assert re.match(form.pattern, line), line
    found = detect_log_form("\n".join(form.examples))
    assert found is form
    for line in (*form.counter, PLAIN, *(one.examples[0] for one in FORMS.values() if one is not form)):
        assert not re.match(form.pattern, line), line


@pytest.mark.parametrize(
    "line",
    [
        ":" * 60_000,
        "12:34 " + "::1:1 [" * 9_000,
        "10:00 " + ", client: a, server: b" * 3_000,
        '"\x00' * 30_000 + "10:00",
    ],
    ids=["colons", "addresses", "clients", "quotes"],
)
def test_no_line_is_slow_to_recognise(line: str) -> None:
    for text in (line, "\n".join([line[:300]] * 200)):
        assert detect_log_form("10:00 " + text) is None


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_a_file_is_recognised_split_and_loses_nothing(form: LogForm, tmp_path: Path) -> None:
    lines = [*(list(form.examples) * 5), PLAIN, ""]
    path = tmp_path / "server.log.gz"
    path.write_bytes(gzip.compress("\r\n".join(lines).encode()))
    reading = read_place(path)
    (collection,) = reading.collections.values()
    assert (collection.form, collection.kind) == (form.form, form.kind)
    rows = reading.only
    assert len(rows) == len(lines) - 1
    assert rows[-1] == {"": PLAIN}
    for row, line in zip(rows, lines, strict=False):
        assert all(part in line for part in row.values())
        kept = sum(len(part) for part in row.values())
        assert kept >= 0.6 * len(line)


@pytest.mark.parametrize(
    ("form", "number", "parts"),
    [
        (
            "alb",
            0,
            {
                "client_ip": "198.51.100.39",
                "status": "200",
                "request": "GET https://www.example.com:443/?mail=a%40example.com HTTP/1.1",
                "user_agent": "curl/8.4.0",
            },
        ),
        ("alb", 1, {"client_ip": "2001:db8::7"}),
        ("elb", 1, {"client_ip": "198.51.100.39", "request": "GET http://www.example.com:80/ HTTP/1.1"}),
        ("nlb", 0, {"client_ip": "198.51.100.78", "listener": "g3d4b5e8bb8464cd"}),
        ("s3", 0, {"user": "arn:aws:iam::123456789012:user/hanako", "client_ip": "198.51.100.3"}),
        ("squid", 0, {"user": "hanako", "client_ip": "192.168.0.23"}),
        ("squid", 1, {"request": "CONNECT mail.example.com:443"}),
        ("haproxy", 0, {"client_ip": "198.51.100.2", "request": "GET /index.html?tel=03-1234-5678 HTTP/1.1"}),
        ("nginx-error", 0, {"client_ip": "198.51.100.7", "referrer": "https://example.com/", "host": "example.com"}),
        ("nginx-error", 1, {"message": "start worker processes"}),
        ("apache-error", 0, {"client_ip": "198.51.100.7", "referrer": "https://example.com/"}),
        ("apache-error", 2, {"client_ip": "198.51.100.7", "message": "Directory index forbidden by rule"}),
    ],
)
def test_parts(form: str, number: int, parts: dict[str, str]) -> None:
    columns = split_lines(pa.array([FORMS[form].examples[number]]), FORMS[form])
    row = {name: column[0].as_py() for name, column in columns.items()}
    assert row | parts == row
    assert "user" not in parts or row["user"] == parts["user"]


@pytest.mark.parametrize(
    "sample",
    [
        "",
        "\n\n",
        "\n".join([FORMS["alb"].examples[0]] * 3 + [PLAIN] * 7),
        # no line names a client: left to be read as plain lines
        "\n".join([FORMS["apache-error"].examples[1]] * 20),
        "\n".join([FORMS["nginx-error"].examples[1]] * 20),
        "\n".join(FORMS["alb"].counter * 10),
    ],
)
def test_what_is_not_recognised(sample: str) -> None:
    assert detect_log_form(sample) is None


def test_a_real_error_log_is_read_line_by_line() -> None:
    (log,) = real_data("logs_loghub").glob("Apache/*.log")
    lines = log.read_text(encoding="utf-8").splitlines()
    rows = read_place(log).only
    assert len(rows) == len(lines)
    clients = [line.split("[client ")[1].split("]")[0] for line in lines if "[client " in line]
    assert [row["client_ip"] for row in rows if "client_ip" in row] == clients


@given(st.sampled_from(list(FORMS.values())), st.data())
def test_a_damaged_line_never_fails_and_is_kept(form: LogForm, data: st.DataObject) -> None:
    line = data.draw(st.sampled_from(form.examples))
    at = data.draw(st.integers(0, len(line)))
    damaged = line[:at] + data.draw(st.text(st.characters(exclude_characters="\n"), max_size=3)) + line[at + 1 :]
    columns = split_lines(pa.array([damaged, line]), form)
    assert columns.get("", pa.nulls(2))[1].as_py() is None
    assert any(column[0].as_py() for column in columns.values()) or not damaged.strip()
