"""Invented people for the practice lines, and their values.

Each maker takes the line's person, the random source and a form, and returns one value. The people belong to nobody.
"""

import random
import string
import tomllib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

WORDS: dict[str, str] = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
ERAS = (("令和", "R", date(2019, 5, 1)), ("平成", "H", date(1989, 1, 8)), ("昭和", "S", date(1926, 12, 25)))
HALF_KANA = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E)}
UPPER = string.ascii_uppercase
ALNUM = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person with whom the values of one line agree."""

    surname: tuple[str, str, str]
    given: tuple[str, str, str]
    man: bool
    born: date
    place: tuple[str, ...]
    foreign: str


def make_person(rng: random.Random) -> Person:
    """Draw a person; parts in the order kanji, katakana, Latin."""
    surname = rng.choice(WORDS["surnames"].split()).split("/")
    given = rng.choice(WORDS["given"].split()).split("/")
    born = date(1938, 1, 1) + timedelta(days=rng.randrange(25_500))
    place = tuple(rng.choice(WORDS["places"].split("\n")[:-1]).split("|"))
    foreign = rng.choice(WORDS["foreign"].strip().replace("\n", "|").split("|"))
    return Person(
        (surname[0], surname[1], surname[2]), (given[0], given[1], given[2]), given[3] == "m", born, place, foreign
    )


def draw_digits(rng: random.Random, count: int) -> str:
    """Digits of which the first is not zero."""
    return str(rng.randrange(1, 10)) + "".join(rng.choice(string.digits) for _ in range(count - 1))


def draw_text(rng: random.Random, count: int, letters: str = ALNUM) -> str:
    """Random letters."""
    return "".join(rng.choice(letters) for _ in range(count))


def pick(rng: random.Random, key: str) -> str:
    """One entry of a list of words.toml that is parted by bars."""
    return rng.choice(WORDS[key].strip().split("|"))


def widen(text: str) -> str:
    """ASCII to the full-width forms, one character for one."""
    return "".join("　" if char == " " else chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def halve_kana(text: str) -> str:
    """Katakana to the half-width forms with separate voicing marks."""
    parts = unicodedata.normalize("NFD", text)
    return "".join({"\u3099": "ﾞ", "\u309a": "ﾟ"}.get(char, HALF_KANA.get(char, char)) for char in parts)


def format_era(day: date, form: str) -> str:
    """A date by era: ``昭和58年4月12日`` or, for the form ``era1``, ``S58.4.12``."""
    long, short, first = next(era for era in ERAS if day >= era[2])
    year = day.year - first.year + 1
    if form == "era1":
        return f"{short}{year}.{day.month}.{day.day}"
    return f"{long}{year}年{day.month}月{day.day}日"


def make_birth(person: Person, rng: random.Random, form: str) -> str:
    """A birth date in a written form."""
    day = person.born
    form = form or rng.choice(["slash", "iso", "era", "ja", "8", "era1", "dot"])
    if form.startswith("era"):
        return format_era(day, form)
    if form == "ja":
        return f"{day.year}年{day.month}月{day.day}日"
    layout = {"slash": "%Y/%m/%d", "iso": "%Y-%m-%d", "8": "%Y%m%d", "dot": "%Y.%m.%d", "us": "%m/%d/%Y"}
    return day.strftime(layout.get(form, "%d %b %Y"))


def make_age(person: Person, _rng: random.Random, form: str) -> str:
    """Years as ``34歳``, or the bare number for the form ``n``."""
    years = 2026 - person.born.year
    return str(years) if form == "n" else f"{years}才" if form == "sai" else f"{years}歳"


def make_name(person: Person, rng: random.Random, form: str) -> str:
    """A name: joined, spaced, kana, half-width, Latin, surname alone, or foreign."""
    (kanji, kana, latin), (given, given_kana, given_latin) = person.surname, person.given
    forms = {
        "sur": kanji,
        "join": kanji + given,
        "sp": f"{kanji} {given}",
        "wide": f"{kanji}　{given}",
        "kana": f"{kana} {given_kana}",
        "kanajoin": kana + given_kana,
        "surkana": kana,
        "half": halve_kana(f"{kana} {given_kana}"),
        "latin": f"{given_latin} {latin}",
        "upper": f"{latin} {given_latin}".upper(),
        "comma": f"{latin}, {given_latin}",
        "foreign": person.foreign,
        "first": person.foreign.split()[0],
    }
    return forms[form or rng.choice(["join", "sp", "wide"])]


def make_phone(person: Person, rng: random.Random, form: str) -> str:
    """A phone in a written form; the area code agrees with the person's place."""
    area = person.place[4]
    fixed = (
        area,
        str(rng.randrange(2, 10)) + draw_text(rng, 5 - len(area), string.digits),
        draw_text(rng, 4, string.digits),
    )
    mobile = (rng.choice(["090", "080", "070"]), draw_digits(rng, 4), draw_digits(rng, 4))
    a, b, c = fixed if form in {"fixed", "paren", "mid", "intlfix"} else mobile
    form = form or rng.choice(["hyphen", "hyphen", "bare", "fw", "space", "paren2", "intl", "dot", "choon"])
    forms = {
        "paren": f"({a}){b}-{c}",
        "mid": f"{a}({b}){c}",
        "paren2": f"{a}({b}){c}",
        "bare": a + b + c,
        "fw": widen(f"{a}-{b}-{c}").replace("－", rng.choice("－−")),
        "space": f"{a} {b} {c}",
        "intl": f"+81-{a[1:]}-{b}-{c}",
        "intlfix": f"+81-{a[1:]}-{b}-{c}",
        "intl2": f"+81 (0){a[1:]} {b} {c}",
        "e164": f"+81{a[1:]}{b}{c}",
        "dot": f"{a}.{b}.{c}",
        "choon": f"{a}ー{b}ー{c}",
        "us": f"({rng.randrange(210, 980)}) 555-01{draw_digits(rng, 2)}",
        "us2": f"+1-{rng.randrange(210, 980)}-555-01{draw_digits(rng, 2)}",
        "uk": f"+44 7700 900{draw_digits(rng, 3)}",
    }
    return forms.get(form, f"{a}-{b}-{c}")


