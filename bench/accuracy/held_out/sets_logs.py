"""Held-out sets: logs of servers and applications, with people in them and without."""

# ruff: noqa: E501  (rows of a table stay rows)

from __future__ import annotations

import json
from urllib.parse import quote

from bench.accuracy.held_out import check_digits as check
from bench.accuracy.held_out import values as v
from bench.accuracy.held_out.frames import Row, Table, Text, hard, link, no, yes

PARTS = [
    ("client_ip", "", "Y", "usage.device.ip|usage.access_log", ""),
    ("user", "", "Y", "personal.account.login_id", "HARD: mostly a hyphen"),
    ("time", "", "L", "usage.behavior.datetime", ""),
    ("request", "", "Y", "usage.behavior.view|usage.access_log", ""),
    ("status", "", "N", "", ""),
    ("bytes", "", "N", "", ""),
    ("user_agent", "", "Y", "usage.browser", ""),
]

W3C_FIELDS = (
    "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status time-taken"
)


def path_of(row: Row) -> str:
    """What was asked for."""
    return row.rng.choice(
        (
            "/",
            "/items/1204",
            "/cart",
            "/mypage/orders",
            "/img/logo.svg",
            "/search?q=%E7%9C%BC%E9%8F%A1",
            "/api/v1/items?page=2",
        )
    )


def combined(row: Row) -> str:
    """A line of the combined form; now and then with a user or an e-mail address in the query."""
    path = f"/unsubscribe?email={quote(row.person.email)}" if row.rng.random() < 0.03 else path_of(row)
    user = row.person.login if row.rng.random() < 0.1 else "-"
    return (
        f"{v.public_ip(row)} - {user} [{v.moment('%d/%b/%Y:%H:%M:%S +0900', 7)(row)}] "
        f'"GET {path} HTTP/1.1" {row.rng.choice((200, 200, 304, 404))} {row.rng.randrange(200, 90000)} '
        f'"https://www.example.com/" "{v.user_agent(row)}"'
    )


def common(row: Row) -> str:
    """A line of the common log format."""
    return f'{v.public_ip(row)} - - [{v.moment("%d/%b/%Y:%H:%M:%S +0900", 11)(row)}] "{row.rng.choice(("GET", "POST"))} {path_of(row)} HTTP/1.0" 200 {row.rng.randrange(90000)}'


def load_balancer(row: Row) -> str:
    """A line of a load balancer."""
    return (
        f"https {v.moment('%Y-%m-%dT%H:%M:%S.123456Z', 5)(row)} app/front/50dc6c495c0c9188 {v.public_ip(row)}:{row.rng.randrange(1025, 65000)} "
        f"10.0.1.{row.rng.randrange(4, 90)}:8080 0.001 0.04{row.rng.randrange(10)} 0.000 200 200 34 {row.rng.randrange(900)} "
        f'"GET https://shop.example.jp:443{path_of(row)} HTTP/2.0" "{v.user_agent(row)}" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 '
        f'arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:targetgroup/web/73e2d6bc24d8a067 "Root=1-{v.shaped("%%%%%%%%-%%%%%%%%%%%%%%%%%%%%%%%%")(row)}"'
    )


def w3c(row: Row) -> str:
    """A line of the extended log format."""
    user = row.person.login if row.rng.random() < 0.2 else "-"
    agent = v.user_agent(row).replace(" ", "+")
    return (
        f"{v.moment('%Y-%m-%d %H:%M:%S', 13)(row)} 10.20.0.5 GET {path_of(row).split('?')[0]} {row.rng.choice(('-', 'id=204', 'page=3'))} 443 "
        f"{user} {v.public_ip(row)} {agent} 200 {row.rng.randrange(1200)}"
    )


