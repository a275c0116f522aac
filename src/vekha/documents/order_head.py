"""Number, date, title and issuer of an order, from its letterhead and the stamp of its appendix."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from vekha.documents.prose import ORDERING, POINT, PREAMBLE, Prose
from vekha.documents.wording import one_line
from vekha.domain.organisations import Level

MONTHS_OF = ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября",
             "ноября", "декабря")  # fmt: skip
DAY = (
    r"«?\s*(?P<day>\d{1,2})\s*»?\s*(?:\.\s?(?P<month>\d{1,2})\s?\.\s?|"
    rf"\s+(?P<name>{'|'.join(MONTHS_OF)})\s+)(?P<year>\d{{4}})"
)
DAY_PATTERN = re.compile(DAY, re.IGNORECASE)
NUMBER_PATTERN = re.compile(r"(?:№|\bN(?=\s*\d))\s*(?P<number>\d[\w/.-]*|[\w/-]*\d[\w/-]*)")
STAMP_PATTERN = re.compile(
    r"(?:приказ|распоряжени|постановлени)\w*(?P<issuer>.*?)\bот\s+(?P<dated>"
    + DAY
    + r")\s*(?:г\.?|года)?\s*№\s*(?P<number>\d[\w/.-]*|[\w/-]*\d[\w/-]*)",
    re.IGNORECASE,
)
TITLE_START = re.compile(r"[«\"]?Об?о?\s+[а-яё«]")
HEAD_LINES = 14
SCHOOL = re.compile(
    r"школ|лице[йя]|гимнази|детск\w+ сад|\b(?:М?[БКА]?ДОУ|М[БКА]ОУ|ГБОУ|СОШ|ООШ)\b", re.IGNORECASE
)
MUNICIPAL = re.compile(r"муниципал|район|\bгород|округ|\bг\.|управлени\w+ образовани|отдел\w* образовани",
                       re.IGNORECASE)  # fmt: skip
REGIONAL = re.compile(r"министерств|правительств|губернатор|(?:област|кра|республик)\w*\s*$|департамент",
                      re.IGNORECASE)  # fmt: skip
PLACE_KINDS = frozenset({"г.", "с.", "п.", "ст.", "х.", "пгт.", "с.п.", "д."})
NOMINATIVES = {
    "управления": "Управление", "управлению": "Управление", "управлением": "Управление", "отдела": "Отдел",
    "министерства": "Министерство", "департамента": "Департамент", "комитета": "Комитет",
    "администрации": "Администрация", "отделом": "Отдел",
}  # fmt: skip
SCHOOL_HEAD = re.compile(
    r"(?:и\.\s?о\.\s*)?(?:директор|заведующ\w+|руководитель)\s+(?P<school>.+)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class OrderHead:
    number: str | None
    day: date | None
    title: str | None
    issuer: str | None
    level: Level | None
    stamp_number: str | None
    stamp_day: date | None


def order_head(prose: Prose) -> OrderHead:
    """Return what the head of the order prints; the appendix's stamp fills what the head leaves out."""
    zone = _head_zone(prose)
    stamp = STAMP_PATTERN.search(prose.stamp)
    stamp_number = stamp["number"].strip(".-") if stamp else None
    stamp_day = parsed_day(stamp["dated"]) if stamp else None
    number = NUMBER_PATTERN.search(zone)
    issuer = _letterhead(prose) or _stamped_issuer(stamp) or _approver_school(prose)
    return OrderHead(
        number=number["number"].strip(".-") if number else stamp_number,
        day=parsed_day(zone) or stamp_day,
        title=order_title(prose),
        issuer=issuer,
        level=level_of(issuer),
        stamp_number=stamp_number,
        stamp_day=stamp_day,
    )


def parsed_day(text: str) -> date | None:
    """Return the first whole date in `text` that exists."""
    for found in DAY_PATTERN.finditer(text):
        name = (found["name"] or "").lower()
        month = MONTHS_OF.index(name) + 1 if name else int(found["month"])
        try:
            return date(int(found["year"]), month, int(found["day"]))
        except ValueError:
            continue
    return None


