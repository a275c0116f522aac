"""Hand in a paper for an obligation: files, figures, a note; a new immutable version goes to the reviewer."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from vekha.actions.record import Row, Rows
from vekha.actions.step import Move, NotTheirsError, TooEarlyError, open_case, stands_above, take
from vekha.actions.watching import rewatch
from vekha.calendar.zones import local_day
from vekha.domain.obligations import Event, State
from vekha.domain.organisations import Actor
from vekha.domain.records import Deed
from vekha.rules.incoming import Paper, PaperError, check_paper, safe_name
from vekha.rules.judging import Stay, judge
from vekha.rules.states import advance
from vekha.storage import evidence_files, submission_queries
from vekha.storage.case_queries import Case


@dataclass(frozen=True, slots=True)
class Submitted:
    """What was taken. `in_time`: as the paper would be judged if accepted as it is; None without a term."""

    obligation_id: str
    item_title: str
    organisation: str
    version: int
    counted_at: datetime
    in_time: bool | None
    files: tuple[str, ...]
    state: State


@dataclass(frozen=True, slots=True)
class Desk:
    """Where papers are taken: the database and the folder of evidence."""

    engine: Engine
    evidence: Path


def submit(desk: Desk, obligation: str, paper: Paper, actor: Actor, now: datetime) -> Submitted:
    """Take the paper as the next version. A block never refuses; the watch is at rest until a return.

    `obligation`: an id or its unique beginning. Everything is checked before anything is written. Raises
    PaperError, ObligationNotFoundError, IllegalStepError, TooEarlyError, NotTheirsError.
    """
    check_paper(paper, now)
    with desk.engine.begin() as conn:
        before = open_case(conn, obligation, actor, now)
        advance(before.state, Event.SUBMIT)
        sent_at = paper.received.at if paper.received else now
        earlier = submission_queries.stays(conn, before.id)
        _check_instant(before, paper, sent_at, actor)
        _check_order(earlier, sent_at)
        judged = judge(
            [*earlier, Stay(sent_at)], before.dates.due_at, before.control.returns, before.organisation.zone
        )
        hashes = [evidence_files.put(desk.evidence, file.content) for file in paper.files]
        move = Move(Event.SUBMIT, judged, version=before.version + 1)
        rows = _rows(before, paper, hashes, actor, now)
        case = take(conn, before, [move], _deed(before, paper, actor, now), rows)
        rewatch(conn, [case], now)
    return _submitted(case, judged.counted_at, paper)


def _submitted(case: Case, counted_at: datetime, paper: Paper) -> Submitted:
    due_at = case.dates.due_at
    return Submitted(
        case.id,
        case.item_title,
        case.organisation.short_name,
        case.version,
        counted_at,
        None if due_at is None else counted_at <= due_at,
        tuple(safe_name(file.name) for file in paper.files),
        case.state,
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
    return Deed("submit", actor.person_id, now, case.id, text)


def _rows(case: Case, paper: Paper, hashes: list[str], actor: Actor, now: datetime) -> Rows:
    version: Row = {
        "obligation_id": case.id,
        "version": case.version + 1,
        "shard_id": case.organisation.shard_id,
    }
    received = paper.received
    submission = {
        **version,
        "submitted_at": now,
        "received_at": received.at if received else None,
        "receiver_id": received.receiver_id if received else None,
        "actor_id": actor.person_id,
    }
    files = [
        {
            **version,
            "position": position,
            "sha256": digest,
            "name": safe_name(file.name),
            "size_bytes": len(file.content),
        }
        for position, (file, digest) in enumerate(zip(paper.files, hashes, strict=True), start=1)
    ]
    figures = [
        {
            **version,
            "position": position,
            "indicator": figure.indicator,
            "numerator": figure.numerator,
            "denominator": figure.denominator,
        }
        for position, figure in enumerate(paper.figures, start=1)
    ]
    return {"submissions": [submission], "submission_files": files, "submission_figures": figures}