def make_email(person: Person, rng: random.Random, form: str) -> str:
    """A mail address that agrees with the name; ``enc`` has its at sign percent-encoded."""
    given, surname = person.given[2].lower(), person.surname[2].lower()
    if form == "en":
        plain = unicodedata.normalize("NFD", person.foreign.lower()).encode("ascii", "ignore").decode().replace("'", "")
        given, surname = plain.split()[0].replace("-", ""), plain.split()[-1].replace("-", "")
    local = rng.choice(
        [
            f"{given}.{surname}",
            f"{surname}{person.born.year % 100:02}",
            f"{given[0]}-{surname}",
            f"{surname}_{given}",
            f"{given}.{surname}+shop",
        ]
    )
    if form == "enc":
        return f"{local.replace('+', '%2B')}%40{pick(rng, 'mail_hosts')}"
    address = f"{local}@{pick(rng, 'mail_hosts')}"
    return widen(address) if form == "fw" else address


def pick_western(person: Person) -> list[str]:
    """A person's street and postal code outside Japan, always the same pair."""
    pairs = WORDS["western"].strip().split("\n")
    return pairs[person.born.toordinal() % len(pairs)].split("|")


def make_address(person: Person, rng: random.Random, form: str) -> str:
    """A postal address without its code; the block is invented."""
    _zip, pref, city, town, _area, _plate, latin, _at = person.place
    a, b, c = rng.randrange(1, 9), rng.randrange(1, 30), rng.randrange(1, 25)
    if form == "en":
        return f"{a}-{b}-{c} {latin}"
    if form == "west":
        return pick_western(person)[0]
    building = pick(rng, "buildings") if form != "short" else ""
    blocks = [
        f"{a}-{b}-{c}",
        f"{a}丁目{b}番{c}号",
        widen(f"{a}-{b}-{c}"),
        f"{a}丁目{b}-{c}",
        f"{b}番地{c}",
        f"{'一二三四五六七八'[a - 1]}丁目{b}番{c}号",
    ]
    head = city if form == "city" else pref + city
    return head + town + rng.choice(blocks) + ((rng.choice(["", " ", "　"]) + building) if building else "")


def make_zip(person: Person, rng: random.Random, form: str) -> str:
    """The postal code of the person's place."""
    code = person.place[0]
    if form == "west":
        return pick_western(person)[1]
    return {"bare": code.replace("-", ""), "fw": widen(code)}.get(form, code)


def make_password(person: Person, rng: random.Random, _form: str) -> str:
    """A password as people choose it, or as a generator does."""
    return rng.choice(
        [
            f"{person.given[2].lower()}{person.born.year}",
            f"{person.surname[2]}#{draw_digits(rng, 4)}",
            draw_text(rng, 10) + "!9",
            f"P@ss{draw_digits(rng, 4)}w0rd",
            f"neko-{draw_text(rng, 4, string.ascii_lowercase)}-{draw_digits(rng, 3)}",
        ]
    )


def make_plate(person: Person, rng: random.Random, form: str) -> str:
    """A vehicle plate."""
    joint = "" if form == "join" else " "
    number = rng.choice(
        [f"{rng.randrange(10, 99)}-{rng.randrange(10, 99)}", f"・・{rng.randrange(10, 99)}", f"・{draw_digits(rng, 3)}"]
    )
    return joint.join(
        [
            person.place[5],
            str(rng.choice([300, 330, 500, 530, 580, 100, 400])),
            rng.choice("あさすそたにのまむや"),
            number,
        ]
    )


def make_point(person: Person, rng: random.Random, form: str) -> str:
    """A position near the person's place: latitude, longitude, or both."""
    lat, lng = (f"{float(part) + rng.random() / 50:.{rng.choice([5, 6, 7])}f}" for part in person.place[7].split(","))
    return {"lat": lat, "lng": lng}.get(form, f"{lat},{lng}")


def make_login(person: Person, rng: random.Random, _form: str) -> str:
    """A login name."""
    given, surname = person.given[2].lower(), person.surname[2].lower()
    return rng.choice(
        [f"{given[0]}{surname}", f"{surname}_{given[:3]}", f"{given}.{surname}", f"{surname}{draw_digits(rng, 2)}"]
    )


def make_gender(person: Person, rng: random.Random, form: str) -> str:
    """A gender as a form writes it."""
    if form == "en":
        return "Male" if person.man else "Female"
    return rng.choice(["男性", "男"]) if person.man else rng.choice(["女性", "女"])


Maker = Callable[[Person, random.Random, str], str]
