"""Tell the whole story of one obligation: from the printed cell to its instant, its acts and its letters."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from sqlalchemy import Connection

from vekha.actions.explain_life import life_lines, local_text, name_of
from vekha.actions.work_calendars import work_calendars
from vekha.calendar.reasons import day_reasons, days_off
from vekha.calendar.zones import zone_label
from vekha.domain.confirmed import ConfirmedItem, ConfirmedRoadmap
from vekha.domain.deadlines import DueDates, Span
from vekha.domain.life import HappeningKind
from vekha.domain.obligations import Event, Obligation, State
from vekha.domain.organisations import Organisation, Viewer
from vekha.domain.refusals import RefusedError
from vekha.rules.addressing import addressees
from vekha.rules.occurrences import WAITING
from vekha.rules.recounting import Clock, Term, as_counted
from vekha.rules.russian import counted, numbered, order_title, short_date, weekday
from vekha.rules.shifts import POLICIES
from vekha.rules.states import DONE, STATE_NAMES
from vekha.storage import (
    happening_queries,
    journal_queries,
    obligation_queries,
    organisation_queries,
    roadmap_queries,
)
from vekha.storage.database import Database, reading
from vekha.storage.obligation_queries import IssueFacts, NoSuchObligationError, Written

DAYS_OFF_SHOWN = 14  # the January holidays are eleven days
DECISIONS = {
    "read": "прочитано без сомнений, решения человека не понадобилось",
    "accept": "прочитанное принято",
    "phrase": "прочитана другая фраза",
    "dates": "даты назначены",
    "leave_out": "пункт исключён",
}
AUDIENCES = {
    "executor": "исполнителю",
    "head": "руководителю",
    "controller": "контролёру",
    "region": "в регион",
    "reviewer": "проверяющему",
    "author": "автору пункта",
}
NOTICES = {
    "pending": "ждёт отправки",
    "lettered": "вошло в письмо",
    "silent": "не понадобилось: уже исполнено",
    "muted": "придержано: ждёт другого пункта",
    "no_address": "нет адреса",
    "superseded": "заменено более поздним",
}
LETTERS = {
    "queued": "письмо в очереди",
    "in_flight": "письмо отправляется",
    "sent": "письмо отправлено",
    "failed": "письмо не доставлено",
    "expired": "письмо устарело и не отправлено",
    "cancelled": "письмо отменено",
}


class AmbiguousNumberError(RefusedError):
    """The beginning of a number fits several obligations."""


@dataclass(frozen=True, slots=True)
class Part:
    """One step of the story: its heading and its lines, Russian."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The obligation with its story, from the document to the letters."""

    obligation: Obligation
    organisation: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class _Story:
    """Everything the story is told from."""

    owed: Obligation
    unit: Organisation
    item: ConfirmedItem
    roadmap: ConfirmedRoadmap
    facts: IssueFacts
    clock: Clock


def explain(engine: Database, beginning: str, viewer: Viewer) -> Explanation:
    """Return the story of the one obligation whose id begins so; none or several are refused."""
    with reading(engine) as conn:
        owed = _found(conn, beginning.strip().lower(), viewer)
        facts = obligation_queries.issue_facts(conn, owed.id)
        unit = organisation_queries.organisation(conn, owed.organisation_id)
        story = _Story(
            owed=owed,
            unit=unit,
            item=roadmap_queries.item(conn, owed.item_id),
            roadmap=roadmap_queries.roadmap(conn, facts.roadmap_id),
            facts=facts,
            clock=work_calendars(conn).clock(unit),
        )
        parts = (
            Part("Документ", tuple(_document(story))),
            Part("Прочитано", story.item.explain or ("фраза прочитана без пояснений",)),
            Part("Решение", tuple(_decision(conn, story))),
            Part("Исполнитель", tuple(_executor(conn, story))),
            Part("Срок", tuple(_term(conn, story))),
            Part("Ход исполнения", tuple(_acts(conn, story))),
            Part("Напоминания", tuple(_written(conn, story))),
        )
        return Explanation(owed, story.unit.name, parts)


