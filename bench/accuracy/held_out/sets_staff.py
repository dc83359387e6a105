"""Held-out sets: employees and applicants."""

from __future__ import annotations

from bench.accuracy.held_out import check_digits as check
from bench.accuracy.held_out import values as v
from bench.accuracy.held_out.frames import Table, Text, hard, link, no, yes

PAYROLL = [
    link("社員番号", v.running("E{:05d}", 10031, 3), "personal.id.employee_no"),
    yes("氏名", v.own(lambda p: p.name), "personal.name"),
    yes("所属", v.word("departments"), "personal.employer"),
    yes("役職", v.word("titles"), "personal.employer"),
    yes("基本給", v.whole(180000, 520000, 1000), "hr.payroll|personal.income"),
    yes("残業手当", v.skewed(24000), "hr.payroll|personal.income"),
    yes("健康保険料", v.whole(9000, 29000, 10), "hr.payroll"),
    yes("源泉所得税", v.whole(3000, 32000, 10), "hr.payroll"),
    yes("差引支給額", v.whole(150000, 430000), "hr.payroll|personal.income"),
    yes("扶養人数", v.whole(0, 5), "personal.family"),
    yes("銀行名", v.pick("みどり銀行", "東海信用金庫", "ゆうちょ銀行"), "personal.financial.bank_account"),
    yes("支店コード", v.shaped("###"), "personal.financial.bank_account"),
    yes("口座番号", v.account, "personal.financial.bank_account"),
    no("支給年月", v.pick("202508", "202509")),
]

LEDGER = [
    link("社員番号", v.running("E{:05d}", 10031, 3), "personal.id.employee_no"),
    yes("個人番号", v.number(check.my_number), "personal.id.my_number"),
    yes("続柄", v.pick("本人", "本人", "妻", "長男", "長女"), "personal.family"),
    yes("基礎年金番号", v.shaped("####-######"), "personal.id.pension"),
    yes("雇用保険被保険者番号", v.shaped("####-######-#"), "personal.id.employment_insurance"),
    yes("入社年月日", v.day("%Y/%m/%d", 9000), "personal.employer"),
    yes("組合加入", v.pick("加入", "未加入"), "special.union"),
    yes("障害者手帳", v.sometimes(0.1, v.pick("身体3級", "精神2級", "療育B"), "無"), "special.disability"),
    hard("雇用保険事業所番号", v.shaped("1301-######-#"), "number of the employer's site"),
    hard("労働保険番号", v.shaped("13-1-01-######-000"), "number of the employer"),
]

APPRAISAL = [
    link("emp_id", v.running("{}", 10031, 3), "personal.id.employee_no"),
    yes("評価", v.pick("S", "A", "B", "B", "C"), "hr.evaluation"),
    yes(
        "上司コメント",
        v.text_of(
            "目標を上回る成果。{n}件の新規契約に貢献した。",
            "遅刻が多く、改善を求めた。",
            "後輩の指導に力を発揮。次期は{sei}さんの補佐役に。",
        ),
        "hr.evaluation|usage.content.comment",
    ),
    yes("懲戒歴", v.sometimes(0.04, v.pick("譴責", "減給"), ""), "hr.evaluation", "HARD: nearly empty"),
    no("評価期", v.pick("2025上期", "2025下期")),
]

HOURS = [
    link("社員CD", v.running("{}", 10031, 3), "personal.id.employee_no"),
    link("日付", v.day("%Y-%m-%d", 30), "hr.attendance"),
    yes("出勤", v.joined("{:02d}:{:02d}", v.whole(7, 10), v.whole(0, 60)), "hr.attendance"),
    yes("退勤", v.joined("{:02d}:{:02d}", v.whole(16, 23), v.whole(0, 60)), "hr.attendance"),
    yes("休暇区分", v.pick("", "", "", "有休", "病欠", "育休"), "hr.attendance"),
    no("締フラグ", v.pick(0, 1)),
]

