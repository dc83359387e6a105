"""Held-out sets in English: customers, staff, shop, patients, and what belongs to nobody."""

from __future__ import annotations

from bench.accuracy.held_out import check_digits as check
from bench.accuracy.held_out import values as v
from bench.accuracy.held_out.frames import Maker, Row, Table, Text, hard, link, no, open_question, yes
from bench.accuracy.held_out.people import words


def part_of_name(place: int) -> Maker:
    """The given (0) or the family (1) name; the two fit together within a row."""
    return lambda row: words("foreign")[(row.index * 17 + (row.index // 60 * 7 if place else 0)) % 60].split("|")[place]


def mailbox(row: Row) -> str:
    """An e-mail address of the row's name."""
    given, family = part_of_name(0)(row), part_of_name(1)(row)
    handle = f"{given}.{family}".lower().replace("'", "")
    return f"{handle}@{row.rng.choice(words('domains_en'))}"


CONTACTS = [
    link("contact_id", v.running("003{:09d}", 88120), "personal.account.customer_no"),
    yes("first_name", part_of_name(0), "personal.name|personal.name.romaji"),
    yes("last_name", part_of_name(1), "personal.name|personal.name.romaji"),
    yes("email", mailbox, "personal.contact.email"),
    yes("mobile", v.english_phone, "personal.contact.phone"),
    yes("street", v.english_street, "personal.contact.address"),
    yes(
        "city",
        v.pick("Portland", "Leeds", "Austin", "Madison", "Perth", "Charlotte"),
        "personal.contact.region|personal.contact.address",
        "HARD: cities that are given names too",
    ),
    yes("state", v.pick("OR", "TX", "WI", "CA", "NY"), "personal.contact.region"),
    yes("zip", v.shaped("#####"), "personal.contact.postal_code", "HARD: five digits"),
    yes(
        "dob",
        v.joined("{:02d}/{:02d}/{}", v.whole(1, 13), v.whole(1, 29), v.whole(1945, 2006)),
        "personal.birth_date",
    ),
    yes("gender", v.pick("F", "M", "F", "M", "X"), "personal.gender"),
    yes(
        "job_title",
        v.pick("Nurse", "Sales Manager", "Teacher", "Electrician", "Founder"),
        "personal.occupation|personal.employer",
    ),
    yes("company", v.word("companies_en"), "personal.employer"),
    yes("linkedin", v.joined("https://www.linkedin.com/in/{}", v.own(lambda p: p.login)), "personal.contact.sns"),
    yes("opt_in", v.pick("true", "false"), "consent.record"),
    open_question("created", v.moment(), "usage.behavior.datetime", "day of entry"),
]

NOTES = [
    hard("activity_id", v.uuid(), "UUID of a row"),
    link("contact_id", v.running("003{:09d}", 88120), "personal.account.customer_no"),
    yes(
        "note",
        v.text_of(
            "Spoke to {en}, prefers a call on {en_phone} after 5pm.",
            "Left voicemail.",
            "Sent the quote to {email}.",
            "{en} is on sick leave until March, follow up later.",
            "Asked about bulk pricing for 40 units.",
        ),
        "usage.content.comment|personal.contact.phone|personal.contact.email|personal.name",
    ),
    no("duration_min", v.whole(1, 60)),
    yes("owner", v.foreign_name, "personal.name|personal.name.romaji"),
]

FIRMS = [
    no("account_id", v.running("001{:09d}", 400)),
    hard("account_name", v.word("companies_en"), "companies called after families"),
    hard("main_phone", v.english_phone, "switchboard"),
    no("website", v.joined("https://www.{}.example.com", v.shaped("brand##"))),
    hard("billing_street", v.english_street, "address of a company"),
    no("industry", v.pick("Healthcare", "Religion", "Retail", "Legal")),
    hard("duns", v.shaped("##-###-####"), "nine digits of a company"),
    no("employees", v.skewed(400)),
    hard(
        "support_email",
        v.pick("help@brightwater.example.com", "sales@oakridge.example.com", "billing@meridian.example.com"),
        "mailboxes of desks",
    ),
]

STAFF = [
    link("EmployeeID", v.running("{}", 40012), "personal.id.employee_no"),
    yes(
        "FullName",
        lambda row: f"{part_of_name(1)(row)}, {part_of_name(0)(row)}",
        "personal.name|personal.name.romaji",
    ),
    open_question(
        "SSN", v.shaped("4##-##-####"), "personal.id.my_number", "a number of the US, no category of its own"
    ),
    yes("HomePhone", v.english_phone, "personal.contact.phone"),
    yes("Salary", v.whole(38000, 180000, 500), "hr.payroll|personal.income"),
    yes("IBAN", v.number(check.iban), "personal.financial.bank_account"),
    yes("MaritalStatus", v.pick("single", "married", "divorced"), "personal.marital_status"),
    yes("Ethnicity", v.pick("White", "Black", "Asian", "Hispanic", "Prefer not to say"), "special.race"),
    yes("DisabilityFlag", v.pick("N", "N", "Y"), "special.disability", "HARD: only the name tells"),
    yes("PerformanceRating", v.pick("exceeds", "meets", "below"), "hr.evaluation"),
    yes(
        "EmergencyContact",
        lambda row: f"{v.foreign_name(row)} (spouse) {v.english_phone(row)}",
        "personal.contact.phone|personal.name|personal.family",
    ),
    no("CostCenter", v.shaped("CC-####-##")),
    hard("Office", v.pick("Madison HQ", "Charlotte", "Austin-2"), "offices that are given names too"),
    no("BadgeModel", v.shaped("HID-####")),
]

PATIENTS = [
    link("mrn", v.shaped("MRN-#######"), "personal.account.customer_no"),
    yes("name.given", part_of_name(0), "personal.name|personal.name.romaji"),
    yes("name.family", part_of_name(1), "personal.name|personal.name.romaji"),
    yes("birthDate", v.born(), "personal.birth_date"),
    yes("telecom.phone", v.english_phone, "personal.contact.phone"),
    yes(
        "condition.text",
        v.pick("Type 2 diabetes", "Asthma", "Hypertension", "Major depression", "HIV positive"),
        "special.medical_history",
    ),
    yes("medication", v.pick("Metformin 500 mg", "Lisinopril 10 mg", "Albuterol inhaler"), "special.treatment"),
    yes("lab.hba1c", v.real(4.8, 9.9), "special.health_check"),
    yes("religion", v.pick("Catholic", "Muslim", "Jewish", "None"), "special.creed"),
    yes("driver_license", v.shaped("@#######"), "personal.id.drivers_license"),
    no("encounter_id", v.uuid()),
    hard(
        "facility",
        v.pick("St. Mary's Hospital", "James Cook Clinic", "Riverside Urgent Care"),
        "hospitals called after persons",
    ),
]

ORDERS = [
    hard("order_id", v.shaped("1###########"), "twelve digits"),
    link("customer_id", v.running("{}", 7000), "personal.account.customer_no"),
    yes("ship_to", v.foreign_name, "personal.name|personal.name.romaji"),
    yes("ship_address", v.english_street, "personal.contact.address"),
    yes("ship_postcode", v.pick("LS1 4AP", "SW1A 1AA", "M2 5DB", "90210", "K1A 0B1"), "personal.contact.postal_code"),
    yes("card_number", v.number(check.card), "personal.financial.card"),
    yes("cvv", v.shaped("###"), "personal.financial.card"),
    yes("client_ip", v.public_ip, "usage.device.ip"),
    no("tracking_no", v.shaped("1Z@##@######@###@#")),
    hard("product", v.word("products_en"), "goods called after persons"),
    link("total", v.skewed(70), "usage.behavior.purchase|personal.financial.transaction"),
    hard("sku", v.shaped("@@@-####"), "part numbers"),
    link("ordered_at", v.moment("%Y-%m-%dT%H:%M:%SZ"), "usage.behavior.purchase|usage.behavior.datetime"),
    no("currency", v.pick("USD", "GBP", "JPY")),
]

GOODS = [
    hard("name", v.word("products_en"), "goods called after persons under the field name of persons"),
    hard("ean", v.number(lambda rng: check.jan(rng, "50")), "thirteen digits"),
    hard("address", v.shaped("A#-##-#"), "addresses of shelves"),
    hard("age", v.pick("3+", "12+", "18+"), "ages that toys are for"),
    hard("gender", v.pick("unisex", "men", "women", "kids"), "whom clothes are for"),
    no("price", v.real(1, 400, 2)),
    no("batch", v.shaped("2025####-##")),
    no("updated", v.epoch()),
    hard("isbn", v.number(check.isbn13), "book numbers"),
    hard("dimensions", v.joined("{}x{}", v.whole(100, 2000), v.whole(100, 2000)), "looks like a screen size"),
]

WAREHOUSES = [
    no("code", v.running("WH{:02d}")),
    hard(
        "site_name",
        v.pick("Jackson Depot", "Florence Yard", "Washington North", "Lincoln Cross-dock"),
        "places called after persons",
    ),
    hard("phone", v.english_phone, "telephone of a depot"),
    hard("lat", v.real(32, 54, 5), "where a depot is"),
    hard("lng", v.real(-120, -1, 5), "where a depot is"),
    hard("zip", v.shaped("#####"), "postal code of a depot"),
    no("dock_doors", v.whole(1, 60)),
    hard("gateway", v.inner_ip, "internal network"),
]

TICKETS = [
    hard("id", v.running("{}", 300000000001), "numbers of twelve digits that run on"),
    yes("requester", mailbox, "personal.contact.email"),
    yes(
        "subject",
        v.text_of("Refund for {item_en}", "Cannot log in as {email}", "Wrong address on my parcel"),
        "usage.content.inquiry|personal.contact.email",
    ),
    yes(
        "body",
        v.text_of(
            "Hi, this is {en}. Please call me at {en_phone} about my parcel.",
            "My card was charged twice!",
            "I am {n} weeks pregnant and need the order sooner.",
        ),
        "usage.content.inquiry|personal.contact.phone|personal.name",
    ),
    yes("browser", v.user_agent, "usage.browser"),
    no("priority", v.pick("low", "normal", "urgent")),
    hard(
        "app_version",
        v.joined("{}.{}.{}.{}", v.whole(1, 9), v.whole(0, 9), v.whole(0, 99), v.whole(0, 99)),
        "version in the form of an address",
    ),
]

DONORS = [
    yes("donor", v.joined("{} {}", part_of_name(0), part_of_name(1)), "personal.name|personal.name.romaji"),
    yes("email", mailbox, "personal.contact.email"),
    link("amount", v.whole(5, 2000, 5), "personal.financial.transaction"),
    yes("in_memory_of", v.sometimes(0.2, v.foreign_name), "personal.name|personal.name.romaji"),
    yes("anonymous", v.pick("yes", "no"), "consent.record"),
    no("campaign", v.pick("Grace Fund", "Winter Coats", "Hope for Henry")),
    no("receipt", v.shaped("R-2025-#####")),
]

SETS: dict[str, list[Table | Text]] = {
    "english_crm": [
        Table("english_crm", "contacts.csv", 600, CONTACTS),
        Table("english_crm", "call_notes.jsonl", 220, NOTES, form="jsonl"),
        Table("english_crm", "accounts.csv", 110, FIRMS),
    ],
    "english_hr": [
        Table("english_hr", "employees.csv", 180, STAFF),
        Table("english_hr", "patients.jsonl", 240, PATIENTS, form="jsonl"),
    ],
    "english_shop": [
        Table("english_shop", "orders.csv", 800, ORDERS),
        Table("english_shop", "products.csv", 260, GOODS),
        Table("english_shop", "warehouses.csv", 5, WAREHOUSES),
        Table("english_shop", "tickets.jsonl", 160, TICKETS, form="jsonl"),
        Table("english_shop", "donors.tsv", 90, DONORS, form="tsv"),
    ],
}
