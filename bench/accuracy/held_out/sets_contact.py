"""Held-out sets: a contact centre, posts and chat; events, surveys and cases."""

from __future__ import annotations

from bench.accuracy.held_out import check_digits as check
from bench.accuracy.held_out import values as v
from bench.accuracy.held_out.frames import Table, Text, hard, link, nested, no, open_question, yes
from bench.accuracy.held_out.people import romanise

INQUIRY = v.text_of(
    "先日{shop}で購入した{item}が壊れていました。{name}と申します。折り返し{phone}までお願いします。",
    "注文番号{order}の件です。お届け先を{address}に変更してください。",
    "ログインできません。登録メールは{email}です。",
    "領収書の宛名を{name}にしてほしいのですが。",
    "{ill}のため通院しており、解約したいです。電話は{home}。",
    "営業時間を教えてください。",
    "ポイントが反映されません。いつ付きますか？",
)

INQUIRIES = [
    no("ticket_id", v.running("T-{:06d}", 4401)),
    link("received_at", v.moment("%Y-%m-%dT%H:%M:%S"), "usage.behavior.datetime"),
    yes("customer.email", v.own(lambda p: p.email), "personal.contact.email"),
    yes("customer.name", v.own(lambda p: p.name), "personal.name"),
    yes(
        "body",
        INQUIRY,
        "usage.content.inquiry|personal.contact.phone|personal.contact.email|personal.contact.address|personal.name",
    ),
    no("channel", v.pick("web", "tel", "mail")),
    no("category", v.pick("配送", "返品", "会員登録", "病気・けが", "その他")),
    no("sla_minutes", v.whole(10, 2000)),
    open_question(
        "attachments",
        lambda row: [f"IMG_{check.digits(row.rng, 4)}.jpg"] if row.rng.random() < 0.3 else [],
        "usage.content.photo",
        "names of files only",
    ),
]

POSTS = [
    no("id", v.shaped("17###############")),
    yes(
        "user.screen_name",
        v.own(lambda p: "@" + p.login.replace(".", "_")),
        "personal.contact.sns|personal.nickname|personal.account.login_id",
    ),
    yes(
        "user.display_name",
        v.pick("ゆきりん", "たろう🍜", "sora_photo", "ねこ部長", "mii", "山歩きの人"),
        "personal.nickname",
    ),
    yes(
        "text",
        v.text_of(
            "{station}なう。混んでる…",
            "今日は{item}で晩酌！",
            "誕生日でした🎂 {n}歳になりました",
            "推しのライブ最高だった",
        ),
        "usage.content.post",
    ),
    link("created_at", v.moment("%a %b %d %H:%M:%S +0900 %Y"), "usage.behavior.datetime"),
    yes("geo.lat", v.located(v.latitude()), "usage.location.precise"),
    yes("geo.lng", v.located(v.longitude()), "usage.location.precise"),
    open_question("lang", v.pick("ja", "ja", "en", "ko"), "usage.browser.language", "language of a post"),
    link("like_count", v.skewed(30)),
    yes(
        "media_url",
        v.joined("https://img.example.net/{}.{}", v.shaped("%%%%%%%%%%"), v.pick("jpg", "mp4")),
        "usage.content.photo|usage.content.video",
    ),
]

CHAT = [
    no("msg_id", v.running("{}", 1)),
    no("room", v.pick("総務", "proj-apollo", "雑談", "障害対応")),
    yes("from", v.own(lambda p: p.name), "personal.name"),
    yes("to", v.others(lambda p: p.email), "personal.contact.email"),
    link("sent", v.epoch(1000), "usage.behavior.datetime"),
    yes(
        "message",
        v.text_of(
            "{sei}さん、{day}の件よろしくです",
            "携帯変えました {phone}",
            "了解です！",
            "体調不良のため本日休みます",
            "{shop}の資料です",
        ),
        "usage.content.message|personal.contact.phone",
    ),
    no("read", v.pick(True, False)),
]

