"""Number, date, title and issuer of an order, from its letterhead and the stamp of its appendix."""

import re
from dataclasses import dataclass
from datetime import date

from vekha.documents.order_issuer import approver_school, letterhead, level_of, stamped_issuer
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
    r"(?:приказ|распоряжени|постановлени|решени)\w*(?P<issuer>.*?)(?:\bот\s+(?P<dated>"
    + DAY
    + r")\s*(?:г\.?|года)?\s*№\s*(?P<number>\d[\w/.-]*|[\w/-]*\d[\w/-]*)"
    r"|№\s*(?P<number_first>[\w/.-]*\d[\w/-]*)\s+от\s+(?P<dated_last>"
    + re.sub(r"\?P<\w+>", "?:", DAY)
    + r")(?!\s*(?:г\.?|года)?\s*№))",
    re.IGNORECASE,
)
TITLE_START = re.compile(r"[«\"]?Об?о?\s+[а-яё«]")
HEAD_LINES = 14


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
    stamp_number = (stamp["number"] or stamp["number_first"]).strip(".-") if stamp else None
    stamp_day = parsed_day(stamp["dated"] or stamp["dated_last"]) if stamp else _approval_day(prose)
    number = NUMBER_PATTERN.search(re.sub(r"(?i)\bна\s+№.*", "", zone))
    issuer = (
        letterhead(prose) or (stamped_issuer(stamp["issuer"]) if stamp else None) or approver_school(prose)
    )
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


def _approval_day(prose: Prose) -> date | None:
    """«УТВЕРЖДАЮ ... «30» августа 2025 г.»: the day a plan without an order was approved."""
    return parsed_day(prose.stamp) if prose.act is None else None


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
