"""Held-out sets: a shop with members and orders."""

from __future__ import annotations

from bench.accuracy.held_out import check_digits as check
from bench.accuracy.held_out import values as v
from bench.accuracy.held_out.frames import Table, Text, hard, link, no, open_question, yes

MEMBERS = [
    link("会員番号", v.running("M{:08d}", 10020411, 7), "personal.account.customer_no"),
    yes("氏名", v.own(lambda p: f"{p.sei}　{p.mei}"), "personal.name"),
    yes("フリガナ", v.own(lambda p: p.kana), "personal.name.kana"),
    yes("生年月日", v.born("%Y/%m/%d"), "personal.birth_date"),
    yes("性別", v.pick("男性", "女性", "女性", "回答しない"), "personal.gender"),
    yes("郵便番号", v.postal(), "personal.contact.postal_code"),
    yes("都道府県", v.own(lambda p: p.place.pref), "personal.contact.region"),
    yes("住所", v.own(lambda p: p.place.city + p.place.town + p.block), "personal.contact.address"),
    yes(
        "建物名",
        v.own(lambda p: p.building.strip()),
        "personal.contact.address",
        "HARD: names of flats, two thirds empty",
    ),
    yes("電話番号", v.own(lambda p: p.mobile), "personal.contact.phone"),
    yes("メールアドレス", v.own(lambda p: p.email), "personal.contact.email"),
    yes("職業", v.word("jobs"), "personal.occupation"),
    yes("メルマガ配信", v.pick("希望する", "希望しない"), "consent.record"),
    link("会員ランク", v.pick("ブロンズ", "シルバー", "ゴールド")),
    open_question("入会日", v.day("%Y/%m/%d"), "usage.behavior.datetime", "day of joining"),
    hard("登録店舗", v.word("shops"), "shops called after persons"),
    hard("登録店電話", v.facility_phone, "telephone of the shop"),
]

POINTS = [
    no("履歴ID", v.running("{}", 500001)),
    link("会員番号", v.running("M{:08d}", 10020411, 7), "personal.account.customer_no"),
    link("利用日時", v.moment("%Y/%m/%d %H:%M"), "usage.behavior.datetime"),
    link("付与ポイント", v.skewed(80)),
    hard("レシート番号", v.shaped("0######-####"), "looks like a telephone"),
    no("キャンペーンコード", v.shaped("CP25@@#")),
]

REVIEWS = [
    no("レビューID", v.uuid()),
    yes(
        "ニックネーム",
        v.pick("ねこまる", "sora777", "はなはな", "よっしー", "K.T", "みどりのたぬき", "ゆう", "masa_55", "くまさん"),
        "personal.nickname",
    ),
    hard("商品名", v.word("products"), "goods called after persons"),
    link("評価", v.whole(1, 6)),
    yes(
        "本文",
        v.text_of(
            "{item}を注文。{n}日で届きました。とても気に入っています。",
            "期待したほどではなかったです。色が写真と違いました。",
            "母の日に贈りました。喜んでもらえてよかった。",
            "梱包がていねいでした。また{shop}で買います。",
        ),
        "usage.content.post|usage.content.comment",
    ),
    link("投稿日時", v.moment(), "usage.behavior.datetime"),
]

