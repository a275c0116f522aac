"""Suspend an obligation for an interval, and end that early: meanwhile nothing is written about it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Connection

from vekha.actions.extend import due_dates_of, extended_dates, extension
from vekha.actions.measure import Order, Planned
from vekha.actions.step import Move, Taking, standing
from vekha.actions.work_calendars import WorkCalendars, work_calendars
from vekha.calendar.days import DaySet
from vekha.calendar.zones import local_day
from vekha.domain.deadlines import Span
from vekha.domain.life import Ground, Suspension
from vekha.domain.obligations import Event
from vekha.domain.refusals import RefusedError
from vekha.rules.extensions import LAST_YEAR
from vekha.rules.grounds import check_ground
from vekha.rules.russian import short_date
from vekha.storage import suspension_queries
from vekha.storage.case_queries import Case


class SuspensionError(RefusedError):
    """The interval cannot be, or there is nothing to suspend or to resume."""


@dataclass(frozen=True, slots=True)
class Suspending:
    """`pause`: both days inclusive. `until`: the new term, needed where the old one does not lie after it."""

    pause: Span
    ground: Ground
    until: date | None = None
    event: Event = Event.SUSPEND
    deed: str = "suspend"

    @property
    def reason(self) -> str:
        return self.ground.reason

    def skips(self, case: Case) -> str:
        return "срока ещё нет" if case.dates.due is None else ""

    def plan(self, conn: Connection, cases: Sequence[Case], order: Order) -> Planned:
        """Return the steps and the ledger's lines; raises GroundError, SuspensionError, ExtensionError."""
        calendars = work_calendars(conn)
        ids = [case.id for case in cases]
        seqs = suspension_queries.newest_seqs(conn, ids)
        running = suspension_queries.unfinished(conn, ids, self.pause.first)
        takings, rows = [], []
        for case in cases:
            today = local_day(order.now, case.organisation.zone)
            check_ground(self.ground, today)
            _check_pause(case, self.pause, running.get(case.id), today)
            takings.append(Taking(case, tuple(self._moves(conn, case, calendars, order))))
            line = Suspension(case.id, seqs.get(case.id, 0) + 1, self.pause.first, self.pause.last)
            rows.append(
                ledger_row(case, line, order) | {"number": self.ground.number, "date": self.ground.dated}
            )
        return Planned(tuple(takings), {"suspensions": rows})

    def _moves(self, conn: Connection, case: Case, calendars: WorkCalendars, order: Order) -> list[Move]:
        """A term that does not lie after the pause is moved in the same record."""
        due = due_dates_of(case).due
        resumes = calendars.of(case.organisation, DaySet.LABOUR).following(
            self.pause.last + timedelta(days=1)
        )
        move = replace(standing(case, Event.SUSPEND), ground=self.ground, rearmed=True, bulk_id=order.bulk_id)
        if self.until is None:
            if due < resumes:
                raise SuspensionError(_no_room(case, due, resumes))
            return [move]
        if extended_dates(case, self.until, calendars, order).dates.due < resumes:
            raise SuspensionError(_no_room(case, self.until, resumes))
        moved = replace(extension(conn, case, self.until, calendars, order), ground=self.ground)
        return [moved, move]


@dataclass(frozen=True, slots=True)
class Resuming:
    """The cause fell away: the pause ends yesterday, one that has not begun never begins."""

    reason: str
    event: Event = Event.RESUME
    deed: str = "resume"

    def skips(self, case: Case) -> str:  # noqa: ARG002 - what is not suspended is refused by name
        return ""

    def plan(self, conn: Connection, cases: Sequence[Case], order: Order) -> Planned:
        """Return a step for each and a shorter line; raises SuspensionError."""
        if not self.reason.strip():
            raise SuspensionError("Напишите, почему приостановка снята раньше: --reason.")
        ids = [case.id for case in cases]
        seqs = suspension_queries.newest_seqs(conn, ids)
        takings, rows = [], []
        for case in cases:
            today = local_day(order.now, case.organisation.zone)
            pause = suspension_queries.unfinished(conn, [case.id], today).get(case.id)
            if pause is None:
                raise SuspensionError(
                    f"{case.title} ({case.organisation.short_name}): сейчас не приостановлено."
                )
            last = max(pause.first, today) - timedelta(days=1)
            line = Suspension(case.id, seqs[case.id] + 1, pause.first, last)
            rows.append(ledger_row(case, line, order) | {"shortens": pause.seq})
            move = replace(standing(case, Event.RESUME), rearmed=True, bulk_id=order.bulk_id)
            takings.append(Taking(case, (move,)))
        return Planned(tuple(takings), {"suspensions": rows})


def ledger_row(case: Case, line: Suspension, order: Order) -> dict[str, object]:
    """Return the line as the ledger keeps it."""
    return {
        "obligation_id": case.id,
        "seq": line.seq,
        "shard_id": case.organisation.shard_id,
        "recorded_at": order.now,
        "actor_id": order.actor.person_id,
        "first": line.first,
        "last": line.last,
    }


def _check_pause(case: Case, pause: Span, running: Suspension | None, today: date) -> None:
    if pause.last < pause.first:
        raise SuspensionError("Приостановка кончается раньше, чем начинается. Проверьте --from и --to.")
    if pause.last < today:
        raise SuspensionError(
            f"Приостановка по {short_date(pause.last)} уже прошла: приостанавливают на время вперёд."
        )
    if pause.last.year >= LAST_YEAR:
        raise SuspensionError(f"Конец приостановки {short_date(pause.last)} слишком далёк. Проверьте год.")
    if running is not None:
        raise SuspensionError(
            f"{case.title} ({case.organisation.short_name}): уже приостановлено "
            f"с {short_date(running.first)} по {short_date(running.last)}. Сначала снимите это: --resume."
        )


def _no_room(case: Case, due: date, resumes: date) -> str:
    return (
        f"{case.title} ({case.organisation.short_name}): срок {short_date(due)} наступит раньше, чем "
        f"кончится приостановка. Назовите новый срок не раньше {short_date(resumes)}: --until."
    )