def key_values(row: Row) -> str:
    """A line of an application in key=value form."""
    time = v.moment("%Y-%m-%dT%H:%M:%S+09:00", 9)(row)
    version = f"2.{row.rng.randrange(9)}.{row.rng.randrange(20)}.0"
    return (
        f'time={time} level={row.rng.choice(("info", "info", "warn"))} msg="{row.rng.choice(("order placed", "login ok", "mail sent"))}" '
        f"user_email={row.person.email} client_ip={v.public_ip(row)} phone={row.person.mobile.replace(' ', '')} "
        f"order_no={check.digits(row.rng, 12)} trace={v.shaped('%%%%%%%%%%%%%%%%')(row)} version={version} duration_ms={row.rng.randrange(900)}"
    )


def json_tail(row: Row) -> str:
    """A line with a JSON object behind the message."""
    tail = {
        "user": {"id": row.rng.randrange(1000, 9999), "email": row.person.email, "name": row.person.name},
        "ship": {"zip": row.person.place.postal, "tel": row.person.mobile},
        "order": {"no": "2025" + check.digits(row.rng, 8), "total": row.rng.randrange(500, 9000)},
    }
    time = v.moment("%Y-%m-%d %H:%M:%S,123", 15)(row)
    return f"{time} INFO [worker-{row.rng.randrange(1, 9)}] jp.example.Order - accepted {json.dumps(tail, ensure_ascii=False)}"


def batch(row: Row) -> str:
    """A line of a night job in which nobody appears."""
    return row.rng.choice(
        (
            f"{v.moment('%Y/%m/%d %H:%M:%S', 40)(row)} [INFO ] JOB{check.digits(row.rng, 6)} 開始 対象日=20251003 件数={row.rng.randrange(90000)}",
            f"{v.moment('%Y/%m/%d %H:%M:%S', 40)(row)} [INFO ] 連携ファイル SND_{check.digits(row.rng, 12)}.dat を作成しました ({row.rng.randrange(9000)} bytes)",
            f"{v.moment('%Y/%m/%d %H:%M:%S', 40)(row)} [WARN ] 再試行 2/3 接続先=db-02.int.example.jp:5432 ライブラリ=4.2.1.0",
            f"{v.moment('%Y/%m/%d %H:%M:%S', 40)(row)} [INFO ] 在庫引当 JAN={check.jan(row.rng)} 数量={row.rng.randrange(50)} 倉庫=W0{row.rng.randrange(1, 8)}",
            f"{v.moment('%Y/%m/%d %H:%M:%S', 40)(row)} [INFO ] チェックサム {v.shaped('%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%')(row)} 版 1.{row.rng.randrange(9)}.{row.rng.randrange(9)}.{row.rng.randrange(9)}",
        )
    )


def syslog(row: Row) -> str:
    """A line of a login server or a mail server."""
    time, login = v.moment("%b %d %H:%M:%S", 21)(row), row.person.login
    return row.rng.choice(
        (
            f"{time} gw1 sshd[{row.rng.randrange(900, 32000)}]: Accepted publickey for {login} from {v.public_ip(row)} port {row.rng.randrange(1025, 65000)} ssh2",
            f"{time} mx1 postfix/smtp[{row.rng.randrange(900, 32000)}]: {check.digits(row.rng, 10)}: to=<{row.person.email}>, relay=mx.example.net[{v.public_ip(row)}]:25, status=sent",
            f"{time} gw1 CRON[{row.rng.randrange(900, 32000)}]: (root) CMD (/usr/local/bin/rotate)",
        )
    )


HEAD = f"#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n#Date: 2025-04-01 00:00:00\n#Fields: {W3C_FIELDS}\n"

FORMS = {"common": ("user_agent", "user"), "alb": ("user", "status", "bytes"), "w3c": ("bytes",)}

PARTS_OF = {form: [part for part in PARTS if part[0] not in missing] for form, missing in FORMS.items()}

