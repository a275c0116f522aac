"""Hold the notices against the journal: what each sweep sealed must still be there, and nothing else."""

from collections.abc import Iterable

from sqlalchemy import Connection

from vekha.actions.check_deadlines import ACTION, sealed_subject
from vekha.audit.chain import HEADS_SHARD
from vekha.domain.records import Break, Record
from vekha.storage import journal_queries, sweep_queries
from vekha.storage.database import Database, reading


def verify_notices(engine: Database) -> tuple[Break, ...]:
    """Return a break for every sweep whose notices were changed, removed or added since, () when all hold."""
    with reading(engine) as conn:
        return notice_breaks(conn, journal_queries.records(conn))


def notice_breaks(conn: Connection, records: Iterable[Record]) -> tuple[Break, ...]:
    """Return the same for the journal's records as already read over this connection."""
    sealed = {(record.shard_id, record.at): record for record in records if record.action == ACTION}
    try:
        found = {(noticed.shard_id, noticed.at): noticed for noticed in sweep_queries.noticed_ever(conn)}
    except ValueError as unread:
        return (Break(HEADS_SHARD, 0, f"уведомления не читаются: {unread}"),)
    breaks = []
    for key in sorted(sealed.keys() | found.keys(), key=str):
        record, noticed = sealed.get(key), found.get(key)
        if record is None:
            breaks.append(Break(key[0], 0, f"уведомлений без записи журнала: {found[key].count}"))
        elif noticed is None or record.subject != sealed_subject(noticed):
            breaks.append(Break(key[0], record.seq, "уведомления записи изменены, удалены или добавлены"))
    return tuple(breaks)
