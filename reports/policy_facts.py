"""Facts that stand anywhere in a policy's text: company, address, mail, dates, periods, defined terms, citations.

What cannot be read for certain (``June 2022th, 7 enacted``) stays as the raw text, and nothing is made up for it.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from reports.policy import Milestone
from reports.policy_text import fold

_STOP = r"\s、。，．・（）()「」『』：:／/"
_JAPANESE_COMPANY = re.compile(
    rf"(?:株式会社|有限会社|合同会社|(?:一般|公益)(?:社団|財団)法人|医療法人|学校法人)[^{_STOP}はがのをにへと]{{1,30}}"
    rf"|[^{_STOP}はがのをにへとや]{{1,30}}(?:株式会社|有限会社|合同会社)"
)
_LATIN_COMPANY = re.compile(
    r"(?<![\w.])[A-Z][\w&'.-]{0,30}(?: (?:[A-Z&][\w&'.-]{0,30}|of|and)){0,5},? "
    r"(?:Co\.,? ?Ltd\.|Inc\.|Ltd\.|LLC|K\.K\.|Corporation|Corp\.|GmbH|Limited|PLC)(?!\w)"
)
_REPRESENTATIVE = re.compile(
    r"(?:代表(?:取締役(?:社長|会長)?|者(?:名|氏名)?|社員|理事)|理事長"
    r"|Representative(?: Director)?|President(?: and CEO)?|CEO)"
    r"(?:\s*[:：]\s*|[\s　]+)(?P<name>[^（(:：、,。]{2,40})"
)
_ADDRESS = re.compile(
    r"(?:(?:住所|所在地|Address)\s*[:：]?\s*)?(?P<address>〒\s?\d{3}-?\d{4}[\s　]*.{4,80}"
    r"|(?:東京都|北海道|大阪府|京都府|[一-鿿]{2,3}県)[^\s、。（）()]{2,60}"
    r"|(?=.{0,120}\d).{0,80}(?:-ku|-shi|-cho|-machi|Street|Avenue| Road|Tokyo|Osaka)(?!\w).{0,60})"
)
_MAIL = re.compile(
    r"(?P<user>[\w.+-]{1,64})\s?(?:[@＠]|\[at\]|\(at\)|☆)\s?(?P<host>[\w-]{1,60}(?:\s?\.\s?[\w-]{2,60}){1,4})"
)
_SPOKEN_MAIL = re.compile(
    r"mail\W{1,3}(?P<user>[\w.+-]{1,64}) at (?P<host>[\w-]{1,60}(?:\.[\w-]{2,60}){1,4})", re.IGNORECASE
)
_PHONE = re.compile(
    r"(?:TEL|電話(?:番号)?|Tel(?:ephone)?|Phone)\s*[:：.]?\s*(?P<phone>[+\d０-９][\d０-９()（）‐－ -]{7,18}[\d０-９])",
    re.IGNORECASE,
)
_MANAGER = re.compile(
    r"(?:個人情報(?:の)?保護管理(?:責任)?者|個人情報管理責任者"
    r"|(?:personal information )?protection (?:manager|officer)|privacy officer)"
    r"\s*(?:[:：（(]|[\s　](?=[^\sのをはがa-z]))\s*(?P<name>[^）):：、。,.のをはが]{2,30})",
    re.IGNORECASE,
)
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = (
    re.compile(r"(?P<y>\d{4})\s*[年/.-]\s*(?P<m>\d{1,2})\s*[月/.-]\s*(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?P<era>令和|平成|昭和)\s*(?P<y>元|\d{1,2})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})"),
    re.compile(r"(?P<month>[a-z]{3,9})\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>\d{4})(?!\w)"),
    re.compile(r"(?<!\w)(?P<d>\d{1,2})(?:st|nd|rd|th)? (?P<month>[a-z]{3,9})\.?,? (?P<y>\d{4})(?!\w)"),
)
_KINDS = (
    ("revised", re.compile(r"改定|改訂|更新|last updated|revised|amended")),
    ("enacted", re.compile(r"制定|策定|enacted|established|adopted")),
    ("effective", re.compile(r"施行|適用|発効|effective|in force")),
)
_YEAR = re.compile(r"[12]\d{3}|令和|平成|昭和")
_TERM = re.compile(
    r"以下[、，,]?\s*(?:総称して|あわせて|併せて)?\s*[「『](?P<ja>[^」』]{1,40})[」』]"
    r"|hereinafter[^\"“”()]{0,60}[\"“](?P<en>[^\"“”]{1,60})[\"”]",
    re.IGNORECASE,
)
_CITATION = re.compile(
    r"(?:明治|大正|昭和|平成|令和)\s*[元0-9０-９]{1,3}\s*年\s*法律第\s*[0-9０-９]{1,4}\s*号|法(?:律)?第\s*[0-9０-９]{1,4}\s*条(?:第\s*[0-9０-９]{1,3}\s*[項号]){0,2}"
    r"|Article \d{1,4}(?:, Paragraph \d{1,4})? of the Act[^().\"]{0,80}|Act No\. ?\d{1,5} of \d{1,4}"
)
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_UNITS = {"年": "Y", "year": "Y", "月": "M", "month": "M", "週": "W", "week": "W", "日": "D", "day": "D"}
_PERIOD = re.compile(
    r"(?P<n>\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten)\s*"
    r"(?P<unit>年(?!\d|度)|[かヶカケヵ箇]月|週間|日(?!\d)|years?|months?|weeks?|days?)"
)
_DURATION_START = re.compile(r"(?P<ja>[^、。]{2,30}?)(?:後|から)\s*\d|(?:after|from) (?P<en>[^.,;]{3,60})")


def find_company(text: str) -> str:
    """The first company that a text names; empty where there is none."""
    found = [match for pattern in (_JAPANESE_COMPANY, _LATIN_COMPANY) if (match := pattern.search(text))]
    return min(found, key=lambda match: match.start())[0] if found else ""


def find_companies(text: str) -> tuple[tuple[str, str], ...]:
    """Every company of a text, with the words in brackets behind it (its country, perhaps)."""
    matches = [match for pattern in (_JAPANESE_COMPANY, _LATIN_COMPANY) for match in pattern.finditer(text)]
    behind = re.compile(r"\s*[(（]([^()（）]{1,40})[)）]")
    return tuple((one[0], note[1] if (note := behind.match(text, one.end())) else "") for one in matches)


def find_representative(text: str) -> str:
    """Who represents the company."""
    match = _REPRESENTATIVE.search(text)
    return match["name"].strip() if match else ""


def find_manager(text: str) -> str:
    """Who is named as the manager of personal information: a person or a post."""
    match = _MANAGER.search(text)
    return match["name"].strip() if match else ""


def find_address(text: str) -> str:
    """A postal address; damaged ones as they stand."""
    match = _ADDRESS.search(text)
    return re.sub(r"^[^:：]{1,10}[:：]\s*", "", match["address"]).strip() if match else ""


def find_mail(text: str) -> str:
    """A mail address, with the spaces and words taken out that keep harvesters away."""
    match = _MAIL.search(text) or _SPOKEN_MAIL.search(text)
    return f"{match['user']}@{''.join(match['host'].split())}" if match else ""


def find_phone(text: str) -> str:
    """A telephone number behind a word that says so."""
    match = _PHONE.search(text)
    return unicodedata.normalize("NFKC", match["phone"]) if match else ""


def read_day(text: str) -> str:
    """The first date of a text in ISO 8601; empty where none can be read for certain."""
    folded = fold(text)
    for pattern in _DAYS:
        match = pattern.search(folded)
        if match and (day := _as_day(match.groupdict())):
            return day
    return ""


def _as_day(parts: dict[str, str | None]) -> str:
    year = 1 if parts["y"] == "元" else int(parts["y"] or 0)
    year += _ERAS.get(parts.get("era") or "", 0)
    month = parts.get("m")
    name = (parts.get("month") or "")[:3]
    number = int(month) if month else (_MONTHS.index(name) + 1 if name in _MONTHS else 0)
    try:
        return date(year, number, int(parts["d"] or 0)).isoformat()
    except ValueError:
        return ""


def find_milestone(text: str) -> Milestone | None:
    """The date line that a text is; None where it is none. Prose about changes is none."""
    folded = fold(text)
    if len(folded) > 80 or not _YEAR.search(folded) or re.search(r"。.|ます|shall|will|may ", folded):
        return None
    kind = next((kind for kind, pattern in _KINDS if pattern.search(folded)), "")
    return Milestone(kind, text, read_day(text)) if kind else None


def find_terms(text: str) -> tuple[str, ...]:
    """The terms that a text defines."""
    return tuple((match["ja"] or match["en"]).strip(" ,.") for match in _TERM.finditer(text))


def find_citations(text: str) -> tuple[str, ...]:
    """The laws that a text cites, as they stand: a translation permutes their figures, so nothing is read from them."""
    return tuple(match[0].strip() for match in _CITATION.finditer(text))


def find_period(text: str) -> tuple[str, str]:
    """How long something is kept, as an ISO 8601 duration, and what the time counts from; both may be empty."""
    folded = fold(text)
    match = _PERIOD.search(folded)
    if not match:
        return "", ""
    unit = next(sign for word, sign in _UNITS.items() if word in match["unit"])
    start = _DURATION_START.search(text)
    starts = (start["ja"] or start["en"] or "").strip() if start else ""
    starts = "" if _PERIOD.search(fold(starts)) else starts
    return f"P{int(_WORDS.get(match['n'], 0) or match['n'])}{unit}", starts.rpartition("は、")[2] or starts
