"""``daicho subject find`` as its users run it: what it finds, what it tells, and that no value ever leaves it."""

from __future__ import annotations

import csv
import io
import json
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import sqlalchemy as sa
from conftest import Daicho
from test_canary import forms

from connectors.base import CollectionKind
from reports.messages import LANGUAGES
from scanner.subject_keys import KINDS, load_words

PERSON = {
    "email": "canary.kanaria.7731@unique-canary.example.jp",
    "phone": "080-7731-4629",
    "name": "蟹江 鳴鳥子",
    "kana": "カニエ ナトリコ",
    "id": "K7731462",
    "birth-date": "1977-03-14",
    "address": "東京都港区芝7-31-46",
}
OTHER = {"email": "other.tanin.5521@unique-canary.example.jp", "phone": "070-5521-9043", "name": "他人 空似"}
CONFIG = """version = 1
[[source]]
id = "shop"
url = "sqlite:///shop.db"
owner = "Sales"
department = "通販部"
purposes = ["P1"]
retention = "P5Y"
entrusted_to = []
[[source]]
id = "files"
url = "files"
"""


@pytest.fixture
def company(tmp_path: Path) -> Path:
    """A configured company that holds the person in a database, a Shift_JIS table, JSON lines, a log and a mailbox,
    in other forms than asked for, beside another person."""
    p, o = PERSON, OTHER
    (tmp_path / "daicho.toml").write_text(CONFIG, encoding="utf-8")
    with sqlite3.connect(tmp_path / "shop.db") as database:
        database.execute("CREATE TABLE customers (会員番号 PRIMARY KEY, 氏名, フリガナ, メール, 生年月日, パスワード)")
        database.execute("CREATE TABLE orders (order_id INTEGER, 会員番号, 商品, 金額 INTEGER)")
        database.execute("CREATE TABLE products (product_id INTEGER, 商品名)")
        me = (p["id"], "蟹江鳴鳥子", "ｶﾆｴ ﾅﾄﾘｺ", p["email"].upper(), "1977/03/14", "Kanaria!7731#pw")
        database.execute("INSERT INTO customers VALUES (?,?,?,?,?,?)", me)
        database.execute(
            "INSERT INTO customers VALUES (?,?,?,?,?,?)",
            ("K5521", o["name"], "タニン ソラニ", o["email"], "1999-01-01", "x"),
        )
        database.executemany("INSERT INTO orders VALUES (?,?,?,?)", [(1, p["id"], "皿", 100), (2, "K5521", "椀", 200)])
        database.execute("INSERT INTO products VALUES (1, '皿')")
    files = tmp_path / "files"
    files.mkdir()
    table = f"氏名,電話番号,住所\n蟹江 鳴鳥子,０８０（７７３１）４６２９,東京都港区芝七丁目31番46号\n{o['name']},{o['phone']},大阪府\n"
    (files / "list.csv").write_bytes(table.encode("cp932"))
    lines = [{"user": {"mail": p["email"]}, "n": 1}, {"user": {"mail": o["email"]}}, {"u": f"蟹江{chr(0x3000)}鳴鳥子"}]
    (files / "app.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    log = f"2026-11-22 10:00:00 INFO login user={p['id']} ok\n2026-11-22 10:00:01 INFO login user=K5521 ok\n"
    (files / "app.log").write_text(log * 3, encoding="utf-8")
    (tmp_path / "keys.txt").write_text("".join(f"{kind}: {value}\n" for kind, value in p.items()), encoding="utf-8")
    return tmp_path


def places(document: dict[str, Any]) -> dict[str, dict[str, int]]:
    return {f"{one['source']}/{one['collection']}": one["rows"] for one in document["places"]}


def leaks(text: str | bytes) -> list[str]:
    """Values of the person and of others in a text, in any form, the other order and without their signs."""
    data = text.encode() if isinstance(text, str) else text
    values = {**PERSON, **{f"other-{kind}": value for kind, value in OTHER.items()}, "password": "Kanaria!7731#pw"}
    values |= {"digits": "08077314629", "joined": "蟹江鳴鳥子", "stored": PERSON["email"].upper(), "half": "ｶﾆｴ ﾅﾄﾘｺ"}
    return [f"{name} ({form})" for name, value in values.items() for form, one in forms(value).items() if one in data]


def test_every_place_is_found_whatever_the_form(daicho_here: Daicho, company: Path) -> None:
    ran = daicho_here("subject", "find", "--from", "keys.txt", "-o", "json", "--reference", "R-7")
    assert ran.code == 1, ran.err
    document = ran.json()
    assert places(document) == {
        "shop/customers": {"certain": 1},
        "shop/orders": {"certain": 1},
        "files/app.log": {"linked": 3},
        "files/app.jsonl": {"certain": 1, "possible": 1},
        "files/list.csv": {"certain": 1},
    }
    customers = next(one for one in document["places"] if one["collection"] == "customers")
    assert customers["row_numbers"] == [1]
    assert {(one["field"], one["key"]) for one in customers["matches"]} >= {
        ("会員番号", "id"), ("メール", "email"), ("氏名", "name"), ("フリガナ", "kana"), ("生年月日", "birth-date"),
    }  # fmt: skip
    assert "personal.account.password" in {one["id"] for one in customers["categories"]}
    assert customers["purposes"][0]["id"] == "P1"
    assert customers["owner"] == "通販部 / Sales"
    assert customers["retention"] == ["P5Y"]
    assert document["request"]["reference"] == "R-7"
    assert document["policy"]["article"] == 6
    assert document["unread"] == []


def test_numbers_of_the_persons_rows_are_followed(daicho_here: Daicho, company: Path) -> None:
    (company / "mail.txt").write_text(f"email: {PERSON['email']}\n")
    found = places(daicho_here("subject", "find", "--from", "mail.txt", "-o", "json").json())
    assert found == {
        "shop/customers": {"certain": 1},
        "shop/orders": {"linked": 1},
        "files/app.jsonl": {"certain": 1},
        "files/app.log": {"linked": 3},
    }
    alone = daicho_here("subject", "find", "--from", "mail.txt", "-o", "json", "--no-follow").json()
    assert places(alone) == {"shop/customers": {"certain": 1}, "files/app.jsonl": {"certain": 1}}


def test_a_person_who_is_nowhere(daicho_here: Daicho, company: Path) -> None:
    (company / "keys.txt").write_text("email: nobody@example.jp\nname: 居内 花子\n")
    ran = daicho_here("subject", "find", "--from", "keys.txt")
    assert ran.code == 0
    assert "Not found in what was read." in ran.out


def test_nothing_is_said_of_what_was_not_read(daicho_here: Daicho, company: Path) -> None:
    (company / "files" / "bad.db").write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    (company / "keys.txt").write_text("email: nobody@example.jp\n")
    ran = daicho_here("subject", "find", "--from", "keys.txt")
    assert ran.code == 3
    assert "it cannot yet be said that nothing is held" in " ".join(ran.out.split())
    assert "bad.db" in ran.out


def test_a_source_that_cannot_be_opened(daicho_here: Daicho, company: Path) -> None:
    (company / "daicho.toml").write_text(CONFIG.replace("shop.db", "gone.db"))
    (company / "keys.txt").write_text("email: nobody@example.jp\n")
    ran = daicho_here("subject", "find", "--from", "keys.txt", "-o", "json")
    assert (ran.code, [one["place"] for one in ran.json()["unread"]]) == (3, ["shop"])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", ["table", "json", "md", "html", "csv"])
def test_no_form_holds_a_value(daicho_here: Daicho, company: Path, form: str, lang: str) -> None:
    words = ("subject", "find", "--from", "keys.txt", "--erase-plan", "--lang", lang, "-o", form, "-o", f"{form}:out")
    ran = daicho_here(*words)
    assert ran.code == 1, ran.err
    written = (company / "out").read_text(encoding="utf-8")
    assert "customers" in written
    assert "DELETE FROM" in written
    assert (company / "out").stat().st_mode & 0o777 == 0o600
    log = (company / ".daicho" / "subject-requests.jsonl").read_text(encoding="utf-8")
    assert leaks(ran.out + ran.err + written + log) == []
    assert str(company) not in ran.out + written + log


def test_names_that_hold_a_value_are_hidden(daicho_here: Daicho, company: Path) -> None:
    (company / "files" / f"{PERSON['email']}.csv").write_text("a,b\n1,2\n")
    (company / "files" / "蟹江鳴鳥子.json").write_text(json.dumps([{OTHER["email"]: {"x": PERSON["email"]}}]))
    (company / "files" / f"{PERSON['id']}.db").write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    for words in ((), (f"files/{PERSON['email']}.csv", "files/蟹江鳴鳥子.json")):
        ran = daicho_here("subject", "find", "--from", "keys.txt", "--erase-plan", "-o", "json", *words)
        assert ran.code == 1
        found = {one["collection"]: one for one in ran.json()["places"]}
        assert found["<email>.csv"]["named"] == ["email"]
        assert leaks(ran.out + ran.err + (company / ".daicho" / "subject-requests.jsonl").read_text()) == []


@pytest.mark.slow
def test_an_internal_error_tells_no_value(daicho: Daicho, company: Path) -> None:
    root = Path(__file__).parents[1]
    broken = "def broken(*a, **k):\n    raise RuntimeError(f'value: {a} {k} " + PERSON["email"] + "')\n"
    env = {"PYTHONPATH": f"{company}:{root}"}
    site = company / "sitecustomize.py"
    site.write_text(broken + "import scanner.subject_match as m\nm.Matcher.find = broken\n", encoding="utf-8")
    ran = daicho("subject", "find", "--from", "keys.txt", "-o", "json", env=env)
    assert ran.code == 3
    assert "internal error (RuntimeError at sitecustomize.py:2)" in ran.out
    site.write_text(broken + "import scanner.subject_search as s\ns._rank = broken\n", encoding="utf-8")
    after = daicho("subject", "find", "--from", "keys.txt", "-o", "json", env=env)
    assert after.code == 4
    assert "internal error (RuntimeError at sitecustomize.py:2)" in after.err
    log = (company / ".daicho" / "subject-requests.jsonl").read_text()
    assert [json.loads(line)["result"] for line in log.splitlines()] == [3, 4]
    assert leaks(ran.out + ran.err + after.out + after.err + log) == []


def test_a_value_on_the_command_line_is_warned_of(daicho_here: Daicho, company: Path) -> None:
    ran = daicho_here("subject", "find", "--email", PERSON["email"], "-s", "shop", "-o", "json")
    assert ran.code == 1
    assert "can be read by others" in ran.err
    assert leaks(ran.out + ran.err) == []


@pytest.mark.parametrize(
    "words",
    [
        ("--email",), ("--from", "nowhere"), ("-o", "pdf"), ("-s", "none"), ("--indexed-only", "--from", "keys.txt"),
        ("--run", "keys.txt", "--from", "keys.txt"), ("--from", "keys.txt", "-o", "json", "-o", "csv"),
        ("--from", "keys.txt", "--log", "nowhere/log"), ("--birth-date", "1977-03-14"), (),
    ],
)  # fmt: skip
def test_wrong_use_is_told_in_one_line(
    daicho_here: Daicho, company: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))
    ran = daicho_here("subject", "find", *words)
    told = [line for line in ran.err.splitlines() if not line.startswith("WARNING")]
    assert (ran.code, len(told), ran.out) == (2, 1, "")
    assert leaks(ran.err) == [] or words[:1] == ("--birth-date",)


