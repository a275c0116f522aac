"""Whether a read and decided document may come into force: everything settled before the first row."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from vekha.actions.appoint_controller import Appointed, choose_controller
from vekha.actions.settle import Settled, has_calendar, item_name, settle
from vekha.actions.work_calendars import work_calendars
from vekha.calendar.days import DaySet
from vekha.calendar.work_calendar import WorkCalendar
from vekha.documents.point_items import with_points
from vekha.domain.decisions import Decisions
from vekha.domain.organisations import Organisation
from vekha.domain.refusals import RefusedError
from vekha.domain.roadmaps import Roadmap
from vekha.rules.occurrences import waits
from vekha.rules.russian import short_date
from vekha.rules.shifts import shift
from vekha.storage import organisation_queries

LONGEST_BASIS = 200  # the columns policy_basis of items and obligations


class ConfirmRefusedError(RefusedError):
    """The decisions do not settle the document. Every misfit is named, nothing was changed."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Everything decided before the first row is written."""

    roadmap: Roadmap
    decisions: Decisions
    items: tuple[Settled, ...]
    issuer: Organisation
    appointed: Appointed
    past: tuple[str, ...]


def ready_to_confirm(
    conn: Connection, roadmap: Roadmap, decisions: Decisions, issuer: Organisation, today: date
) -> Ready:
    """Return everything settled, the order's own points among it where a person took them.

    Raises ConfirmRefusedError with all misfits at once.
    """
    roadmap = with_points(roadmap, decisions)
    settling = settle(roadmap, decisions, work_calendars(conn).school_plan(issuer))
    misfits = [str(misfit) for misfit in settling.misfits]
    appointed = None
    try:
        appointed = choose_controller(conn, decisions.controller, issuer, settling.items, today)
    except RefusedError as refused:
        misfits.append(str(refused))
    past = _past(settling.items, _civil_calendars(conn, issuer), today)
    if past and decisions.past is None:
        misfits.append(_past_question(past, today))
    if any(len(one.ground.basis) > LONGEST_BASIS for one in settling.items):
        misfits.append(f"Основание правила переноса (policy_basis) длиннее {LONGEST_BASIS} знаков.")
    if misfits or appointed is None:
        listed = "\n".join(f"- {misfit}" for misfit in misfits)
        raise ConfirmRefusedError(f"«{roadmap.file}» не подтверждён, ничего не изменено:\n{listed}")
    return Ready(roadmap, decisions, settling.items, issuer, appointed, past)


def _civil_calendars(conn: Connection, issuer: Organisation) -> tuple[WorkCalendar, ...]:
    """The calendars of everyone the issuer may oblige: a six-day week is due on a Saturday."""
    tree = organisation_queries.subtree(conn, issuer.id)
    calendars = work_calendars(conn)
    return tuple({calendars.of(unit, DaySet.CIVIL): None for unit in tree})


def _past(settled: Iterable[Settled], calendars: Iterable[WorkCalendar], today: date) -> tuple[str, ...]:
    """The occurrences due before today by some of the calendars, as Russian lines."""
    known = tuple(calendars)
    found = []
    for one in settled:
        if one.left_out or waits(one.deadline.kind):
            continue
        raw = [each.raw_due for each in one.deadline.occurrences if has_calendar(each.raw_due)]
        days = [min(shift(day, one.ground.policy, civil) for civil in known) for day in raw]
        found += [f"{item_name(one.item)} — {short_date(day)}" for day in days if day < today]
    return tuple(found)


def _past_question(past: tuple[str, ...], today: date) -> str:
    return (
        f"К {short_date(today)} прошло сроков: {len(past)} ({'; '.join(past)}). Решите, как с ними быть: "
        'past = "history", «только в учёт» (считать в отчётах, не напоминать), или past = "in_force", '
        "«поставить на контроль» (требовать исполнения)."
    )
