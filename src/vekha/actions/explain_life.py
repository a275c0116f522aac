"""The life of one obligation in Russian lines, oldest first: steps, their papers, pauses, requests, notes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from vekha.actions.act_as import OPERATOR
from vekha.domain.life import NoteKind, RequestKind, RequestStage, Suspension
from vekha.domain.obligations import Event
from vekha.domain.records import ENGINE
from vekha.rules.grounds import ground_title
from vekha.rules.requests import Request
from vekha.rules.russian import short_date
from vekha.storage import (
    evidence_queries,
    journal_queries,
    note_queries,
    obligation_queries,
    organisation_queries,
    request_queries,
    suspension_queries,
)
from vekha.storage.evidence_queries import Contents
from vekha.storage.obligation_queries import Act

HAPPENED = {
    Event.SUBMIT: "сдано на проверку",
    Event.ACCEPT: "принято",
    Event.RETURN: "возвращено на доработку",
    Event.CLOSE: "снято с контроля",
    Event.REOPEN: "возобновлено",
    Event.EXTEND: "срок продлён",
    Event.WAIVE: "организация освобождена",
    Event.WITHDRAW: "отменено",
    Event.REINSTATE: "восстановлено",
    Event.RE_DATE: "срок пересчитан по календарю",
    Event.AMEND: "изменено новой редакцией документа",
    Event.SUSPEND: "приостановлено",
    Event.RESUME: "приостановка снята",
    Event.UNDO: "групповое действие взято назад",
}
_NOTED = {
    NoteKind.ACKNOWLEDGED: "принято к исполнению",
    NoteKind.REFUSED: "отказ принять к исполнению",
    NoteKind.INTERIM: "промежуточная информация",
    NoteKind.ESCALATED: "передано вышестоящему",
}
_STAGES = {
    RequestStage.LEAD: "ответственный исполнитель",
    RequestStage.CONTROLLER: "контролёр",
    RequestStage.ISSUER: "автор поручения",
}
_MOVES_TERM = frozenset({Event.EXTEND, Event.RE_DATE, Event.AMEND, Event.UNDO})
_NOBODYS = {"": "система", ENGINE: "система", OPERATOR: "оператор"}


@dataclass(frozen=True, slots=True)
class _Told:
    """What happened when, before it becomes a line. `text`: free words from the journal, "" for none."""

    at: datetime
    what: str
    who: str
    text: str


def life_lines(conn: Connection, obligation_id: str, zone: str) -> Iterator[str]:
    """Yield everything on record about the obligation since its issue, on the clocks of `zone`."""
    # Of one instant: what was said comes before the step it led to.
    told = [*_notes(conn, obligation_id), *_requests(conn, obligation_id), *_acts(conn, obligation_id)]
    for one in sorted(told, key=lambda each: each.at):
        text = " ".join(one.text.split())
        yield f"{local_text(one.at, zone)}: {one.what}, {one.who}" + (f": {text}" if text else "")


def _acts(conn: Connection, obligation_id: str) -> Iterator[_Told]:
    grounds = obligation_queries.grounds_of(conn, obligation_id)
    pauses = suspension_queries.lines_of(conn, obligation_id)
    papers = evidence_queries.contents_of(conn, obligation_id)
    for act in obligation_queries.acts_of(conn, obligation_id):
        paper = ground_title(grounds[act.seq]) if act.seq in grounds else ""
        details = [_term(act), _pause(act, pauses), paper, f"действие {act.bulk_id}" if act.bulk_id else ""]
        what = " ".join(filter(None, (HAPPENED[Event(act.event)], *details[:2])))
        what = ", ".join(filter(None, (what, *details[2:])))
        who = name_of(conn, act.actor_id)
        if act.on_behalf_of:
            who += f" за: {name_of(conn, act.on_behalf_of)}"
        if act.event == Event.SUBMIT and act.record_id in papers:
            who += f" ({_contents(papers[act.record_id])})"
        yield _Told(act.recorded_at, what, who, journal_queries.text_of(conn, act.record_id) or "")


def _contents(paper: Contents) -> str:
    files = [f"файл «{name}»" if name else "файл, имя стёрто" for name in paper.files]
    acts = [f"{title or 'акт'} № {number} от {short_date(day)}" for title, number, day in paper.acts]
    pages = [f"страница {url}" for url in paper.pages]
    figures = [
        f"{name}: {above:g}" + ("" if below is None else f" из {below:g}")
        for name, above, below in paper.figures
    ]
    return "; ".join((*files, *acts, *pages, *figures))


def _term(act: Act) -> str:
    if act.due is None or act.event not in _MOVES_TERM:
        return ""
    return f"{'до' if act.event == Event.EXTEND else 'срок'} {short_date(act.due)}"


def _pause(act: Act, pauses: Sequence[tuple[datetime, Suspension]]) -> str:
    """What the line of the ledger says that was written with this step."""
    for at, line in pauses:
        if at == act.recorded_at and act.event in {Event.SUSPEND, Event.RESUME, Event.UNDO}:
            if line.last < line.first:
                return "приостановки не было"
            return f"с {short_date(line.first)} по {short_date(line.last)}"
    return ""


def _requests(conn: Connection, obligation_id: str) -> Iterator[_Told]:
    for asked in request_queries.requests_of(conn, [obligation_id]).get(obligation_id, ()):
        reason = journal_queries.text_of(conn, asked.record_id) or ""
        late = ", подано позже разрешённого" if asked.too_late else ""
        what = f"просьба {_wish(asked)}, ответ до {short_date(asked.answer_by)}{late}"
        yield _Told(asked.asked_at, what, name_of(conn, asked.actor_id), reason)
        for answer in asked.answers:
            said = "согласовано" if answer.agreed else "отказано"
            text = journal_queries.text_of(conn, answer.record_id) or ""
            who = name_of(conn, answer.actor_id)
            yield _Told(answer.at, f"{said} ({_STAGES[answer.stage]}): {_wish(asked)}", who, text)


def _wish(asked: Request) -> str:
    if asked.kind is RequestKind.NOT_APPLICABLE or asked.wanted_due is None:
        return "«не касается»"
    return f"продлить до {short_date(asked.wanted_due)}"


def _notes(conn: Connection, obligation_id: str) -> Iterator[_Told]:
    for note in note_queries.notes_of(conn, [obligation_id]).get(obligation_id, ()):
        yield _Told(note.at, _NOTED[note.kind], name_of(conn, note.actor_id), note.text)


def name_of(conn: Connection, person_id: str) -> str:
    """Return the name behind an opaque id, what stands for it where there is none."""
    if person_id in _NOBODYS:
        return _NOBODYS[person_id]
    return organisation_queries.person_name(conn, person_id) or "имя стёрто"


def local_text(at: datetime, zone: str) -> str:
    """Return the instant on the clocks of the zone."""
    return f"{at.astimezone(ZoneInfo(zone)):%d.%m.%Y %H:%M}"
