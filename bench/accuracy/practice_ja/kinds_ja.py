"""What a placeholder such as ``{name}``, ``{date~%Y/%m/%d~2022~2024}`` or ``{name@2}`` stands for in a row."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import datetime, timedelta

from bench.accuracy.practice_ja import numbers_ja as numbers
from bench.accuracy.practice_ja.invented import (
    Person,
    Place,
    draw_person,
    draw_place,
    words,
    write_era,
    write_half,
    write_hiragana,
)

PLACEHOLDER = re.compile(r"\{(\w+)(?:@(\w+))?(?:~([^{}]*))?\}")
BLANKS = re.compile(r"\?(\d+) ")
WIDE = {ord("0") + digit: 0xFF10 + digit for digit in range(10)} | {ord("-"): 0xFF0D}


class Row:
    """One row: who and what it is about, so that its columns belong together."""

    def __init__(self, rng: random.Random, number: int, ages: tuple[int, int]) -> None:
        """``ages``: of the people in it."""
        self.rng = rng
        self.number = number
        self.ages = ages
        self.people: dict[str, Person] = {}
        self.sites: dict[str, Place] = {}

    def person(self, key: str) -> Person:
        """The person of a key; ``k`` keys are children, ``a`` keys adults, ``o`` keys old people."""
        if key not in self.people:
            ages = {"k": (3, 17), "a": (22, 64), "o": (66, 96)}.get(key[:1], self.ages)
            self.people[key] = draw_person(self.rng, ages)
        return self.people[key]

    def site(self, key: str) -> Place:
        """The site of an organisation."""
        return self.sites.setdefault(key, draw_place(self.rng))

    def fill(self, template: str) -> str:
        """The template with its placeholders replaced; ``?30 `` in front leaves 30 percent empty."""
        blank = BLANKS.match(template)
        if blank:
            template = template[blank.end() :]
            if self.rng.randrange(100) < int(blank[1]):
                return ""
        return PLACEHOLDER.sub(lambda found: self.draw(found[1], found[2] or "", found[3] or ""), template)

    def draw(self, kind: str, key: str, argument: str) -> str:
        """One placeholder; KeyError where the kind is unknown."""
        if kind in OF_PERSON:
            return OF_PERSON[kind](self.person(key), argument)
        if kind in OF_SITE:
            return OF_SITE[kind](self.site(key), argument)
        if kind in OF_NUMBER:
            return OF_NUMBER[kind](self.rng)
        return OF_ROW[kind](self, argument)


def write_phone(number: str, style: str) -> str:
    """A number with hyphens in another form; ``mix`` changes from number to number."""
    if style == "mix":
        style = "hhhhnnnzpis"[int(number[-2:]) % 11]
    area, middle, last = number.split("-")
    match style:
        case "n":
            return number.replace("-", "")
        case "z":
            return number.translate(WIDE)
        case "p":
            return f"{area}({middle}){last}"
        case "i":
            return f"+81-{number[1:]}"
        case "s":
            return number.replace("-", " ")
        case _:
            return number


def write_birth(who: Person, style: str) -> str:
    """A date of birth in the asked form (strftime, era, short, code)."""
    match style:
        case "era":
            return write_era(who.birth)
        case "short":
            return write_era(who.birth, short=True)
        case "code":
            name = write_era(who.birth, short=True)
            return {"T": "2", "S": "3", "H": "4", "R": "5"}[name[0]] + name[1:].replace(".", "")
        case "mix":
            forms = ("%Y/%m/%d", "%Y-%m-%d", "%Y%m%d", "%Y年%m月%d日")
            return write_era(who.birth) if who.birth.day % 5 == 4 else who.birth.strftime(forms[who.birth.day % 5])
        case _:
            return who.birth.strftime(style or "%Y/%m/%d")


def write_name(who: Person, gap: str) -> str:
    """Surname and given name; a foreign name keeps its space."""
    if who.is_foreign:
        return " ".join(who.latin)
    if gap == "mix":
        gap = (" ", "　", "")[who.birth.day % 3]
    return f"{who.surname}{gap}{who.given}"


def write_address(place: Place) -> str:
    """All of an address."""
    return f"{place.prefecture}{place.city}{place.street}" + (f" {place.building}" if place.building else "")


def choose_sex(who: Person, argument: str) -> str:
    """The first or second of two words, for men and women; rarely the third."""
    forms = (argument or "男性,女性").split(",")
    if len(forms) > 2 and who.birth.day == 31:
        return forms[2]
    return forms["男女".index(who.sex)]


OF_PERSON: dict[str, Callable[[Person, str], str]] = {
    "name": lambda who, style: write_name(who, {"": " ", "z": "　", "n": "", "mix": "mix"}[style]),
    "sei": lambda who, _: who.surname,
    "mei": lambda who, _: who.given,
    "kana": lambda who, style: f"{who.surname_kana}{'' if style == 'n' else ' '}{who.given_kana}",
    "zkana": lambda who, _: f"{who.surname_kana}　{who.given_kana}",
    "skana": lambda who, _: who.surname_kana,
    "mkana": lambda who, _: who.given_kana,
    "hkana": lambda who, _: write_half(f"{who.surname_kana} {who.given_kana}"),
    "hira": lambda who, _: write_hiragana(f"{who.surname_kana} {who.given_kana}"),
    "roma": lambda who, _: f"{who.latin[1]} {who.latin[0]}",
    "ROMA": lambda who, _: f"{who.latin[0]} {who.latin[1]}".upper(),
    "birth": write_birth,
    "age": lambda who, _: str(who.age),
    "band": lambda who, _: f"{who.age // 10 * 10}代",
    "sex": choose_sex,
    "zip": lambda who, style: who.place.postal if style == "n" else f"{who.place.postal[:3]}-{who.place.postal[3:]}",
    "pref": lambda who, _: who.place.prefecture,
    "city": lambda who, _: who.place.city,
    "street": lambda who, _: who.place.street,
    "bldg": lambda who, _: who.place.building,
    "addr1": lambda who, _: who.place.prefecture + who.place.city,
    "addr": lambda who, _: write_address(who.place),
    "tel": lambda who, style: write_phone(who.place.phone, style),
    "mobile": lambda who, style: write_phone(who.mobile, style),
    "anytel": lambda who, style: write_phone(who.mobile if who.birth.day % 3 else who.place.phone, style),
    "mail": lambda who, _: who.mail,
    "wmail": lambda who, _: who.work_mail,
    "login": lambda who, _: who.login,
}

OF_SITE: dict[str, Callable[[Place, str], str]] = {
    "oaddr": lambda place, _: write_address(place),
    "oaddr1": lambda place, _: place.prefecture + place.city,
    "ostreet": lambda place, _: place.street,
    "opref": lambda place, _: place.prefecture,
    "ocity": lambda place, _: place.city,
    "ozip": lambda place, style: place.postal if style == "n" else f"{place.postal[:3]}-{place.postal[3:]}",
    "otel": lambda place, style: write_phone(place.phone, style),
    "ofax": lambda place, _: place.phone[:-1] + str((int(place.phone[-1]) + 1) % 10),
}

OF_NUMBER: dict[str, Callable[[random.Random], str]] = {
    "mynumber": numbers.draw_my_number,
    "corp": numbers.draw_corporate_number,
    "licence": numbers.draw_licence,
    "insurer": numbers.draw_insurer,
    "card": numbers.draw_card,
    "jan": numbers.draw_jan,
    "isbn": numbers.draw_isbn,
    "plate": numbers.draw_plate,
    "uuid": numbers.draw_uuid,
    "ip": numbers.draw_address,
    "passport": lambda rng: rng.choice(("TR", "TK", "MS", "TZ")) + numbers.draw_digits(rng, 7),
    "zairyu": lambda rng: numbers.draw_letters(rng, 2) + numbers.draw_digits(rng, 8) + numbers.draw_letters(rng, 2),
    "imei": lambda rng: numbers.add_luhn("35" + numbers.draw_digits(rng, 12)),
    "iccid": lambda rng: numbers.add_luhn("898110" + numbers.draw_digits(rng, 12)),
    "imsi": lambda rng: rng.choice(("44010", "44020", "44051", "44011")) + numbers.draw_digits(rng, 10),
    "mac": lambda rng: ":".join(
        f"{rng.choice((0x00, 0x3C, 0xA4, 0x28)) if not at else rng.randrange(256):02X}" for at in range(6)
    ),
    "lat": lambda rng: f"{rng.uniform(33.1, 43.2):.6f}",
    "lon": lambda rng: f"{rng.uniform(130.2, 141.4):.6f}",
}


def draw_date(row: Row, argument: str) -> str:
    """``format~first year~last year``; the format may be era or short."""
    style, first, last = (
        (argument.split("~") + ["2022", "2026"][argument.count("~") :])[:3]
        if argument
        else (
            "%Y/%m/%d",
            "2022",
            "2026",
        )
    )
    start = datetime(int(first), 1, 1)
    seconds = int((datetime(int(last) + 1, 1, 1) - start).total_seconds())
    moment = start + timedelta(seconds=row.rng.randrange(seconds))
    if style in ("era", "short"):
        return write_era(moment, short=style == "short")
    if style == "epoch":
        return str(int((moment - datetime(1970, 1, 1)).total_seconds()))
    return moment.strftime(style)


def draw_int(row: Row, argument: str) -> str:
    """``first~last~step``."""
    first, last, step = (int(one) for one in [*argument.split("~"), "1"][:3])
    return str(row.rng.randrange(first, last + 1, step))


def draw_float(row: Row, argument: str) -> str:
    """``first~last~places``."""
    first, last, places = argument.split("~")
    return f"{row.rng.uniform(float(first), float(last)):.{places}f}"


def draw_serial(row: Row, argument: str) -> str:
    """``first``: a number that goes up with the rows."""
    return str(int(argument) + row.number).zfill(len(argument))


OF_ROW: dict[str, Callable[[Row, str], str]] = {
    "seq": draw_serial,
    "d": lambda row, count: numbers.draw_digits(row.rng, int(count)),
    "d1": lambda row, count: row.rng.choice("123456789") + numbers.draw_digits(row.rng, int(count) - 1),
    "hex": lambda row, count: f"{row.rng.getrandbits(int(count) * 4):0{count}x}",
    "up": lambda row, count: numbers.draw_letters(row.rng, int(count)),
    "int": draw_int,
    "dec": draw_float,
    "date": draw_date,
    "of": lambda row, choices: row.rng.choice(choices.split(",")),
    "w": lambda row, name: row.rng.choice(words(name)),
}
