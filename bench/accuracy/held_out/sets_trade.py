"""Held-out sets: trade between companies, shipping, tables with unhelpful columns."""

from __future__ import annotations

from bench.accuracy.held_out import check_digits as check
from bench.accuracy.held_out import values as v
from bench.accuracy.held_out.frames import Table, Text, hard, link, no, open_question, yes

SUPPLIERS = [
    no("取引先コード", v.running("S{:05d}", 210)),
    hard("取引先名", v.word("companies"), "companies called after families"),
    hard(
        "取引先名カナ",
        v.pick("ホクトセイサクシヨ", "ミナモトシヨウジ", "ダイコクヤ", "タナカキンゾクコウギヨウ", "サトウトソウ"),
        "kana of companies",
    ),
    hard("法人番号", v.number(check.corporate_number), "corporate number"),
    hard("登録番号", v.joined("T{}", v.number(check.corporate_number)), "invoice registration of a company"),
    hard(
        "郵便番号",
        lambda row: f"{row.other.place.postal[:3]}-{row.other.place.postal[3:]}",
        "postal code of a company",
    ),
    hard("所在地", v.site_address, "address of a company"),
    hard("代表電話", v.facility_phone, "switchboard"),
    hard("FAX", v.facility_phone, "fax of a company"),
    hard(
        "代表メール",
        v.joined("{}@{}", v.pick("info", "sales", "eigyo", "contact"), v.word("firms_domains")),
        "mailbox of a desk",
    ),
    no("URL", v.joined("https://www.{}/", v.word("firms_domains"))),
    no("支払条件", v.pick("月末締翌月末", "20日締翌月10日")),
    open_question("振込先口座番号", v.account, "personal.financial.bank_account", "account of a company"),
    no("資本金", v.whole(300, 9000, 100)),
]

INVOICES = [
    no("請求書番号", v.shaped("INV-2025-######")),
    no("請求先", v.word("companies")),
    hard("適格番号", v.joined("T{}", v.number(check.corporate_number)), "invoice registration of a company"),
    no("発行日", v.day("%Y.%m.%d")),
    no("税抜金額", v.skewed(240000)),
    no("消費税", v.skewed(24000)),
    hard("案件番号", v.shaped("##########"), "ten digits as a telephone without hyphens"),
    hard("入金日時", v.epoch(1000), "milliseconds since 1970, thirteen digits"),
    no("状態", v.pick("発行済", "入金済", "取消")),
]

CONTRACTS = [
    hard("契約番号", v.shaped("K-####-######"), "four and six digits, as a pension number"),
    no(
        "契約件名",
        v.pick("保守業務委託契約", "秘密保持契約書", "佐藤ビル賃貸借契約", "機器リース契約", "人材派遣基本契約"),
    ),
    no("契約先", v.word("companies")),
    yes("先方担当者", v.person_in_charge, "personal.name"),
    yes("先方メール", v.joined("{}@{}", v.own(lambda p: p.login), v.word("firms_domains")), "personal.contact.email"),
    open_question("先方役職", v.word("titles"), "personal.employer", "of a contact person"),
    no("契約開始", v.day()),
    no("契約終了", v.day()),
    no("月額", v.whole(10000, 900000, 1000)),
    no("自動更新", v.pick("有", "無")),
    yes("社内担当", v.others(lambda p: p.name), "personal.name"),
]

OWN_SHOPS = [
    no("店舗コード", v.running("{:03d}", 101)),
    hard("店舗名", v.word("shops"), "shops called after persons"),
    hard("店舗住所", v.site_address, "address of a shop"),
    hard("緯度", v.latitude(), "where a shop is"),
    hard("経度", v.longitude(), "where a shop is"),
    hard("TEL", v.facility_phone, "telephone of a shop"),
    no("営業時間", v.pick("10:00-20:00", "9:30-21:00", "24時間")),
    hard("最寄駅", v.joined("{}駅", v.word("stations")), "stations that are surnames too"),
    no("駐車台数", v.whole(0, 300)),
    no("開店日", v.day("%Y年%m月%d日", 9000)),
]

