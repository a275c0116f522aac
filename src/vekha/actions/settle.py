"""Settle every item of a document by what was read and what a person decided. Nothing here writes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from vekha.calendar.school_years import SchoolPlan
from vekha.documents.contract import needs_review
from vekha.documents.point_items import dated_points
from vekha.documents.printed_deadlines import in_school_year, read_again, setting_of
from vekha.domain.deadlines import Deadline, DeadlineKind, Span
from vekha.domain.decisions import Decision, DecisionKind, Decisions
from vekha.domain.executors import Executors
from vekha.domain.obligations import ShiftGround
from vekha.domain.places import Place, Remark, Weight
from vekha.domain.roadmaps import Roadmap, RoadmapItem
from vekha.rules.checkpoints import Reporting, checkpoints, own_reporting
from vekha.rules.deadlines import read_in
from vekha.rules.executors import read_executors
from vekha.rules.occurrences import chosen_occurrences, repeated_keys, waits
from vekha.rules.russian import numbered, short_date
from vekha.rules.shift_grounds import ground_of, named_ground

ASK_DATES = "Выберите свои даты (dates) и впишите их."
ASK_DECISION = "Впишите решение, например «принять прочитанное» (accept)."
# The calendars reach a year further on both sides: inner dates and reminders stay inside them.
_FIRST_YEAR, _LAST_YEAR = 2001, 2099


@dataclass(frozen=True, slots=True)
class Settled:
    """An item with the reading that comes into force. `decision` is None where nobody had to decide.

    shown: the reading its person saw. ground: where its terms go from a day off, and why.
    """

    item: RoadmapItem
    deadline: Deadline
    executors: Executors
    decision: Decision | None
    shown: Deadline
    ground: ShiftGround

    @property
    def left_out(self) -> bool:
        return self.decision is not None and self.decision.kind is DecisionKind.LEAVE_OUT


@dataclass(frozen=True, slots=True)
class Settling:
    """Every item settled, or what is missing: `misfits` empty means it may come into force (design 4.2)."""

    items: tuple[Settled, ...]
    misfits: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the items are read by: the document, the decisions on it, the issuer's school year."""

    roadmap: Roadmap
    decisions: Decisions
    school: SchoolPlan


def settle(roadmap: Roadmap, decisions: Decisions, school: SchoolPlan) -> Settling:
    """Return all items settled and all misfits at once, in the order of the document.

    `school`: the terms and vacations of the issuer, the only ones that come into force.
    """
    reading = _Reading(roadmap, decisions, school)
    misfits = list(_file_misfits(reading))
    chosen = {decision.ordinal: decision for decision in decisions.items}
    settled = []
    for item in roadmap.items:
        one = _settle(item, chosen.get(item.ordinal), reading)
        misfits += _doubts(one, chosen.get(item.ordinal), doubtful=needs_review(item, roadmap))
        misfits += () if one.left_out else _date_doubts(one)
        settled.append(one)
    misfits += [
        _at(point, f"поручение со сроком «{point.deadline_text}» осталось без решения.", ASK_DECISION)
        for point in dated_points(roadmap)
        if point.ordinal not in chosen
    ]
    return Settling(_with_checkpoints(settled, decisions), tuple(misfits))


def _with_checkpoints(settled: Sequence[Settled], decisions: Decisions) -> tuple[Settled, ...]:
    """Give continuous work the dates it is asked about at before its end."""
    own = own_reporting(
        (one.item.number or "", one.item.result_kind, one.deadline.kind, one.deadline.occurrences)
        for one in settled
        if not one.left_out
    )
    return tuple(_asked_about(one, decisions, own) for one in settled)