def test_kinds_of_data_from_an_earlier_run(daicho_here: Daicho, company: Path) -> None:
    daicho_here("scan", "-o", "json:run.json", "-q")
    ran = daicho_here("subject", "find", "--from", "keys.txt", "--run", "run.json", "-o", "json")
    customers = next(one for one in ran.json()["places"] if one["collection"] == "customers")
    run = json.loads((company / "run.json").read_text(encoding="utf-8"))
    expected = {one["category"] for one in run["findings"] if one["location"]["collection"] == "customers"}
    assert {one["id"] for one in customers["categories"]} == expected


def test_places_of_the_index_come_first_or_alone(daicho_here: Daicho, company: Path) -> None:
    (company / "daicho.toml").write_text(CONFIG + "[history]\nindex = true\n", encoding="utf-8")
    daicho_here("scan", "-q", "-o", "json:run.json")
    assert (company / ".daicho" / "persons.index").exists()
    (company / "mail.txt").write_text(f"email: {PERSON['email']}\n")
    all_of_it = daicho_here("subject", "find", "--from", "mail.txt", "-o", "json").json()
    some = daicho_here("subject", "find", "--from", "mail.txt", "-o", "json", "--indexed-only")
    assert "shop/customers" in places(some.json())
    assert set(places(some.json())) <= set(places(all_of_it))
    assert "shop/products" in some.json()["left_out"]
    (company / "mail.txt").write_text("email: nobody@example.jp\n")
    nobody = daicho_here("subject", "find", "--from", "mail.txt", "--indexed-only")
    assert nobody.code == 3
    assert "it cannot yet be said that nothing is held" in " ".join(nobody.out.split())


