from __future__ import annotations

import pytest

from connectors.header import WORDS, find_header, is_known_name, kind_of

PEOPLE = [["佐藤一郎", "東京都", "sato@example.com"], ["鈴木花子", "大阪府", "suzuki@example.com"]]


def test_the_word_list_is_sound() -> None:
    assert WORDS.version >= 1
    assert len(WORDS.whole) > 250
    assert all(len(word) >= 2 for word in WORDS.endings)
    assert "" not in WORDS.whole
    # A family name must not be a name of a column: 春日, 朝日, 桑名 and 有名 end in words that could be taken for one.
    assert not [
        name for name in ("佐藤", "鈴木", "春日", "朝日", "桑名", "有名", "Smith", "Tanaka") if is_known_name(name)
    ]


@pytest.mark.parametrize(
    "name",
    [
        "氏名",
        "お名前",
        "受付番号",
        "市区町村名カナ",
        "最終更新日時",
        "E-mail",
        "e_mail",
        "Email",
        "customer_id",
        "billingAddress",
        "Phone Number",
        "ＩＤ",
        "郵便番号(7桁)",
        "Last Name",
        "電話(自宅)",
        "顧客コード",
    ],
)
def test_known_names(name: str) -> None:
    assert is_known_name(name)


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("", ""),
        ("  ", ""),
        ("text", "text"),
        ("12", "number"),
        ("１２", "number"),
        ("¥1,200", "number"),
        ("35%", "number"),
        ("-1.5e3", "number"),
        ("2026-01-05", "date"),
        ("2026年1月5日", "date"),
        ("10:30", "date"),
        ("a@example.com", "email"),
        ("https://example.com/a", "url"),
        ("192.0.2.1", "ip"),
        ("2001:db8::1", "ip"),
        ("090-0000-0000", "digits"),
        ("〒100-0001", "digits"),
        ("A-001", "token"),
        ("2f1c9a7be0d4", "token"),
        ("山田太郎", "text"),
        ("Route 66", "text"),
    ],
)
def test_kinds_of_cells(cell: str, kind: str) -> None:
    assert kind_of(cell) == kind


