"""Columns that are about no person: goods, organisations, machines, places, software. Many look like something else."""

from __future__ import annotations

from bench.accuracy.kinds import Kind, Make, Row, declare_things
from bench.accuracy.number_makers import (
    draw_time,
    make_epoch_ms,
    make_hex,
    make_internal_ip,
    make_isbn,
    make_jan,
    make_mac,
    make_minute,
    make_uuid,
    make_version,
)
from bench.accuracy.people import words
from scanner.demo_numbers import draw_digits

THING_KINDS: dict[str, Kind] = {}


def _pick(name: str) -> Make:
    return lambda row: str(row.rng.choice(words()[name]))


def _numbered(name: str) -> Make:
    return lambda row: str(row.rng.choice(words()[name])).format(n=row.rng.randrange(1, 60))


def _shop(row: Row) -> str:
    return f"{row.organisation.place.city[:-1]}{row.rng.choice(words()['store_kinds'])}"


def _named(name: str, parts: int = 1) -> Make:
    def make(row: Row) -> str:
        city = row.organisation.place.city[:-1]
        town = row.organisation.place.town
        return str(row.rng.choice(words()[name])).format(*((city,) if parts == 1 else (city, town)))

    return make


def _school(row: Row) -> str:
    place = row.organisation.place
    form: str = row.rng.choice(words()["schools"])
    return form.format(place.city[:-1], place.town) if form.count("{}") == 2 else form.format(place.town)


def _free_dial(row: Row) -> str:
    if row.rng.random() < 0.3:
        return f"0120-{draw_digits(row.rng, 3)}-{draw_digits(row.rng, 3)}"
    return row.organisation.phone


def _day(form: str) -> Make:
    return lambda row: f"{draw_time(row.rng):{form}}"


def _amount(low: int, high: int, step: int = 1) -> Make:
    return lambda row: str(row.rng.randrange(low, high) * step)


def _decimal(low: float, high: float, digits: int) -> Make:
    return lambda row: f"{row.rng.uniform(low, high):.{digits}f}"


def _code(prefix: str, digits: int) -> Make:
    return lambda row: prefix + draw_digits(row.rng, digits)


def _part(row: Row) -> str:
    """A part number that reads like a date of an era."""
    letter, numbers = row.rng.choice("ABKMRST"), (row.rng.randrange(1, top) for top in (64, 13, 29))
    return letter + "-".join(map(str, numbers))


def _invoice(row: Row) -> str:
    return f"{draw_time(row.rng):%Y%m}-{row.number:06}"