def _found(conn: Connection, beginning: str, viewer: Viewer) -> Obligation:
    found = obligation_queries.by_prefix(conn, beginning, viewer, 6) if beginning else ()
    if not found:
        raise NoSuchObligationError(
            f"Обязательства «{beginning}» нет среди ваших. Номера показывает vekha owed."
        )
    if len(found) > 1:
        several = ", ".join(one.id for one in found[:5]) + (" ..." if len(found) > 5 else "")
        raise AmbiguousNumberError(f"«{beginning}» — начало нескольких номеров: {several}. Допишите номер.")
    return found[0]


def _document(story: _Story) -> Iterator[str]:
    item, roadmap = story.item, story.roadmap
    yield f"дорожная карта {roadmap.label}, редакция {roadmap.edition}: «{roadmap.title}»"
    yield f"файл «{roadmap.file_name}», SHA-256 {roadmap.file_sha256}"
    number = numbered(item.number) if item.number else "пункт без номера"
    yield f"{item.place}: {number} «{item.title}»"
    yield f"срок напечатан так: «{item.deadline_text}»"
    yield f"исполнитель напечатан так: «{item.executor_text}»"
    yield f"результат: «{item.result_text}»"


def _decision(conn: Connection, story: _Story) -> Iterator[str]:
    item = story.item
    confirmed = local_text(story.roadmap.confirmed_at, story.unit.zone)
    yield f"{DECISIONS[item.decision]}; решил(а): {name_of(conn, item.decided_by)}, {confirmed}"
    if item.said_phrase:
        yield f"формулировка вместо напечатанной: «{item.said_phrase}»"
    if item.said_executor:
        yield f"исполнитель вместо напечатанного: «{item.said_executor}»"
    begins = f"Строка {item.ordinal}: "
    text = journal_queries.text_of(conn, item.record_id) or ""
    reasons = (line.removeprefix(begins) for line in text.splitlines() if line.startswith(begins))
    yield from (f"причина: {reason}" for reason in reasons if reason)


def _executor(conn: Connection, story: _Story) -> Iterator[str]:
    yield f"{story.unit.name} ({story.unit.code})"
    tree = organisation_queries.subtree(conn, story.roadmap.issuer_id)
    why = addressees(story.item.addressed, story.roadmap.issuer_id, tree).get(story.unit.id)
    if why:
        yield why.basis
    if story.facts.executor_missing:
        yield "исполнителя назначает издатель: в документе его нет"


def _term(conn: Connection, story: _Story) -> Iterator[str]:
    owed = story.owed
    if owed.dates is None:
        yield "даты нет: обязательство ждёт графика, события или решения"
        if asked := obligation_queries.request_of(conn, story.item.id):
            at, due = asked
            yield f"автору пункта задан вопрос {local_text(at, story.unit.zone)}, ответ ждём до {_day(due)}"
        return
    if owed.occurrence_key != WAITING:
        yield f"обозначение срока: {owed.occurrence_key}"
    if owed.period:
        yield f"отчётный период: {short_date(owed.period.first)} — {short_date(owed.period.last)}"
    yield from _happening(conn, story)
    yield from _calendar(story, owed.dates)
    yield from _behind(conn, story, owed.dates)
    rule = next(row.rule for row in POLICIES if row.policy is owed.policy)
    yield f"правило выходного дня: {rule}; основание: {owed.policy_basis}"
    yield f"срок: {_day(owed.dates.due)}"
    if owed.original_due and owed.original_due != owed.dates.due:
        yield f"первоначальный срок: {_day(owed.original_due)}"
    yield from _inner_dates(owed.dates)
    if owed.due_at:
        label = zone_label(story.unit.zone)
        yield f"истекает {local_text(owed.due_at, story.unit.zone)} ({label}), конец рабочего дня организации"
    if owed.history:
        yield "учёт без напоминаний: к дню подтверждения срок уже прошёл, так решил человек"


