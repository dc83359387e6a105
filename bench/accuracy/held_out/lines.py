"""Single lines with marked spans: identifiers as they stand in business notes and logs, and look-alikes.

A form holds tokens in braces. A token of `MARKED` becomes a span of its category; one of `PLAIN` is a look-alike and
stays unmarked. Everything personal in a line is marked: identifiers, names and addresses alike.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from random import Random

from bench.accuracy.held_out import check_digits as check
from bench.accuracy.held_out import values as v
from bench.accuracy.held_out.frames import Maker, Row, make_row
from bench.accuracy.held_out.people import MOBILE_FORMS, draw_mobile, write_era

TOKEN = re.compile(r"\{(\w+)\}")
WIDE = str.maketrans("0123456789-", "０１２３４５６７８９－")


def grouped(text: str, sizes: tuple[int, ...], separator: str) -> str:
    """Digits parted into groups."""
    parts, start = [], 0
    for size in sizes:
        parts.append(text[start : start + size])
        start += size
    return separator.join(parts)


def spaced_card(row: Row) -> str:
    """A card number of sixteen digits as it is printed."""
    number = check.luhn("4" + check.digits(row.rng, 14))
    return row.rng.choice((number, grouped(number, (4, 4, 4, 4), " "), grouped(number, (4, 4, 4, 4), "-")))


def wide_phone(row: Row) -> str:
    """A mobile number in full-width digits."""
    return draw_mobile(row.rng, MOBILE_FORMS[0]).translate(WIDE)


def my_number(row: Row) -> str:
    """個人番号, printed in groups half of the time."""
    number = check.my_number(row.rng)
    return row.rng.choice((number, grouped(number, (4, 4, 4), " "), grouped(number, (4, 4, 4), "-")))


def ip6(row: Row) -> str:
    """An address of IPv6 as providers hand out."""
    groups = (row.rng.randrange(4096, 65535), row.rng.randrange(4096, 65535), row.rng.randrange(1, 4096))
    return "2400:2410:{:x}:{:x}::{:x}".format(*groups)


MARKED: dict[str, tuple[str, Maker]] = {
    "mobile": ("personal.contact.phone", v.own(lambda p: p.mobile)),
    "home": ("personal.contact.phone", v.own(lambda p: p.home)),
    "wide": ("personal.contact.phone", wide_phone),
    "en_phone": ("personal.contact.phone", v.english_phone),
    "email": ("personal.contact.email", v.own(lambda p: p.email)),
    "postal": ("personal.contact.postal_code", v.postal()),
    "address": ("personal.contact.address", v.own(lambda p: p.place.pref + p.place.city + p.place.town + p.block)),
    "street": ("personal.contact.address", v.english_street),
    "name": ("personal.name", v.own(lambda p: p.name)),
    "spaced": ("personal.name", v.own(lambda p: f"{p.sei} {p.mei}")),
    "kana": ("personal.name.kana", v.own(lambda p: p.kana.replace("　", " "))),
    "en_name": ("personal.name", v.foreign_name),
    "card": ("personal.financial.card", spaced_card),
    "mynumber": ("personal.id.my_number", my_number),
    "licence": ("personal.id.drivers_license", v.number(check.licence)),
    "account": ("personal.financial.bank_account", v.account),
    "iban": ("personal.financial.bank_account", v.number(check.iban)),
    "ip": ("usage.device.ip", v.public_ip),
    "ip6": ("usage.device.ip", ip6),
    "mac": ("usage.device.hw_id", v.mac),
    "imei": ("usage.device.hw_id", v.number(check.imei)),
    "jwt": ("personal.account.credential", v.jwt),
    "password": (
        "personal.account.password",
        v.joined("{}{}", v.pick("Kumo", "winter", "tanuki#", "P@ss"), v.whole(100, 9999)),
    ),
    "session": ("usage.cookie.session", v.shaped("%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%")),
    "birth": ("personal.birth_date", v.own(lambda p: write_era(p.birth))),
    "birth_short": ("personal.birth_date", v.own(lambda p: write_era(p.birth, short=True))),
    "birth_iso": ("personal.birth_date", v.born()),
    "birth_slash": ("personal.birth_date", v.born("%Y/%m/%d")),
    "plate": ("personal.id.vehicle_plate", v.plate),
    "passport": ("personal.id.passport", v.shaped("T@#######")),
    "residence": ("personal.id.residence_card", v.shaped("@@########@@")),
    "pension": ("personal.id.pension", v.shaped("####-######")),
    "koyo": ("personal.id.employment_insurance", v.shaped("####-######-#")),
    "insurer": ("personal.id.health_insurer_no", v.number(check.insurer)),
    "resident": ("personal.id.resident_record_code", v.number(check.resident_code)),
    "lat_lng": ("usage.location.precise", v.joined("{},{}", v.latitude(), v.longitude())),
    "iccid": ("usage.carrier.sim", v.number(check.iccid)),
    "adid": ("usage.device.ad_id", v.uuid()),
}
PLAIN: dict[str, Maker] = {
    "order": v.shaped("############"),
    "stamp": v.moment("%Y%m%d%H%M"),
    "jan": v.number(check.jan),
    "corp": v.number(check.corporate_number),
    "tnumber": v.joined("T{}", v.number(check.corporate_number)),
    "slip": v.shaped("####-####-####"),
    "version": v.joined("{}.{}.{}.{}", v.whole(1, 9), v.whole(0, 9), v.whole(0, 99), v.whole(0, 99)),
    "uuid": v.uuid(),
    "hash": v.shaped("%" * 40),
    "isbn": v.number(check.isbn13),
    "time": v.moment("%Y-%m-%dT%H:%M:%S+09:00"),
    "clock": v.moment("%H:%M:%S"),
    "day": v.day("%Y/%m/%d"),
    "n": v.whole(2, 900),
    "yen": v.joined("{:,}", v.whole(1000, 900000)),
    "epoch": v.epoch(1000),
    "item": v.word("products"),
    "item_en": v.word("products_en"),
    "part": v.shaped("@@-####-@#"),
    "firm": v.word("companies"),
    "firm_en": v.word("companies_en"),
    "shop": v.word("shops"),
    "station": v.word("stations"),
    "host": v.joined("{}-{:02d}.int.example.jp", v.pick("db", "web", "batch"), v.whole(1, 30)),
    "lot": v.shaped("L####-######"),
    "digits10": v.shaped("1#########"),
    "invoice": v.shaped("INV-2025-######"),
    "half": v.joined("{}-{}", v.whole(0, 9), v.whole(0, 9)),
}
JA_HITS = (
    "{spaced}様より入電。折り返し先は{mobile}。",
    "TEL:{home} 担当まで連絡のこと",
    "携帯番号が{wide}に変わりました",
    "連絡先メール：{email}（返信希望）",
    "送付先 〒{postal} {address}",
    "{time} INFO login ok user={email} ip={ip}",
    "{time} WARN 多重ログイン検知 src={ip6} ua=Safari",
    "カード番号 {card} の与信に失敗",
    "マイナンバー：{mynumber}（本人確認済）",
    "個人番号 {mynumber} を税務署へ提出",
    "運転免許証番号は{licence}です",
    "みどり銀行 本店営業部 普通 {account} 名義 {kana}",
    "口座番号：{account}へ返金お願いします",
    "生年月日：{birth}",
    "DOB={birth_iso} の照合で不一致",
    "{name}さん（{birth}生まれ）から申請",
    "生年月日 {birth_short} 男",
    "誕生日は{birth_slash}で登録済み",
    "入構車両 {plate} を確認",
    "旅券番号{passport}、入国日{day}",
    "在留カード番号 {residence} 期限切れ",
    "基礎年金番号 {pension} の記録照会",
    "雇用保険被保険者番号：{koyo}",
    "保険者番号 {insurer} 資格喪失",
    "住民票コード{resident}の変更請求",
    "端末 MAC={mac} を遮断",
    "IMEI {imei} の紛失登録を受付",
    "Authorization: Bearer {jwt}",
    "仮パスワード: {password} を発行しました",
    "Cookie: PHPSESSID={session}; lang=ja",
    "現在地 {lat_lng} を受信",
    "広告ID gaid={adid} のイベントを破棄",
    "ICCID={iccid} 開通済",
    "注文{order}の受取人は{name}様、電話{mobile}",
    "受付No.{digits10} {kana} 様 {home} 希望時間14-16時",
    "{clock} [ERROR] 送信失敗 to=<{email}> code=550",
    '{{"tel":"{mobile}","zip":"{postal}","qty":{n} }}',
    "FROM:{email} 件名:請求書{invoice}の件",
    "本日{station}駅で落とし物。届出人 {name} {mobile}",
    "自宅（{home}）は留守、携帯（{mobile}）に再連絡",
)
JA_CLEAN = (
    "受注番号 {order} を取り込みました",
    "処理時刻 {stamp} 件数 {n}",
    "JAN {jan} 欠品のため入荷待ち",
    "法人番号{corp}の名称を更新",
    "登録番号 {tnumber} を請求書に記載",
    "送り状番号 {slip} 発送済み",
    "ライブラリを {version} に更新",
    "request_id={uuid} status=200 {n}ms",
    "commit {hash} を反映",
    "ISBN {isbn} 在庫{n}冊",
    "{time} INFO 起動完了 host={host}",
    "{item} を{n}個、{yen}円で受注",
    "{firm}と打合せ（{day}）",
    "{shop}の売上 {yen}円",
    "品番 {part} ロット {lot}",
    "{station}駅より徒歩{n}分",
    "昨日の試合は{half}で引き分け",
    "t={epoch} latency={n}",
    "契約番号 {lot} は{day}に更新",
    "管理番号{digits10}の棚卸差異 {n}",
    "お客様各位 {day}は休業いたします",
    "ご担当者様 資料{n}部を送付します",
)
EN_HITS = (
    "Call {en_name} back on {en_phone} before noon",
    "Reset link sent to {email}",
    "{time} WARN failed login user={email} from {ip}",
    "client {ip6} closed the connection",
    "card {card} declined (insufficient funds)",
    "Please wire the refund to IBAN {iban}",
    "My Number {mynumber} received by HR",
    "passport no. {passport} scanned at desk {n}",
    "date of birth: {birth_iso}",
    "new device MAC {mac} joined",
    "IMEI {imei} reported stolen",
    "Authorization: Bearer {jwt}",
    "password={password} in plain text",
    "Set-Cookie: JSESSIONID={session}; HttpOnly",
    "ship to {en_name}, {street}",
    "driver at {lat_lng} accepted the ride",
    "Residence card no {residence} expires soon",
    "ticket {order}: reply to {email} or {en_phone}",
    "mobile: {mobile} (Tokyo office hours)",
    "advertising_id={adid} opted out",
    "SIM ICCID {iccid} activated",
)
EN_CLEAN = (
    "order {order} packed in {n} s",
    "build {stamp} finished on {host}",
    "upgraded to {version}",
    "trace {uuid} took {n} ms",
    "commit {hash} merged",
    "EAN {jan} is out of stock",
    "{item_en} back in stock: {n}",
    "Meeting with {firm_en} on {day}",
    "part {part}, lot {lot}",
    "ISBN {isbn} reprinted",
    "event at {epoch} dropped",
    "score was {half} at half time",
    "invoice {invoice} paid, total {yen} JPY",
    "tracking {slip} delivered",
    "{time} INFO started {host}",
)


def fill(form: str, row: Row) -> dict[str, object]:
    """One line with its spans: start and end in characters, and the category."""
    text, spans, last = "", [], 0
    form = form.replace("{{", "\x01").replace("}}", "\x02")
    for token in TOKEN.finditer(form):
        text += form[last : token.start()]
        last = token.end()
        name = token[1]
        if name in MARKED:
            category, make = MARKED[name]
            value = str(make(row))
            spans.append([len(text), len(text) + len(value), category])
        else:
            value = str(PLAIN[name](row))
        text += value
    return {"text": (text + form[last:]).replace("\x01", "{").replace("\x02", "}"), "spans": spans}


def write_lines(folder: Path, count: int, hits: tuple[str, ...], clean: tuple[str, ...], share: float) -> None:
    """`count` lines, `share` of them with something in it, every form in turn."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = Random(folder.name)
    items = [
        fill(
            (hits if i < count * share else clean)[i % len(hits if i < count * share else clean)],
            make_row(rng, i, (18, 88)),
        )
        for i in range(count)
    ]
    rng.shuffle(items)
    content = "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)
    (folder / "lines.jsonl").write_text(content, encoding="utf-8")


def write_all(out: Path) -> None:
    """The Japanese and the English lines."""
    write_lines(out / "lines_ja", 400, JA_HITS, JA_CLEAN, 0.68)
    write_lines(out / "lines_en", 200, EN_HITS, EN_CLEAN, 0.65)
