"""What `vekha read` prints of the order itself: who is named, its own duties, other periods."""

from collections.abc import Iterator

from vekha.domain.roadmaps import Controller, OrderBody, OrderPoint
from vekha.rules.russian import short_date

KINDS = {"control": "контроль", "responsible": "ответственный", "approver": "утвердил"}


def order_lines(body: OrderBody) -> Iterator[str]:
    """Yield Russian lines; nothing for what the document does not print."""
    for one in body.period_alternatives:
        where = f" ({one.place})" if one.place else ""
        yield f"Иначе период: {short_date(one.span.first)} — {short_date(one.span.last)}: {one.why}{where}."
    yield from (_person(one) for one in body.controllers)
    if body.points:
        yield "Поручения самого приказа (в таблице плана их нет; со сроком — ждут решения):"
        yield from (f"  {_point(one)}" for one in body.points)
    if body.recipients:
        yield f"Рассылка: {'; '.join(body.recipients)}."


def _person(one: Controller) -> str:
    return f"{KINDS[one.kind].capitalize()}: {one.name}, {one.role}."


def _point(one: OrderPoint) -> str:
    number = f"п. {one.number}: " if one.number else ""
    whom = f"{one.assignee} — " if one.assignee else "исполнитель не назван — "
    return f"{number}{whom}{one.text.rstrip(' .;')}; {_term(one)}."


def _term(one: OrderPoint) -> str:
    if one.deadline_text is None:
        return "срок не назван"
    read = f"прочитано {short_date(one.due)}" if one.due else "дату назначает человек"
    return f"срок «{one.deadline_text}», {read}"
