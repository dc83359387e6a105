"""Values of people stay home: unique values are planted in every kind of source, and nothing that the command
leaves behind may hold one of them, raw or in a form that can be turned back. Every new sink joins here."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import mailbox
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa
import pytest
from conftest import Daicho
from notify_receivers import mail_receiver, web_receiver

from detectors.person_keys import key_values, normalise_person_key
from detectors.sketch import hash_cells
from detectors.text import join_cells
from scanner.person_index import find_places, open_index

pytestmark = pytest.mark.slow

# Long enough that none of them can turn up by chance.
CANARIES = {
    "email": "canary.kanaria.7731@unique-canary.example.jp",
    "phone": "080-7731-4629",
    "card": "4929773146290012",
    "my_number": "773146290115",
    "name": "蟹江 鳴鳥子",
    "address": "東京都港区芝7丁目31番46号カナリア荘",
    "password": "Kanaria!7731#pw",
    "ip": "198.51.100.173",
    "cookie": "_ga=GA1.2.7731462901.1773146290; sessionid=kanariasession7731462901",
    "free": "カナリア文言は誰にも見せない約束です7731",
    "bcrypt": "$2b$12$kanariaKanariaKanariaKOnaria7731462901kanariaKanaria77",
}


def forms(value: str) -> dict[str, bytes]:
    """A value and the shapes in which it could hide."""
    raw = value.encode()
    escaped = json.dumps(value).strip('"').encode()
    return {
        "raw": raw,
        **({"json": escaped} if escaped != raw else {}),
        "url": quote(value).encode(),
        "base64": base64.b64encode(raw).rstrip(b"=")[:-2],
        "hex": raw.hex().encode(),
        "md5": hashlib.md5(raw).hexdigest().encode(),
        "sha1": hashlib.sha1(raw).hexdigest().encode(),
        "sha256": hashlib.sha256(raw).hexdigest().encode(),
        "reversed": value[::-1].encode(),
    }


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A folder with the canaries in a database, CSV, JSON lines, text, logs, a mailbox, and in broken files."""
    root = tmp_path / "data"
    root.mkdir()
    c = CANARIES
    database = sqlite3.connect(root / "people.db")
    database.execute(
        "CREATE TABLE 会員 (氏名, メール, 電話番号, マイナンバー, カード番号, 住所, パスワード, hash, 備考, photo BLOB)"
    )
    row = (
        c["name"],
        c["email"],
        c["phone"],
        c["my_number"],
        c["card"],
        c["address"],
        c["password"],
        c["bcrypt"],
        c["free"],
    )
    database.executemany("INSERT INTO 会員 VALUES (?,?,?,?,?,?,?,?,?,?)", [(*row, b"\x00" + c["email"].encode())] * 3)
    database.commit()
    database.close()
    header = "氏名,メール,電話番号,備考\n"
    line = f"{c['name']},{c['email']},{c['phone']},{c['free']} {c['card']}\n"
    (root / "export.csv").write_text(header + line * 3, encoding="utf-8")
    (root / "sjis.csv").write_bytes((header + line * 3).encode("cp932"))
    (root / "broken.csv").write_text(header + f'"{c["name"]},{c["email"]}\n' + line, encoding="utf-8")
    (root / "headerless.csv").write_text(line * 5, encoding="utf-8")
    record = json.dumps({"user": {"mail": c["email"], c["email"]: 1}, "note": c["free"]}, ensure_ascii=False)
    (root / "app.jsonl").write_text(f"{record}\n" * 3 + '{"broken": "' + c["email"] + "\n", encoding="utf-8")
    (root / "doc.json").write_text('[{"mail": "' + c["email"] + '"}, {"mail": ', encoding="utf-8")
    log = f'{c["ip"]} - {c["name"].replace(" ", "")} [22/Nov/2026:10:00:00 +0900] "GET /?mail={c["email"]} HTTP/1.1" 200 1 "-" "Mozilla/5.0 (X11) {c["free"]}" "{c["cookie"]}"\n'
    (root / "access.log").write_text(log * 5, encoding="utf-8")
    packed = gzip.compress((log * 5000).encode())
    (root / "cut.log.gz").write_bytes(packed[: len(packed) // 2])
    (root / "app.log").write_text(
        f"2026-11-22 10:00:00 ERROR login password={c['password']} postgresql://app:{c['password']}@db/x\n"
        f"2026-11-22 10:00:01 INFO {c['name']}様 {c['phone']} {c['free']}\n",
        encoding="utf-8",
    )
    box = mailbox.mbox(root / "inbox.mbox")
    box.add(
        f"From: {c['name']} <{c['email']}>\nTo: x@example.jp\nSubject: {c['free']}\n\n{c['address']} {c['card']}\n".encode()
    )
    box.close()
    (root / "bad.db").write_bytes(b"SQLite format 3\0" + c["email"].encode() * 200)
    (root / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + c["email"].encode())
    return root


def leaks(text: bytes) -> list[str]:
    return [
        f"{name} ({form})" for name, value in CANARIES.items() for form, shape in forms(value).items() if shape in text
    ]


def test_the_check_itself_finds_a_leak() -> None:
    assert leaks(b"... " + CANARIES["email"].encode()) == ["email (raw)"]
    assert leaks(hashlib.sha256(CANARIES["phone"].encode()).hexdigest().encode()) == ["phone (sha256)"]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_no_output_holds_a_value(daicho: Daicho, planted: Path, tmp_path: Path, lang: str) -> None:
    ran = daicho(
        "scan", planted, "--lang", lang, "-o", "table", "-o", "json:r.json", "-o", "html:r.html", "-o", "jsonl:r.jsonl",
        "-o", "csv:r.csv", "-o", "xlsx:r.xlsx", "-o", "sarif:r.sarif", "-o", "junit:r.xml", "-o", "github:r.log",
        "-o", "markdown:r.md", "--positions", "all",
    )  # fmt: skip
    assert ran.code == 1, ran.err
    document = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    found = {one["category"] for one in document["findings"]}
    # The canaries were seen: a scan that finds nothing would leak nothing either.
    assert found >= {
        "personal.name", "personal.contact.email", "personal.contact.phone", "personal.id.my_number",
        "personal.financial.card", "personal.contact.address", "personal.account.password", "usage.device.ip",
        "usage.cookie",
    }  # fmt: skip
    assert leaks(ran.out.encode()) == []
    assert leaks(ran.err.encode()) == []
    for name in ("r.json", "r.html", "r.jsonl", "r.csv", "r.sarif", "r.xml", "r.log", "r.md"):
        assert leaks((tmp_path / name).read_bytes()) == [], name
    with zipfile.ZipFile(tmp_path / "r.xlsx") as book:
        assert [found for name in book.namelist() for found in leaks(book.read(name))] == []


RULES = """
[[category]]
id = "custom.phrase"
[[detector]]
id = "phrase"
category = "custom.phrase"
pattern = 'カナリア.{2,30}|7731[0-9-]{4,12}'
field_names = ["備考"]
context = ["約束"]
[[detector]]
id = "card"
category = "personal.financial.card"
pattern = '[0-9]{16}'
check = "luhn"
[[deny]]
id = "people"
category = "personal.name"
file = "people.txt"
[[allow]]
reason = "known"
category = "personal.contact.email"
values = [%r]
[[recognizer]]
id = "mail"
class = "presidio_analyzer.predefined_recognizers:EmailRecognizer"
language = "en"
entities = { EMAIL_ADDRESS = "personal.contact.email" }
"""


@pytest.fixture
def ruled(tmp_path: Path) -> Path:
    """A configuration whose own lists hold canaries: they are to be found, and not to be told."""
    (tmp_path / "people.txt").write_text(CANARIES["name"] + "\n" + CANARIES["free"] + "\n", encoding="utf-8")
    config = tmp_path / "rules.toml"
    config.write_text(RULES % CANARIES["email"], encoding="utf-8")
    return config


def test_rules_of_the_user_tell_no_value(daicho: Daicho, planted: Path, ruled: Path, tmp_path: Path) -> None:
    ran = daicho("scan", planted, "-c", ruled, "-o", "json:r.json", "-o", "html:r.html", "-o", "table")
    assert leaks((ran.out + ran.err).encode()) == []
    assert "custom.phrase" in (tmp_path / "r.json").read_text(encoding="utf-8")
    assert '"allowed:known"' in (tmp_path / "r.json").read_text(encoding="utf-8")
    assert [leaks((tmp_path / name).read_bytes()) for name in ("r.json", "r.html")] == [[], []]


@pytest.mark.parametrize(
    "rule", ["phrase", "card", "people", "mail", "personal", "usage", "personal.id", "special", "custom.phrase"]
)
def test_trying_a_rule_tells_no_value(daicho: Daicho, planted: Path, ruled: Path, rule: str) -> None:
    ran = daicho("test-rule", rule, planted, "-c", ruled, "--limit", "1000")
    assert ran.code == 0, ran.err
    assert rule == "special" or "hits: 0" not in ran.out
    assert leaks((ran.out + ran.err).encode()) == []


def test_plans_and_explanations_tell_no_value(daicho: Daicho, planted: Path, tmp_path: Path) -> None:
    run = tmp_path / "run.json"
    daicho("scan", planted, "-o", f"json:{run}", "-q")
    findings = json.loads(run.read_text(encoding="utf-8"))["findings"]
    assert findings
    told = [daicho("plan", "--below", "0.1%", planted)]
    told += [daicho("explain", one["fingerprint"], "--run", run) for one in findings[:3]]
    assert all(ran.code == 0 for ran in told[1:])
    assert leaks("".join(ran.out + ran.err for ran in told).encode()) == []


def test_ledgers_tell_no_value(daicho: Daicho, planted: Path, tmp_path: Path) -> None:
    daicho("scan", planted, "-o", "json:r.json", "-q")
    ran = daicho("ledger", "r.json", "-o", "xlsx:l.xlsx", "-o", "csv:l.csv", "-o", "html:l.html", "-o", "fides:l.yml")
    assert ran.code == 0, ran.err
    assert leaks((ran.out + ran.err).encode()) == []
    for name in ("l.csv", "l.html", "l.yml"):
        assert leaks((tmp_path / name).read_bytes()) == [], name
    with zipfile.ZipFile(tmp_path / "l.xlsx") as book:
        assert len(book.namelist()) > 5
        assert [leaks(book.read(name)) for name in book.namelist() if leaks(book.read(name))] == []


def test_a_rule_that_fails_tells_no_value(daicho: Daicho, planted: Path, tmp_path: Path) -> None:
    config = tmp_path / "rules.toml"
    block = "[[detector]]\nid = 'a'\ncategory = 'personal.name'\npattern = 'zz\\d'\nmust_match = [%r]\n"
    config.write_text(block % CANARIES["free"], encoding="utf-8")
    for words in (("scan", planted), ("test-rule", "a")):
        ran = daicho(*words, "-c", config)
        assert ran.code in (1, 2)
        assert leaks((ran.out + ran.err).encode()) == []


def test_nothing_else_is_left_behind(daicho: Daicho, planted: Path, tmp_path: Path) -> None:
    before = set(tmp_path.rglob("*"))
    daicho("scan", planted, "-o", "json:r.json", env={"TMPDIR": str(tmp_path)})
    after = set(tmp_path.rglob("*")) - before
    assert {path.name for path in after} == {"r.json"}


def test_sources_are_left_as_they_were(daicho: Daicho, planted: Path) -> None:
    def state() -> dict[str, tuple[str, int]]:
        return {
            path.name: (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
            for path in planted.iterdir()
        }

    before = state()
    daicho("scan", planted)
    assert state() == before


def test_an_internal_error_tells_no_value(daicho: Daicho, planted: Path, tmp_path: Path) -> None:
    # Whatever breaks inside while a value is at hand: the message names the place in the program only.
    (tmp_path / "sitecustomize.py").write_text(
        "import detectors.inspection as i\n"
        "def broken(cells, view):\n"
        "    raise RuntimeError('value: ' + cells.raw)\n"
        "    yield\n"
        "i.DETECTORS = (broken,)\n",
        encoding="utf-8",
    )
    root = Path(__file__).parents[1]
    ran = daicho("scan", planted / "export.csv", "-o", "json", env={"PYTHONPATH": f"{tmp_path}:{root}"})
    assert ran.code == 3
    assert "internal error (RuntimeError at sitecustomize.py:3)" in ran.json()["skipped"][0]["problem"]
    assert leaks((ran.out + ran.err).encode()) == []
    assert "value:" not in ran.out + ran.err


def test_leak_sheets_and_provision_records_tell_no_value(daicho: Daicho, planted: Path, tmp_path: Path) -> None:
    config = '[[source]]\nid = "all"\nurl = "data"\nprovided_to = [{ recipient = "a", item = "5-1" }]\n'
    (tmp_path / "daicho.toml").write_text(config, encoding="utf-8")
    told = [daicho("leak", "all", "--lang", lang, "-o", "md", "-o", f"html:{lang}.html") for lang in ("ja", "en")]
    told.append(daicho("provision-record", "-o", "csv", "-o", "html:p.html"))
    assert all(ran.code == 3 for ran in told), told[-1].err
    assert leaks("".join(ran.out + ran.err for ran in told).encode()) == []
    assert [leaks((tmp_path / name).read_bytes()) for name in ("ja.html", "en.html", "p.html")] == [[], [], []]


def unkeyed(value: str, category: str) -> list[bytes]:
    """Digests of a value, as it is and in its plain form, that anybody could make."""
    texts = pa.array([value, normalise_person_key(category, pa.array([value]))[0].as_py()])
    plain = [text.encode() for text in texts.to_pylist()]
    numbers = [hash_cells(join_cells(texts)), *(key_values(category, texts, secret) for secret in (b"", bytes(32)))]
    digests = [hash_(text).digest() for text in plain for hash_ in (hashlib.md5, hashlib.sha1, hashlib.sha256)]
    digests += [hashlib.blake2b(text, digest_size=8).digest() for text in plain]
    digests += [number.tobytes() for array in numbers for number in array]
    return [form for digest in digests for form in (digest, digest[::-1], digest.hex().encode())]


def test_the_index_of_persons_tells_no_value(daicho: Daicho, planted: Path, tmp_path: Path) -> None:
    (tmp_path / "daicho.toml").write_text(
        '[history]\nindex = true\n[[source]]\nid = "all"\nurl = "data"\n', encoding="utf-8"
    )
    ran = daicho("scan", "-o", "json:r.json")
    assert leaks((ran.out + ran.err).encode()) == []
    folder = tmp_path / ".daicho"
    index = open_index(folder)
    assert index is not None
    keys = {"email": CANARIES["email"], "phone": CANARIES["phone"], "name": CANARIES["name"]}
    found = {place.asked for place in find_places(index, keys) if place.certainty == "indexed"}
    assert found == set(keys)  # an index that holds nobody would tell nothing either
    assert {path.name for path in folder.iterdir()} == {".gitignore", "key", "persons.index", "history.db"}
    categories = {"email": "personal.contact.email", "phone": "personal.contact.phone", "name": "personal.name"}
    digests = [one for asked, category in categories.items() for one in unkeyed(keys[asked], category)]
    for path in folder.iterdir():
        content = path.read_bytes()
        assert leaks(content) == [], path.name
        assert not [digest for digest in digests if digest in content], path.name
    secret = (folder / "key").read_bytes()
    report = (tmp_path / "r.json").read_bytes() + (ran.out + ran.err).encode()
    assert not [form for form in (secret, secret.hex().encode(), base64.b64encode(secret)) if form in report]


def test_the_history_tells_no_value(daicho: Daicho, planted: Path, tmp_path: Path) -> None:
    (tmp_path / "daicho.toml").write_text('[[source]]\nid = "all"\nurl = "data"\n', encoding="utf-8")
    daicho("scan", "-q")
    daicho("scan", "-q")
    told = [daicho(*words) for words in (["runs"], ["diff"], ["history", "check"], ["report", "last"])]
    assert leaks("".join(ran.out + ran.err for ran in told).encode()) == []
    with closing(sqlite3.connect(tmp_path / ".daicho" / "history.db")) as history:
        documents = [gzip.decompress(row[0]) for row in history.execute("SELECT document FROM daicho_detail")]
        cells = [str(cell).encode() for row in history.execute("SELECT * FROM daicho_finding") for cell in row]
    assert len(documents) == 2
    assert leaks(b"\n".join([*documents, *cells, (tmp_path / ".daicho" / "history.db").read_bytes()])) == []


def test_alerts_and_their_outbox_tell_no_value(daicho: Daicho, planted: Path, tmp_path: Path) -> None:
    targets = '[[notify]]\nto = "${{HOOK}}"\nkind = "{kind}"\nname = "{kind}"\non = ["new"]\ndetail = "locations"\n'
    mail = '[[notify]]\nto = "mailto:a@example.jp"\non = ["new"]\ndetail = "locations"\n[smtp]\nhost = "127.0.0.1"\n'
    with web_receiver() as web, mail_receiver() as box:
        (tmp_path / "daicho.toml").write_text(
            "".join(targets.format(kind=kind) for kind in ("slack", "teams", "webhook"))
            + mail
            + f'port = {box.port}\nstarttls = false\nfrom = "b@example.jp"\n[[source]]\nid = "all"\nurl = "data"\n',
            encoding="utf-8",
        )
        ran = daicho("scan", "-o", "json:r.json", env={"HOOK": web.url, "no_proxy": "127.0.0.1"})
        assert len(web.requests) == 3, ran.err
        assert "app.jsonl" in "".join(one.body.decode() for one in web.requests)  # places were told
        plain = [part.get_content().encode() for one in box.mails for part in one.walk() if not part.is_multipart()]
        assert len(plain) == 2
        sent = [one.body for one in web.requests] + box.raw + plain
        sent += [json.dumps(one.document, ensure_ascii=False).encode() for one in web.requests]
    listed = daicho("notify", "list", "--json")
    kept = [path.read_bytes() for path in (tmp_path / ".daicho").glob("alerts.db*")]
    assert kept
    assert leaks(b"\n".join([*sent, *kept, (listed.out + ran.err).encode()])) == []