def test_the_record_of_lookups(daicho_here: Daicho, company: Path) -> None:
    first = daicho_here("subject", "find", "--from", "keys.txt", "--reference", "R-1", "-o", "json").json()
    daicho_here("subject", "find", "--from", "keys.txt", "-s", "shop", "-q")
    listed = [json.loads(line) for line in daicho_here("subject", "log", "--format", "json").out.splitlines()]
    assert [(one["reference"], one["result"], one["sources"]) for one in listed] == [
        ("R-1", 1, ["shop", "files"]),
        ("", 1, ["shop"]),
    ]
    assert listed[0]["keys"] == dict.fromkeys(KINDS, 1)
    assert first["request"]["log"] == {"entry": 1, "sha256": listed[0]["sha256"]}
    assert daicho_here("subject", "log", "--check").code == 0
    log = company / ".daicho" / "subject-requests.jsonl"
    log.write_text("".join(log.read_text().splitlines(keepends=True)[1:]))
    broken = daicho_here("subject", "log", "--check")
    assert (broken.code, "line 1" in broken.err) == (1, True)


def test_no_spreadsheet_runs_a_name(daicho_here: Daicho, company: Path) -> None:
    (company / "files" / "=cmd()|'x'!A1.csv").write_text(f"氏名,メール\nx,{PERSON['email']}\n")
    daicho_here("subject", "find", "--from", "keys.txt", "files/=cmd()|'x'!A1.csv", "-o", "csv:out.csv")
    with (company / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert cells
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@")]


def test_hostile_names_stay_text_in_html(daicho_here: Daicho, company: Path) -> None:
    with sqlite3.connect(company / "shop.db") as database:
        database.execute('CREATE TABLE "<script>alert(1)</script>" ("<img src=x>\x1b[31m" TEXT)')
        database.execute('INSERT INTO "<script>alert(1)</script>" VALUES (?)', (PERSON["email"],))
    ran = daicho_here("subject", "find", "--from", "keys.txt", "-o", "html", "--erase-plan")
    assert "<script" not in ran.out
    assert "<img" not in ran.out
    assert "\x1b" not in ran.out
    assert "&lt;script&gt;" in ran.out


def test_the_sources_are_left_as_they_were(daicho_here: Daicho, company: Path) -> None:
    def state() -> dict[str, tuple[bytes, int]]:
        files = [company / "shop.db", *(company / "files").iterdir()]
        return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}

    before = state()
    daicho_here("subject", "find", "--from", "keys.txt", "--erase-plan")
    assert state() == before