CALLS = [
    no("通話ID", v.shaped("20251003-######")),
    yes("発信者番号", v.own(lambda p: p.mobile.replace("-", "")), "personal.contact.phone|usage.communication"),
    hard("着信番号", v.pick("0120-555-014", "0570-055-013"), "own number of the company"),
    link("開始", v.moment("%H:%M:%S"), "usage.communication|usage.behavior.datetime"),
    link("秒数", v.skewed(240), "usage.communication"),
    yes("録音ファイル", v.joined("rec/2025/10/{}.wav", v.shaped("%%%%%%%%")), "usage.content.audio"),
    yes("応対メモ", INQUIRY, "usage.content.inquiry|personal.contact.phone|personal.name|personal.contact.address"),
    open_question("オペレータ", v.others(lambda p: p.sei), "personal.name", "staff by family name only"),
]

ANSWERS = [
    no("faq_id", v.running("{}", 1)),
    hard(
        "質問",
        v.pick("電話番号の変更方法は？", "住所変更の手続きを教えてください", "パスワードを忘れました", "退会したい"),
        "asks about data, holds none",
    ),
    hard(
        "回答",
        v.pick(
            "マイページの「会員情報」から変更できます。",
            "お電話（0120-555-014）で承ります。平日9:00〜18:00",
            "support@shop.example.co.jp までご連絡ください。",
        ),
        "contact of the company",
    ),
    no("閲覧数", v.skewed(300)),
    no("更新日", v.day("%Y/%m/%d")),
]

ATTENDEES = [
    no("No.", v.running("{}")),
    yes("参加者", v.own(lambda p: f"{p.name}（{p.kana.replace('　', '')}）"), "personal.name|personal.name.kana"),
    yes(
        "ローマ字",
        v.own(lambda p: romanise(p.sei_kana).upper() + " " + romanise(p.mei_kana).title()),
        "personal.name.romaji",
    ),
    yes("会社・団体", v.word("companies"), "personal.employer"),
    yes("E-mail", v.own(lambda p: p.email), "personal.contact.email"),
    yes("当日連絡先", v.own(lambda p: p.mobile), "personal.contact.phone"),
    yes("同意日時", v.moment("%Y/%m/%d %H:%M"), "consent.record"),
    no("懇親会", v.pick("参加", "不参加")),
    no("座席", v.shaped("@-##")),
    hard("会場", v.pick("福島ホール", "川口市民会館", "千葉メッセ"), "halls in towns that are surnames too"),
]

DONATIONS = [
    no("受領番号", v.shaped("DN######")),
    yes("寄附者", v.own(lambda p: p.name), "personal.name"),
    yes("寄附者住所", v.own(lambda p: p.address), "personal.contact.address"),
    link("寄附金額", v.whole(1000, 100000, 1000), "personal.financial.transaction"),
    yes(
        "申込方法の口座",
        v.joined("記号 1{}0 番号 {}1", v.shaped("###"), v.shaped("#######")),
        "personal.financial.bank_account",
    ),
    hard("返礼品", v.word("products"), "goods called after persons"),
    yes(
        "応援メッセージ",
        v.text_of("{n}年前に住んでいました。がんばってください。", "母の故郷です。"),
        "usage.content.comment",
    ),
    yes("公表可否", v.pick("可", "匿名希望"), "consent.record"),
]

