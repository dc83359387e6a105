"""Names of places: what says temporary, backup, export, portable or open, and what only looks like it."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors import places
from connectors.places import find_places, find_root_places, load_places, tell_table

TEMPORARY, BACKUP, EXPORT, PORTABLE, SERVED = (
    "temporary-place", "backup-place", "export-place", "portable-place", "served-place",
)  # fmt: skip
DATA = tomllib.loads(Path(places.__file__).with_name("places.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("path", "kind", "word"),
    [
        ("tmp/customers.csv", TEMPORARY, "tmp"),
        ("app/TEMP/list.csv", TEMPORARY, "temp"),
        ("tmp_customers.csv", TEMPORARY, "tmp"),
        ("temp_customers.csv", TEMPORARY, "temp_"),
        ("list.csv.tmp", TEMPORARY, ".tmp"),
        ("~$顧客名簿.xlsx", TEMPORARY, "~$"),
        ("一時/名簿.csv", TEMPORARY, "一時"),
        ("一時保管用/名簿.csv", TEMPORARY, "一時保管"),
        ("ゴミ箱/名簿.csv", TEMPORARY, "ゴミ箱"),
        ("backup/customers.csv", BACKUP, "backup"),
        ("2024_backup/customers.csv", BACKUP, "backup"),
        ("customers.csv.bak", BACKUP, ".bak"),
        ("customers.csv~", BACKUP, "~"),
        ("customers_old.csv", BACKUP, "_old"),
        ("customers_bk20240101.csv", BACKUP, "bk"),
        ("CustomerBackup.csv", BACKUP, "backup"),
        ("db/dump.sql", BACKUP, "dump"),
        ("shop-dump.sql.gz", BACKUP, "dump"),
        ("customers - Copy.csv", BACKUP, " - copy"),
        ("顧客名簿 - コピー.csv", BACKUP, "コピー"),
        ("バックアップ/名簿.csv", BACKUP, "バックアップ"),
        ("ﾊﾞｯｸｱｯﾌﾟ/名簿.csv", BACKUP, "バックアップ"),
        ("顧客バックアップ用_2024/名簿.csv", BACKUP, "バックアップ"),
        ("退避データ/名簿.csv", BACKUP, "退避"),
        ("旧/名簿.csv", BACKUP, "旧"),
        ("export/list.csv", EXPORT, "export"),
        ("customer-export-2024.csv", EXPORT, "export"),
        ("出力/名簿.csv", EXPORT, "出力"),
        ("顧客一覧出力.csv", EXPORT, "出力"),
        ("抽出結果/a.csv", EXPORT, "抽出結果"),
        ("持ち出し/名簿.csv", EXPORT, "持ち出し"),
        ("sato/Desktop/list.csv", PORTABLE, "Desktop"),
        ("sato/Downloads/list.csv", PORTABLE, "Downloads"),
        ("ダウンロード/名簿.csv", PORTABLE, "ダウンロード"),
        (unicodedata.normalize("NFD", "ダウンロード/名簿.csv"), PORTABLE, "ダウンロード"),
        ("デスクトップ/名簿.csv", PORTABLE, "デスクトップ"),
        ("Dropbox (Example)/list.csv", PORTABLE, "dropbox"),
        ("OneDrive - Example Inc/list.csv", PORTABLE, "onedrive"),
        ("Google ドライブ/名簿.csv", PORTABLE, "google ドライブ"),
        ("USBメモリ/名簿.csv", PORTABLE, "usbメモリ"),
        ("site/public_html/list.csv", SERVED, "public_html"),
        ("wwwroot/list.csv", SERVED, "wwwroot"),
        ("公開/名簿.csv", SERVED, "公開"),
        ("共有フォルダ/名簿.csv", SERVED, "共有"),
    ],
)
def test_places_that_are_told(path: str, kind: str, word: str) -> None:
    assert (kind, word) in list(find_places(path.split("/")))


@pytest.mark.parametrize(
    "path",
    [
        "customers.csv", "templates/mail.txt", "template_customers.csv", "temperature.csv", "tempura/menu.csv",
        "contemporary/list.csv", "attempts.log", "golden/a.csv", "household.csv", "year_old.csv", "older/a.csv",
        "bakery/customers.csv", "exporter/config.json", "export-control/list.csv", "輸出/相手先.csv",
        "出力電圧.csv", "importer.csv", "crash_dump.txt", "core_dump.txt", "dumpling/orders.csv", "apps/desktop/a.csv",
        "非公開/名簿.csv", "未公開/名簿.csv", "公開日一覧.csv", "共有者名簿.csv", "republic/list.csv",
        "旧姓一覧.csv", "一時金.csv", "ダウンロード版利用者.csv", "boxes/list.csv", "コピー機.csv", "gold.csv",
        "threshold/old_age.csv", "サクラ/桜.csv", "logs/app.log", "", "data/",
    ],
)  # fmt: skip
def test_names_that_say_nothing(path: str) -> None:
    assert list(find_places(path.split("/"))) == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/tmp/work", {TEMPORARY: "tmp"}),
        ("/var/tmp", {TEMPORARY: "tmp"}),
        ("/dev/shm/x", {TEMPORARY: "/dev/shm"}),
        ("/home/sato/Downloads", {PORTABLE: "Downloads"}),
        ("/home/sato/downloads", {PORTABLE: "/home/*/downloads"}),
        ("/Users/sato/Library/Mobile Documents/com~apple~CloudDocs", {PORTABLE: "com~apple~clouddocs"}),
        ("/media/sato/STICK/lists", {PORTABLE: "/media/*/*"}),
        ("/var/www/html/data", {SERVED: "/var/www/html"}),
        ("/srv/app/backup", {BACKUP: "backup"}),
        ("/srv/app/export", {EXPORT: "export"}),
        ("/export/home/sato", {}),
        ("/srv/app/desktop", {}),
        ("/media/uploads", {}),
        ("/srv/media/sato/STICK", {}),
        ("/", {}),
        ("/srv/data", {}),
    ],
)
def test_folders_above_the_root(path: str, expected: dict[str, str]) -> None:
    mounted = "/media/sato/STICK"
    assert dict(find_root_places(Path(path).parts, lambda one: one == mounted)) == expected


@pytest.mark.parametrize(
    ("table", "kinds"),
    [
        ("customers_bak", [BACKUP]),
        ("hr.社員_退避", [BACKUP]),
        ("shop.db!tmp_users", [TEMPORARY]),
        ("export_customers", [EXPORT]),
        ("顧客バックアップ20240101", [BACKUP]),
        ("backup.customers", []),
        ("customers", []),
        ("template", []),
        ("", []),
    ],
)
def test_names_of_tables(table: str, kinds: list[str]) -> None:
    assert [one.kind for one in tell_table("s", table)] == kinds


def test_the_data_is_whole() -> None:
    assert re.fullmatch(r"\d{4}\.\d{2}", DATA["version"])
    assert [names.kind for names in load_places()] == [key for key in DATA if isinstance(DATA[key], dict)]
    for names in load_places():
        for listed in (names.folders, names.words, names.starts, names.ends, names.paths, names.mounts, names.unless):
            assert len(set(listed)) == len(listed)
            for name in listed:
                assert name == unicodedata.normalize("NFKC", name)
        for name in (*names.words, *names.ends, *names.paths, *names.mounts, *names.unless, *names.first):
            assert name == name.casefold()
        for name in names.folders:
            assert names.name_folder(name) == name
            assert names.name_folder(name + "x") == ""
        for word in names.words:
            assert names.name_word(f"list_{word}_2024") == word


@given(st.lists(st.text(max_size=12), max_size=6))
def test_no_name_is_too_odd(parts: list[str]) -> None:
    for kind, word in (*find_places(parts), *find_root_places(["/", *parts], lambda _: True)):
        assert word in str(DATA[kind])


def test_bytes_that_are_no_text() -> None:
    name = b"\x83\x6f\xff_backup.csv".decode("utf-8", "surrogateescape")
    assert [kind for kind, _ in find_places([name])] == [BACKUP]
