"""What a collection is by the set of its fields: forms as they are published, and what only looks like one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from table_samples import Column, address_v4, agent, code, day, judge_table, mailbox, moment, person, pick

from connectors.base import Collection, CollectionKind, Field
from detectors.catalogue import load_catalogue
from detectors.containers import NOTHING, Container, fold_label, label_fields, load_forms, recognise_containers

SHARED = Path(__file__).parents[2] / "shared" / "data"


def recognise(labels: Sequence[str], kind: CollectionKind = "records", column: str = "") -> tuple[Container, ...]:
    fields = [Field(column, path=label) if column else Field(label) for label in labels]
    form = "pictures" if kind == "media" else ""
    return recognise_containers(Collection("x", kind, form=form), fields, [{}] * len(fields))


def labels_of(fields: Sequence[str], kind: CollectionKind = "records") -> dict[str, str]:
    return {fields[number]: category for number, (category, _) in label_fields(recognise(fields, kind)).items()}


FORMS = {
    "web-log": [
        "time_local remote_addr remote_user request status body_bytes_sent http_referer http_user_agent request_time",
        "ts level logger request.remote_ip request.proto request.method request.host request.uri request.headers.User-Agent[] status duration",
        "timestamp client_ip method path status_code user_agent user_id latency",
        "ClientAddr ClientHost RequestMethod RequestPath DownstreamStatus Duration StartUTC",
    ],
    "google-http": ["insertId httpRequest.requestMethod httpRequest.requestUrl httpRequest.remoteIp httpRequest.userAgent httpRequest.serverIp timestamp logName"],
    "azure-web": ["time resourceId properties.clientIP properties.requestUri properties.httpMethod properties.httpStatus properties.userAgent properties.serverRouted"],
    "cloudflare": ["ClientIP ClientRequestHost ClientRequestMethod ClientRequestURI EdgeResponseStatus EdgeStartTimestamp RayID ClientRequestUserAgent OriginIP"],
    "load-balancer": ["type time elb client_ip client_port target_ip target_port elb_status_code request_verb request_url request_proto user_agent ssl_cipher trace_id"],
    "object-store": ["bucketowner bucket_name requestdatetime remoteip requester requestid operation key request_uri httpstatus bytessent referrer useragent"],
    "edge-log": [
        "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie)",
        "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status",
    ],
    "elastic-common": ["@timestamp ecs.version event.dataset source.ip source.port user_agent.original url.path http.request.method http.response.status_code host.name"],
    "http-headers": ["id headers.User-Agent headers.Accept headers.X-Forwarded-For"],
    "cloudtrail": ["eventVersion userIdentity.type userIdentity.arn userIdentity.userName eventTime eventSource eventName awsRegion sourceIPAddress userAgent requestID eventID"],
    "sign-in": ["id createdDateTime userDisplayName userPrincipalName appDisplayName ipAddress clientAppUsed deviceDetail.browser deviceDetail.operatingSystem location.city status.errorCode"],
    "har": ["log.version log.entries[].startedDateTime log.entries[].request.url log.entries[].request.method log.entries[].response.status log.entries[].timings.wait log.entries[].serverIPAddress"],
    "cookie-jar": [
        "id originAttributes name value host path expiry lastAccessed creationTime isSecure isHttpOnly sameSite",
        "creation_utc host_key top_frame_site_key name value encrypted_value path expires_utc is_secure is_httponly last_access_utc samesite",
        "domain expirationDate hostOnly httpOnly name path sameSite secure session storeId value",
        "domain include_subdomains path secure expiration name value",
    ],
    "crm-account": ["Id AccountId Title LeadSource OwnerId", "AccountName BillingStreet AnnualRevenue"],
    "head-count": ["予約番号 大人 子供 泊数", "booking_id adults children nights"],
    "campaign-source": ["id utm_source utm_medium utm_campaign"],
    "sentry": ["event_id platform release exception.values[].type exception.values[].value contexts.device.model contexts.os.version user.id user.email user.ip_address server_name"],
    "crashlytics": ["platform bundle_identifier event_id is_fatal issue_id event_timestamp device.model operating_system.display_version user.id installation_uuid exceptions[].type"],
    "error-notifier": ["apiKey payloadVersion events[].exceptions[].errorClass events[].exceptions[].message events[].severity events[].user.email events[].device.id events[].context events[].unhandled"],
    "apple-report": ["bug_type timestamp os_version incident_id app_name slice_uuid bundleID", "incident crashReporterKey modelCode osVersion.train procName faultingThread userID captureTime"],
    "tombstone": ["arch build_fingerprint revision timestamp pid tid uid selinux_label command_line signal_info.name abort_message"],
    "app-crash": ["REPORT_ID APP_VERSION_CODE PHONE_MODEL ANDROID_VERSION STACK_TRACE USER_EMAIL USER_CRASH_DATE", "端末ID 機種 OSバージョン アプリバージョン スタックトレース 発生日時"],
    "google-analytics": ["event_date event_timestamp event_name event_params[].key event_params[].value.string_value user_id user_pseudo_id device.mobile_model_name geo.city traffic_source.source"],
    "matomo": ["idSite idVisit visitorId visitIp visitCount actionDetails[].url browserName operatingSystem city latitude longitude lastActionTimestamp"],
    "adobe-analytics": ["hit_time_gmt post_visid_high post_visid_low ip user_agent page_url pagename visit_num geo_city accept_language"],
    "product-analytics": [
        "anonymousId userId event messageId context.ip context.userAgent context.page.url context.locale properties.plan originalTimestamp",
        "amplitude_id user_id device_id event_type event_time ip_address os_name device_model city event_properties.x insert_id",
        "event properties.distinct_id properties.time properties.$os properties.$city properties.$insert_id",
    ],
    "event-log": ["user_id event_name event_time page_url session_id", "会員ID 行動種別 日時 画面名 商品ID"],
    "message-store": [
        "type user text ts team channel client_msg_id thread_ts",
        "送信者タイプ 送信者名 送信日 送信時刻 内容",
        "message_id sender_id receiver_id body sent_at is_read",
        "id author.id author.name content timestamp channel_id",
        "address body date date_sent read thread_id",
    ],
    "mail-store": ["message_id from to cc subject body date"],
    "call-record": ["calldate src dst duration billsec disposition", "発信番号 着信番号 通話時間 発信日時", "受付日時 発信番号 オペレーター 通話時間 応対内容"],
    "device-inventory": ["deviceName serialNumber imei wiFiMacAddress model osVersion userPrincipalName lastSyncDateTime phoneNumber", "資産番号 機種 シリアル番号 MACアドレス 利用者名 購入日"],
    "server-inventory": ["hostname ip_address os role rack", "ホスト名 IPアドレス OS 用途 設置場所"],
    "telemetry": ["device_id timestamp temperature humidity battery latitude longitude", "観測所 日時 気温 降水量 緯度 経度"],
    "equipment-list": ["設備番号 設備名 設置場所 製造番号 点検日 メーカー"],
    "application-log": ["timestamp level logger message thread"],
    "job-log": ["実行ID ジョブ名 開始 終了 結果 件数 メッセージ", "build_id commit duration_ms artifact runner.ip runner.host"],
    "exif-table": ["SourceFile Make Model DateTimeOriginal GPSLatitude GPSLongitude SerialNumber Artist"],
    "postal-dictionary": ["全国地方公共団体コード 旧郵便番号 郵便番号 都道府県名カナ 市区町村名カナ 町域名カナ 都道府県名 市区町村名 町域名", "zipcode prefecture city town prefecture_kana city_kana town_kana"],
    "municipality-list": ["団体コード 都道府県名 市区町村名 人口 面積", "pref_code prefecture city_code city lat lng"],
    "station-list": ["station_cd station_name line_cd lon lat", "駅名 路線名 事業者名 緯度 経度"],
    "facility-list": ["施設名 所在地 電話番号 開館時間 休館日", "store_id store_name address phone opening_hours"],
    "company-list": ["会社名 法人番号 代表者名 本社所在地 資本金", "supplier_id company_name contact_name phone vat_number"],
    "bank-transfer": ["金融機関コード 支店コード 預金種目 口座番号 受取人名 振込金額"],
    "purchase-history": ["注文番号 注文日時 商品名 数量 会員番号", "InvoiceId CustomerId InvoiceDate Total"],
    "appraisal": ["社員番号 評価期間 総合評価 上司コメント"],
    "insurance-card": ["保険者番号 記号 番号 枝番 氏名"],
    "review": ["product_id user_id rating body posted_at", "商品コード ニックネーム 評価 レビュー本文 投稿日"],
    "post": ["post_id user_id text like_count created_at"],
    "ticket": ["ticket_id subject description requester_email status", "問い合わせ番号 件名 お問い合わせ内容 対応状況"],
    "survey": ["回答日時 年代 満足度 ご意見", "respondent_id q1 q2 q3 submitted_at"],
    "bid-request": [
        "id at imp.bidfloor imp.banner.w site.domain site.page device.ua device.ip device.ifa device.geo.lat device.carrier user.id user.buyeruid tmax",
        "id imp[].bidfloor app.bundle device.ifa device.os user.yob bcat",
    ],
    "cookie-sync": ["ts cookie_id partner partner_uid segments consent_string", "uid dsp dsp_uid"],
    "advertisement": ["creative_id advertiser headline target_gender target_age", "広告名 ターゲット性別 ターゲット年齢 配信地域"],
    "aggregate": ["day country device age_group gender sessions users", "集計月 性別 年代 利用者数"],
    "workspace-member": ["id team_id name real_name profile.title profile.email profile.image_192 tz is_bot"],
    "app-account": ["user_id screen_name profile.display_name profile.bio profile.birthday auth.session push.token"],
    "windows-event": ["TimeCreated EventID Computer TargetUserName TargetUserSid IpAddress LogonType Message"],
    "identity-log": ["uuid published eventType actor.alternateId actor.displayName client.ipAddress outcome.result"],
    "remote-access": ["session_id username remote_ip assigned_ip bytes_in gateway", "利用者ID 接続元IP 割当IP 接続日時"],
    "visitor-fingerprint": ["seen_at visitor_id canvas_hash account ip screen ua"],
    "firewall-rule": ["rule_id name action src dst port", "ルール番号 動作 送信元 宛先 ポート"],
    "infrastructure-state": ["type name mode attributes.id attributes.arn attributes.private_ip attributes.tags.Owner"],
    "ticket-event": ["id ticket_id author.id via.source.from.address via.source.to.address via.channel metadata.system.ip_address"],
    "game-telemetry": ["event player.id player.gamertag session level.name weapon fps chat build"],
    "time-clock": ["emp emp_name shift in out", "社員番号 出勤 退勤 休憩"],
    "track": ["trip_id driver_id pickup_datetime pickup_latitude pickup_longitude dropoff_latitude dropoff_longitude", "会員ID 測位日時 緯度 経度"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "fields"), [(name, fields) for name, some in FORMS.items() for fields in some])
def test_a_form_is_recognised(name: str, fields: str) -> None:
    assert name in {container.form.name for container in recognise(fields.split(" "))}


def test_every_form_has_an_example() -> None:
    by_keys = {name for name, form in load_forms().items() if form.needs}
    assert by_keys == set(FORMS)


@pytest.mark.parametrize(
    "fields",
    [
        "id name email created_at",
        "会員番号 氏名 郵便番号 都道府県 市区町村 町名 番地 電話番号",
        "氏名 会社名 部署 役職 電話番号 メールアドレス",
        "user_id login_at ip_address",
        "user_id key value",
        "name value",
        "id title body published_at author",
        "商品コード 商品名 価格 在庫",
        "employee_id name department hired_at",
        "date open high low close volume",
        "user_id address city state zip",
        "id status method amount path",
        "顧客名 店舗名 営業時間",
        "q1 q2 q3 q4 revenue",
        "",
    ],
)
def test_what_is_no_form(fields: str) -> None:
    assert not recognise(fields.split(" ") if fields else [])


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        (
            "eventSource eventName eventTime sourceIPAddress userAgent userIdentity.userName userIdentity.accountId",
            {"sourceIPAddress": "usage.device.ip", "userAgent": "usage.browser", "userIdentity.accountId": NOTHING,
             "userIdentity.userName": "personal.account.login_id"},
        ),
        (
            "Records[].eventSource Records[].eventName Records[].eventTime Records[].sourceIPAddress Records[].userIdentity.arn",
            {"Records[].sourceIPAddress": "usage.device.ip"},
        ),
        (
            "time_iso8601 remote_addr request status upstream_addr http_cookie",
            {"remote_addr": "usage.device.ip", "upstream_addr": NOTHING, "http_cookie": "usage.cookie", "status": NOTHING},
        ),
        (
            "httprequest_remoteip httprequest_requesturl httprequest_useragent httprequest_serverip",
            {"httprequest_remoteip": "usage.device.ip", "httprequest_serverip": NOTHING},
        ),
        (
            "log.entries[].request.url log.entries[].response.status log.entries[].startedDateTime "
            "log.entries[].request.headers.User-Agent log.entries[].request.headers.Cookie log.entries[].serverIPAddress "
            "log.entries[].timings.wait",
            {"log.entries[].request.url": "usage.behavior.view", "log.entries[].request.headers.User-Agent": "usage.browser",
             "log.entries[].request.headers.Cookie": "usage.cookie", "log.entries[].serverIPAddress": NOTHING},
        ),
        ("device_id temperature lat lon", {"lat": NOTHING, "lon": NOTHING}),
    ],
)  # fmt: skip
def test_parts_are_labelled(fields: str, wanted: dict[str, str]) -> None:
    labels = labels_of(fields.split(" "))
    assert {field: labels.get(field) for field in wanted} == wanted


def test_keys_below_different_paths_are_different_records() -> None:
    assert not recognise(["a.remote_addr", "b.request", "c.status", "d.user_agent"])
    assert recognise([f"payload.{key}" for key in ("remote_addr", "request", "status", "http_user_agent")])


def test_parts_inside_a_column_are_one_record() -> None:
    keys = ["event_id", "platform", "exception.values[].type", "user.email"]
    (container,) = recognise(keys, column="payload")
    assert (container.form.name, container.column) == ("sentry", "payload")
    fields = [Field("a", path=keys[0]), Field("b", path=keys[1]), Field("c", path=keys[2])]
    assert not recognise_containers(Collection("x", "table"), fields, [{}] * 3)


@pytest.mark.parametrize(
    ("kind", "fields", "name", "labels"),
    [
        ("cookies", ["domain", "path", "cookie_name", "cookie_value", "expires"], "cookie-file", {"cookie_value": "usage.cookie"}),
        ("crash", ["build_fingerprint", "signal"], "crash-file", {"build_fingerprint": "usage.os"}),
        ("media", ["gps.latitude", "make", "artist"], "picture-file",
         {"gps.latitude": "usage.location.precise", "make": "usage.device.model", "artist": "personal.name"}),
    ],
)  # fmt: skip
def test_a_kind_of_collection_is_a_form(
    kind: CollectionKind, fields: list[str], name: str, labels: dict[str, str]
) -> None:
    assert name in {container.form.name for container in recognise(fields, kind)}
    assert labels.items() <= labels_of(fields, kind).items()
    assert name not in {container.form.name for container in recognise(fields, "table")}


@pytest.mark.parametrize(
    ("form", "category"),
    [("pictures", "usage.content.photo"), ("videos", "usage.content.video"), ("sounds", "usage.content.audio")],
)
def test_media_are_told_apart_by_their_form(form: str, category: str) -> None:
    (container,) = recognise_containers(Collection("x", "media", form=form), [Field("model")], [{}])
    assert container.form.whole == category


def test_tables_are_told_by_what_their_fields_are_called() -> None:
    fields = [Field(name) for name in ("a", "b", "c", "d")]
    hints = [{"special.health_check": 0.9}] * 3 + [{}]
    (container,) = recognise_containers(Collection("x", "table"), fields, hints)
    assert container.form.name == "health-check"
    assert container.known == {0, 1, 2}
    weak = [{"special.health_check": 0.3}] * 4
    assert not recognise_containers(Collection("x", "table"), fields, weak)


def test_the_data_is_sound() -> None:
    known = load_catalogue().categories
    for name, form in load_forms().items():
        assert form.needs or form.hints or form.kind, name
        assert set(form.labels.values()) - {NOTHING} <= set(known), name
        assert not form.whole or form.whole in known, name
        assert set(form.hints) <= set(known), name
        assert form.least >= len(form.needs) - 1, name
        assert not form.without & form.keys, (name, form.without & form.keys)
        assert form.source.startswith("http") or form.hints or form.name == "appraisal", name
        assert all(group for group in form.needs), name


@pytest.mark.parametrize(
    ("one", "other"),
    [("userIdentity.userName", "user_identity.user_name"), ("cs(User-Agent)", "csUserAgent"), ("ＩＰアドレス", "ipアドレス"),
     ("entries[].request.url", "entries.request.url"), ("@timestamp", "timestamp"), ("properties.$os", "properties.os"), ("X-Forwarded-For", "x_forwarded_for")],
)  # fmt: skip
def test_labels_are_compared_without_their_spelling(one: str, other: str) -> None:
    assert fold_label(one) == fold_label(other)


@given(st.lists(st.text(max_size=40), max_size=12))
def test_any_names_are_looked_at(names: list[str]) -> None:
    for container in recognise(names):
        assert container.known <= set(range(len(names)))
        assert set(container.labels) <= container.known


@given(st.text(max_size=60))
def test_folding_is_stable(label: str) -> None:
    folded = fold_label(label)
    assert fold_label(folded) == folded


# --- Through the whole judgement ----------------------------------------------------------------------------------


def found_in(name: str, columns: Sequence[Column], kind: CollectionKind = "records") -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in judge_table(name, columns, kind)[0]:
        key = "::".join(part for part in (one.location.field, one.location.path or "") if part)
        found.setdefault(key, set()).add(one.category)
    return found


def test_an_audit_log() -> None:
    columns: list[Column] = [
        ("eventTime", moment), ("eventSource", pick("signin.example")), ("eventName", pick("ConsoleLogin", "PutObject")),
        ("sourceIPAddress", address_v4), ("userAgent", agent), ("userIdentity.userName", pick("hanako", "taro", "jiro")),
        ("userIdentity.accountId", pick("111122223333", "444455556666")), ("eventID", code("e-")),
    ]  # fmt: skip
    findings, dismissed = judge_table("trail.jsonl", columns, "records")
    found = {one.location.field: one for one in findings}
    assert found[""].category == "usage.access_log"
    assert found["sourceIPAddress"].category == "usage.device.ip"
    assert found["userIdentity.userName"].category == "personal.account.login_id"
    assert found["userIdentity.userName"].verdict == "is"
    assert "userIdentity.accountId" not in found
    assert any(factor.name == "container" for factor in found["sourceIPAddress"].evidence.factors)
    assert all(one.reason == "software" for one in dismissed)


def test_a_servers_own_address_is_nobodys() -> None:
    columns: list[Column] = [
        ("startedDateTime", moment), ("request.url", pick("https://example.jp/a", "https://example.jp/b")), ("response.status", pick("200")),
        ("timings.wait", pick("12", "30")), ("serverIPAddress", lambda n: f"198.51.100.{n + 1}"),
    ]  # fmt: skip
    findings, dismissed = judge_table("x.har!log.entries", columns, "records")
    assert "serverIPAddress" not in {one.location.field for one in findings}
    assert ("serverIPAddress", "software") in {(one.location.field, one.reason) for one in dismissed}


def test_a_crash_report_inside_a_column() -> None:
    columns: list[Column] = [
        ("id", code("")), ("payload::event_id", code("ab12cd34")), ("payload::platform", pick("cocoa")),
        ("payload::exception.values[].type", pick("NSRangeException")), ("payload::user.email", mailbox),
        ("payload::contexts.device.model", pick("iPhone15,2", "iPhone14,5")),
    ]  # fmt: skip
    found = found_in("events", columns, "table")
    assert found["payload"] == {"usage.crash"}
    assert found["payload::user.email"] == {"personal.contact.email"}
    assert found["payload::contexts.device.model"] == {"usage.device.model"}


def test_a_cookie_jar() -> None:
    columns: list[Column] = [
        ("host", pick(".example.jp", "shop.example.com")), ("name", pick("_ga", "sid", "lang")), ("value", code("GA1.2.123456789.17000")),
        ("path", pick("/")), ("expiry", pick("1790000000")), ("isHttpOnly", pick("0", "1")), ("sameSite", pick("0", "1")),
    ]  # fmt: skip
    found = found_in("moz_cookies", columns, "table")
    assert "usage.cookie" in found[""]
    assert "usage.cookie" in found["value"]
    assert "name" not in found


def test_purchases_count_only_beside_a_person() -> None:
    order: list[Column] = [
        ("order_id", code("")),
        ("order_date", day),
        ("product_name", pick("Desk Lamp", "Green Tea")),
    ]
    found = found_in("orders", [*order, ("customer_name", person)])
    assert "usage.behavior.purchase" in found[""]
    assert "" not in found_in("orders", [*order, ("quantity", pick("1", "2"))])


def leaves(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, f"{path}[]")
    else:
        yield path


@pytest.mark.parametrize(
    ("path", "name"),
    [("files_har/haralyzer/cnn-chrome.har", "har"), ("files_har/xml.har", "har"), ("logs_cloudtrail_docs/cloudtrail_events.jsonl", "cloudtrail")],
)  # fmt: skip
def test_real_files(path: str, name: str) -> None:
    if not (SHARED / path).exists():
        pytest.skip("needs ../shared/data")
    text = (SHARED / path).read_text(encoding="utf-8")
    values = [json.loads(line) for line in text.splitlines()] if path.endswith(".jsonl") else [json.loads(text)]
    found = {
        container.form.name for container in recognise(sorted({leaf for value in values for leaf in leaves(value)}))
    }
    assert name in found