PAIRS = [
    (
        "",
        "",
        "Y",
        "personal.contact.email|personal.contact.phone|usage.device.ip|usage.behavior.datetime",
        "the line as a whole",
    ),
    ("", "user_email", "Y", "personal.contact.email", ""),
    ("", "client_ip", "Y", "usage.device.ip", ""),
    ("", "phone", "Y", "personal.contact.phone", ""),
    ("", "order_no", "N", "", "HARD: order number of twelve digits"),
    ("", "trace", "N", "", "HARD: traces of sixteen hexadecimal digits"),
    ("", "version", "N", "", "HARD: version in the form of an address"),
    ("", "level", "N", "", ""),
    ("", "msg", "N", "", ""),
    ("", "duration_ms", "N", "", ""),
]

TAIL = [
    (
        "",
        "",
        "Y",
        "personal.contact.email|personal.contact.phone|personal.name|personal.contact.postal_code",
        "the line as a whole",
    ),
    ("", "user.id", "L", "personal.account.login_id|personal.account.customer_no", ""),
    ("", "user.email", "Y", "personal.contact.email", ""),
    ("", "user.name", "Y", "personal.name", ""),
    ("", "ship.zip", "Y", "personal.contact.postal_code", "HARD: no hyphen"),
    ("", "ship.tel", "Y", "personal.contact.phone", ""),
    ("", "order.no", "N", "", "HARD: order number of twelve digits"),
    ("", "order.total", "L", "usage.behavior.purchase|personal.financial.transaction", ""),
]

TRAIL = [
    no("eventVersion", v.pick("1.08")),
    hard("userIdentity.accountId", v.pick("123456789012"), "twelve digits of a company's account"),
    yes("userIdentity.userName", v.own(lambda p: p.login), "personal.account.login_id"),
    yes(
        "userIdentity.arn",
        v.joined("arn:aws:iam::123456789012:user/{}", v.own(lambda p: p.login)),
        "personal.account.login_id",
    ),
    yes("userIdentity.accessKeyId", v.shaped("AKIA@@#@@#@@#EXAMPLE"), "personal.account.credential"),
    link("eventTime", v.moment("%Y-%m-%dT%H:%M:%SZ"), "usage.behavior.datetime"),
    no("eventSource", v.pick("s3.amazonaws.com", "iam.amazonaws.com")),
    yes("eventName", v.pick("GetObject", "ConsoleLogin", "PutUserPolicy"), "usage.behavior.event"),
    no("awsRegion", v.pick("ap-northeast-1", "us-east-1")),
    yes("sourceIPAddress", v.public_ip, "usage.device.ip"),
    yes(
        "userAgent",
        v.pick(
            "aws-cli/2.15.30 Python/3.11.8 Linux/5.10 source/x86_64",
            "console.amazonaws.com",
            "Boto3/1.34.69 md/Botocore#1.34.69",
        ),
        "usage.browser",
    ),
    no("requestID", v.uuid()),
    no("requestParameters.bucketName", v.pick("example-logs", "example-customer-exports")),
]

SETS: dict[str, list[Table | Text]] = {
    "web_logs": [
        Text("web_logs", "access_log-20251003", 600, combined, PARTS),
        Text("web_logs", "legacy_access.log.1", 400, common, PARTS_OF["common"]),
        Text("web_logs", "alb.log", 260, load_balancer, PARTS_OF["alb"]),
        Text("web_logs", "u_ex251003.log", 500, w3c, PARTS_OF["w3c"], head=HEAD),
    ],
    "app_logs": [
        Text("app_logs", "app.log", 500, key_values, PAIRS),
        Text("app_logs", "order-service.log", 300, json_tail, TAIL),
        Text(
            "app_logs",
            "syslog",
            300,
            syslog,
            [
                (
                    "",
                    "",
                    "Y",
                    "usage.device.ip|personal.contact.email|personal.account.login_id|usage.behavior.datetime",
                    "",
                )
            ],
        ),
        Table("app_logs", "cloudtrail.json", 200, TRAIL, form="wrapped:Records"),
        Text(
            "app_logs",
            "night_batch.log",
            600,
            batch,
            [("", "", "N", "", "HARD: numbers, versions and internal hosts, nobody in it")],
            encoding="cp932",
        ),
    ],
}