SLIPS = [
    hard("送り状番号", v.shaped("############"), "twelve digits"),
    no("依頼主", v.word("companies")),
    hard("依頼主TEL", v.facility_phone, "telephone of a company"),
    yes("届先名", v.own(lambda p: f"{p.name} 様"), "personal.name"),
    yes("届先〒", v.postal(), "personal.contact.postal_code"),
    yes("届先住所", v.own(lambda p: p.address), "personal.contact.address"),
    yes("届先TEL", v.own(lambda p: p.mobile), "personal.contact.phone"),
    no("個数", v.whole(1, 5)),
    no("才数", v.real(0.5, 12.0)),
    no("品名", v.word("products")),
    no("着店コード", v.shaped("######")),
    no("配達希望", v.pick("午前中", "14-16", "18-20", "19-21")),
    hard("仕分コード", v.shaped("###-####-##"), "sorting codes that look like telephones"),
]

FLEET = [
    no("車両No", v.running("{}")),
    no("車種", v.pick("ハイエース", "キャンター", "エルフ", "プロボックス")),
    open_question("登録番号", v.plate, "personal.id.vehicle_plate", "plate of a company's vehicle"),
    hard("車台番号", v.shaped("@@@###-#######"), "chassis numbers of a company"),
    no("車検満了", v.day("%Y/%m/%d")),
    no("走行距離", v.skewed(60000)),
    no("使用者", v.pick("富岳運輸株式会社", "株式会社サンライズ物流")),
    yes("主運転者", v.own(lambda p: p.name), "personal.name"),
    yes("運転者免許番号", v.number(check.licence), "personal.id.drivers_license"),
]

MACHINES = [
    no("設備番号", v.shaped("MC-##-###")),
    no("設備名", v.pick("プレス機3号", "マザック旋盤", "ロボット「花子」", "射出成形機A", "検査装置VM-2")),
    no("製造番号", v.shaped("@#######@")),
    hard("メーカー", v.word("companies"), "companies called after families"),
    no("設置場所", v.pick("第一工場2-1-3", "第二工場1-4", "検査棟3F")),
    no("PLCアドレス", v.inner_ip),
    no("MAC", v.mac),
    no("点検日時", v.moment("%Y/%m/%d %H:%M")),
    no("稼働時間", v.skewed(4000)),
    no("油圧値", v.real(0.2, 0.7, 2)),
]

UNHELPFUL = [
    no("c1", v.running("{}", 1)),
    yes("c2", v.own(lambda p: p.name), "personal.name", "HARD: the name says nothing"),
    yes("c3", v.own(lambda p: p.mobile), "personal.contact.phone", "HARD: the name says nothing"),
    hard("c4", v.shaped("############"), "twelve random digits"),
    yes("c5", v.own(lambda p: p.email), "personal.contact.email", "HARD: the name says nothing"),
    yes("c6", v.number(check.my_number), "personal.id.my_number", "HARD: the name says nothing"),
    hard("c7", v.moment("%Y%m%d%H%M"), "time to the minute"),
    yes("c8", v.own(lambda p: p.address), "personal.contact.address", "HARD: the name says nothing"),
    no("c9", v.number(check.jan)),
    yes("c10", v.number(check.card), "personal.financial.card", "HARD: the name says nothing"),
    no("c11", v.real(0, 1, 4)),
    yes("c12", v.own(lambda p: p.kana), "personal.name.kana", "HARD: the name says nothing"),
]

ITEMS = [
    no("項目1", v.running("{:06d}", 1)),
    yes("項目2", v.born("era"), "personal.birth_date", "HARD: the name says nothing"),
    yes("項目3", v.own(lambda p: f"{p.sei}　{p.mei}"), "personal.name", "HARD: the name says nothing"),
    hard("項目4", v.pick("A", "B", "C"), "grades that could be blood types"),
    yes("項目5", v.postal(), "personal.contact.postal_code", "HARD: the name says nothing"),
    hard("項目6", v.shaped("###-####"), "codes in the form of postal codes, few of which exist"),
    yes("項目7", v.own(lambda p: p.home), "personal.contact.phone", "HARD: the name says nothing"),
    no("項目8", v.whole(0, 2)),
    no("項目9", v.day("%Y/%m/%d")),
]