SURVEY = [
    no("回答ID", v.uuid()),
    yes("Q1_年齢", v.pick("18-29歳", "30代", "40代", "50代", "60歳以上"), "personal.age"),
    yes("Q2_信仰", v.pick("仏教", "神道", "キリスト教", "特になし", "回答しない"), "special.creed"),
    yes("Q3_支持政党", v.pick("青葉党", "民和会", "支持なし"), "special.creed"),
    yes("Q4_性的指向", v.pick("異性愛", "同性愛", "両性愛", "答えたくない"), "special.sexual"),
    yes("Q5_民族的背景", v.pick("日本", "アイヌ", "在日コリアン", "その他"), "special.race"),
    yes("Q6_犯罪被害の経験", v.pick("ある", "ない", "ない"), "special.crime_victim"),
    yes("Q7_満足度", v.whole(1, 6), "usage.content.survey"),
    yes(
        "Q8_自由記述",
        v.text_of("差別を受けたことがある。", "{ill}で困っている。", "特にありません。"),
        "usage.content.survey|usage.content.comment",
    ),
    yes("世帯年収", v.pick("300万円未満", "300〜500万円", "800万円以上"), "personal.income"),
    yes("居住地", v.own(lambda p: p.place.pref), "personal.contact.region"),
]

CASES = [
    link("事件番号", v.joined("令和{}年(ワ)第{}号", v.whole(3, 8), v.whole(10, 999))),
    yes("依頼者", v.own(lambda p: p.name), "personal.name"),
    yes("相手方", v.others(lambda p: p.name), "personal.name"),
    yes(
        "前科",
        v.sometimes(0.2, v.pick("窃盗 懲役1年執行猶予3年", "道交法違反 罰金"), "なし"),
        "special.criminal_record",
    ),
    yes("逮捕日", v.day("%Y/%m/%d"), "special.criminal_procedure"),
    yes("少年審判", v.pick("", "", "保護観察", "不処分"), "special.juvenile"),
    yes("被害状況", v.pick("詐欺被害 120万円", "傷害 全治2週間", "ストーカー被害"), "special.crime_victim"),
    nested(
        "付帯情報",
        yes("job", v.word("jobs"), "personal.occupation"),
        yes("contact.tel", v.own(lambda p: p.mobile), "personal.contact.phone"),
        no("court", v.pick("千葉地裁", "福島家裁", "東京地裁")),
        no("pages", v.whole(1, 80)),
    ),
]

GATE = [
    link("user_id", v.shaped("U%%%%%%"), "personal.account.login_id"),
    yes(
        "face_encoding",
        lambda row: " ".join(f"{row.rng.gauss(0, 0.1):.6f}" for _ in range(32)),
        "biometric.template",
    ),
    yes("id_image", v.joined("kyc/menkyo_{}.png", v.shaped("######")), "personal.id.document_image"),
    yes("jpki_serial", v.shaped("%%%%%%%%%%%%%%%%"), "personal.id.my_number_card", "HARD: only the name tells"),
    yes("residence_card", v.sometimes(0.3, v.shaped("@@########@@")), "personal.id.residence_card"),
    yes("genotype", v.sometimes(0.5, v.pick("rs671:GA", "rs671:GG", "rs429358:CT")), "special.genetic"),
    hard("embedding_model", v.pick("resnet-1.2.0.1", "arc-2.0.0.3"), "versions that look like addresses"),
    no("gate", v.pick("東口A", "西口2")),
]

SETS: dict[str, list[Table | Text]] = {
    "contact": [
        Table("contact", "inquiries.jsonl", 320, INQUIRIES, form="jsonl"),
        Table("contact", "posts.jsonl", 500, POSTS, form="jsonl"),
        Table("contact", "chat.csv", 420, CHAT),
        Table("contact", "calls.csv", 240, CALLS, encoding="cp932"),
        Table("contact", "faq.csv", 30, ANSWERS),
    ],
    "events": [
        Table("events", "attendees.csv", 150, ATTENDEES, dirt=0.02),
        Table("events", "furusato.csv", 300, DONATIONS, encoding="cp932", newline="\r\n"),
        Table("events", "community_survey.csv", 380, SURVEY),
        Table("events", "cases.tsv", 60, CASES, form="tsv"),
        Table("events", "gate_users.json", 70, GATE, form="json"),
    ],
}
