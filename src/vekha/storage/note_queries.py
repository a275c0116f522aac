"""Records beside the state: acknowledgement, its refusal, interim information."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select

from vekha.domain.life import Note, NoteKind
from vekha.storage.journal_tables import journal_texts
from vekha.storage.life_tables import obligation_notes


def notes_of(conn: Connection, obligation_ids: Iterable[str]) -> Mapping[str, tuple[Note, ...]]:
    """Return the notes about these obligations, oldest first; an erased text is ""."""
    note = obligation_notes.c
    statement = (
        select(note.obligation_id, note.seq, note.kind, note.recorded_at, note.actor_id, journal_texts.c.text)
        .outerjoin(journal_texts, journal_texts.c.record_id == note.record_id)
        .where(note.obligation_id.in_(sorted(set(obligation_ids))))
        .order_by(note.obligation_id, note.seq)
    )
    found: dict[str, list[Note]] = {}
    for owner, seq, kind, at, actor_id, text in conn.execute(statement):
        found.setdefault(owner, []).append(Note(owner, seq, NoteKind(kind), at, actor_id, text or ""))
    return {owner: tuple(notes) for owner, notes in found.items()}