@pytest.mark.parametrize(
    ("rows", "names", "above"),
    [
        pytest.param([["氏名", "住所", "メール"], *PEOPLE], ("氏名", "住所", "メール"), 1, id="japanese"),
        pytest.param([["a", "b", "c"], ["1", "2", "3"]], ("a", "b", "c"), 1, id="text over numbers"),
        pytest.param([["name", "name", ""], *PEOPLE], ("name", "name#2", "#3"), 1, id="doubles and blanks"),
        pytest.param(
            [["id", "first_name", "last_name"]], ("id", "first_name", "last_name"), 1, id="nothing but a header"
        ),
        pytest.param([["顧客一覧"], ["氏名", "住所", "メール"], *PEOPLE], ("氏名", "住所", "メール"), 2, id="title"),
        pytest.param(
            [["顧客一覧", "", ""], ["作成日", "2026-01-05"], ["氏名", "住所", "メール"], *PEOPLE],
            ("氏名", "住所", "メール"),
            3,
            id="two titles",
        ),
        pytest.param(
            [["氏名", "", "住所"], ["姓", "名", ""], ["佐藤", "一郎", "東京都"], ["鈴木", "花子", "大阪府"]],
            ("氏名/姓", "氏名/名", "住所"),
            2,
            id="two rows",
        ),
        pytest.param(
            [
                ["一覧"],
                ["ID", "氏名", "", "連絡先", ""],
                ["", "姓", "名", "電話", "メール"],
                ["1", "佐藤", "一郎", "03-0000-0000", "a@example.com"],
            ],
            ("ID", "氏名/姓", "氏名/名", "連絡先/電話", "連絡先/メール"),
            3,
            id="title and two rows",
        ),
        pytest.param(
            [["氏名", "", "備考"], ["佐藤", "一郎", "なし"], ["鈴木", "花子", "あり"]],
            ("氏名", "#2", "備考"),
            1,
            id="a gap",
        ),
        pytest.param([["Customer", "Full Name"], ["1", "x"], ["2", "y"]], ("Customer", "Full Name"), 1, id="english"),
        pytest.param(
            [["氏名", "住所"], ["佐藤", "東京", ""], ["鈴木", "大阪", ""]], ("氏名", "住所", "#3"), 1, id="short header"
        ),
        pytest.param(
            [["Report", "", ""], ["Date", "2025-01-01", ""], ["id", "name", "email"], *PEOPLE],
            ("id", "name", "email"),
            3,
            id="titles with two cells",
        ),
        pytest.param(
            [["一覧", "", ""], ["作成", "2025", ""], ["id", "text", "n"], ["0", "x", "z"], ["1", "y", "z"]],
            ("id", "text", "n"),
            3,
            id="short names below titles",
        ),
        pytest.param(
            [["# exported, by hand"], ["id", "name"], ["1", "x"], ["2", "y"]], ("id", "name"), 2, id="a remark"
        ),
        pytest.param([["#", "name"], ["1", "x"], ["2", "y"]], ("#", "name"), 1, id="a sign for number"),
        pytest.param([["氏名2"], ["佐藤一郎"], ["鈴木花子"]], ("氏名2",), 1, id="one name with a number"),
        pytest.param([["mail"], ["a@example.com"], ["b@example.com"]], ("mail",), 1, id="one name"),
        pytest.param(
            [["項目", "値"], ["氏名", "見本太郎"], ["電話", "なし"]], ("項目", "値"), 1, id="names and values"
        ),
        pytest.param(
            [["id", "見本 12345678 様"], ["1", "x"], ["2", "y"]], ("id", "#2"), 1, id="a value among the names"
        ),
    ],
)
def test_headers(rows: list[list[str]], names: tuple[str, ...], above: int) -> None:
    header = find_header(rows, len(rows[-1]))
    assert (header.names, header.rows_above) == (names, above)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(PEOPLE, id="people"),
        pytest.param([["佐藤一郎", "東京都"], ["鈴木花子", "大阪府"]], id="text alone"),
        pytest.param([["佐藤一郎", "東京都"]], id="a single row"),
        pytest.param([["1001", "466", "アイチケン"], ["1002", "467", "アイチケン"]], id="numbers"),
        pytest.param([["email", "x"], ["phone", "y"], ["email", "z"]], id="a word that comes again"),
        pytest.param([["2026-01-05", "login"], ["2026-01-06", "logout"]], id="dates"),
        pytest.param([], id="nothing"),
        pytest.param(
            [["氏名", "見本太郎"], ["電話", "090-0000-0000"], ["メール", "a@example.com"]], id="a sheet of one person"
        ),
        pytest.param([["Name", "Taro"], ["Address", "Tokyo"]], id="a sheet of two rows"),
        pytest.param([["item 1", "x"], ["item 2", "y"], ["item 3", "z"]], id="numbered values"),
        pytest.param([["x" * 300, "name"], ["1", "y"]], id="a long text"),
    ],
)
def test_no_header_without_evidence(rows: list[list[str]]) -> None:
    width = len(rows[0]) if rows else 2
    header = find_header(rows, width)
    assert header.rows_above == 0
    assert header.names == tuple(f"#{number}" for number in range(1, width + 1))


def test_a_token_in_a_header_that_no_value_is_like_is_a_name() -> None:
    rows = [["患者番号", "rs671", "rs1229984"], *([f"{n}", "GA", "CT"] for n in range(101, 108))]
    assert find_header(rows, 3).names == ("患者番号", "rs671", "rs1229984")


def test_a_token_above_tokens_is_a_value() -> None:
    rows = [["朝比奈", "ab4711", "ok"], *(["朝比奈", f"ab{n}", "ok"] for n in range(4712, 4720))]
    assert find_header(rows, 3).names == ("#1", "#2", "#3")
