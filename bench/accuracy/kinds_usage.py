"""Columns of sensitive data, human resources, use of a service, and texts that people wrote."""

from __future__ import annotations

import json
from datetime import timedelta

from bench.accuracy.kinds import Kind, Make, Row, declare
from bench.accuracy.number_makers import (
    draw_time,
    make_any_card,
    make_global_ip,
    make_hex,
    make_iccid,
    make_imei,
    make_imsi,
    make_mac,
    make_uuid,
)
from bench.accuracy.people import words

USAGE_KINDS: dict[str, Kind] = {}


def _pick(name: str) -> Make:
    return lambda row: str(row.rng.choice(words()[name]))


def _between(low: float, high: float, digits: int = 0) -> Make:
    return lambda row: f"{row.rng.uniform(low, high):.{digits}f}"


def fill(row: Row, text: str) -> str:
    """A text with the particulars of the row's person in its braces."""
    one = row.person
    return text.format(
        family=one.family,
        given=one.given,
        email=one.email,
        mobile=f"{one.mobile[:3]}-{one.mobile[3:7]}-{one.mobile[7:]}",
        address=one.place.line,
        postal=one.place.postal,
        birth=f"{one.born.year}年{one.born.month}月{one.born.day}日",
        card=make_any_card(row.rng) if "{card}" in text else "",
    )


def _inquiry(row: Row) -> str:
    name = "inquiries_personal" if row.rng.random() < 0.3 else "inquiries_plain"
    lead = row.rng.choice(("", "お世話になっております。", "いつも利用しています。", "はじめまして。"))
    return lead + fill(row, row.rng.choice(words()[name]))


def _time(row: Row) -> str:
    return f"{draw_time(row.rng):%Y-%m-%d %H:%M:%S}"


def agent(row: Row) -> str:
    """A user agent, its version filled in."""
    return str(row.rng.choice(words()["agents"])).format(v=row.rng.randrange(110, 131))


def path(row: Row) -> str:
    """The path of a request."""
    return str(row.rng.choice(words()["paths"])).format(n=row.rng.randrange(1, 9000))


def _cookies(row: Row) -> str:
    rng = row.rng
    client = f"_ga=GA1.2.{rng.randrange(10**8, 10**10)}.{rng.randrange(16 * 10**8, 18 * 10**8)}"
    return f"{client}; _fbp=fb.1.{rng.randrange(16 * 10**11, 18 * 10**11)}.{rng.randrange(10**9)}; lang=ja"


def _event(row: Row) -> str:
    """A record of an application with the user inside, as JSON text."""
    body = {
        "event": row.rng.choice(words()["events"]),
        "user": {"id": row.number, "email": row.person.email, "name": row.person.family + row.person.given},
        "client": {"ip": make_global_ip(row.rng), "os": row.rng.choice(words()["oses"])},
    }
    return json.dumps(body, ensure_ascii=False)


def _work_time(hour: int) -> Make:
    return lambda row: f"{hour + row.rng.randrange(-1, 2):02}:{row.rng.randrange(60):02}"


def _latitude(row: Row) -> str:
    return f"{row.rng.uniform(33.2, 38.3):.6f}"


def _longitude(row: Row) -> str:
    return f"{row.rng.uniform(130.3, 140.9):.6f}"