def _head_zone(prose: Prose) -> str:
    """Lines from «ПРИКАЗ» to the title: preambles below cite other acts with their own dates."""
    if prose.act is None:
        return ""
    zone = [prose.lines[prose.act]]
    for line in prose.body[:HEAD_LINES]:
        if TITLE_START.match(line) or _is_preamble(line):
            break
        zone.append(line)
    return "\n".join(zone)


def _is_preamble(line: str) -> bool:
    return line.lower().startswith(PREAMBLE) or ORDERING.search(line) is not None


def order_title(prose: Prose) -> str | None:
    """Return «Об утверждении ...» up to the preamble; None where the order has no such line."""
    body = prose.body
    start = next((at for at, line in enumerate(body[: 2 * HEAD_LINES]) if TITLE_START.match(line)), None)
    if start is None:
        return None
    end = start + 1
    while end < len(body) and body[end] and not _is_preamble(body[end]) and not POINT.match(body[end]):
        end += 1
    return one_line(" ".join(body[start:end]))


def _letterhead(prose: Prose) -> str | None:
    """Return the issuer above «ПРИКАЗ», in sentence case; the signature may name it in full."""
    lines: list[str] = []
    for line in reversed(prose.head):
        if not line and lines:
            break
        if line:
            lines.insert(0, line)
    if not lines:
        return None
    text = one_line(" ".join(lines))
    return _extended(_sentence_case(text, prose), prose) if len(text) < 300 else None


def _sentence_case(text: str, prose: Prose) -> str:
    """Write capitals as the document writes the same words elsewhere: «район» small, «Кавказский» not."""
    spoken = Counter(word for line in prose.body for word in re.findall(r"(?<!^)\b[А-ЯЁа-яё][а-яё-]+", line))
    shown = [
        _spoken(word, spoken) if word.isupper() and (len(word) > 3 or word.endswith(".")) else word
        for word in text.split()
    ]
    joined = " ".join(shown)
    return joined[:1].upper() + joined[1:]


def _spoken(word: str, spoken: Counter[str]) -> str:
    small, capital = word.lower(), word.capitalize()
    if small in PLACE_KINDS:
        return small
    stem = small[: max(len(small) - 3, 4)]
    smalls = sum(count for one, count in spoken.items() if one.startswith(stem))
    capitals = sum(count for one, count in spoken.items() if one.startswith(stem.capitalize()))
    return capital if capitals > smalls else small


def _extended(issuer: str, prose: Prose) -> str:
    """Add what the signature says beyond the letterhead: «... округа» -> «... округа ... края»."""
    body = one_line(" ".join(prose.body[-20:]))
    tail = " ".join(issuer.split()[-2:])
    found = re.search(
        re.escape(tail) + r"\s+((?:[А-ЯЁ][а-яё]+\s+)(?:края|области|республики))", body, re.IGNORECASE
    )
    return f"{issuer} {found[1]}" if found and found[1] not in issuer else issuer


def _stamped_issuer(stamp: re.Match[str] | None) -> str | None:
    """«к приказу Управления образования г. Азова от ...» names the issuer in the genitive."""
    words = stamp["issuer"].split() if stamp else []
    if not words or words[0].lower() not in NOMINATIVES:
        return None
    return " ".join([NOMINATIVES[words[0].lower()], *words[1:]]).strip(" ,")


def _approver_school(prose: Prose) -> str | None:
    if prose.act is not None:
        return None
    for line in prose.lines:
        found = SCHOOL_HEAD.match(line)
        if found and SCHOOL.search(found["school"]):
            return one_line(re.split(r"\s[А-ЯЁ]\.|_{2,}", found["school"])[0])
    return None


def level_of(issuer: str | None) -> Level | None:
    """Return the level an issuer's name shows, None for none or an unclear one."""
    if not issuer:
        return None
    if SCHOOL.search(issuer) and not re.match(r"(?:управлени|отдел|министерств)", issuer, re.IGNORECASE):
        return Level.SCHOOL
    if re.match(r"министерств", issuer, re.IGNORECASE):
        return Level.REGION
    if MUNICIPAL.search(re.sub(r"образовани\w+ и науки", "", issuer)) and not re.search(
        r"управлени\w+ образовани\w+ (?:и науки )?[А-ЯЁ]\w+(?:ской|ского) (?:области|края)$", issuer
    ):
        return Level.MUNICIPALITY
    return Level.REGION if REGIONAL.search(issuer) else None
