"""Birth dates in running text: behind other marks than a colon, misread by a scanner, in records without any word."""

from __future__ import annotations

import pytest

from detectors.birth_dates import find_birth_dates
from detectors.dates import BIRTH_DATE
from tests.detection import BAIT, SLOWEST, cells_of, find_one, time_bait, view_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("【生年月日】昭和38年3月30日【性別】男", ["昭和38年3月30日"]),
        ("氏名｜見本花子｜生年月日｜1962/12/18｜連絡先", ["1962/12/18"]),
        ("<td>生年月日</td> 生年月日> 1962-12-18", ["1962-12-18"]),
        ("update my birthday? it's 13 Apr 1973 not 26 Sep 1945.", ["13 Apr 1973", "26 Sep 1945"]),
        ("date of birth is 1973-04-13", ["1973-04-13"]),
        ("生年月曰 昭和14年6月l8日 携帯", ["昭和14年6月l8日"]),
        ("生年月日 昭和l4年6月1O日", ["昭和l4年6月1O日"]),
        ("生年月日 昭和14年l6月18日", []),
        ("birthday party on 2025-01-31", []),
    ],
)
def test_dates_that_are_announced(text: str, expected: list[str]) -> None:
    assert find_one(find_birth_dates, BIRTH_DATE, text, strong=True) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("72647,見本 哲郎,ミホン テツロウ,1950/09/27,mihon@example.jp,2026/03/09", ["1950/09/27"]),
        ("11976\tJane Roe\troe@example.com\tMale\t06/19/1971\t2026-02-07", ["06/19/1971"]),
        ("'Jane Roe', '2004-07-21', '(841) 555-0144', 'roe@example.com');", ["2004-07-21"]),
        ("000727\t見本　香織\tﾐﾎﾝ ｶｵﾘ\t19990710\t09000000000\t8100001", ["19990710"]),
        ("名簿更新\t見本　恵\t女\tS21.4.17\t東京都", ["S21.4.17"]),
        ("被保険者番号 98287666 氏名 見本香織 昭和61年2月6日", ["昭和61年2月6日"]),
        ("Basic pension number on file for Roe, Jane (1977-02-10)", ["1977-02-10"]),
        ("A(見本大輔, 19740820, 09000000000) B(見本　大輔, S49.8.20, 090-0000-0000)", ["19740820", "S49.8.20"]),
        ("E001,見本太郎,1975-03-02,2009-04-01,mihon@example.jp", ["1975-03-02"]),
        ("[1] - [見本 拓也], [2] - [ミホン タクヤ], [3] - [1995-04-04], [4] - [x]", ["1995-04-04"]),
    ],
)
def test_dates_in_records_of_a_person(text: str, expected: list[str]) -> None:
    assert find_one(find_birth_dates, BIRTH_DATE, text, strong=True) == expected


@pytest.mark.parametrize(
    "text",
    [
        "SKU-1,木製ハンガー,4901234567894,1990-01-01,120",
        "1999-12-31 23:59:59 INFO login mihon@example.jp ok",
        "mihon@example.jp 様の入社日 1999-04-01 を登録",
        "mihon@example.jp, joined 1999-04-01, active",
        "契約開始 1999-04-01, 氏名 見本太郎, mihon@example.jp",
        "昭和58年3月29日竣工の建物について mihon@example.jp まで",
        "見本様, 2025-01-31, mihon@example.jp",
        "version 1999.12.31-2 released by mihon@example.jp",
        "JIS X 0208:1990, mihon@example.jp",
        "mihon@example.jp, 1799-01-01, x, y, z",
    ],
)
def test_dates_that_are_of_something_else(text: str) -> None:
    assert find_one(find_birth_dates, BIRTH_DATE, text, strong=True) == []


def test_a_person_in_another_line_says_nothing() -> None:
    assert find_one(find_birth_dates, BIRTH_DATE, "mihon@example.jp ok\n1,abc,1950/09/27,def") == []


def test_the_lines_of_an_access_log_are_left_alone() -> None:
    cells = cells_of("mihon@example.jp,1950/09/27,a,b,c")
    assert list(find_birth_dates(cells, view_of(kind="access-log"))) == []


@pytest.mark.parametrize("bait", [*BAIT.values(), ",1950/09/27,a@b.jp" * 20_000, "昭和1年" * 100_000])
def test_nothing_is_slow(bait: str) -> None:
    assert time_bait(find_birth_dates, bait) < SLOWEST
