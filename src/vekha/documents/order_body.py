"""What stands around the plan's table: the order, its period and its people."""

from dataclasses import dataclass

from vekha.documents.drafts import PlanRows
from vekha.documents.order_head import OrderHead, order_head
from vekha.documents.order_people import order_points, people_of
from vekha.documents.plan_period import PlanPeriod, plan_period
from vekha.documents.prose import Prose, plan_title, prose_before
from vekha.documents.tables import SourceDocument
from vekha.documents.vocabulary import Column
from vekha.domain.organisations import Level
from vekha.domain.roadmaps import OrderBody

UNTITLED = "План мероприятий"


@dataclass(frozen=True, slots=True)
class Body:
    """The order and what is doubtful about it: (anomaly code, detail)."""

    order: OrderBody
    doubts: tuple[tuple[str, str], ...]


def order_body(source: SourceDocument, rows: PlanRows, flat_start: int | None) -> Body:
    """Return what the lines before the plan say."""
    prose = prose_before(source, rows.plan_tables, flat_start)
    head = order_head(prose)
    heading = plan_title(_after_order(prose)) or rows.heading or None
    has_appendix = prose.act is not None or bool(head.stamp_number)
    period = _period(prose, head, heading, rows)
    people = people_of(prose, source.raw_text)
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
        controllers=people,
    )
    return Body(order, _doubts(order, head, period))


def _after_order(prose: Prose) -> tuple[str, ...]:
    """The plan's own heading stands below the order's last point."""
    if prose.act is None:
        return prose.lines
    return prose.lines[prose.act + 1 :]


def _period(prose: Prose, head: OrderHead, heading: str | None, rows: PlanRows) -> PlanPeriod:
    points = order_points(prose)
    named = [
        ("Название приказа", head.title),
        ("Пункт 1 приказа", points[0] if points else None),
        ("Заголовок плана", heading),
    ]
    texts = [draft.text(Column.TITLE) for draft in rows.drafts]
    deadlines = [draft.text(Column.DEADLINE) for draft in rows.drafts]
    return plan_period(named, texts, deadlines, head.day)


def _doubts(order: OrderBody, head: OrderHead, period: PlanPeriod) -> tuple[tuple[str, str], ...]:
    doubts = []
    if not period.sure:
        doubts.append(("period_guessed", period.basis.rstrip(".")))
    if period.others:
        doubts.append(("period_contradiction", "; ".join([period.basis.rstrip("."), *period.others])))
    if (
        not any(person.kind == "control" for person in order.controllers)
        and order.issuer_level is not Level.SCHOOL
    ):
        doubts.append(("no_controller", ""))
    stamped = (head.stamp_number or head.number, head.stamp_day or head.day)
    if stamped != (head.number, head.day):
        doubts.append(
            ("order_contradiction", f"№ {stamped[0]} от {stamped[1]:%d.%m.%Y}" if stamped[1] else "")
        )
    return tuple(doubts)
