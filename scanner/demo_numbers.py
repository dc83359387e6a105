"""Numbers for the invented company: right in form and check digit, and put together by chance."""

from __future__ import annotations

from random import Random

_TEST_CARDS = ("411111", "555555", "353011", "601111")
"""Beginnings of the numbers that payment companies publish for trying out a shop."""

_BCRYPT = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def draw_digits(rng: Random, count: int) -> str:
    """So many random digits."""
    return "".join(str(rng.randrange(10)) for _ in range(count))


def make_my_number(rng: Random) -> str:
    """個人番号, 12 digits: 平成26年総務省令第85号 article 5."""
    digits = draw_digits(rng, 11)
    weights = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    rest = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11
    return digits + str(0 if rest <= 1 else 11 - rest)


def make_corporate_number(rng: Random) -> str:
    """法人番号, 13 digits with the check digit in front: 法人番号の指定等に関する省令 article 2."""
    digits = draw_digits(rng, 12)
    total = sum(int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return str(9 - total % 9) + digits


def make_card(rng: Random) -> str:
    """A card number of 16 digits, in groups of four, with the check digit of ISO/IEC 7812-1."""
    digits = rng.choice(_TEST_CARDS) + draw_digits(rng, 9)
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    whole = digits + str(-sum(number - 9 * (number > 9) for number in doubled) % 10)
    return "-".join(whole[start : start + 4] for start in range(0, 16, 4))


def make_item_code(rng: Random) -> str:
    """A GTIN-13 from the range that shops number their own goods with (GS1 prefixes 20 to 29)."""
    digits = f"2{draw_digits(rng, 11)}"
    total = sum(int(digit) * (1 + 2 * (place % 2)) for place, digit in enumerate(digits))
    return digits + str(-total % 10)


def make_mobile(rng: Random, prefix: str) -> str:
    """A mobile number: the numbering plan has no 0 after the prefix."""
    return f"{prefix}-{rng.randrange(1000, 10000)}-{draw_digits(rng, 4)}"


def make_landline(rng: Random, area: str) -> str:
    """A fixed line of ten digits; ``area`` is the area code and how the exchange begins (``03-3``)."""
    return f"{area}{draw_digits(rng, 7 - len(area))}-{draw_digits(rng, 4)}"


def make_password_hash(rng: Random) -> str:
    """Something in the shape of a bcrypt hash. It is the hash of nothing."""
    return "$2b$12$" + "".join(rng.choices(_BCRYPT, k=53))


def make_password(rng: Random) -> str:
    """A password as people choose them: two syllables, a year, a mark."""
    syllables = ("kumo", "hana", "neko", "sora", "mori", "umi", "yuki", "tori")
    return f"{rng.choice(syllables)}{rng.choice(syllables).capitalize()}{rng.randrange(1960, 2010)}!"


def make_address(rng: Random) -> str:
    """A network address from a block set aside for documentation (RFC 5737, RFC 3849)."""
    if rng.random() < 0.12:
        return f"2001:db8:{rng.randrange(1, 0xFFFF):x}:{rng.randrange(1, 0xFFFF):x}::{rng.randrange(1, 0xFFFF):x}"
    return f"{rng.choice(('198.51.100', '203.0.113', '192.0.2'))}.{rng.randrange(1, 255)}"
