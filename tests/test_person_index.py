"""The index of persons: it leads to the places that held somebody, says how sure that is, and tells nobody anything."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from conftest import Daicho

from connectors.base import Location
from detectors.key_members import KeyMembers
from detectors.keyed_sketch import KeyedSketch
from detectors.person_keys import Digests, key_values
from scanner.config import ConfigError
from scanner.person_fields import PersonField
from scanner.person_index import NAME, IndexedPlace, IndexKeeper, find_places, open_index
from scanner.secret_key import load_secret_key

EMAIL, PHONE, PERSON, KANA = "personal.contact.email", "personal.contact.phone", "personal.name", "personal.name.kana"
NUMBER, MY_NUMBER = "personal.account.customer_no", "personal.id.my_number"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def field_of(
    keeper: IndexKeeper, place: str, category: str, texts: Sequence[str], *, whole: bool = True, kept: bool = True
) -> PersonField:
    source, collection, name = place.split("/")
    digests: Digests = key_values(category, pa.array(texts, pa.string()), keeper.secret)
    members = KeyMembers.of(digests).pack() if kept else None
    return PersonField(
        Location(source, collection, name), category, KeyedSketch.of(digests), members, len(texts), whole
    )


def keeper_of(folder: Path) -> IndexKeeper:
    return IndexKeeper(folder, lambda: NOON)


def ask(folder: Path, **keys: str | list[str]) -> list[tuple[str, str, str]]:
    index = open_index(folder)
    assert index is not None
    return [(str(place.location), place.asked, place.certainty) for place in find_places(index, keys)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    keeper = keeper_of(tmp_path / ".daicho")
    keeper.keep(
        "shop",
        [
            field_of(keeper, "shop/customers/email", EMAIL, ["taro@example.jp", "hanako@example.jp"]),
            field_of(keeper, "shop/customers/tel", PHONE, ["090-1234-5678"]),
            field_of(keeper, "shop/customers/name", PERSON, ["山田 太郎"]),
            field_of(keeper, "shop/customers/kana", KANA, ["ヤマダ タロウ"]),
            field_of(keeper, "shop/customers/no", NUMBER, ["K-0012"]),
            field_of(keeper, "shop/orders/email", EMAIL, ["hanako@example.jp"]),
        ],
    )
    keeper.keep(
        "logs",
        [
            field_of(keeper, "logs/app.log/message", EMAIL, ["hanako@example.jp"], whole=False),
            field_of(keeper, "logs/big.log/message", EMAIL, ["x@example.jp"], kept=False),
            field_of(keeper, "logs/hr.csv/my_number", MY_NUMBER, ["123456789018"]),
        ],
    )
    assert keeper.trouble == ""
    return tmp_path / ".daicho"


def test_places_come_with_how_sure_they_are(folder: Path) -> None:
    assert ask(folder, email="Taro@Example.JP") == [
        ("shop/customers/email", "email", "indexed"),
        ("logs/app.log/message", "email", "possible"),
        ("logs/big.log/message", "email", "not-indexed"),
        ("shop/orders/email", "email", "absent"),
    ]
    assert ask(folder, phone="+81 90 1234 5678") == [("shop/customers/tel", "phone", "indexed")]
    assert ask(folder, name="山田太郎様") == [
        ("shop/customers/name", "name", "indexed"),
        ("shop/customers/kana", "name", "absent"),
    ]
    assert ask(folder, kana="ﾔﾏﾀﾞﾀﾛｳ")[0] == ("shop/customers/kana", "kana", "indexed")
    assert ask(folder, id=["k0012", "999"]) == [
        ("shop/customers/no", "id", "indexed"),
        ("logs/hr.csv/my_number", "id", "not-indexed"),
    ]


def test_several_keys_are_asked_at_once(folder: Path) -> None:
    found = ask(folder, email="hanako@example.jp", phone="090-0000-0000")
    assert [one for one in found if one[2] == "indexed"] == [
        ("logs/app.log/message", "email", "indexed"),
        ("shop/customers/email", "email", "indexed"),
        ("shop/orders/email", "email", "indexed"),
    ]
    assert ("shop/customers/tel", "phone", "absent") in found
    # What is no key at all is in no place, and nothing says that it is absent.
    assert ask(folder, email="no address", phone=[]) == []
    with pytest.raises(KeyError):
        ask(folder, passport="x")


def test_a_place_tells_when_and_how_much_was_read(folder: Path) -> None:
    index = open_index(folder)
    assert index is not None
    place = find_places(index, {"phone": "090-1234-5678"})[0]
    assert place == IndexedPlace(Location("shop", "customers", "tel"), PHONE, "phone", "indexed", NOON, 1, 0.0)


def test_a_source_that_is_scanned_again_replaces_its_part_alone(folder: Path) -> None:
    keeper = keeper_of(folder)
    keeper.keep("shop", [field_of(keeper, "shop/members/email", EMAIL, ["taro@example.jp"])])
    assert ask(folder, email="hanako@example.jp") == [
        ("logs/app.log/message", "email", "indexed"),
        ("logs/big.log/message", "email", "not-indexed"),
        ("shop/members/email", "email", "absent"),
    ]
    keeper.keep("shop", [])
    assert {place.split("/")[0] for place, _, _ in ask(folder, email="taro@example.jp")} == {"logs"}


def test_a_large_field_is_a_filter_that_forgets_nobody(tmp_path: Path) -> None:
    keeper = keeper_of(tmp_path)
    people = [f"person{number}@example.jp" for number in range(20_000)]
    keeper.keep("s", [field_of(keeper, "s/t/email", EMAIL, people)])
    index = open_index(tmp_path)
    assert index is not None
    for one in people[::4000]:
        (place,) = find_places(index, {"email": one})
        assert place.certainty == "indexed"
        assert 0 < place.false_positives < 0.004
    strangers = [find_places(index, {"email": f"other{number}@example.jp"})[0].certainty for number in range(50)]
    assert strangers.count("absent") >= 48
    assert (tmp_path / NAME).stat().st_size < 100_000


def test_my_numbers_are_not_kept_even_as_digests(folder: Path) -> None:
    database = sqlite3.connect(folder / NAME)
    kept = dict(database.execute("SELECT category, digests FROM field WHERE source = 'logs'"))
    database.close()
    assert kept[MY_NUMBER] is None
    digest = key_values(MY_NUMBER, pa.array(["123456789018"]), load_secret_key(folder))
    assert digest.astype("<u8").tobytes() not in (folder / NAME).read_bytes()


def test_the_file_is_for_its_owner_and_what_is_replaced_is_wiped(folder: Path) -> None:
    path = folder / NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    keeper = keeper_of(folder)
    phone = key_values(PHONE, pa.array(["090-1234-5678"]), keeper.secret).astype("<u8").tobytes()
    assert phone in path.read_bytes()
    keeper.keep("shop", [])
    assert phone not in path.read_bytes()
    assert sorted(one.name for one in folder.iterdir()) == [".gitignore", "key", NAME]


def test_no_index_is_none(tmp_path: Path) -> None:
    assert open_index(tmp_path / ".daicho") is None
    assert not (tmp_path / ".daicho").exists()


BROKEN = {
    "another key": (lambda folder: (folder / "key").write_bytes(b"z" * 32), "was made under another key"),
    "cut": (
        lambda folder: (folder / NAME).write_bytes((folder / NAME).read_bytes()[:3000]),
        "is damaged|another version",
    ),
    "no database": (lambda folder: (folder / NAME).write_bytes(b"x" * 5000), "is damaged"),
    "empty": (lambda folder: (folder / NAME).write_bytes(b""), "is damaged|another version"),
    "open to others": (lambda folder: (folder / NAME).chmod(0o644), "others may read this index; run: chmod 600"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_index_is_one_line_and_never_an_answer(folder: Path, how: str) -> None:
    breaks, told = BROKEN[how]
    breaks(folder)
    with pytest.raises(ConfigError, match=told) as caught:
        open_index(folder)
    assert "\n" not in str(caught.value)
    keeper = keeper_of(folder)
    keeper.keep("shop", [])
    assert keeper.trouble
    assert "\n" not in keeper.trouble


def test_scans_at_once_lose_nothing(tmp_path: Path) -> None:
    load_secret_key(tmp_path)

    def scan(number: int) -> str:
        keeper = keeper_of(tmp_path)
        keeper.keep(f"s{number}", [field_of(keeper, f"s{number}/t/email", EMAIL, ["taro@example.jp"])])
        return keeper.trouble

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(scan, range(16))) == {""}
    assert len(ask(tmp_path, email="taro@example.jp")) == 16


CONFIG = """
[history]
index = {index}
[[source]]
id = "people"
url = "data"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    rows = "".join(f"佐藤 花子{number},hanako{number}@example.jp\n" for number in range(30))
    (tmp_path / "data" / "people.csv").write_text("氏名,メール\n" + rows, encoding="utf-8")
    return tmp_path


