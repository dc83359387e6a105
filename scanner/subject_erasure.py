"""The steps by which one person's data is erased. Daicho writes them and carries none of them out.

Order: first the grounds and what forbids it, then the data in use (rows that refer to the person's before the person's
own), then files and messages, then logs, copies and recipients; at last the look whether anything is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scanner.subject_keys import say
from scanner.subject_match import Strength
from scanner.subject_sheet import Sheet, SheetMatch, SheetPlace, Step, say_field

_QUOTES = {"mysql": ("`", "`"), "mariadb": ("`", "`"), "mssql": ("[", "]")}
_LOGS = ("log", "access-log", "crash")
_SURE: tuple[Strength, ...] = ("certain", "likely")


def plan_erasure(sheet: Sheet, lang: str) -> tuple[Step, ...]:
    """Every step, in order."""
    return tuple(_steps(sheet, lang))


def _steps(sheet: Sheet, lang: str) -> Iterator[Step]:
    def general(key: str, **params: object) -> Step:
        return Step("", say(key, lang, "step", **params))

    yield general("identity")
    yield general("grounds")
    undeclared = [place.label for place in sheet.places if not place.retention]
    if undeclared:
        yield general("no-hold", places=", ".join(undeclared))
    yield general("stop")
    for place in sorted(sheet.places, key=_rank):
        yield from _at_place(place, lang)
    yield general("copies")
    yield general("backup")
    parties = dict.fromkeys(one for place in sheet.places for one in (*place.entrusted, *place.provided))
    if parties:
        yield general("provided", parties=", ".join(parties))
    missing = len(sheet.unread) + len(sheet.left_out)
    if missing:
        yield general("unread", places=missing)
    yield general("verify")
    yield general("tell")


def _rank(place: SheetPlace) -> tuple[int, str]:
    """Rows that only refer to the person come before those that they refer to."""
    if place.kind in _LOGS:
        return 3, place.label
    if place.kind not in ("table", "view"):
        return 2, place.label
    return (1 if any(place.rows.get(strength) for strength in _SURE) else 0), place.label


def _at_place(place: SheetPlace, lang: str) -> Iterator[Step]:
    def step(key: str, statement: str = "", **params: object) -> Step:
        return Step(place.label, say(key, lang, "step", **params), statement)

    if place.retention:
        yield step("hold", holds=", ".join(place.retention))
    if place.rows.get("possible"):
        yield step("check-possible", rows=place.rows["possible"])
    linked = [match for match in place.matches if match.how == "linked"]
    if linked and place.kind == "table":
        yield step("linked", rows=place.rows.get("linked", 0), field=", ".join(match.field for match in linked))
    named = [match for match in _telling(place.matches) if not match.nested]
    if place.kind != "table" or not (named or linked):
        yield Step(place.label, say(place.kind, lang, "correct"))
    if place.kind == "table":
        for matches in filter(None, (named, [match for match in linked if not match.nested])):
            yield step("statement", write_statement(place, matches), rows=max(match.rows for match in matches))
            other = sum(match.rows - match.verbatim for match in matches if match.how == "whole")
            if other:
                yield step("other-form", rows=other)
    for match in place.matches:
        if match.how == "inside":
            yield step("inside", field=say_field(match.field, lang), rows=match.rows)
    if place.numbers:
        yield step("rows", numbers=write_numbers(place, lang))


def _telling(matches: Sequence[SheetMatch]) -> list[SheetMatch]:
    """The matches that name rows of this person: by a key that tells persons apart, else by a name with what makes it
    likely."""
    keys = [match for match in matches if match.kind in ("email", "phone", "id") and match.how == "whole"]
    if keys:
        return keys
    support = [match for match in matches if match.kind in ("birth-date", "address")]
    return [match for match in matches if match.kind in ("name", "kana") and match.how == "whole"] if support else []


def write_numbers(place: SheetPlace, lang: str) -> str:
    """The first row numbers, and how many more there are."""
    numbers = ", ".join(f"{number}" for number in place.numbers)
    more = sum(place.rows.values()) - len(place.numbers)
    return f"{numbers} … ({say('more', lang, rows=more)})" if more > 0 else numbers


def write_statement(place: SheetPlace, matches: Sequence[SheetMatch]) -> str:
    """A template with named parameters in place of values, in the form of that database."""
    table = _quote_table(place)
    parts = [f"{_quote(match.field, place.database)} = :{match.kind.replace('-', '_')}" for match in matches]
    sure = any(match.kind in ("email", "phone", "id") for match in matches)
    where = (" OR " if sure else " AND ").join(dict.fromkeys(parts))
    if not sure:
        support = [match for match in place.matches if match.kind == "birth-date" and match.how == "whole"]
        where = " AND ".join([where, *(f"{_quote(one.field, place.database)} = :birth_date" for one in support)])
    return (
        f"BEGIN;\nSELECT count(*) FROM {table} WHERE {where};\nDELETE FROM {table} WHERE {where};\n"
        "-- COMMIT; or ROLLBACK;"
    )


def _quote_table(place: SheetPlace) -> str:
    """The table of a collection: behind a schema in most databases, behind the name of its file elsewhere."""
    name = place.collection
    if not place.database or place.database == "file":
        return _quote(name.rpartition("!")[2], "sqlite")
    if place.database == "sqlite":
        return _quote(name, "sqlite")
    return ".".join(_quote(part, place.database) for part in name.split(".", 1))


def _quote(name: str, database: str) -> str:
    begin, end = _QUOTES.get(database, ('"', '"'))
    return f"{begin}{name.replace(end, end * 2)}{end}"
