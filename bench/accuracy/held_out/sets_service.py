"""Held-out sets: insurance and banking, gym, hotel and taxi."""

from __future__ import annotations

from bench.accuracy.held_out import check_digits as check
from bench.accuracy.held_out import values as v
from bench.accuracy.held_out.frames import Row, Table, Text, hard, link, no, open_question, yes

HALF = str.maketrans(
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲンァィゥェォッャュョー",
    "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝｧｨｩｪｫｯｬｭｮｰ",
)

VOICED = dict(zip("ガギグゲゴザジズゼゾダヂヅデドバビブベボ", "カキクケコサシスセソタチツテトハヒフヘホ", strict=True))


def half_width(kana: str) -> str:
    """Katakana as bank files hold it."""
    plain = "".join(VOICED[c] + "ﾞ" if c in VOICED else c for c in kana.replace("　", " "))
    return plain.translate(HALF)


def zengin_record(row: Row) -> str:
    """A data record of 120 characters of a transfer file."""
    bank = f"2{check.digits(row.rng, 4)}{'ﾐﾄﾞﾘ':<15}{check.digits(row.rng, 3)}{'ﾎﾝﾃﾝ':<15}0000"
    payee = half_width(row.person.kana)[:30]
    return f"{bank}1{check.digits(row.rng, 7)}{payee:<30}{row.rng.randrange(90000, 400000):010d}0{'':<20}{'':<9}"


POLICIES = [
    link("証券番号", v.shaped("##-######-#"), "personal.account.customer_no|personal.financial.transaction"),
    yes("契約者名", v.own(lambda p: p.name), "personal.name"),
    yes("契約者カナ", v.own(lambda p: half_width(p.kana)), "personal.name.kana", "HARD: half-width"),
    yes("被保険者名", v.others(lambda p: p.name), "personal.name"),
    yes("受取人続柄", v.pick("配偶者", "子", "父", "母"), "personal.family"),
    yes("告知内容", v.sometimes(0.3, v.word("illnesses"), "なし"), "special.medical_history"),
    yes("引落口座", v.joined("みどり銀行 本店 普通 {}", v.account), "personal.financial.bank_account"),
    open_question("喫煙", v.pick("吸う", "吸わない"), "personal.hobby", "a habit, no category of its own"),
    no("商品コード", v.pick("WL-10", "MED-3", "CAN-2")),
    link("月払保険料", v.whole(1200, 42000, 10), "personal.financial.transaction"),
    no("募集代理店", v.word("companies")),
]

CARD_USE = [
    no("伝票番号", v.shaped("#####")),
    yes("カード番号", v.number(check.card), "personal.financial.card"),
    yes("有効期限", v.joined("{:02d}/{}", v.whole(1, 13), v.whole(26, 31)), "personal.financial.card"),
    link("利用日", v.day("%y/%m/%d"), "personal.financial.transaction|usage.behavior.datetime"),
    link("利用金額", v.skewed(8000), "personal.financial.transaction"),
    hard("加盟店名", v.word("shops"), "shops called after persons"),
    hard("端末番号", v.shaped("#####-###-#####"), "thirteen digits"),
    no("承認番号", v.shaped("0######")),
]

BRANCHES = [
    no("金融機関コード", v.shaped("####")),
    no("金融機関名", v.pick("みどり銀行", "東海信用金庫", "山口共同組合")),
    no("支店コード", v.shaped("###")),
    hard("支店名", v.pick("本店", "田端支店", "上野支店", "松本支店"), "branches that are surnames too"),
    no("電話番号", v.facility_phone),
    no("SWIFT", v.shaped("@@@@JPJT")),
]

PRICES = [
    no("証券コード", v.shaped("####")),
    hard("銘柄名", v.pick("田中HD", "山崎工機", "北斗電子", "安藤食品"), "shares called after families"),
    no("日付", v.day()),
    no("始値", v.whole(300, 9000)),
    no("終値", v.whole(300, 9000)),
    hard("出来高", v.shaped("1#######"), "eight digits"),
    hard("更新", v.epoch(), "seconds since 1970, ten digits"),
]

RECORD_TRUTH = [
    ("", "", "Y", "personal.financial.bank_account|personal.name.kana", "HARD: fixed records of 120 characters")
]

