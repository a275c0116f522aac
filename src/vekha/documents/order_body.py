"""What stands around the plan's table: the order, its period and its people."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from vekha.documents.drafts import PlanRows
from vekha.documents.order_head import OrderHead, order_head
from vekha.documents.order_people import people_of
from vekha.documents.order_points import duties_of, order_points, paragraphs, units_of
from vekha.documents.order_recipients import recipients_of
from vekha.documents.plan_period import Named, PlanPeriod, plan_period
from vekha.documents.prose import Prose, plan_title, prose_before
from vekha.documents.tables import SourceDocument
from vekha.documents.vocabulary import Column
from vekha.domain.deadlines import Span
from vekha.domain.organisations import Level
from vekha.domain.places import Place
from vekha.domain.roadmaps import ActKind, OrderBody

UNTITLED = "План мероприятий"
APPROVING = re.compile(
    r"(?:утвердить|принять|ввести|реализовать|организовать)\b.*\b(?:план|дорожн|комплекс|программ)",
    re.IGNORECASE,
)
NAMING = re.compile(r"\b(?:план|дорожн|комплекс мер)\w*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something odd about the order; `place` None where it has no one place."""

    code: str
    detail: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """The order and what is doubtful about it."""

    order: OrderBody
    doubts: tuple[Doubt, ...]


def order_body(source: SourceDocument, rows: PlanRows, flat_start: int | None) -> Body:
    """Return what the lines before the plan say."""
    prose = prose_before(source, rows.plan_tables, flat_start)
    head = order_head(prose)
    heading = plan_title(_after_order(prose)) or rows.heading or None
    has_appendix = prose.act is not None or bool(head.stamp_number)
    period = _period(prose, head, heading, rows)
    recipients = recipients_of(prose)
    duties = duties_of(prose, source.raw_text, recipients)
    order = OrderBody(
        title=head.title or heading or UNTITLED,
        table_title=heading if has_appendix else None,
        order_number=head.number,
        order_date=head.day,
        issuer=head.issuer,
        issuer_level=head.level,
        plan_start=period.span.first if period.span else None,
        plan_end=period.span.last if period.span else None,
        period_basis=period.basis,
        controllers=people_of(prose, duties, source.raw_text),
        kind=prose.kind,
        period_alternatives=period.alternatives,
        points=order_points(duties, _duty_span(head, period)),
        recipients=recipients,
    )
    return Body(order, _doubts(order, head, period))


def _duty_span(head: OrderHead, period: PlanPeriod) -> Span | None:
    """Duties of the order begin with the order itself, which may come before the plan's period."""
    last = period.span.last if period.span else head.day and date(head.day.year, 12, 31)
    first = (
        min(day for day in (head.day, period.span.first if period.span else None) if day) if last else None
    )
    return Span(first, last) if first and last and first <= last else None


def _after_order(prose: Prose) -> tuple[str, ...]:
    """The plan's own heading stands below the order's last point."""
    if prose.act is None:
        return prose.lines
    return prose.lines[prose.act + 1 :]


def _period(prose: Prose, head: OrderHead, heading: str | None, rows: PlanRows) -> PlanPeriod:
    named = [
        Named("Название приказа", head.title, prose.place_of(head.title or "")),
        *(Named(what, text, place) for what, text, place in _naming_points(prose)),
        Named("Заголовок плана", heading, prose.place_of(heading or "")),
    ]
    texts = [draft.text(Column.TITLE) for draft in rows.drafts]
    deadlines = [draft.text(Column.DEADLINE) for draft in rows.drafts]
    return plan_period(named, texts, deadlines, head.day)


def _naming_points(prose: Prose) -> Iterator[tuple[str, str, Place]]:
    """The points that approve the plan; in a letter the paragraphs that send it."""
    for unit in units_of(prose):
        if unit.number == "1" or APPROVING.match(unit.text):
            yield f"Пункт {unit.number} приказа", unit.text, unit.place
    if prose.kind is ActKind.LETTER:
        for text, place in paragraphs(prose):
            if NAMING.search(text):
                yield "Текст письма", text, place


def _doubts(order: OrderBody, head: OrderHead, period: PlanPeriod) -> tuple[Doubt, ...]:
    doubts = []
    if not period.sure:
        doubts.append(Doubt("period_guessed", period.basis.rstrip(".")))
    if period.others:
        said = [f"{one.what}: «{one.text}»{f' ({one.place})' if one.place else ''}" for one in period.others]
        where = f" ({period.place})" if period.place else ""
        detail = "; ".join([f"{period.basis.rstrip('.')}{where}", *said])
        doubts.append(Doubt("period_contradiction", detail, period.others[0].place))
    if (
        not any(person.kind == "control" for person in order.controllers)
        and order.issuer_level is not Level.SCHOOL
    ):
        doubts.append(Doubt("no_controller"))
    stamped = (head.stamp_number or head.number, head.stamp_day or head.day)
    if stamped != (head.number, head.day):
        doubts.append(
            Doubt("order_contradiction", f"№ {stamped[0]} от {stamped[1]:%d.%m.%Y}" if stamped[1] else "")
        )
    return tuple(doubts)