declare_things(
    THING_KINDS,
    {
        "order12": lambda row: f"{draw_time(row.rng):%Y%m}" + draw_digits(row.rng, 6),
        "random12": _code("", 12),
        "running12": lambda row: str(100_000_000_000 + row.number),
        "order_dash": lambda row: f"{draw_digits(row.rng, 4)}-{draw_digits(row.rng, 6)}",
        "slip11": _code("", 11),
        "tracking": lambda row: f"{draw_digits(row.rng, 4)}-{draw_digits(row.rng, 4)}-{draw_digits(row.rng, 4)}",
        "account7": _code("", 7),
        "invoice_no": _invoice,
        "approval": _code("", 6),
    },
    "HARD: a number of business in the shape of one of a person",
)
declare_things(
    THING_KINDS,
    {
        "jan": lambda row: make_jan(row.rng),
        "isbn": lambda row: make_isbn(row.rng),
        "part": _part,
        "sku": lambda row: f"{''.join(row.rng.choices('ABCDEFGHJK', k=2))}{draw_digits(row.rng, 7)}",
        "model_code": lambda row: (
            f"{row.rng.choice(('KX', 'TH', 'RD', 'SJ'))}-{draw_digits(row.rng, 4)}{row.rng.choice('ABGS')}"
        ),
        "product": _pick("products"),
        "product_en": _pick("products_en"),
        "maker": _pick("makers"),
        "book": _pick("books"),
        "title_en": _pick("titles_en"),
        "product_text": _pick("product_texts"),
    },
    "HARD: goods",
)
declare_things(
    THING_KINDS,
    {
        "company_number": lambda row: row.organisation.number,
        "t_number": lambda row: "T" + row.organisation.number,
        "company": lambda row: row.organisation.name,
        "company_en": _pick("companies_en"),
        "facility_phone": _free_dial,
        "facility_fax": lambda row: row.organisation.phone,
        "facility_postal": lambda row: row.organisation.place.postal,
        "facility_prefecture": lambda row: row.organisation.place.prefecture,
        "facility_city": lambda row: row.organisation.place.city,
        "facility_address": lambda row: row.organisation.place.line.partition(" ")[0],
        "facility_email": lambda row: (
            f"{row.rng.choice(('info', 'contact', 'shop', 'support'))}@{row.organisation.domain}"
        ),
        "facility_latitude": _decimal(33.2, 38.3, 6),
        "facility_longitude": _decimal(130.3, 140.9, 6),
        "shop": _shop,
        "hospital": _named("hospitals", 2),
        "school": _school,
        "station": _pick("stations"),
        "line": _pick("lines"),
        "landmark": lambda row: row.organisation.place.city + str(row.rng.choice(words()["landmarks"])),
        "town": lambda row: row.organisation.place.town,
        "machine": _numbered("machines"),
    },
    "HARD: an organisation or a place",
)
declare_things(
    THING_KINDS,
    {
        "minute": lambda row: make_minute(row.rng),
        "second14": _day("%Y%m%d%H%M%S"),
        "epoch_ms": lambda row: make_epoch_ms(row.rng),
        "epoch": lambda row: make_epoch_ms(row.rng)[:10],
        "day_digits": _day("%Y%m%d"),
        "uuid": lambda row: make_uuid(row.rng),
        "sha256": lambda row: make_hex(row.rng, 64),
        "md5": lambda row: make_hex(row.rng, 32),
        "version": lambda row: make_version(row.rng),
        "internal_ip": lambda row: make_internal_ip(row.rng),
        "server_mac": lambda row: make_mac(row.rng),
        "host": _numbered("hosts"),
        "logger": _pick("loggers"),
        "log_text": _numbered("log_texts"),
        "serial": lambda row: f"SN{make_hex(row.rng, 10).upper()}",
        "oid": lambda row: f"1.3.6.1.4.1.{row.rng.randrange(100, 9999)}.{row.rng.randrange(1, 9)}",
        "colour_code": lambda row: f"#{make_hex(row.rng, 6)}",
    },
    "HARD: software or time",
)
declare_things(
    THING_KINDS,
    {
        "id": lambda row: str(row.number),
        "status": _pick("statuses"),
        "flag": lambda row: row.rng.choice(("0", "0", "0", "1")),
        "category": _pick("categories"),
        "price": _amount(3, 900, 110),
        "quantity": _amount(1, 30),
        "stock": _amount(0, 5000),
        "colour": _pick("colours"),
        "size": _pick("sizes"),
        "unit": _pick("units"),
        "day": _day("%Y-%m-%d"),
        "day_slash": _day("%Y/%m/%d"),
        "stamp": _day("%Y-%m-%dT%H:%M:%S+09:00"),
        "remark": _pick("remarks"),
        "rate": lambda row: row.rng.choice(("8", "10")),
        "percent": _decimal(0, 100, 1),
        "temperature": _decimal(-5, 38, 1),
        "pressure": _decimal(990, 1030, 1),
        "voltage": _decimal(3.0, 4.2, 3),
        "count": _amount(0, 2000),
        "population": _amount(800, 900_000),
        "area": _decimal(3, 900, 2),
        "hours": lambda row: f"{row.rng.randrange(8, 11):02}:00-{row.rng.randrange(17, 22)}:00",
        "weekday": _pick("weekdays"),
        "level": lambda row: row.rng.choice(("INFO", "INFO", "INFO", "WARN", "ERROR", "DEBUG")),
        "port": lambda row: str(row.rng.choice((22, 80, 443, 3306, 5432, 8080, 6379))),
        "bytes": _amount(200, 900_000),
        "currency": lambda row: row.rng.choice(("JPY", "USD", "EUR")),
        "gram": _amount(10, 4000, 5),
        "shelf": lambda row: f"{row.rng.choice('ABCDE')}-{row.rng.randrange(1, 20):02}-{row.rng.randrange(1, 9)}",
        "news": _pick("news"),
        "subject": lambda row: row.rng.choice(("お届けについて", "返品・交換", "その他", "会員情報", "お支払い")),
        "file": lambda row: f"/data/2026/{row.number:05}_{make_hex(row.rng, 6)}.csv",
        "url": lambda row: f"https://www.example.jp/items/{row.number}",
    },
)