def _happening(conn: Connection, story: _Story) -> Iterator[str]:
    """Where the raw date comes from: the document, or the event or schedule that gave it."""
    owed = story.owed
    raw = _day(owed.dates.raw_due) if owed.dates else ""
    for one in happening_queries.happenings_of(conn, [owed.item_id]).get(owed.item_id, ()):
        for occurrence, counted_so in zip(one.occurrences, one.explain, strict=True):
            if occurrence.key == owed.occurrence_key:
                paper = f" ({order_title(one.number, one.dated)})" if one.number else ""
                what = "событие" if one.kind is HappeningKind.EVENT else "график"
                yield f"{what}{paper}; отсчёт: {counted_so}"
                yield f"по {'событию' if one.kind is HappeningKind.EVENT else 'графику'}: {raw}"
                return
    yield f"по тексту документа: {raw}"


def _calendar(story: _Story, dates: DueDates) -> Iterator[str]:
    """The layers, and why each day off between the date of the document and the dates in force is one."""
    calendar = story.clock.calendars.civil
    yield f"календарь: {', '.join(calendar.layers)}; рабочих дней в неделе: {calendar.week}"
    yield from (f"  {reason}" for reason in day_reasons(calendar, dates.raw_due))
    passed = Span(min(dates.plan_date, dates.raw_due), max(dates.due, dates.raw_due))
    for day in islice(days_off(calendar, passed), DAYS_OFF_SHOWN):
        if day != dates.raw_due:
            verdict, *grounds = day_reasons(calendar, day)
            yield f"  {verdict}: {'; '.join(grounds)}"
    if story.owed.provisional:
        year = dates.due.year
        yield f"ВНИМАНИЕ: календарь на {year} год ещё не утверждён, срок предварительный и может сместиться"


def _behind(conn: Connection, story: _Story, dates: DueDates) -> Iterator[str]:
    """Whether the calendar has changed since the dates were counted, so that they would be others now."""
    owed = story.owed
    if owed.due_at is None or owed.state in (*DONE, State.WAIVED, State.WITHDRAWN):
        return
    extended = any(
        act.event in (Event.EXTEND, Event.AMEND) for act in obligation_queries.acts_of(conn, owed.id)
    )
    term = Term(
        policy=owed.policy,
        raw_due=dates.raw_due,
        due=dates.due,
        due_at=owed.due_at,
        plan_date=dates.plan_date,
        control_date=dates.control_date,
        remind_date=dates.remind_date,
        opens_on=dates.opens_on,
        provisional=owed.provisional,
        extended=extended,
    )
    fresh = as_counted(term, story.clock)
    if fresh.due != dates.due:
        yield f"по нынешнему календарю срок был бы {_day(fresh.due)}; сверка календарей: vekha calendar-diff"


def _inner_dates(dates: DueDates) -> Iterator[str]:
    yield f"плановая дата (не позже выходных): {_day(dates.plan_date)}"
    if dates.control_date:
        yield f"внутренний срок, чтобы вышестоящий успел собрать: {_day(dates.control_date)}"
    yield f"напоминания считаются от: {_day(dates.remind_date)}"
    if dates.opens_on:
        yield f"бумага принимается с: {_day(dates.opens_on)}"


def _acts(conn: Connection, story: _Story) -> Iterator[str]:
    yield f"{local_text(story.facts.issued_at, story.unit.zone)}: выдано"
    yield from life_lines(conn, story.owed.id, story.unit.zone)
    yield f"сейчас: {STATE_NAMES[story.owed.state]}"


def _written(conn: Connection, story: _Story) -> Iterator[str]:
    found = obligation_queries.written_about(conn, story.owed.id)
    if not found:
        yield "ещё не было"
    for one in found:
        yield f"{local_text(one.stage_at, story.unit.zone)}: {AUDIENCES[one.audience]}, {_fate(one, story)}"
    letters = obligation_queries.letter_count(conn, story.owed.id)
    if letters:
        yield f"всего {counted(letters, 'письмо', 'письма', 'писем')}"


def _fate(one: Written, story: _Story) -> str:
    if one.letter_status is None:
        return NOTICES[one.status]
    when = f" {local_text(one.finished_at, story.unit.zone)}" if one.finished_at else ""
    return LETTERS[one.letter_status] + when


def _day(day: date) -> str:
    return f"{short_date(day)} ({weekday(day)})"