def _asked_about(one: Settled, decisions: Decisions, own: Reporting) -> Settled:
    deadline = one.deadline
    if one.left_out or deadline.kind is not DeadlineKind.CONTINUOUS:
        return one
    said = one.decision.checkpoints if one.decision else None
    choice = said or decisions.checkpoints
    before = {
        point.key: point
        for end in deadline.occurrences
        for point in checkpoints(end, decisions.plan, choice, own)
    }
    if not before:
        return one
    dates = ", ".join(short_date(point.raw_due) for point in before.values())
    occurrences = (*before.values(), *deadline.occurrences)
    explain = (*deadline.explain, f"контрольные точки до конца срока: {dates}")
    return replace(one, deadline=replace(deadline, occurrences=occurrences, explain=explain))


def _file_misfits(reading: _Reading) -> Iterable[Remark]:
    roadmap, decisions = reading.roadmap, reading.decisions
    start = Place(roadmap.file)
    if decisions.file_sha256 != roadmap.sha256:
        yield _misfit(
            start,
            "Решения приняты по другому файлу.",
            "Создайте заново: vekha read ФАЙЛ --review проверка.xlsx.",
        )
    if roadmap.coverage.lost:
        yield _misfit(
            start, f"При чтении потеряно слов: {roadmap.coverage.lost}.", "Такой документ не принять."
        )
    if not roadmap.items:
        yield _misfit(start, "В документе нет ни одного пункта.", "Проверьте, тот ли это файл.")
    if decisions.plan.last < decisions.plan.first:
        yield _misfit(
            start,
            "Конец периода плана раньше начала.",
            "Исправьте начало и конец плана (plan_start, plan_end).",
        )
    if decisions.read_by not in ("", reading.school.basis):
        yield _misfit(
            start,
            f"Прочитано по графику «{decisions.read_by}», а у издателя действует «{reading.school.basis}».",
            "Примите этот график (vekha calendar-layer) или прочтите документ по действующему.",
        )
    known = {item.ordinal for item in roadmap.items}
    for ordinal, times in sorted(Counter(decision.ordinal for decision in decisions.items).items()):
        if ordinal not in known:
            yield _misfit(start, f"Решение по строке {ordinal}, которой в документе нет.", "Уберите его.")
        elif times > 1:
            yield _misfit(start, f"По строке {ordinal} решений {times}.", "Оставьте одно.")


def _settle(item: RoadmapItem, decision: Decision | None, reading: _Reading) -> Settled:
    executors = item.executors
    if decision is not None and decision.executor:
        executors = read_executors(decision.executor, reading.roadmap.body.issuer_level)
    return Settled(
        item,
        _deadline(item, decision, reading),
        executors,
        decision,
        _shown(item, reading),
        _ground(item, decision, reading.decisions),
    )


def _ground(item: RoadmapItem, decision: Decision | None, decisions: Decisions) -> ShiftGround:
    if decision is not None and decision.policy is not None:
        return named_ground(decision.policy, decision.policy_basis)
    if decisions.policy is not None:
        return named_ground(decisions.policy, decisions.policy_basis)
    return ground_of(item.title, item.result_text, item.result_kind)


def _deadline(item: RoadmapItem, decision: Decision | None, reading: _Reading) -> Deadline:
    setting = setting_of(item, reading.decisions.plan, reading.school)
    if decision is not None and decision.kind is DecisionKind.DATES and decision.dates:
        kind, occurrences = chosen_occurrences(decision.dates, setting)
        said = ", ".join(short_date(each.raw_due) for each in occurrences)
        return Deadline(item.deadline_text, kind, occurrences, explain=(f"даты назвал человек: {said}",))
    if decision is not None and decision.kind is DecisionKind.PHRASE:
        return read_in(decision.phrase, setting)
    body, plan = reading.roadmap.body, reading.decisions.plan
    if (body.plan_start, body.plan_end) == (plan.first, plan.last):
        return in_school_year(item, setting)
    return read_again(item, setting)


def _shown(item: RoadmapItem, reading: _Reading) -> Deadline:
    """Return the proposal as it went out: by the document's plan, and the school year it was read by."""
    body = reading.roadmap.body
    if not reading.decisions.read_by or body.plan_start is None or body.plan_end is None:
        return item.deadline
    plan = Span(body.plan_start, body.plan_end)
    return in_school_year(item, setting_of(item, plan, reading.school))


