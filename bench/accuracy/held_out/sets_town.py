"""Held-out sets: a school and a town hall."""

from __future__ import annotations

from bench.accuracy.held_out import check_digits as check
from bench.accuracy.held_out import values as v
from bench.accuracy.held_out.frames import Table, Text, hard, link, no, open_question, yes
from bench.accuracy.held_out.people import TODAY


def hiragana(kana: str) -> str:
    """Katakana as hiragana."""
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in kana)


TAX = [
    link("宛名番号", v.running("{:010d}", 12033, 17), "personal.account.customer_no"),
    yes("住民票コード", v.number(check.resident_code), "personal.id.resident_record_code"),
    yes("個人番号", v.number(check.my_number), "personal.id.my_number"),
    yes("納税義務者", v.own(lambda p: p.name), "personal.name"),
    yes("カナ氏名", v.own(lambda p: p.kana), "personal.name.kana"),
    yes("生年月日", v.born("%Y%m%d"), "personal.birth_date"),
    yes("住所", v.own(lambda p: p.address), "personal.contact.address"),
    yes("世帯主", v.others(lambda p: p.name), "personal.name|personal.family"),
    yes("総所得金額", v.skewed(3200000), "personal.income"),
    yes("税額", v.skewed(210000), "personal.income|personal.financial.transaction"),
    yes("本籍", v.own(lambda p: p.place.pref + p.place.city + p.place.town), "personal.birthplace"),
    yes("国籍", v.pick("日本", "日本", "日本", "ベトナム", "フィリピン"), "personal.nationality"),
    yes("生活保護", v.pick("", "", "", "受給"), "personal.income"),
    no("調定年度", v.pick("令和6年度", "令和7年度")),
    hard("通知書番号", v.shaped("##########"), "ten digits"),
]

PUPILS = [
    link("学籍番号", v.running("24{:04d}", 101, 2), "personal.id.student_no"),
    yes("児童氏名", v.own(lambda p: f"{p.sei} {p.mei}"), "personal.name|child.data"),
    yes("ふりがな", v.own(lambda p: hiragana(p.kana)), "personal.name.kana|child.data"),
    yes("生年月日", v.born("era"), "personal.birth_date|child.data"),
    yes("学年", v.whole(1, 7), "child.data|personal.education"),
    yes("組", v.whole(1, 4), "child.data|personal.education"),
    yes("保護者氏名", lambda row: f"{row.person.sei} {row.other.mei}", "personal.name"),
    yes("保護者続柄", v.pick("父", "母", "母", "祖母"), "personal.family"),
    yes("緊急連絡先", v.others(lambda p: p.mobile), "personal.contact.phone"),
    yes("住所", v.own(lambda p: p.place.city + p.place.town + p.block), "personal.contact.address"),
    yes("アレルギー", v.sometimes(0.2, v.pick("卵", "乳", "えび", "落花生"), "なし"), "special.medical_history"),
    yes(
        "通学路メモ",
        v.sometimes(0.4, v.text_of("{station}駅前の横断歩道を通る", "祖父が{n}時に迎え", "集団登校")),
        "usage.content.comment|child.data",
    ),
    yes("就学援助", v.pick("該当", "非該当", "非該当"), "personal.income"),
]

MARKS = [
    link("学籍番号", v.running("24{:04d}", 101, 2), "personal.id.student_no"),
    yes("国語", v.whole(30, 101), "personal.education"),
    yes("算数", v.whole(25, 101), "personal.education"),
    yes(
        "所見",
        v.text_of("友だちと協力して取り組めた。", "忘れ物が{n}回あった。", "発表が堂々としていた。"),
        "personal.education|child.data",
    ),
    no("学期", v.pick("1学期", "2学期")),
]

TIMETABLE = [
    no("曜日", v.pick("月", "火", "水", "木", "金")),
    no("校時", v.whole(1, 7)),
    no("学級", v.pick("1-1", "2-3", "6-2")),
    no("教科", v.pick("国語", "算数", "体育", "道徳")),
    no("教室", v.pick("音楽室", "理科室", "2-1教室")),
]

