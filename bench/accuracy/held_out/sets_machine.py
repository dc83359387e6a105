"""Held-out sets: an app's events and devices, cookies and accounts."""

# ruff: noqa: E501  (rows of a table stay rows)

from __future__ import annotations

from bench.accuracy.held_out import check_digits as check
from bench.accuracy.held_out import values as v
from bench.accuracy.held_out.frames import Row, Table, Text, hard, link, no, yes


def visitor(row: Row) -> str:
    """A visitor's number of an analytics cookie."""
    return f"GA1.1.{row.rng.randrange(10**8, 2 * 10**9)}.17{check.digits(row.rng, 8)}"


EVENTS = [
    no("event_id", v.uuid()),
    yes("event_name", v.pick("page_view", "add_to_cart", "purchase", "scroll", "login"), "usage.behavior.event"),
    yes(
        "user_pseudo_id",
        v.joined("{}.{}", v.shaped("1########"), v.shaped("17########")),
        "usage.cookie|usage.device.ad_id",
    ),
    link("event_timestamp", v.epoch(1000), "usage.behavior.datetime"),
    yes(
        "page.location",
        v.joined("https://shop.example.jp/item/{}?utm_source=mail", v.whole(100, 999)),
        "usage.behavior.view",
    ),
    yes(
        "page.search_term",
        v.sometimes(0.2, v.pick("妊娠 つわり 薬", "転職 40代", "ベビーカー", "母の日 花"), None),
        "usage.behavior.search",
    ),
    yes("device.model", v.pick("iPhone15,2", "SO-51C", "SM-S911Q", "Pixel 8 Pro", "SH-52D"), "usage.device.model"),
    yes("device.os", v.pick("iOS 17.4", "Android 14", "Android 13"), "usage.os"),
    yes("device.screen", v.pick("1179x2556", "1080x2340", "1344x2992"), "usage.device.screen"),
    yes("device.lang", v.pick("ja-JP", "en-US", "zh-TW"), "usage.browser.language"),
    yes("device.advertising_id", v.uuid(), "usage.device.ad_id"),
    yes("device.carrier", v.pick("docomo", "SoftBank", "KDDI", "Rakuten Mobile"), "usage.carrier.name"),
    yes("ip", v.public_ip, "usage.device.ip"),
    hard(
        "app.version",
        v.joined("{}.{}.{}.{}", v.whole(3, 6), v.whole(0, 12), v.whole(0, 30), v.whole(0, 250)),
        "version in the form of an address",
    ),
    hard("app.build", v.shaped("2025######"), "ten digits"),
    no("experiment_id", v.shaped("exp_%%%%%%%%")),
]

CRASHES = [
    no("event_id", v.shaped("%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%")),
    yes(
        "exception",
        v.pick(
            "java.lang.NullPointerException\n\tat jp.example.app.CartFragment.onClick(CartFragment.kt:88)\n\tat android.view.View.performClick(View.java:7448)",
            "TypeError: undefined is not an object\n    at render (https://shop.example.jp/static/app.js:12:4801)",
        ),
        "usage.crash",
    ),
    yes("user.id", v.shaped("8####"), "personal.account.login_id|personal.account.customer_no"),
    yes("user.email", v.sometimes(0.6, v.own(lambda p: p.email), None), "personal.contact.email"),
    yes("user.ip_address", v.public_ip, "usage.device.ip"),
    yes(
        "request.cookies",
        v.joined("PHPSESSID={}; _ga={}", v.shaped("%%%%%%%%%%%%%%%%%%%%%%%%%%"), visitor),
        "usage.cookie.session|usage.cookie",
    ),
    yes("contexts.device.imei", v.number(check.imei), "usage.device.hw_id"),
    hard(
        "release",
        v.joined("shop@{}.{}.{}", v.whole(2, 5), v.whole(0, 20), v.whole(0, 9)),
        "releases that look like mailboxes",
    ),
    hard("sdk.version", v.pick("7.101.0", "8.2.1"), "versions"),
    hard("server_name", v.pick("web-03.int.example.jp", "web-04.int.example.jp"), "internal hosts"),
]

DEVICES = [
    link("ユーザーID", v.shaped("u%%%%%%%%"), "personal.account.login_id"),
    yes("端末ID", v.shaped("%%%%%%%%%%%%%%%%"), "usage.device.hw_id"),
    yes("IMEI", v.number(check.imei), "usage.device.hw_id"),
    yes("ICCID", v.number(check.iccid), "usage.carrier.sim"),
    yes("IMSI", v.joined("440{}{}", v.pick("10", "20", "51"), v.shaped("##########")), "usage.carrier.sim"),
    yes("Wi-Fi MAC", v.mac, "usage.device.hw_id"),
    yes(
        "プッシュトークン",
        v.joined("{}:APA91b{}", v.shaped("*" * 22), v.shaped("*" * 134)),
        "usage.device.push_token",
    ),
    yes("機種名", v.pick("SOG06", "A101SH", "iPhone14,7", "KYG02"), "usage.device.model"),
    yes("User-Agent", v.user_agent, "usage.browser"),
    yes("canvas_hash", v.shaped("%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%"), "usage.device.fingerprint"),
    link("最終起動", v.moment("%Y-%m-%d %H:%M:%S"), "usage.behavior.datetime"),
    yes("access_token", v.jwt, "personal.account.credential"),
]

