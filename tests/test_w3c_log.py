from __future__ import annotations

from pathlib import Path

import pytest
from file_samples import SAMPLES, read_place, write

from connectors.w3c_log import MOST_FORMS, looks_like_w3c_log


def test_an_iis_log_whose_fields_change() -> None:
    reading = read_place(SAMPLES / "u_ex260105.log")
    assert reading.collections["u_ex260105.log"].form == "w3c"
    assert reading.collections["u_ex260105.log"].kind == "access-log"
    rows = reading.only
    assert rows[0] == {"": "#Software: Microsoft Internet Information Services 10.0"}
    assert rows[4] == {
        "time": "2026-01-05 00:00:01",
        "s-ip": "192.0.2.10",
        "request": "GET /contact.aspx?mail=hanako%40example.com",
        "s-port": "443",
        "client_ip": "198.51.100.7",
        "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64)",
        "referrer": "https://www.example.com/",
        "cookie": "sid=abc; _ga=GA1.2",
        "status": "200",
        "time-taken": "15",
    }
    assert rows[5]["user"] == "EXAMPLE\\hanako"
    assert rows[5]["request"] == "POST /login"
    assert "cookie" not in rows[5]
    assert rows[8] == {"": "a line that does not fit"}
    assert rows[10] == {"time": "00:00:03", "client_ip": "2001:db8::1", "cs-uri": '"/with space"'}
    assert len(rows) == 11


def test_a_cloudfront_log(tmp_path: Path) -> None:
    names = "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status"
    names += " cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie)"
    cells = [
        "2026-01-05",
        "10:00:00",
        "NRT57",
        "2390",
        "198.51.100.7",
        "GET",
        "d1.example.net",
        "/index.html",
        "200",
        "-",
    ]
    cells += ["Mozilla/5.0%20(Windows%2520NT%2010.0)", "-", "sid=abc;%20a=b"]
    text = f"#Version: 1.0\n#Fields: {names}\n" + "\t".join(cells) + "\n"
    (row,) = read_place(write(tmp_path, "E2.2026-01-05.log", text)).only[2:]
    assert row["user_agent"] == "Mozilla/5.0 (Windows NT 10.0)"
    assert row["time"] == "2026-01-05 10:00:00"
    assert (row["host"], row["bytes"], row["request"]) == ("d1.example.net", "2390", "GET /index.html")
    assert row["cookie"] == "sid=abc;%20a=b"
    assert "referrer" not in row


def test_fields_that_change_all_the_time(tmp_path: Path) -> None:
    text = "".join(
        f"#Fields: date c-ip{' sc-status' * (n % 2)}\n2026-01-05 192.0.2.1{' 200' * (n % 2)}\n" for n in range(5_000)
    )
    reading = read_place(write(tmp_path, "a.log", text))
    assert len(reading.batches["a.log"]) == 1
    assert reading.only[1::4] == [{"date": "2026-01-05", "client_ip": "192.0.2.1"}] * 2_500
    assert reading.only[3::4] == [{"date": "2026-01-05", "client_ip": "192.0.2.1", "status": "200"}] * 2_500


def test_ever_new_fields_do_not_become_ever_more_columns(tmp_path: Path) -> None:
    text = "".join(f"#Fields: date f{n}\n2026-01-05 value{n}\n" for n in range(300))
    reading = read_place(write(tmp_path, "a.log", text))
    assert len(reading.fields["a.log"]) == MOST_FORMS + 2
    assert reading.only[1] == {"date": "2026-01-05", "f0": "value0"}
    assert reading.only[-1] == {"": "2026-01-05 value299"}


def test_a_log_without_a_line_tells_its_fields(tmp_path: Path) -> None:
    reading = read_place(write(tmp_path, "a.log", HEAD))
    assert reading.collections["a.log"].kind == "access-log"
    assert reading.fields["a.log"] == ["date", "client_ip", "status", ""]
    assert [list(row) for row in reading.only] == [[""], [""]]


def test_fields_that_come_twice_or_in_another_order(tmp_path: Path) -> None:
    text = "#Fields: cs-uri-stem cs-method x x time date\n/a GET 1 2 10:00:00 2026-01-05\n/b POST 3 4 10:00:01 -\n"
    rows = read_place(write(tmp_path, "a.log", text)).only[1:]
    assert rows[0] == {"request": "GET /a", "x": "1", "x#2": "2", "time": "2026-01-05 10:00:00"}
    assert rows[1]["time"] == "10:00:01"


HEAD = "#Version: 1.0\n#Fields: date c-ip sc-status\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + "2026-01-05 192.0.2.1 200\n", True),
        (HEAD, True),
        (HEAD + "a b\n" * 3 + "a b c\n", False),
        ("# Fields are cut\na b c\n", False),
        ("date c-ip\n2026-01-05 192.0.2.1\n", False),
        ("", False),
    ],
)
def test_recognising(text: str, expected: bool) -> None:
    assert looks_like_w3c_log(text) is expected
