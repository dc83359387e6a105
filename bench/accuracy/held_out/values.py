"""Makers of cells: small functions of a row, most of them built by a call with what varies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from random import Random

from bench.accuracy.held_out import check_digits as check
from bench.accuracy.held_out.frames import Maker, Row, Value
from bench.accuracy.held_out.people import Person, draw_home, draw_person, words, write_era

START = datetime(2025, 4, 1, tzinfo=timezone(timedelta(hours=9)))
LAST = START + timedelta(days=540)
HEX = "0123456789abcdef"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
TOKEN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def own(read: Callable[[Person], Value]) -> Maker:
    """An attribute of the row's person."""
    return lambda row: read(row.person)


def others(read: Callable[[Person], Value]) -> Maker:
    """An attribute of the row's second person: a recipient, a guardian, somebody in charge."""
    return lambda row: read(row.other)


def number(make: Callable[[Random], str]) -> Maker:
    """A number with a check digit, or any other text made of randomness alone."""
    return lambda row: make(row.rng)


def pick(*values: Value) -> Maker:
    """One of the values, each as likely as the other."""
    return lambda row: row.rng.choice(values)


def word(name: str) -> Maker:
    """One entry of a word list."""
    return lambda row: row.rng.choice(words(name))


def whole(low: int, high: int, step: int = 1) -> Maker:
    """A whole number from `low` up to but not including `high`."""
    return lambda row: row.rng.randrange(low, high, step)


def real(low: float, high: float, places: int = 1) -> Maker:
    """A decimal number with that many places."""
    return lambda row: round(row.rng.uniform(low, high), places)


def skewed(middle: int) -> Maker:
    """A count or an amount, mostly small."""
    return lambda row: int(row.rng.expovariate(1 / middle))


def shaped(pattern: str) -> Maker:
    """`#` becomes a digit, `@` a capital letter, `%` a hexadecimal digit, `*` a letter or digit of a token."""
    pools = {"#": "0123456789", "@": LETTERS, "%": HEX, "*": TOKEN}
    return lambda row: "".join(row.rng.choice(pools[c]) if c in pools else c for c in pattern)


def running(form: str, first: int = 1, step: int = 1) -> Maker:
    """A number that runs on from row to row."""
    return lambda row: form.format(first + row.index * step)


def day(form: str = "%Y-%m-%d", span: int = 540) -> Maker:
    """A day of the last `span` days."""
    return lambda row: (LAST - timedelta(days=row.rng.randrange(span))).strftime(form)


def moment(form: str = "%Y-%m-%d %H:%M:%S", step: int = 517) -> Maker:
    """A time that grows with the rows; `step` seconds between them on average."""
    return lambda row: (START + timedelta(seconds=row.index * step + row.rng.randrange(step))).strftime(form)


def epoch(scale: int = 1) -> Maker:
    """Seconds since 1970 times `scale`."""
    return lambda row: (
        int(START.timestamp() + row.index * 611 + row.rng.randrange(600)) * scale + row.rng.randrange(scale)
    )


def born(form: str = "%Y-%m-%d") -> Maker:
    """The person's birth date; `era` and `era-short` by the Japanese calendar."""
    if form.startswith("era"):
        return lambda row: write_era(row.person.birth, short=form == "era-short")
    return lambda row: row.person.birth.strftime(form)


def sometimes(share: float, make: Maker, otherwise: Value = "") -> Maker:
    """The maker's value in that share of the rows."""
    return lambda row: make(row) if row.rng.random() < share else otherwise


def joined(form: str, *makers: Maker) -> Maker:
    """Values put into a form with `{}`."""
    return lambda row: form.format(*(make(row) for make in makers))


def either(*makers: Maker) -> Maker:
    """One of several makers."""
    return lambda row: row.rng.choice(makers)(row)


def uuid(upper: bool = False) -> Maker:
    """A random UUID of version 4."""
    make = shaped("%%%%%%%%-%%%%-4%%%-a%%%-%%%%%%%%%%%%")
    return lambda row: str(make(row)).upper() if upper else make(row)


def public_ip(row: Row) -> str:
    """An address of the open internet."""
    return f"{row.rng.choice((27, 42, 58, 60, 106, 111, 118, 126, 133, 150, 153, 180, 210, 219, 221))}." + ".".join(
        str(row.rng.randrange(1, 255)) for _ in range(3)
    )


def inner_ip(row: Row) -> str:
    """An address of an internal network."""
    return f"{row.rng.choice(('10.20', '172.18', '192.168'))}.{row.rng.randrange(0, 8)}.{row.rng.randrange(2, 250)}"


def mac(row: Row) -> str:
    """A MAC address."""
    return ":".join(f"{b:02x}" for b in (0x3C, 0x22, 0xFB, *(row.rng.randrange(256) for _ in range(3))))


def account(row: Row) -> str:
    """A bank account number of seven digits."""
    return check.digits(row.rng, 7)


def facility_phone(row: Row) -> str:
    """The telephone of a place of business."""
    return row.rng.choice((draw_home(row.rng), f"0120-{check.digits(row.rng, 3)}-{check.digits(row.rng, 3)}"))