def _doubts(one: Settled, decision: Decision | None, *, doubtful: bool) -> Iterable[Remark]:
    """What still wants a person at this item."""
    if decision is None:
        if doubtful or one.deadline.needs_review:
            why = "; ".join((*one.deadline.doubts, *one.executors.doubts)) or "строка прочитана с замечаниями"
            yield _at(one.item, f"нужно решение человека: {why}.", ASK_DECISION)
        return
    if decision.kind is DecisionKind.LEAVE_OUT:
        if not (decision.who and decision.why):
            yield _at(
                one.item, "пункт исключён без имени и причины.", "Впишите, кто решил (who) и почему (why)."
            )
        return
    yield from _decision_doubts(one, decision, doubtful=doubtful)


def _date_doubts(one: Settled) -> Iterable[Remark]:
    """What no decision can mend but other dates."""
    if not all(has_calendar(each.raw_due) for each in one.deadline.occurrences):
        yield _at(one.item, f"срок вне {_FIRST_YEAR}-{_LAST_YEAR} годов.", "Исправьте даты.")
    if not (one.deadline.occurrences or waits(one.deadline.kind)):
        yield _at(one.item, "в период плана не попал ни один срок.", ASK_DATES)
    if repeated_keys(one.deadline.occurrences):
        yield _at(one.item, "два срока с одним обозначением периода.", ASK_DATES)


def _decision_doubts(one: Settled, decision: Decision, *, doubtful: bool) -> Iterable[Remark]:
    changed = decision.kind is not DecisionKind.ACCEPT or bool(decision.executor or decision.policy)
    if (changed or doubtful) and not decision.who:
        yield _at(one.item, "не сказано, кто решил.", "Впишите, кто решил (who).")
    if decision.kind is DecisionKind.PHRASE and one.deadline.needs_review:
        why = "; ".join(one.deadline.doubts) or "не все слова поняты"
        yield _at(one.item, f"фраза «{decision.phrase}» читается не однозначно: {why}.", ASK_DATES)
    if decision.kind is DecisionKind.DATES:
        yield from _dates_doubts(one.item, decision)
    elif decision.kind is DecisionKind.ACCEPT and one.deadline.needs_review and _moved(one):
        said = ", ".join(short_date(each.raw_due) for each in one.deadline.occurrences) or "без дат"
        why = "по периоду плана и учебному графику издателя"
        yield _at(one.item, f"{why} читается иначе: {said}.", ASK_DATES)
    if decision.executor and one.executors.needs_review:
        why = "; ".join(one.executors.doubts)
        yield _at(one.item, f"исполнитель «{decision.executor}» читается не однозначно: {why}.", "Уточните.")


def _moved(one: Settled) -> bool:
    return one.deadline.occurrences != one.shown.occurrences


def _dates_doubts(item: RoadmapItem, decision: Decision) -> Iterable[Remark]:
    if not decision.dates:
        yield _at(item, "выбраны свои даты (dates) без дат.", "Впишите даты или выберите другое решение.")
    for start, due in decision.dates:
        if start is not None and start > due:
            yield _at(item, f"начало {short_date(start)} позже срока {short_date(due)}.", "Исправьте даты.")
    if len(set(decision.dates)) < len(decision.dates):
        yield _at(item, "одна и та же дата названа дважды.", "Уберите повтор.")


def has_calendar(day: date) -> bool:
    """Whether a due date on this day and everything counted from it lie inside the calendars."""
    return _FIRST_YEAR <= day.year <= _LAST_YEAR


def item_name(item: RoadmapItem) -> str:
    """Return how messages call an item: its number where it has one, and always its row."""
    row = f"строка {item.ordinal}"
    return f"{numbered(item.number)} ({row})" if item.number else row


def _at(item: RoadmapItem, text: str, advice: str) -> Remark:
    return _misfit(item.place, f"{item_name(item)}: {text}", advice)


def _misfit(place: Place, text: str, advice: str) -> Remark:
    return Remark("misfit", text, place, advice, Weight.ERROR)