declare(
    USAGE_KINDS,
    "Y",
    {
        "history": ("special.medical_history", _pick("diseases")),
        "icd": ("special.medical_history", _pick("icd")),
        "treatment": ("special.treatment", _pick("treatments")),
        "judgement": ("special.health_check", _pick("judgements")),
        "systolic": ("special.health_check", lambda row: str(round(row.rng.gauss(124, 15)))),
        "diastolic": ("special.health_check", lambda row: str(round(row.rng.gauss(76, 11)))),
        "hba1c": ("special.health_check", _between(4.6, 8.2, 1)),
        "gamma_gtp": ("special.health_check", _between(9, 180)),
        "ldl": ("special.health_check", _between(60, 210)),
        "bmi": ("special.health_check|personal.physical", _between(17, 33, 1)),
        "disability": ("special.disability", _pick("disabilities")),
        "offence": ("special.criminal_record", _pick("offences")),
        "religion": ("special.creed", _pick("religions")),
        "race": ("special.race", _pick("races")),
        "orientation": ("special.sexual", _pick("orientations")),
        "union": ("special.union", _pick("unions")),
        "evaluation": ("hr.evaluation", _pick("evaluations")),
        "evaluation_note": ("hr.evaluation", _pick("evaluation_notes")),
        "pay": ("hr.payroll|personal.income", lambda row: str(row.rng.randrange(180, 620) * 1000)),
        "deduction": ("hr.payroll", lambda row: str(row.rng.randrange(3, 90) * 731)),
        "start": ("hr.attendance", _work_time(9)),
        "end": ("hr.attendance", _work_time(18)),
        "motive": ("hr.resume", _pick("motives")),
        "career": ("hr.resume", _pick("careers")),
        "search": ("usage.behavior.search", _pick("searches")),
        "cookie": ("usage.cookie", _cookies),
        "session": ("usage.cookie.session|personal.account.credential", lambda row: make_hex(row.rng, 32)),
        "device": ("usage.device.model", _pick("devices")),
        "imei": ("usage.device.hw_id", lambda row: make_imei(row.rng)),
        "mac": ("usage.device.hw_id", lambda row: make_mac(row.rng)),
        "ad_id": ("usage.device.ad_id", lambda row: make_uuid(row.rng)),
        "push": ("usage.device.push_token", lambda row: make_hex(row.rng, 64)),
        "fingerprint": ("usage.device.fingerprint", lambda row: make_hex(row.rng, 32)),
        "screen": ("usage.device.screen", _pick("screens")),
        "os": ("usage.os", _pick("oses")),
        "crash": (
            "usage.crash",
            lambda row: row.rng.choice(words()["crash_traces"]).format(n=row.rng.randrange(10, 900)),
        ),
        "carrier": ("usage.carrier.name", _pick("carriers")),
        "imsi": ("usage.carrier.sim", lambda row: make_imsi(row.rng)),
        "iccid": ("usage.carrier.sim", lambda row: make_iccid(row.rng)),
        "ip": ("usage.device.ip", lambda row: make_global_ip(row.rng)),
        "agent": ("usage.browser", agent),
        "language": ("usage.browser.language", _pick("languages")),
        "latitude": ("usage.location.precise", _latitude),
        "longitude": ("usage.location.precise", _longitude),
        "inquiry": (
            "usage.content.inquiry|personal.contact.phone|personal.contact.email|personal.contact.address|personal.name|personal.financial.card|personal.birth_date|personal.contact.postal_code",
            _inquiry,
        ),
        "comment": ("usage.content.comment|usage.content.post", _pick("reviews")),
        "post": ("usage.content.post|usage.content.comment", _pick("reviews")),
        "message": (
            "usage.content.message|personal.contact.email|personal.contact.phone|personal.name",
            lambda row: fill(row, row.rng.choice(words()["messages"])),
        ),
        "survey": ("usage.content.survey|usage.content.comment", _pick("surveys")),
        "photo": ("personal.photo_face|usage.content.photo", lambda row: f"/upload/avatar/{make_hex(row.rng, 12)}.jpg"),
        "video": ("usage.content.video", lambda row: f"/ugc/{make_hex(row.rng, 10)}.mp4"),
        "recording": ("usage.content.audio", lambda row: f"calls/2026/{row.number:06}.wav"),
        "id_image": ("personal.id.document_image", lambda row: f"kyc/{make_hex(row.rng, 10)}_front.png"),
        "grade": (
            "child.data|personal.education",
            lambda row: f"{row.rng.randrange(1, 7)}年{row.rng.randrange(1, 5)}組",
        ),
        "event_json": ("personal.contact.email|personal.name|usage.device.ip|usage.os", _event),
    },
)
declare(
    USAGE_KINDS,
    "L",
    {
        "visited": ("usage.behavior.datetime", _time),
        "visits": ("usage.behavior.count", lambda row: str(int(row.rng.expovariate(0.1)))),
        "event": ("usage.behavior.event", _pick("events")),
        "view": ("usage.behavior.view", lambda row: "https://shop.example.jp" + path(row)),
        "view_path": ("usage.behavior.view", path),
        "bought": ("usage.behavior.purchase", _pick("products")),
        "amount": (
            "personal.financial.transaction|usage.behavior.purchase",
            lambda row: str(row.rng.randrange(3, 480) * 110),
        ),
        "consent": ("consent.record", _pick("consents")),
        "consented": ("consent.record|usage.behavior.datetime", _time),
        "opt_in": ("consent.record", lambda row: row.rng.choice(("0", "1"))),
        "reserved": ("special.treatment|usage.behavior.datetime", _time),
        "clinic_department": ("special.treatment", _pick("departments_of_hospital")),
        "payroll_month": ("hr.payroll", lambda row: f"2026{row.rng.randrange(1, 13):02}"),
        "work_day": (
            "hr.attendance",
            lambda row: (draw_time(row.rng).date() + timedelta(days=1)).isoformat(),
        ),
    },
)