BOOKS = [
    no("資料番号", v.shaped("1########")),
    hard("ISBN", v.number(check.isbn13), "book numbers"),
    hard("書名", v.word("works"), "titles with names of persons"),
    open_question("著者", v.others(lambda p: f"{p.sei} {p.mei}"), "personal.name", "authors are public"),
    no("出版社", v.pick("青空書房", "山口出版", "みすず野社")),
    no("分類", v.pick("913.6", "410", "726.6")),
    no("請求記号", v.joined("913.6/{}", v.pick("サト", "タナ", "ヤマ"))),
    no("出版年月", v.day("%Y.%m", 9000)),
]

CARE = [
    yes("被保険者番号", v.shaped("00########"), "personal.id.care_insurance"),
    hard("保険者番号", v.number(check.municipality), "number of the municipality"),
    yes("氏名", v.own(lambda p: p.name), "personal.name"),
    yes("後期高齢被保険者番号", v.shaped("########"), "personal.id.late_elderly"),
    yes(
        "要介護度",
        v.pick("要支援1", "要支援2", "要介護1", "要介護3", "要介護5"),
        "special.disability|special.treatment",
    ),
    yes(
        "主治医意見",
        v.text_of("{ill}により歩行が不安定。", "認知機能の低下がみられる。"),
        "special.medical_history|special.treatment",
    ),
    hard("事業所番号", v.shaped("13########"), "number of a care office"),
    hard(
        "事業所名",
        v.pick("ケアセンター田中", "デイサービスひまわり", "訪問介護さくら"),
        "care offices called after families",
    ),
]

FACILITIES = [
    hard(
        "施設名",
        v.pick("中央公民館", "山田児童館", "みどり図書館", "林運動公園", "旧佐藤家住宅"),
        "places called after families",
    ),
    hard("施設名カナ", v.pick("チュウオウコウミンカン", "ヤマダジドウカン", "ミドリトショカン"), "kana of places"),
    no("所在地_連結表記", v.site_address),
    hard("緯度", v.latitude(), "where a place is"),
    hard("経度", v.longitude(), "where a place is"),
    hard("電話番号", v.facility_phone, "telephone of a place"),
    hard("法人番号", v.number(check.corporate_number), "corporate number"),
    no("連絡先メールアドレス", v.joined("{}@city.example.jp", v.pick("kouminkan", "toshokan", "bunka", "sports"))),
    no("車椅子可否", v.pick("可", "否")),
]

CODES = [
    no("全国地方公共団体コード", v.others(lambda p: p.place.code)),
    hard("郵便番号", v.others(lambda p: p.place.postal), "postal dictionary"),
    hard("都道府県名カナ", v.others(lambda p: p.place.pref_kana), "kana of places"),
    hard("市区町村名カナ", v.others(lambda p: p.place.city_kana), "kana of places"),
    hard("町域名カナ", v.others(lambda p: p.place.town_kana), "kana of places"),
    hard("都道府県名", v.others(lambda p: p.place.pref), "postal dictionary"),
    hard("市区町村名", v.others(lambda p: p.place.city), "postal dictionary"),
    hard("町域名", v.others(lambda p: p.place.town), "towns that are surnames too"),
]

FIGURES = [
    hard("町丁名", v.others(lambda p: p.place.town), "towns that are surnames too"),
    hard("年齢階級", v.pick("0-4歳", "5-9歳", "20-24歳", "65歳以上"), "classes of ages in a table of figures"),
    hard("男", v.skewed(120), "counts of men"),
    no("女", v.skewed(130)),
    no("世帯数", v.skewed(200)),
    no("調査日", v.pick("2025-10-01", f"{TODAY:%Y-%m-%d}")),
]

SETS: dict[str, list[Table | Text]] = {
    "school": [
        Table("school", "pupils.csv", 330, PUPILS, encoding="cp932", newline="\r\n", ages=(6, 13)),
        Table("school", "marks.csv", 330, MARKS),
        Table("school", "timetable.csv", 90, TIMETABLE),
        Table("school", "library.csv", 600, BOOKS, encoding="utf-8-sig"),
    ],
    "town_hall": [
        Table("town_hall", "zei_meibo.csv", 450, TAX, encoding="cp932", newline="\r\n"),
        Table("town_hall", "kaigo.csv", 200, CARE, ages=(65, 99)),
        Table("town_hall", "facilities.csv", 110, FACILITIES, encoding="utf-8-sig"),
        Table("town_hall", "postal_codes.csv", 166, CODES, encoding="cp932"),
        Table("town_hall", "population.csv", 300, FIGURES),
    ],
}
