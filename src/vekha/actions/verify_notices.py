"""Hold the notices against the journal: what each sweep sealed must still be there, and nothing else."""

from vekha.actions.check_deadlines import ACTION, sealed_subject
from vekha.domain.records import Break
from vekha.storage import journal_queries, sweep_queries
from vekha.storage.database import Database, reading


def verify_notices(engine: Database) -> tuple[Break, ...]:
    """Return a break for every sweep whose notices were changed, removed or added since, () when all hold."""
    with reading(engine) as conn:
        sealed = {
            (record.shard_id, record.at): record
            for record in journal_queries.records(conn)
            if record.action == ACTION
        }
        found = {(noticed.shard_id, noticed.at): noticed for noticed in sweep_queries.noticed_ever(conn)}
    breaks = []
    for key in sorted(sealed.keys() | found.keys()):
        record, noticed = sealed.get(key), found.get(key)
        if record is None:
            breaks.append(Break(key[0], 0, f"уведомлений без записи журнала: {found[key].count}"))
        elif noticed is None or record.subject != sealed_subject(noticed):
            breaks.append(Break(key[0], record.seq, "уведомления записи изменены, удалены или добавлены"))
    return tuple(breaks)