GYM = [
    link("会員No", v.shaped("G#####"), "personal.account.customer_no"),
    yes("お名前", v.own(lambda p: p.name), "personal.name"),
    yes("身長cm", v.whole(148, 188), "personal.physical"),
    yes("体脂肪率", v.real(8, 38), "personal.physical"),
    yes("生年", v.born("%Y"), "personal.birth_date"),
    yes("年代", v.own(lambda p: f"{p.age // 10 * 10}代"), "personal.age"),
    yes("LINE ID", v.own(lambda p: p.login), "personal.contact.sns"),
    yes("暗証番号", v.shaped("####"), "personal.account.password"),
    yes("緊急連絡先", v.others(lambda p: f"{p.sei}({p.mobile})"), "personal.contact.phone|personal.name"),
    link("来館回数", v.skewed(40), "usage.behavior.count"),
    link("ロッカー番号", v.whole(100, 999)),
    link("利用プラン", v.pick("デイタイム", "レギュラー", "学生プラン", "60歳以上割")),
]

GUESTS = [
    no("予約番号", v.shaped("@@####@@")),
    yes(
        "宿泊者名",
        v.either(v.own(lambda p: p.romaji.upper()), v.foreign_name, v.word("foreign_kana")),
        "personal.name.romaji|personal.name",
    ),
    yes("国籍", v.pick("JPN", "USA", "KOR", "TWN", "FRA", "日本"), "personal.nationality"),
    yes("旅券番号", v.shaped("@@#######"), "personal.id.passport"),
    yes(
        "旅券MRZ",
        lambda row: check.mrz_line(
            str(v.shaped("T@#######")(row)), f"{row.person.birth:%y%m%d}", "F" if row.person.female else "M", "320401"
        ),
        "personal.id.passport",
    ),
    yes("住所", v.either(v.own(lambda p: p.address), v.english_street), "personal.contact.address"),
    yes("前泊地", v.own(lambda p: p.place.city), "personal.contact.region|usage.location.coarse"),
    yes("車両ナンバー", v.sometimes(0.4, v.plate), "personal.id.vehicle_plate"),
    link("到着日", v.day("%Y/%m/%d", 90), "usage.behavior.datetime"),
    link("部屋番号", v.whole(201, 999)),
    link("宿泊料", v.whole(6000, 42000, 100), "personal.financial.transaction"),
    yes(
        "食事の注意",
        v.sometimes(0.2, v.pick("えびアレルギー", "ハラール対応", "菜食"), ""),
        "special.medical_history|special.creed",
    ),
]

RIDES = [
    no("ride_id", v.uuid()),
    link("passenger_id", v.running("P{:07d}", 9120, 5), "personal.account.customer_no"),
    yes("pickup_lat", v.latitude(), "usage.location.precise"),
    yes("pickup_lng", v.longitude(), "usage.location.precise"),
    yes(
        "drop_address",
        v.own(lambda p: p.place.city + p.place.town + p.block),
        "personal.contact.address|usage.location.precise",
    ),
    link("pickup_at", v.moment("%Y-%m-%dT%H:%M:%S+09:00"), "usage.behavior.datetime"),
    yes("driver_name", v.others(lambda p: p.name), "personal.name"),
    no("car_no", v.shaped("###")),
    no("fare", v.whole(500, 9900, 90)),
    no("distance_km", v.real(0.8, 24)),
    no("surge", v.real(1, 2, 2)),
]

STOPS = [
    hard("駅コード", v.shaped("#######"), "seven digits as a postal code"),
    hard("駅名", v.word("stations"), "stations that are surnames too"),
    hard(
        "駅名ローマ字",
        v.pick("Tabata", "Ueno", "Otsuka", "Matsumoto", "Chiba", "Mitaka"),
        "stations that are surnames too",
    ),
    hard("lon", v.longitude(5), "where a station is"),
    hard("lat", v.latitude(5), "where a station is"),
    no("乗降人員", v.skewed(40000)),
    no("路線", v.pick("中央線", "山手線", "常磐線")),
    hard("〒", v.postal(), "postal code of a station"),
]

SETS: dict[str, list[Table | Text]] = {
    "banking": [
        Table("banking", "policies.csv", 380, POLICIES, encoding="cp932", newline="\r\n"),
        Table("banking", "card_use.tsv", 900, CARD_USE, form="tsv"),
        Text("banking", "furikomi.txt", 150, zengin_record, RECORD_TRUTH, encoding="cp932"),
        Table("banking", "branches.csv", 90, BRANCHES),
        Table("banking", "stock_prices.csv", 1200, PRICES),
    ],
    "leisure": [
        Table("leisure", "gym_members.csv", 170, GYM, dirt=0.02),
        Table("leisure", "guests.csv", 260, GUESTS, encoding="utf-8-sig"),
        Table("leisure", "taxi_rides.csv", 1100, RIDES),
        Table("leisure", "stations.csv", 140, STOPS, encoding="cp932"),
    ],
}
