"""Numbers for the labelled tables: right in shape and check digit, put together by chance, and their look-alikes."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from scanner.demo_numbers import draw_digits

_COMMISSIONS = (10, 11, 20, 21, 30, 30, 30, 40, 42, 43, 44, 45, 45, 46, 49, 50, 54, 54, 60, 61, 62, 63, 70, 80, 90, 97)
_CARDS = ("4", "4", "51", "55", "2221", "3530", "3566", "34", "37", "36", "6011")
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_PLATES = (
    "品川",
    "練馬",
    "横浜",
    "なにわ",
    "名古屋",
    "札幌",
    "福岡",
    "京都",
    "つくば",
    "尾張小牧",
    "富士山",
    "沖縄",
    "袖ヶ浦",
    "奄美",
)
_PLATE_KANA = "あいうえかきくけこさすせそたちつてとなにぬねのはひふほまみむめもやゆらりるろ"


def weigh_mod_11(digits: str, weights: tuple[int, ...]) -> int:
    """The weighted sum of digits modulo 11."""
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11


def luhn_digit(digits: str) -> str:
    """The check digit of ISO/IEC 7812-1 for the digits before it."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 * (value > 9)
    return str(-total % 10)


def make_license(rng: Random) -> str:
    """運転免許証番号: commission, year, serial, check digit, count of reissues."""
    digits = str(rng.choice(_COMMISSIONS)) + f"{rng.randrange(60, 126) % 100:02}" + draw_digits(rng, 6)
    rest = weigh_mod_11(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2))
    return f"{digits}{(11 - rest) % 11 % 10}{rng.choice('0000012')}"


def make_any_card(rng: Random) -> str:
    """A card number of any brand, bare or in groups."""
    head = rng.choice(_CARDS)
    size = 15 if head in ("34", "37") else 14 if head == "36" else 16
    body = head + draw_digits(rng, size - 1 - len(head))
    digits = body + luhn_digit(body)
    if size != 16 or rng.random() < 0.5:
        return digits
    return rng.choice("- ").join(digits[at : at + 4] for at in range(0, 16, 4))


def make_imei(rng: Random) -> str:
    """15 digits: type allocation, serial, check digit."""
    body = "35" + draw_digits(rng, 12)
    return body + luhn_digit(body)


def make_iccid(rng: Random) -> str:
    """19 digits of a Japanese subscriber card with its check digit."""
    body = "8981" + rng.choice(("100", "200", "300")) + draw_digits(rng, 11)
    return body + luhn_digit(body)


def make_imsi(rng: Random) -> str:
    """15 digits with the code of a Japanese network."""
    return rng.choice(("44010", "44020", "44050", "44011")) + draw_digits(rng, 10)


def make_insurer(rng: Random) -> str:
    """保険者番号 of eight digits with its check digit."""
    body = rng.choice(("01", "06", "06", "31", "34")) + f"{rng.randrange(1, 48):02}" + draw_digits(rng, 3)
    return body + luhn_digit(body)


def make_passport(rng: Random) -> str:
    """Two letters and seven digits."""
    return rng.choice("TM") + rng.choice(_LETTERS) + draw_digits(rng, 7)


def make_residence_card(rng: Random) -> str:
    """在留カード番号: two letters, eight digits, two letters."""
    return "".join(rng.choices(_LETTERS, k=2)) + draw_digits(rng, 8) + "".join(rng.choices(_LETTERS, k=2))


def make_pension(rng: Random) -> str:
    """基礎年金番号: four and six digits."""
    return f"{rng.randrange(1000, 8000)}-{draw_digits(rng, 6)}"


def make_employment_insurance(rng: Random) -> str:
    """雇用保険被保険者番号: four, six and one digit."""
    return f"{rng.randrange(1000, 6000)}-{draw_digits(rng, 6)}-{draw_digits(rng, 1)}"


def make_iban(rng: Random) -> str:
    """A German account number with the check digits of ISO 13616."""
    account = draw_digits(rng, 18)
    return f"DE{98 - int(account + '131400') % 97:02}{account}"


def make_plate(rng: Random) -> str:
    """自動車登録番号 as it is written in forms."""
    number = rng.randrange(1, 10_000)
    tail = f"{number:04}"[:2] + "-" + f"{number:04}"[2:] if number >= 1000 else f"{number:・>4}"
    joint = rng.choice((" ", " ", ""))
    return joint.join((rng.choice(_PLATES), str(rng.choice((300, 330, 500, 530, 580))), rng.choice(_PLATE_KANA), tail))


def make_jan(rng: Random) -> str:
    """JAN-13 of a Japanese maker with its check digit."""
    digits = rng.choice(("49", "45")) + draw_digits(rng, 10)
    total = sum(int(digit) * (1 + 2 * (place % 2)) for place, digit in enumerate(digits))
    return digits + str(-total % 10)


def make_isbn(rng: Random) -> str:
    """ISBN-13 of a Japanese publisher, with hyphens."""
    digits = "9784" + draw_digits(rng, 8)
    total = sum(int(digit) * (1 + 2 * (place % 2)) for place, digit in enumerate(digits))
    return f"978-4-{digits[4:8]}-{digits[8:12]}-{-total % 10}"


def make_minute(rng: Random) -> str:
    """A time to the minute in twelve digits."""
    return f"{draw_time(rng):%Y%m%d%H%M}"


def make_epoch_ms(rng: Random) -> str:
    """Milliseconds since 1970, 13 digits."""
    return str(int(draw_time(rng).timestamp()) * 1000 + rng.randrange(1000))


def draw_time(rng: Random) -> datetime:
    """A moment of the three years before the tables end, by day more often than by night."""
    day = datetime(2026, 11, 20) - timedelta(days=rng.randrange(1, 1000))
    hour = min(23, max(0, round(rng.gauss(14, 4.5))))
    return day.replace(hour=hour, minute=rng.randrange(60), second=rng.randrange(60))


def make_uuid(rng: Random) -> str:
    """A random identifier of version 4."""
    digits = f"{rng.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{rng.choice('89ab')}{digits[17:20]}-{digits[20:]}"


def make_hex(rng: Random, size: int) -> str:
    """Hexadecimal digits."""
    return f"{rng.getrandbits(size * 4):0{size}x}"


def make_mac(rng: Random) -> str:
    """A hardware address whose first byte is that of a maker."""
    return ":".join([rng.choice(("00", "3C", "A4", "F0")), *(make_hex(rng, 2).upper() for _ in range(5))])


def make_global_ip(rng: Random) -> str:
    """An address that a visitor could have: no private, reserved or documentation block."""
    return f"{rng.choice((27, 49, 60, 61, 106, 114, 118, 122, 126, 133, 150, 153, 180, 202, 210, 219, 220))}" + "".join(
        f".{rng.randrange(1, 255)}" for _ in range(3)
    )


def make_internal_ip(rng: Random) -> str:
    """An address of an internal network."""
    return rng.choice(("10.{}.{}.{}", "192.168.{0}.{2}", "172.16.{1}.{2}")).format(
        rng.randrange(0, 20), rng.randrange(0, 255), rng.randrange(1, 255)
    )


def make_version(rng: Random) -> str:
    """A version of software in two to four parts."""
    return ".".join(str(rng.randrange(0, top)) for top in (12, 20, 40, 250)[: rng.choice((2, 3, 3, 4))])