SWITCHES = [
    no("key", v.pick("new_checkout", "dark_mode", "user_profile_v2", "email_verification")),
    no("description", v.pick("メールアドレス確認を必須にする", "氏名のフリガナ自動入力", "GPSによる店舗検索")),
    no("enabled", v.pick(True, False)),
    hard("rollout", v.pick("0%", "20代のみ", "100%"), "ages in a setting"),
    hard("min_version", v.joined("{}.{}.0.0", v.whole(1, 9), v.whole(0, 9)), "version in the form of an address"),
    no("salt", v.shaped("%%%%%%%%")),
]


def cookie(row: Row) -> str:
    name, value = row.rng.choice(
        (
            ("_ga", visitor(row)),
            ("PHPSESSID", check.digits(row.rng, 26)),
            ("_fbp", f"fb.1.17{check.digits(row.rng, 11)}.{check.digits(row.rng, 9)}"),
            ("laravel_session", str(v.shaped("eyJpdiI6" + "*" * 60)(row))),
            ("_yjsu_yjad", f"17{check.digits(row.rng, 8)}.{v.uuid()(row)}"),
            ("lang", "ja"),
        )
    )
    host = row.rng.choice((".shop.example.jp", ".example.net", "www.hoshi-net.jp"))
    return f"{host}\tTRUE\t/\tTRUE\t17{check.digits(row.rng, 8)}\t{name}\t{value}"


TRACKING = [
    no("id", v.running("{}")),
    yes("cookie_id", visitor, "usage.cookie"),
    yes(
        "cookie_header",
        v.joined(
            "_ga={}; _gid=GA1.2.{}.{}; JSESSIONID={}",
            visitor,
            v.shaped("########"),
            v.shaped("17########"),
            v.shaped("%%%%%%%%%%%%%%%%"),
        ),
        "usage.cookie|usage.cookie.session",
    ),
    yes(
        "referrer",
        v.joined("https://www.example.com/search?q={}", v.pick("腰痛+治し方", "中古車", "保育園+空き")),
        "usage.behavior.view|usage.behavior.search",
    ),
    yes(
        "accept_language",
        v.pick("ja,en-US;q=0.9,en;q=0.8", "en-GB,en;q=0.5", "zh-TW,zh;q=0.9"),
        "usage.browser.language",
    ),
    yes("ua", v.user_agent, "usage.browser"),
    yes("x_forwarded_for", v.joined("{}, {}", v.public_ip, v.inner_ip), "usage.device.ip"),
    link("visited_at", v.moment("%Y-%m-%d %H:%M:%S"), "usage.behavior.datetime"),
    no("http_status", v.pick(200, 200, 304, 404)),
    no("cdn_host", v.pick("cdn1.example.net", "edge-nrt.example.net")),
]

ACCOUNTS = [
    link("uid", v.running("{}", 1001), "personal.account.login_id"),
    yes("login", v.own(lambda p: p.login), "personal.account.login_id"),
    yes(
        "pw",
        v.joined("{}{}", v.pick("sakura", "Tanuki!", "baseball", "pass"), v.whole(10, 9999)),
        "personal.account.password",
    ),
    yes("secret_question", v.pick("母の旧姓は", "最初のペットの名前", "出身小学校"), "personal.account.credential"),
    yes("secret_answer", v.own(lambda p: p.sei), "personal.account.credential"),
    yes("password_hash", v.joined("$2y$10${}", v.shaped("*" * 53)), "personal.account.password"),
    link("login_count", v.skewed(60), "usage.behavior.count"),
    yes("last_login_ip", v.public_ip, "usage.device.ip"),
    no("row_version", v.shaped("0x00000000000%%%%%")),
    link("role", v.pick("user", "user", "editor", "admin")),
]

JAR = [("", "", "Y", "usage.cookie|usage.cookie.session", "")]

SETS: dict[str, list[Table | Text]] = {
    "app_usage": [
        Table("app_usage", "events.jsonl", 560, EVENTS, form="jsonl"),
        Table("app_usage", "crashes.jsonl", 130, CRASHES, form="jsonl"),
        Table("app_usage", "devices.csv", 240, DEVICES, encoding="utf-8-sig"),
        Table("app_usage", "feature_flags.json", 24, SWITCHES, form="json"),
    ],
    "web_cookies": [
        Text("web_cookies", "cookies.txt", 120, cookie, JAR, head="# Netscape HTTP Cookie File\n\n"),
        Table("web_cookies", "tracking.csv", 450, TRACKING),
        Table("web_cookies", "accounts.tsv", 260, ACCOUNTS, form="tsv"),
    ],
}
