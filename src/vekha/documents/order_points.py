"""The points of an order: cut into duties, each with whom it obliges and by when."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from vekha.documents.assignees import Assignee, appointed, assignee, parted
from vekha.documents.order_terms import phrase_of, term_in
from vekha.documents.prose import ORDERING, POINT, PREAMBLE, Prose
from vekha.documents.wording import one_line
from vekha.domain.deadlines import Span
from vekha.domain.places import Place
from vekha.domain.roadmaps import ActKind, OrderPoint
from vekha.rules.deadlines import read_deadline

NUMBER = re.compile(r"(?P<number>[1-9]\d?(?:\.\d{1,2})*)[.)]?\s*(?=[А-ЯЁа-яё«])")
LETTER = re.compile(r"(?P<letter>[а-яё]|[1-9]\d?)\)\s*")
DASH = re.compile(r"[-–—•·]\s*(?=\S)")
# What puts an act into force, or keeps control of it, is nobody's duty under the plan.
NO_DUTY = re.compile(
    r"утвердить|контрол|общий\s+контрол|признать\s+утратив|считать\s+утратив|настоящ\w+\s+(?:приказ|постан|распор)\w*\s"
    r"+вступ|(?:приказ|постановление|распоряжение|решение)\s+вступ|ввести\s+в\s+действие|отменить\s+приказ",
    re.IGNORECASE,
)
APPOINTMENT = re.compile(
    r"(?:назначить|определить|утвердить|закрепить)\s+\w*(?:ответственн|куратор|координатор|исполнител|руководител)\w*"
    r"|(?:назначить|возложить)\b|ответственност\w+[^.]*возл\w+\s+на",
    re.IGNORECASE,
)
SIGNATURE = re.compile(
    r"(?:И\.\s?о\.|Врио|Исполняющ|Начальник|Руководитель|Директор|Министр|Глава|Заведующ|Председатель|Ректор|"
    r"Губернатор|Заместитель|Первый заместитель)(?![а-яё]*(?:у|ю|ям|ам|ему)\b)"
)
AFTER_ORDER = re.compile(
    r"\W*(?:разослать|рассылка|расчет рассылки|с приказом ознакомлен|ознакомлен|исп\b|исполнитель\b)",
    re.IGNORECASE,
)
ASKING = re.compile(r"\b(?:прос(?:им|ит|ьба|ят)|необходимо|надлежит)\b", re.IGNORECASE)
SENTENCE = re.compile(r"(?<=[а-яё»)\d]\.)\s+(?=[А-ЯЁ«])")


@dataclass(frozen=True, slots=True)
class Unit:
    """A point, a sub-point or a dash of the order as printed, its number parted from its text.

    `numbered`: digits and full stops number it; «а)», «1)» and dashes hang below such a one.
    """

    number: str | None
    depth: int
    text: str
    place: Place
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty before its term is read. `assigned` None: the point names nobody."""

    unit: Unit
    assigned: Assignee | None
    text: str
    term: str | None


def units_of(prose: Prose) -> tuple[Unit, ...]:
    """Return the points of the order in one line each; a blank line inside a sentence cuts nothing."""
    units: list[Unit] = []
    ended = True
    for line, place in _after_ordering(prose):
        if AFTER_ORDER.match(line) or (units and SIGNATURE.match(line)):
            break
        started = _started(line, place, units)
        if started:
            units.append(started)
            ended = False
        elif line and units and not ended and _goes_on(units[-1].text, line):
            last = units[-1]
            units[-1] = replace(last, text=one_line(f"{last.text} {line}"))
        elif line:
            ended = True
    return tuple(units)


def _goes_on(text: str, line: str) -> bool:
    """A sentence that is not done goes on; «Срок: ...» after one belongs to it."""
    done = text.rstrip().endswith((".", ";", ":"))
    return not done or line[:1].islower() or line.lower().startswith("срок")