LEGACY = [
    link("KYKCD", v.running("{:07d}", 1200341, 11), "personal.account.customer_no", "HARD: legacy name"),
    yes("KYKNM", v.own(lambda p: p.name), "personal.name", "HARD: legacy name"),
    yes("KYKNMK", v.own(lambda p: p.kana.replace("　", " ")), "personal.name.kana", "HARD: legacy name"),
    yes("UMRYMD", v.born("%Y%m%d"), "personal.birth_date", "HARD: legacy name"),
    yes("SEIBTU", v.gender("12"), "personal.gender", "HARD: legacy name and codes"),
    yes("YUBNNO", v.postal(False), "personal.contact.postal_code", "HARD: legacy name"),
    yes(
        "JUSYO1",
        v.own(lambda p: p.place.pref + p.place.city),
        "personal.contact.region|personal.contact.address",
        "HARD: legacy name",
    ),
    yes("JUSYO2", v.own(lambda p: p.place.town + p.block), "personal.contact.address", "HARD: legacy name"),
    yes("TELNO", v.own(lambda p: p.mobile.replace("-", "")), "personal.contact.phone", "HARD: legacy name"),
    yes("KOZANO", v.account, "personal.financial.bank_account", "HARD: legacy name"),
    no("KOSNYMD", v.day("%Y%m%d")),
    no("KOSNTIM", v.moment("%H%M%S")),
    no("SAKJFLG", v.pick("0", "0", "0", "1")),
    no("SHONCD", v.shaped("########")),
    no("TNTKBN", v.pick("1", "2", "9")),
]

DIRTY = [
    no("no", v.running("{}")),
    yes(
        "お名前",
        v.either(v.own(lambda p: p.name), v.own(lambda p: f"{p.sei} {p.mei}"), v.own(lambda p: p.kana)),
        "personal.name",
    ),
    yes(
        "連絡先",
        v.either(v.own(lambda p: p.mobile), v.own(lambda p: p.email), v.own(lambda p: p.home)),
        "personal.contact.phone|personal.contact.email",
    ),
    yes(
        "ご住所",
        v.either(v.own(lambda p: p.address), v.own(lambda p: p.place.pref), lambda row: ""),
        "personal.contact.address",
    ),
    yes("FAX番号", v.sometimes(0.03, v.own(lambda p: p.home)), "personal.contact.fax", "HARD: nearly empty"),
    yes("旅券番号", v.sometimes(0.02, v.shaped("TR#######")), "personal.id.passport", "HARD: nearly empty"),
    yes(
        "備考",
        v.sometimes(0.2, v.text_of("{sei}様より電話あり {phone}", "要確認", "重複？", "{birth}生まれと本人申告", "済")),
        "usage.content.comment|personal.contact.phone|personal.birth_date|personal.name",
    ),
    no("備考2", v.sometimes(0.1, v.pick("重複", "確認済", "〇", "2-3"))),
    hard("管理番号", v.shaped("####-####-####"), "twelve digits in groups"),
    no("処理", v.pick("未", "済", "")),
]

SETS: dict[str, list[Table | Text]] = {
    "partners": [
        Table("partners", "suppliers.csv", 180, SUPPLIERS, encoding="cp932", newline="\r\n"),
        Table("partners", "invoices.csv", 600, INVOICES),
        Table("partners", "contracts.csv", 90, CONTRACTS, encoding="utf-8-sig"),
        Table("partners", "stores.json", 42, OWN_SHOPS, form="json"),
    ],
    "logistics": [
        Table("logistics", "slips_20251003.csv", 800, SLIPS, encoding="cp932", newline="\r\n", dirt=0.01),
        Table("logistics", "fleet.csv", 38, FLEET),
        Table("logistics", "machines.tsv", 64, MACHINES, form="tsv"),
    ],
    "odd_columns": [
        Table("odd_columns", "export_c.csv", 350, UNHELPFUL),
        Table("odd_columns", "list3.tsv", 260, ITEMS, form="tsv", encoding="cp932"),
        Table("odd_columns", "KYKMST.csv", 1000, LEGACY, encoding="cp932", newline="\r\n"),
        Table("odd_columns", "dirty_list.csv", 320, DIRTY, dirt=0.1),
    ],
}