OFFICES = [
    no("部署コード", v.running("D{:03d}")),
    no("部署名", v.word("departments")),
    no("内線", v.shaped("####")),
    hard("代表番号", v.facility_phone, "telephone of an office"),
    hard("所在ビル", v.word("buildings"), "buildings called after families"),
    no("定員", v.whole(2, 60)),
]

RESUMES = [
    link("entry_no", v.running("2026-{:04d}")),
    yes("applicant.name", v.own(lambda p: f"{p.sei} {p.mei}"), "personal.name"),
    yes("applicant.name_roman", v.own(lambda p: p.romaji), "personal.name.romaji"),
    yes("applicant.birthday", v.born("%Y年%m月%d日"), "personal.birth_date"),
    yes("applicant.photo", v.joined("uploads/face/{}.jpg", v.shaped("%%%%%%%%")), "personal.photo_face"),
    yes("applicant.email", v.own(lambda p: p.email), "personal.contact.email"),
    yes("applicant.tel", v.own(lambda p: p.mobile), "personal.contact.phone"),
    yes(
        "education.last",
        v.pick(
            "南陽大学 経済学部 卒業",
            "県立工業高校 電子科 卒業",
            "東都大学大学院 理学研究科 修了",
            "みなと短期大学 卒業",
        ),
        "personal.education|hr.resume",
    ),
    yes(
        "career.summary",
        v.text_of(
            "{n}年間、食品卸で営業を担当。",
            "SEとして{n}件の開発に参加し、うち3件で主担当。",
            "看護師として病棟勤務{n}年。",
        ),
        "hr.resume",
    ),
    yes("career.current_company", v.word("companies"), "personal.employer|hr.resume"),
    yes("desired_salary", v.joined("{}万円", v.whole(300, 900, 10)), "personal.income|hr.resume"),
    yes(
        "license",
        v.pick("普通自動車第一種", "日商簿記2級", "TOEIC 820", "基本情報技術者"),
        "hr.resume|personal.education",
    ),
    yes("hobby", v.word("hobbies"), "personal.hobby"),
    yes(
        "motivation",
        v.text_of("貴社の製品を長年使っており、開発に携わりたい。", "地元に戻り家族を支えながら働きたい。"),
        "hr.resume",
    ),
    yes("interview.score", v.whole(1, 6), "hr.evaluation|hr.resume"),
    yes("spouse", v.pick("有", "無"), "personal.marital_status"),
    no("position_id", v.uuid()),
]

OPENINGS = [
    no("求人番号", v.shaped("JOB-####")),
    hard("募集職種", v.pick("営業職", "看護師", "システムエンジニア", "経理"), "occupations that are offered"),
    hard("想定年収", v.joined("{}万円〜{}万円", v.whole(300, 450, 10), v.whole(450, 900, 10)), "pay that is offered"),
    hard("応募資格", v.pick("大卒以上", "高卒以上", "看護師免許", "経験3年以上"), "education that is asked for"),
    hard("勤務地", v.others(lambda p: p.place.pref + p.place.city), "where the work is"),
    no("掲載開始", v.moment("%Y-%m-%dT%H:%M:%S")),
    hard("対象年齢", v.pick("59歳以下", "不問", "30代まで"), "ages that are asked for"),
    no("募集人数", v.whole(1, 9)),
]

SETS: dict[str, list[Table | Text]] = {
    "employees": [
        Table("employees", "kyuyo_202509.csv", 240, PAYROLL, encoding="cp932", newline="\r\n"),
        Table("employees", "bango_daicho.csv", 240, LEDGER),
        Table("employees", "appraisal.tsv", 130, APPRAISAL, form="tsv"),
        Table("employees", "kintai.csv", 1600, HOURS),
        Table("employees", "offices.csv", 26, OFFICES, encoding="cp932"),
    ],
    "applicants": [
        Table("applicants", "applications.json", 140, RESUMES, form="wrapped:items", ages=(18, 55)),
        Table("applicants", "openings.csv", 48, OPENINGS),
    ],
}
