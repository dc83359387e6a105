"""Files that the invented company exported: people who entered a campaign, and its shops."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from scanner.demo_files import EVERYBODY, join_rows, write_file
from scanner.demo_people import TODAY, Company, start_random, vocabulary

_CAMPAIGN_HEAD = (
    ("2026年 秋のプレゼントキャンペーン 応募者一覧（社外秘）",),
    ("応募者", "", "", "", "連絡先", "", "", "", "応募内容", ""),
    ("氏名", "フリガナ", "性別", "年齢", "郵便番号", "住所", "電話番号", "メールアドレス", "希望賞品", "応募日"),
)
_STORE_HEAD = ("店舗コード", "店舗名", "郵便番号", "所在地", "電話番号", "営業時間")


def write_exports(folder: Path, company: Company) -> int:
    """Write the exports, the same bytes each time; how many there are. One is Shift_JIS with a title and a
    header of two rows, as spreadsheets leave them, and readable for everybody; the other is UTF-8 with tabs."""
    campaign = join_rows([*_CAMPAIGN_HEAD, *_applicants(company)])
    stores = join_rows([_STORE_HEAD, *_stores(company)], "\t")
    write_file(folder / "campaign_2026.csv", campaign.encode("cp932"), EVERYBODY)
    write_file(folder / "tokuiten.tsv", stores.encode("utf-8-sig"))
    return 2


def _applicants(company: Company) -> Iterable[Sequence[Any]]:
    rng, goods = start_random("campaign"), vocabulary("goods")["names"]
    genders = vocabulary("people")["genders"]
    for person in company.applicants:
        yield (
            person.name,
            person.kana,
            genders[person.gender][1],
            (TODAY - person.born).days * 4 // 1461,
            person.address.postal,
            person.address.line,
            person.phone,
            person.email,
            rng.choice(goods[:12]),
            f"{TODAY - timedelta(days=rng.randrange(20, 60)):%Y/%m/%d}",
        )


def _stores(company: Company) -> Iterable[Sequence[Any]]:
    rng = start_random("stores")
    for store in company.stores:
        hours = rng.choice(vocabulary("organisations")["hours"])
        yield store.number, store.name, store.address.postal, store.address.line, store.phone, hours