def configure(project: Path, index: str) -> None:
    (project / "daicho.toml").write_text(CONFIG.format(index=index), encoding="utf-8")


@pytest.mark.slow
def test_a_scan_keeps_an_index_only_where_it_is_asked_to(daicho: Daicho, project: Path) -> None:
    configure(project, "false")
    assert daicho("scan", "-o", "json").code == 1
    assert daicho("scan", project / "data", "-o", "json").code == 1
    kept = {project / ".daicho" / name for name in ("key", "persons.index")}
    assert not any(path.exists() for path in kept)
    configure(project, "true")
    daicho("scan", project / "data", "-o", "json")
    assert not any(path.exists() for path in kept)  # a target is no source of the configuration
    ran = daicho("scan", "-o", "json")
    assert (ran.code, ran.err) == (1, "")
    assert ask(project / ".daicho", email="HANAKO7@example.jp") == [("people/people.csv/メール", "email", "indexed")]
    (project / ".daicho" / "key").chmod(0o644)
    ran = daicho("scan", "-o", "json")
    assert (ran.code, ran.out) == (2, "")
    assert "others may read this secret" in ran.err


@pytest.mark.slow
def test_an_index_that_cannot_be_written_ends_no_scan(daicho: Daicho, project: Path) -> None:
    configure(project, "true")
    load_secret_key(project / ".daicho")
    (project / ".daicho" / NAME).write_bytes(b"x" * 5000)
    (project / ".daicho" / NAME).chmod(0o600)
    ran = daicho("scan", "-q", "-o", "json")
    assert ran.code == 1
    assert ran.json()["findings"]
    assert ran.err.startswith("warning: ")
    assert "persons.index: is damaged; remove it and scan again" in ran.err


@pytest.mark.parametrize("value", ['"yes"', "1"])
def test_the_setting_is_checked(daicho_here: Daicho, project: Path, value: str) -> None:
    configure(project, value)
    ran = daicho_here("scan")
    assert ran.code == 2
    assert "daicho.toml:3: index has to be true or false" in ran.err


def test_digests_are_of_eight_bytes() -> None:
    assert key_values(EMAIL, pa.array(["a@example.jp"]), bytes(32)).dtype == np.uint64