def test_the_words_have_both_languages() -> None:
    words = load_words()
    for section in ("strength", "strength-why", "nature", "correct", "step", "text", "ask", "result"):
        for key, texts in words[section].items():
            assert set(texts) == {"ja", "en"}, key
            assert all(text.strip() for text in texts.values())
            fields = [sorted(part[1] for part in Formatter().parse(text) if part[1]) for text in texts.values()]
            assert fields[0] == fields[1], key
    assert set(words["correct"]) == set(CollectionKind.__args__)  # type: ignore[attr-defined]
    assert set(words["ask"]) == set(KINDS)
    told = json.dumps(words, ensure_ascii=False).lower()
    assert not [word for word in ("compliant", "violation", "違反", "信頼度") if word in told]


@pytest.mark.slow
def test_a_stop_from_the_keyboard_is_recorded(company: Path) -> None:
    (company / "files" / "big.csv").write_text(
        "a,b\n" + "山田花子さんからの問い合わせ,x\n" * 3_000_000, encoding="utf-8"
    )
    words = [sys.executable, "-m", "scanner.cli", "subject", "find", "--from", "keys.txt", "-o", "json:out.json"]
    env = {"PYTHONPATH": str(Path(__file__).parents[1]), "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    with subprocess.Popen(words, cwd=company, env=env, stderr=subprocess.PIPE, text=True) as process:
        log = company / ".daicho" / "subject-requests.jsonl"
        deadline = time.monotonic() + 30
        while not log.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        told = process.communicate(timeout=30)[1]
    assert process.returncode == 130
    assert [json.loads(line)["result"] for line in log.read_text().splitlines()] == [130]
    assert not (company / "out.json").exists()
    assert leaks(told + log.read_text()) == []


@pytest.mark.slow
def test_a_postgresql_database(daicho_here: Daicho, postgres: str, tmp_path: Path) -> None:
    engine = sa.create_engine(postgres.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE SCHEMA crm"))
        connection.execute(
            sa.text('CREATE TABLE crm.people (id serial PRIMARY KEY, "氏名" text, mail text, data jsonb)')
        )
        connection.execute(sa.text("CREATE TABLE crm.visits (visit_id serial, people_id int, at timestamp)"))
        for name, mail in (("他人", OTHER["email"]), (PERSON["name"], PERSON["email"].upper())):
            row = {
                "name": name,
                "mail": mail,
                "data": json.dumps({"tel": "+81 80 7731 4629" if name != "他人" else ""}),
            }
            connection.execute(sa.text("INSERT INTO crm.people VALUES (DEFAULT, :name, :mail, :data)"), row)
        connection.execute(sa.text("INSERT INTO crm.visits VALUES (1, 1, now()), (2, 2, now()), (3, 2, now())"))
    try:
        (tmp_path / "keys.txt").write_text(f"phone: {PERSON['phone']}\nemail: {PERSON['email']}\n")
        ran = daicho_here("subject", "find", "--from", "keys.txt", "-o", "json", "--erase-plan", postgres)
        document = ran.json()
        assert ran.code == 1, ran.err
        assert {one["collection"]: one["rows"] for one in document["places"]} == {
            "crm.people": {"certain": 1},
            "crm.visits": {"linked": 2},
        }
        statements = [step["statement"] for step in document["erasure"] if step["statement"]]
        assert 'DELETE FROM "crm"."visits" WHERE "people_id" = :id;' in statements[0]
        assert 'DELETE FROM "crm"."people" WHERE "mail" = :email;' in statements[1]
        assert leaks(ran.out + ran.err) == []
    finally:
        with engine.begin() as connection:
            connection.execute(sa.text("DROP SCHEMA crm CASCADE"))
        engine.dispose()
