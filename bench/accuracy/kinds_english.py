"""Columns of English tables; the person of a row is drawn from English words, always the same for one row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from bench.accuracy.kinds import Kind, Row, declare
from bench.accuracy.people import TODAY, words
from scanner.demo_numbers import draw_digits

ENGLISH_KINDS: dict[str, Kind] = {}


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody who does not exist, of an English-speaking country."""

    first: str
    last: str
    street: str
    city: str
    state: str
    postcode: str
    phone: str

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.first} {self.last}"

    @property
    def email(self) -> str:
        """A mail address made of the name."""
        local = f"{self.first}.{self.last}".lower().replace(" ", "").replace("'", "")
        return f"{local}@{('example.com', 'mail.example.org', 'gmail.com')[len(local) % 3]}"


def resident(row: Row) -> Resident:
    """The person of a row, from the row's family name on, so that all its cells agree."""
    rng = Random(f"{row.number} {row.person.mobile}")
    data = words()
    city, state, postcode, phone = rng.choice(data["cities_en"])
    street = f"{rng.randrange(1, 9900)} {rng.choice(data['streets_en'])}{rng.choice(('', '', ', Apt 4B', ' #12'))}"
    number = phone + ("01" if "555" in phone else "") + draw_digits(rng, 2 if "555" in phone else 4)
    return Resident(rng.choice(data["first_en"]), rng.choice(data["last_en"]), street, city, state, postcode, number)


def _note(row: Row) -> str:
    one = resident(row)
    text = str(row.rng.choice(words()["notes_en"]))
    return text.format(name=one.name, phone=one.phone, email=one.email, address=f"{one.street}, {one.city}")


declare(
    ENGLISH_KINDS,
    "Y",
    {
        "en_name": ("personal.name", lambda row: resident(row).name),
        "en_name_comma": ("personal.name", lambda row: f"{resident(row).last}, {resident(row).first}"),
        "en_first": ("personal.name", lambda row: resident(row).first),
        "en_last": ("personal.name", lambda row: resident(row).last),
        "en_email": ("personal.contact.email", lambda row: resident(row).email),
        "en_phone": ("personal.contact.phone", lambda row: resident(row).phone),
        "en_street": ("personal.contact.address", lambda row: resident(row).street),
        "en_address": (
            "personal.contact.address",
            lambda row: f"{resident(row).street}, {resident(row).city}, {resident(row).state} {resident(row).postcode}",
        ),
        "en_city": ("personal.contact.region|personal.contact.address", lambda row: resident(row).city),
        "en_state": ("personal.contact.region|personal.contact.address", lambda row: resident(row).state),
        "en_postcode": ("personal.contact.postal_code", lambda row: resident(row).postcode),
        "en_birth": ("personal.birth_date", lambda row: f"{row.person.born:%m/%d/%Y}"),
        "en_gender": ("personal.gender", lambda row: "Male" if row.person.gender == "m" else "Female"),
        "en_gender_letter": ("personal.gender", lambda row: row.person.gender.upper()),
        "en_job": ("personal.occupation|personal.employer", lambda row: str(row.rng.choice(words()["jobs_en"]))),
        "en_company": ("personal.employer", lambda row: str(row.rng.choice(words()["companies_en"]))),
        "en_salary": ("personal.income|hr.payroll", lambda row: str(row.rng.randrange(32, 190) * 1000)),
        "en_username": (
            "personal.account.login_id",
            lambda row: resident(row).email.partition("@")[0].replace(".", ""),
        ),
        "en_note": (
            "usage.content.comment|personal.name|personal.contact.phone|personal.contact.email|personal.contact.address",
            _note,
        ),
        "en_marital": ("personal.marital_status", lambda row: row.rng.choice(("Single", "Married", "Divorced"))),
        "en_nationality": ("personal.nationality", lambda row: row.rng.choice(("US", "GB", "IN", "CN", "MX", "JP"))),
        "en_diagnosis": (
            "special.medical_history",
            lambda row: row.rng.choice(("Hypertension", "Type 2 diabetes", "Asthma", "Migraine", "Depression")),
        ),
        "en_medication": (
            "special.treatment",
            lambda row: row.rng.choice(
                ("Lisinopril 10 mg daily", "Metformin 500 mg", "Albuterol inhaler", "Ibuprofen")
            ),
        ),
        "en_ethnicity": ("special.race", lambda row: row.rng.choice(("White", "Black", "Asian", "Hispanic"))),
    },
)
declare(
    ENGLISH_KINDS,
    "L",
    {
        "en_hired": (
            "personal.employer|hr.resume",
            lambda row: (TODAY - timedelta(days=row.number * 13 % 7000)).isoformat(),
        )
    },
)
