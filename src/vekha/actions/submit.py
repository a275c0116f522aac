"""Hand in a paper for an obligation: files, figures, a note; a new immutable version goes to the reviewer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from vekha.actions.step import (
    Move,
    NotTheirsError,
    Taking,
    TooEarlyError,
    deed_of,
    open_case,
    stands_above,
    take_all,
)
from vekha.actions.submission_rows import Kept, submission_rows
from vekha.actions.watching import rewatch
from vekha.calendar.zones import local_day
from vekha.domain.evidence import DEFAULT_LIMITS, EvidenceLimits, EvidencePage
from vekha.domain.obligations import Event, State
from vekha.domain.organisations import Actor
from vekha.domain.records import Deed
from vekha.rules.figure_checks import doubts_of
from vekha.rules.incoming import Paper, PaperError, check_paper, safe_name
from vekha.rules.judging import Stay, judge
from vekha.rules.states import advance
from vekha.storage import evidence_files, evidence_pages, submission_queries
from vekha.storage.case_queries import Case, open_cases


@dataclass(frozen=True, slots=True)
class Submitted:
    """What was taken. `in_time`: as the paper would be judged if accepted as it is; None without a term.

    answered: how many obligations the form answers; checkpoints of one organisation and day are one form.
    """

    obligation_id: str
    item_title: str
    organisation: str
    version: int
    counted_at: datetime
    in_time: bool | None
    files: tuple[str, ...]
    state: State
    answered: int = 1


@dataclass(frozen=True, slots=True)
class Desk:
    """Where papers are taken: the database, the folder of evidence, and what may be handed in."""

    engine: Engine
    evidence: Path
    limits: EvidenceLimits = DEFAULT_LIMITS


def submit(desk: Desk, obligation: str, paper: Paper, actor: Actor, now: datetime) -> Submitted:
    """Take the paper as the next version. A block never refuses; the watch is at rest until a return.

    `obligation`: an id or its unique beginning. Everything is checked before anything is written. Raises
    PaperError, ObligationNotFoundError, IllegalStepError, TooEarlyError, NotTheirsError.
    """
    check_paper(paper, now, desk.limits)
    pages = tuple(evidence_pages.fetch(link, desk.limits, now) for link in paper.links)
    with desk.engine.begin() as conn:
        form = open_cases(conn, submission_queries.form_of(conn, obligation))
        before = open_case(conn, obligation, actor, now)
        sent_at = paper.received.at if paper.received else now
        _check_figures(conn, before, paper)
        takings = [_taking(conn, case, sent_at, paper, actor) for case in form]
        kept = _kept(desk, paper, pages)
        rows = submission_rows(form, kept, actor, now)
        cases = take_all(conn, takings, _deed(before, paper, actor, now), rows)
        rewatch(conn, cases, now)
    return _submitted(before, cases, takings[0], paper)


def _taking(conn: Connection, case: Case, sent_at: datetime, paper: Paper, actor: Actor) -> Taking:
    advance(case.state, Event.SUBMIT)
    earlier = submission_queries.stays(conn, case.id)
    _check_instant(case, paper, sent_at, actor)
    _check_order(earlier, sent_at)
    judged = judge([*earlier, Stay(sent_at)], case.dates.due_at, case.control.returns, case.organisation.zone)
    return Taking(case, (Move(Event.SUBMIT, judged, version=case.version + 1),))


def _kept(desk: Desk, paper: Paper, pages: Sequence[EvidencePage]) -> Kept:
    files = tuple(evidence_files.put(desk.evidence, file.content) for file in paper.files)
    snapshots = tuple((page, evidence_files.put(desk.evidence, page.content)) for page in pages)
    return Kept(paper, files, snapshots)


def _check_figures(conn: Connection, case: Case, paper: Paper) -> None:
    last = submission_queries.last_figures(conn, case.id)
    doubts = doubts_of(paper.figures, {figure.indicator: figure for figure in last})
    if doubts:
        told = "\n".join(each.text for each in doubts)
        raise PaperError(
            f"{told}\nЕсли это верно, поясните: --explain «показатель=почему так». Если нет, исправьте число."
        )


def _submitted(before: Case, cases: Sequence[Case], taking: Taking, paper: Paper) -> Submitted:
    case = next(each for each in cases if each.id == before.id)
    judged = taking.moves[0].judged
    due_at, counted_at = case.dates.due_at, judged.counted_at if judged else case.acted_at
    return Submitted(
        case.id,
        case.item_title,
        case.organisation.short_name,
        case.version,
        counted_at,
        None if due_at is None else counted_at <= due_at,
        tuple(safe_name(file.name) for file in paper.files),
        case.state,
        len(cases),
    )


def _check_instant(case: Case, paper: Paper, sent_at: datetime, actor: Actor) -> None:
    if paper.received and not stands_above(case, actor):
        raise NotTheirsError(
            "Бумагу, полученную не через систему, вносит тот, кто её получил: управление, а не исполнитель. "
            "Пришлите её сейчас обычным порядком или попросите управление внести её."
        )
    opens_on = case.dates.opens_on
    if opens_on and local_day(sent_at, case.organisation.zone) < opens_on:
        raise TooEarlyError(
            f"Эту бумагу принимают с {opens_on:%d.%m.%Y}: период, за который отчитываются, ещё не кончился. "
            "Пришлите её в этот день или позже."
        )


def _check_order(earlier: tuple[Stay, ...], sent_at: datetime) -> None:
    if earlier and sent_at < (earlier[-1].back_at or earlier[-1].sent_at):
        raise PaperError(
            "Бумага не может быть получена раньше, чем возвращена предыдущая. Проверьте --received-at."
        )


def _deed(case: Case, paper: Paper, actor: Actor, now: datetime) -> Deed:
    reason = paper.received.reason.strip() if paper.received else ""
    text = "\n".join(part for part in (paper.note.strip(), reason) if part)
    return deed_of("submit", actor, now, case.id, text)