def _started(line: str, place: Place, units: list[Unit]) -> Unit | None:
    if POINT.match(line) and (found := NUMBER.match(line)):
        number = found["number"]
        return Unit(number, number.count("."), one_line(line[found.end() :]), place, numbered=True)
    top = next((one for one in reversed(units) if one.numbered), None)
    if top is None:
        return None
    if found := LETTER.match(line):
        return Unit(f"{top.number}.{found['letter']}", top.depth + 1, one_line(line[found.end() :]), place)
    if found := DASH.match(line):
        return Unit(top.number, top.depth + 1, one_line(line[found.end() :]), place)
    return None


def _after_ordering(prose: Prose) -> list[tuple[str, Place]]:
    """The lines below «ПРИКАЗЫВАЮ:»; a directive without the word starts with its first point."""
    lines = prose.body_placed
    ordering = [at for at, (line, _) in enumerate(lines) if ORDERING.search(line)]
    return lines[ordering[0] + 1 :] if ordering else lines


def duties_of(prose: Prose, spoken: str, recipients: tuple[str, ...]) -> tuple[Duty, ...]:
    """Return the duties of the order's own points, or what a letter asks its recipients for."""
    if prose.act is None:
        return ()
    units = units_of(prose)
    if not units and prose.kind is ActKind.LETTER:
        return tuple(_asked(prose, recipients, spoken))
    return tuple(_duties(units, spoken))


def _duties(units: tuple[Unit, ...], spoken: str) -> Iterator[Duty]:
    heads: list[tuple[Unit, Duty]] = []
    for at, unit in enumerate(units):
        while heads and heads[-1][0].depth >= unit.depth:
            heads.pop()
        deeper = at + 1 < len(units) and units[at + 1].depth > unit.depth
        if NO_DUTY.match(unit.text) and not APPOINTMENT.match(unit.text):
            continue
        duty = _duty(unit, heads[-1][1] if heads else None, spoken)
        if deeper:
            heads.append((unit, duty))
        else:
            yield duty


def _duty(unit: Unit, head: Duty | None, spoken: str) -> Duty:
    if APPOINTMENT.match(unit.text) and (people := appointed(unit.text, spoken)):
        term, text = term_in(unit.text)
        return Duty(unit, Assignee("; ".join(one.text for one in people), people=people), text, term)
    address, todo = parted(unit.text)
    term, address = term_in(address)
    own = assignee(address, spoken) if address else None
    if address and own is None:
        todo = one_line(f"{address} {todo}")
    inner, todo = term_in(todo)
    inherited = head.text.strip() if head else ""
    lead = inherited.rstrip(":").strip()
    return Duty(
        unit,
        own or (head.assigned if head else None),
        one_line(f"{lead} {todo}").strip(" ;"),
        inner or term or (head.term if head else None),
    )


def _asked(prose: Prose, recipients: tuple[str, ...], spoken: str) -> Iterator[Duty]:
    named = [found.text for one in recipients for found in [assignee(one, spoken)] if found]
    whom = Assignee("; ".join(named)) if named else None
    for text, place in paragraphs(prose):
        for sentence in SENTENCE.split(text):
            if ASKING.search(sentence) and not sentence.lower().startswith(PREAMBLE):
                term, without = term_in(sentence)
                yield Duty(Unit(None, 0, sentence, place), whom, without, term)


def paragraphs(prose: Prose) -> Iterator[tuple[str, Place]]:
    """Yield the paragraphs of the body in one line each."""
    gathered: list[tuple[str, Place]] = []
    for line, place in [*prose.body_placed, ("", prose.places[-1])]:
        if line:
            gathered.append((line, place))
        elif gathered:
            yield one_line(" ".join(text for text, _ in gathered)), gathered[0][1]
            gathered = []


def order_points(duties: tuple[Duty, ...], plan: Span | None) -> tuple[OrderPoint, ...]:
    """Return the duties with their terms read in the period of the plan, None where it is unknown."""
    return tuple(_point(duty, plan) for duty in duties)


def _point(duty: Duty, plan: Span | None) -> OrderPoint:
    read = read_deadline(phrase_of(duty.term), plan, item=duty.text) if duty.term and plan else None
    return OrderPoint(
        number=duty.unit.number,
        assignee=duty.assigned.text if duty.assigned else None,
        text=duty.text,
        deadline_text=duty.term,
        deadline=read,
        place=duty.unit.place,
    )