ORDERS = [
    hard(
        "受注番号",
        v.joined("{}{}", v.day("%Y%m%d"), v.shaped("####")),
        "order number of twelve digits that begins with a day",
    ),
    link("購入者ID", v.running("{}", 88012, 3), "personal.account.customer_no"),
    link("注文日時", v.moment(), "usage.behavior.purchase|usage.behavior.datetime"),
    yes("お届け先氏名", v.others(lambda p: f"{p.sei} {p.mei}"), "personal.name"),
    yes("お届け先郵便番号", v.others(lambda p: p.place.postal), "personal.contact.postal_code", "HARD: no hyphen"),
    yes("お届け先住所", v.others(lambda p: p.address), "personal.contact.address"),
    yes("お届け先電話", v.others(lambda p: p.home), "personal.contact.phone"),
    link("合計金額", v.skewed(6800), "usage.behavior.purchase|personal.financial.transaction"),
    no("送料", v.pick(0, 550, 880, 1100)),
    link(
        "決済方法", v.pick("クレジットカード", "代金引換", "コンビニ払い", "後払い"), "personal.financial.transaction"
    ),
    hard("伝票番号", v.shaped("####-####-####"), "twelve digits in groups of four, as My Number is printed"),
    no("配送業者", v.pick("ヤマト", "佐川", "ゆうパック")),
    no("出荷予定", v.day("%Y%m%d")),
    yes(
        "配送メモ",
        v.sometimes(
            0.3,
            v.text_of(
                "不在時は{name}宛に{phone}へ連絡ください", "宅配ボックスへ", "玄関前に置き配希望", "時間指定 {n}日以降"
            ),
        ),
        "usage.content.comment|personal.contact.phone|personal.name",
    ),
]

LINES = [
    hard("受注番号", v.shaped("2025########"), "order number of twelve digits"),
    no("行", v.whole(1, 6)),
    hard("JANコード", v.number(check.jan), "thirteen digits as a corporate number"),
    hard("品名", v.word("products"), "goods called after persons"),
    no("数量", v.whole(1, 9)),
    no("単価", v.skewed(2400)),
    no("税率", v.pick("8%", "10%")),
]

GOODS = [
    no("ID", v.running("{}")),
    no("JAN", v.number(check.jan)),
    no("品番", v.shaped("@@-####-@#")),
    hard("商品名", v.word("products"), "goods called after persons"),
    hard(
        "ブランド",
        v.pick("アンナ&マルコ", "ROBERT HALE", "山田屋", "Clara", "みどり工房"),
        "brands called after persons",
    ),
    no("カテゴリ", v.pick("食品", "衣料", "家具", "文具", "酒類")),
    hard("サイズ", v.pick("120x60x72", "390x844", "A4", "S", "M", "L"), "looks like a screen size"),
    no("重量g", v.whole(20, 9000)),
    no("原産国", v.pick("日本", "中国", "ベトナム", "イタリア")),
    hard("生産者", v.pick("田中農園", "JAみなみ信州", "佐藤果樹園", "㈲大黒屋"), "farms called after families"),
    no("標準価格", v.whole(100, 30000, 10)),
    hard("登録日時", v.moment("%Y%m%d%H%M"), "time to the minute, twelve digits"),
    no(
        "説明",
        v.pick(
            "ご家族でお楽しみいただけます。賞味期限180日。",
            "20代から60代まで人気の定番。",
            "男女兼用のフリーサイズです。",
            "血圧が気になる方へ。減塩仕様。",
        ),
    ),
    no("公開", v.pick(True, False)),
]

STOCK = [
    no("倉庫コード", v.pick("W01", "W02", "W07")),
    no("棚番", v.shaped("A-##-##-#")),
    no("ロット番号", v.shaped("L########")),
    no("JAN", v.number(check.jan)),
    no("在庫数", v.skewed(40)),
    hard("使用期限", v.day("%Y/%m"), "looks like the expiry of a card"),
    no("最終棚卸", v.moment("%Y-%m-%d %H:%M")),
    no("担当端末", v.shaped("HT-##")),
]

SETS: dict[str, list[Table | Text]] = {
    "shop_members": [
        Table("shop_members", "members_202610.csv", 900, MEMBERS, encoding="cp932", newline="\r\n", dirt=0.01),
        Table("shop_members", "point_history.csv", 1500, POINTS),
        Table("shop_members", "reviews.jsonl", 220, REVIEWS, form="jsonl"),
    ],
    "shop_orders": [
        Table("shop_orders", "orders.csv", 1000, ORDERS, dirt=0.005),
        Table("shop_orders", "order_lines.tsv", 2000, LINES, form="tsv", encoding="cp932"),
        Table("shop_orders", "product_master.csv", 400, GOODS, encoding="utf-8-sig", newline="\r\n"),
        Table("shop_orders", "stock.csv", 700, STOCK),
    ],
}
