"""Held-out sets: a clinic, and health checks."""

from __future__ import annotations

from bench.accuracy.held_out import check_digits as check
from bench.accuracy.held_out import values as v
from bench.accuracy.held_out.frames import Table, Text, hard, link, no, open_question, yes

RESERVATIONS = [
    no("予約ID", v.running("R{:07d}", 30012)),
    link("診察券番号", v.shaped("0#####"), "personal.account.customer_no"),
    yes("患者氏名", v.own(lambda p: f"{p.sei} {p.mei}"), "personal.name"),
    yes("カナ", v.own(lambda p: p.kana), "personal.name.kana"),
    yes("生年月日", v.born("era-short"), "personal.birth_date"),
    yes("携帯電話", v.own(lambda p: p.mobile), "personal.contact.phone"),
    link("予約日時", v.moment("%Y-%m-%d %H:%M"), "special.treatment|usage.behavior.datetime"),
    yes("診療科", v.pick("内科", "皮膚科", "整形外科", "小児科", "心療内科"), "special.treatment"),
    yes(
        "来院理由",
        v.text_of("{n}日前から咳が続く", "{ill}の定期受診", "頭痛と発熱 38.2度", "健診で再検査と言われた", "腰が痛い"),
        "special.treatment|special.medical_history",
    ),
    open_question("担当医", v.others(lambda p: f"{p.sei}医師"), "personal.name", "staff named by family name"),
    no("診察室", v.whole(1, 6)),
    no("受付番号", v.whole(1, 180)),
]

PATIENTS = [
    link("patient_no", v.running("{:08d}", 4410), "personal.account.customer_no"),
    yes("name", v.own(lambda p: p.name), "personal.name"),
    yes("birth", v.born(), "personal.birth_date"),
    yes("sex", v.gender("MF"), "personal.gender"),
    yes("insurance.insurer_no", v.number(check.insurer), "personal.id.health_insurer_no"),
    yes("insurance.kigo", v.shaped("########"), "personal.id.health_insurance"),
    yes("insurance.bango", v.shaped("####"), "personal.id.health_insurance"),
    yes("insurance.edaban", v.pick("00", "01", "02"), "personal.id.health_insurance"),
    yes("diagnosis", v.word("illnesses"), "special.medical_history"),
    yes("icd10", v.pick("I10", "E11.9", "J45.0", "M51.2", "F32.9", "K25.9"), "special.medical_history"),
    yes("prescription", v.word("drugs"), "special.treatment"),
    yes("allergy", v.pick("なし", "卵", "ペニシリン", "そば", "スギ花粉"), "special.medical_history"),
    yes("blood_type", v.pick("A", "B", "O", "AB", "A"), "personal.blood_type"),
    yes("emergency.relation", v.pick("妻", "夫", "長女", "長男", "母"), "personal.family"),
    yes("emergency.tel", v.others(lambda p: p.mobile), "personal.contact.phone"),
]

HOSPITALS = [
    hard("医療機関コード", v.shaped("##########"), "ten digits as a telephone"),
    hard("医療機関名", v.word("hospitals"), "hospitals called after families"),
    hard("所在地", v.site_address, "address of a hospital"),
    hard("電話番号", v.facility_phone, "telephone of a hospital"),
    no("診療科目", v.pick("内科,小児科", "皮膚科", "整形外科,リハビリ科")),
    no("病床数", v.whole(0, 480)),
    no("緯度", v.latitude()),
    no("経度", v.longitude()),
    open_question("開設者", v.others(lambda p: f"{p.sei} {p.mei}"), "personal.name", "public register of founders"),
]

DRUGS = [
    no("YJコード", v.shaped("#######@####")),
    hard("薬品名", v.word("drugs"), "drugs, nobody takes them here"),
    hard("適応症", v.word("illnesses"), "illnesses that a drug is for"),
    hard("薬価", v.real(5, 900), "prices"),
    no("製造販売元", v.word("companies")),
    no("GTIN", v.number(lambda rng: "0" + check.jan(rng))),
]

RESULTS = [
    link("受診者番号", v.shaped("KS######"), "personal.account.customer_no"),
    yes("氏名", v.own(lambda p: p.name), "personal.name"),
    yes("年齢", v.own(lambda p: p.age), "personal.age"),
    yes("身長", v.real(145, 188), "special.health_check|personal.physical"),
    yes("体重", v.real(41, 98), "special.health_check|personal.physical"),
    yes("腹囲", v.real(62, 110), "special.health_check|personal.physical"),
    yes("収縮期血圧", v.whole(95, 175), "special.health_check"),
    yes("拡張期血圧", v.whole(55, 105), "special.health_check"),
    yes("HbA1c", v.real(4.8, 8.2), "special.health_check"),
    yes("LDL", v.whole(60, 210), "special.health_check"),
    yes("γ-GTP", v.whole(10, 160), "special.health_check"),
    yes("既往歴", v.sometimes(0.3, v.word("illnesses"), "特記なし"), "special.medical_history"),
    yes("総合判定", v.pick("A", "B", "C", "D2", "E"), "special.health_check"),
    yes("保健指導", v.pick("情報提供", "動機付け支援", "積極的支援"), "special.treatment"),
    link("受診日", v.day("%Y/%m/%d", 60), "special.treatment"),
    hard("実施機関", v.word("hospitals"), "hospitals called after families"),
]

CALIBRATION = [
    no("機器番号", v.shaped("BP-####")),
    no("血圧計型式", v.shaped("HBP-####")),
    no("校正日", v.day("%Y/%m/%d")),
    no("基準圧mmHg", v.pick(50, 100, 150, 200)),
    no("測定圧mmHg", v.real(49, 201)),
    no("体重計誤差kg", v.real(-0.2, 0.2, 2)),
    no("合否", v.pick("合", "合", "否")),
]

SETS: dict[str, list[Table | Text]] = {
    "clinic": [
        Table("clinic", "reservations.csv", 420, RESERVATIONS, encoding="cp932", newline="\r\n"),
        Table("clinic", "patients.json", 260, PATIENTS, form="wrapped:patients", ages=(1, 95)),
        Table("clinic", "hospital_list.csv", 120, HOSPITALS),
        Table("clinic", "drug_master.csv", 150, DRUGS, encoding="cp932"),
    ],
    "health_check": [
        Table("health_check", "kenshin2025.csv", 500, RESULTS, encoding="cp932", newline="\r\n", dirt=0.02),
        Table("health_check", "device_calibration.csv", 80, CALIBRATION),
    ],
}