def site_address(row: Row) -> str:
    """Where a place of business is."""
    place = row.other.place
    return f"{place.pref}{place.city}{place.town}{row.other.block}"


def plate(row: Row) -> str:
    """A number plate."""
    areas = ["品川", "横浜", "なにわ", "札幌", "福岡", "尾張小牧", "つくば", "熊本", "とちぎ", "久留米", "世田谷"]
    kana = row.rng.choice("あいうえかきくけこさすせそたちつてとなにぬねの")
    kind = row.rng.choice(("300", "500", "580", "330", "41", "50"))
    return f"{row.rng.choice(areas)} {kind} {kana} {row.rng.randrange(10, 99)}-{row.rng.randrange(10, 99)}"


def gender(form: str = "男女") -> Maker:
    """The person's gender: one letter of `form` for each, the male one first."""
    return lambda row: form[1] if row.person.female else form[0]


def postal(hyphen: bool = True) -> Maker:
    """The postal code of the person's town."""
    return lambda row: (
        f"{row.person.place.postal[:3]}-{row.person.place.postal[3:]}" if hyphen else row.person.place.postal
    )


def latitude(places: int = 6) -> Maker:
    """A latitude in Japan; the pair goes with `longitude`."""
    return lambda row: f"{33.5 + row.rng.random() * 3.2:.{places}f}"


def longitude(places: int = 6) -> Maker:
    """A longitude in Japan."""
    return lambda row: f"{131.2 + row.rng.random() * 8.6:.{places}f}"


def located(make: Maker) -> Maker:
    """One of a pair of coordinates, which only every third row has."""
    return lambda row: make(row) if row.index % 3 == 0 else None


def user_agent(row: Row) -> str:
    """What a browser says about itself."""
    version = f"{row.rng.randrange(118, 142)}.0.{row.rng.randrange(5000, 7000)}.{row.rng.randrange(200)}"
    ios = f"{row.rng.randrange(15, 19)}_{row.rng.randrange(0, 6)}"
    model = row.rng.choice(("SO-51D", "SM-S921Q", "Pixel 8", "SH-54D"))
    safari = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Mobile/15E148 Safari/604.1"
    blink = f"AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version}"
    return row.rng.choice(
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {blink} Safari/537.36",
            f"Mozilla/5.0 (iPhone; CPU iPhone OS {ios} like Mac OS X) {safari}",
            f"Mozilla/5.0 (Linux; Android 14; {model}) {blink} Mobile Safari/537.36",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:128.0) Gecko/20100101 Firefox/128.0",
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {blink} Safari/537.36 Edg/{version}",
        )
    )


def jwt(row: Row) -> str:
    """A token of three parts, as a login service issues them; signs nothing."""
    make = shaped("eyJhbGciOiJIUzI1NiJ9.eyJzdWIi" + "*" * 38 + "." + "*" * 43)
    return str(make(row))


def foreign_name(row: Row) -> str:
    """A name of somebody from abroad in Latin letters, given name first."""
    return row.rng.choice(words("foreign")).replace("|", " ")


def english_phone(row: Row) -> str:
    """A number of the United States, Britain or Australia."""
    area, tail = row.rng.randrange(201, 989), f"{row.rng.randrange(200, 999)}-{row.rng.randrange(10000):04d}"
    forms = (
        f"({area}) {tail}",
        f"{area}-{tail}",
        f"+1 {area} {tail}",
        f"+44 7{check.digits(row.rng, 3)} {check.digits(row.rng, 6)}",
    )
    return row.rng.choice(forms)


def english_street(row: Row) -> str:
    """A street address as English forms have it."""
    road = row.rng.choice(("Maple", "Oak Hill", "Station", "Church", "Lakeview", "Elm", "Prospect", "Mill", "Juniper"))
    kind = row.rng.choice(("St", "Road", "Ave", "Lane", "Drive"))
    return f"{row.rng.randrange(2, 1900)} {road} {kind}{row.rng.choice(('', '', ', Apt 4B', ' Unit 12'))}"


def person_in_charge(row: Row) -> str:
    """Name of a person at a company."""
    return draw_person(row.rng).name


def text_of(*forms: str) -> Maker:
    """Running text: a form with `{name}`, `{phone}`, `{email}`, `{address}`, `{item}`, `{order}`, `{day}`, `{ill}`."""

    def make(row: Row) -> Value:
        person = row.person
        return row.rng.choice(forms).format(
            name=person.name,
            sei=person.sei,
            phone=person.mobile,
            home=person.home,
            email=person.email,
            address=person.address,
            item=row.rng.choice(words("products")),
            item_en=row.rng.choice(words("products_en")),
            order=check.digits(row.rng, 12),
            day=f"{row.rng.randrange(1, 13)}月{row.rng.randrange(1, 29)}日",
            ill=row.rng.choice(words("illnesses")),
            en=foreign_name(row),
            en_phone=english_phone(row),
            birth=write_era(person.birth),
            shop=row.rng.choice(words("shops")),
            n=row.rng.randrange(2, 30),
            hospital=row.rng.choice(words("hospitals")),
            station=row.rng.choice(words("stations")),
        )

    return make
