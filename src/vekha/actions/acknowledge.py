"""Put on record beside the state: taken on, refused with a reason, or how it goes. No clock is stopped."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine

from vekha.actions.record import record
from vekha.actions.rights import parties_to
from vekha.actions.step import NotTheirsError, deed_of, open_case
from vekha.domain.life import Note, NoteKind
from vekha.domain.obligations import Party, State
from vekha.domain.organisations import Actor
from vekha.domain.refusals import RefusedError
from vekha.rules.russian import short_date
from vekha.rules.states import RUNNING, STATE_NAMES
from vekha.storage import note_queries
from vekha.storage.case_queries import Case

LONGEST_TEXT = 4_000


class NoteError(RefusedError):
    """The note says nothing, says it twice, or comes too late."""


@dataclass(frozen=True, slots=True)
class Word:
    """What the executor says; a refusal and interim information need a text."""

    kind: NoteKind
    text: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """The note as it was taken. The term stays: `due` inclusive, None while there is none."""

    obligation_id: str
    item_title: str
    organisation: str
    kind: NoteKind
    state: State
    due: date | None


def acknowledge(engine: Engine, obligation: str, word: Word, actor: Actor, now: datetime) -> Noted:
    """Record the executor's word; state, term and reminders of the term stay as they are.

    Raises ObligationNotFoundError, TooEarlyError, NotTheirsError, NoteError.
    """
    with engine.begin() as conn:
        case = open_case(conn, obligation, actor, now)
        if Party.EXECUTOR not in parties_to(conn, case, actor, now):
            raise NotTheirsError(
                f"{case.title} ({case.organisation.short_name}): это говорит сам исполнитель."
            )
        earlier = note_queries.notes_of(conn, [case.id]).get(case.id, ())
        _check(case, word, earlier)
        row = {
            "obligation_id": case.id,
            "seq": len(earlier) + 1,
            "shard_id": case.organisation.shard_id,
            "recorded_at": now,
            "actor_id": actor.person_id,
            "kind": word.kind,
        }
        deed = deed_of("acknowledge", actor, now, case.id, word.text)
        record(conn, deed, {"obligation_notes": [row]})
    return Noted(
        case.id, case.item_title, case.organisation.short_name, word.kind, case.state, case.dates.due
    )


def _check(case: Case, word: Word, earlier: tuple[Note, ...]) -> None:
    if case.state not in RUNNING:
        raise NoteError(f"{case.title}: обязательство уже «{STATE_NAMES[case.state]}», записывать нечего.")
    if word.kind is not NoteKind.ACKNOWLEDGED and not word.text:
        raise NoteError("Напишите, почему не принято к исполнению или что уже сделано.")
    if len(word.text) > LONGEST_TEXT:
        raise NoteError(f"Текст длиннее {LONGEST_TEXT} знаков: приложите бумагу командой vekha submit.")
    said = [note for note in earlier if note.kind in {NoteKind.ACKNOWLEDGED, NoteKind.REFUSED}]
    if word.kind is NoteKind.ACKNOWLEDGED and said and said[-1].kind is word.kind:
        raise NoteError(f"{case.title}: уже принято к исполнению {short_date(said[-1].at.date())}.")
