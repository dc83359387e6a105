"""Held-out sets: sensors, servers, source code and works: many names, hardly a person."""

from __future__ import annotations

from bench.accuracy.held_out import values as v
from bench.accuracy.held_out.frames import Table, Text, hard, nested, no, open_question, yes

TELEMETRY = [
    no("device_id", v.shaped("sens-%%%%%%")),
    hard("ts", v.epoch(1000), "milliseconds since 1970"),
    hard("gps.lat", lambda row: round(35.4 + row.index % 7 * 0.0101, 4), "fixed place of a sensor"),
    hard("gps.lon", lambda row: round(139.6 + row.index % 7 * 0.0101, 4), "fixed place of a sensor"),
    no("temp", v.real(-5, 42, 2)),
    no("humidity", v.real(20, 95)),
    hard("pressure", v.real(980, 1030, 1), "measurements"),
    hard("ip", v.inner_ip, "address of a sensor in an internal network"),
    hard(
        "fw",
        v.joined("{}.{}.{}.{}", v.whole(1, 4), v.whole(0, 9), v.whole(0, 9), v.whole(0, 255)),
        "version in the form of an address",
    ),
    hard("mac", v.mac, "interface of a sensor"),
    hard("seq", v.running("{}", 100000000001), "numbers of twelve digits that run on"),
]

CALIBRATION = [
    hard("シリアル", v.shaped("@@######"), "serial numbers of sensors"),
    no("校正証明書番号", v.shaped("CAL-####-####")),
    no("測定値1", v.real(30, 40, 3)),
    no("体温計基準", v.pick(35.0, 37.0, 39.0)),
    no("誤差", v.real(-0.1, 0.1, 4)),
    open_question("校正者", v.others(lambda p: p.sei), "personal.name", "staff by family name only"),
    no("校正日時", v.moment("%Y/%m/%d %H:%M")),
]

WEATHER = [
    hard("観測所", v.pick("千葉", "福島", "宮崎", "松本", "石巻", "高田"), "stations that are surnames too"),
    no("地点番号", v.shaped("4####")),
    no("年月日時", v.moment("%Y/%m/%d %H:00", 3600)),
    no("気温", v.real(-8, 36)),
    no("気圧配置", v.pick("西高東低", "南高北低")),
    no("降水量", v.real(0, 30)),
    hard("緯度", v.latitude(3), "where a station is"),
    hard("経度", v.longitude(3), "where a station is"),
]

SERVERS = [
    hard(
        "hostname",
        v.joined("{}-{:02d}.int.example.jp", v.pick("db", "web", "batch", "yamada-dev"), v.whole(1, 30)),
        "internal hosts",
    ),
    hard("ip_address", v.inner_ip, "internal network"),
    hard("mac", v.mac, "interfaces of servers"),
    no("os", v.pick("Ubuntu 22.04", "RHEL 9.4", "Windows Server 2022")),
    no("serial_no", v.shaped("@@#@####@#")),
    no("cpu", v.pick(4, 8, 16)),
    no("rack", v.shaped("R#-##-##")),
    hard("contact", v.pick("infra@corp.example.jp", "noc@corp.example.jp"), "mailboxes of desks"),
    no("uuid", v.uuid(upper=True)),
]

METRICS = [
    hard(
        "file",
        v.joined("src/{}/{}.py", v.pick("user", "customer", "address"), v.pick("name", "birthday", "phone", "email")),
        "files called after data",
    ),
    no("commit", v.shaped("%" * 40)),
    no("loc", v.skewed(300)),
    no("complexity", v.whole(1, 40)),
    no("coverage", v.real(0, 100)),
    hard(
        "function",
        v.pick("get_user_name", "validate_phone", "mask_my_number", "send_email"),
        "functions called after data",
    ),
    yes("last_author", v.own(lambda p: f"{p.romaji} <{p.email}>"), "personal.contact.email|personal.name.romaji"),
]

BUILDS = [
    no("build", v.shaped("2025############")),
    no("duration", v.joined("{:02d}:{:02d}:{:02d}", v.whole(0, 2), v.whole(0, 60), v.whole(0, 60))),
    no("artifact", v.joined("app-{}.{}.{}.{}.tar.gz", v.whole(1, 4), v.whole(0, 20), v.whole(0, 9), v.whole(0, 99))),
    no("digest", v.shaped("sha256:" + "%" * 64)),
    no("agent", v.pick("agent-henry", "agent-olivia", "agent-01")),
    nested(
        "env",
        hard("python", v.pick("3.11.9", "3.12.4"), "versions"),
        no("region", v.pick("ap-northeast-1", "us-east-1")),
        hard("base_image", v.shaped("img-%%%%%%%%"), "images"),
        hard("gateway", v.pick("10.0.0.1", "172.16.0.1"), "internal network"),
    ),
    no("result", v.pick("ok", "ok", "failed")),
]

FILMS = [
    no("film_id", v.running("{}")),
    hard("題名", v.word("works"), "titles with names of persons"),
    open_question("監督", v.others(lambda p: p.name), "personal.name", "directors are public"),
    open_question("出演", v.others(lambda p: f"{p.name}、{p.sei}翔"), "personal.name", "actors are public"),
    no("上映分", v.whole(60, 190)),
    hard("製作年", v.whole(1950, 2026), "years that could be years of birth"),
    no("レイティング", v.pick("G", "PG12", "R15+", "R18+")),
    no("役名", v.pick("由美子", "健太", "マリア", "山田巡査", "母")),
]

RECIPES = [
    no("料理名", v.pick("ばあちゃんの肉じゃが", "マルゲリータ", "ジョンの辛口カレー", "親子丼", "マドレーヌ")),
    no("分量", v.pick("4人分", "2人家族用", "1個")),
    no("調理時間", v.joined("{}分", v.whole(5, 90))),
    no("アレルゲン", v.pick("卵・小麦", "えび", "なし")),
    no("手順", v.pick("鍋に入れて20分煮る。", "オーブン180度で15分。", "塩を2-3つまみ。")),
    no("カロリー", v.whole(80, 900)),
]

SETS: dict[str, list[Table | Text]] = {
    "sensors": [
        Table("sensors", "telemetry.jsonl", 900, TELEMETRY, form="jsonl"),
        Table("sensors", "calibration.csv", 90, CALIBRATION, encoding="cp932"),
        Table("sensors", "weather.csv", 800, WEATHER),
        Table("sensors", "servers.csv", 70, SERVERS),
    ],
    "code_and_works": [
        Table("code_and_works", "metrics.csv", 210, METRICS),
        Table("code_and_works", "builds.csv", 160, BUILDS),
        Table("code_and_works", "films.csv", 110, FILMS),
        Table("code_and_works", "recipes.json", 36, RECIPES, form="json"),
    ],
}
