"""The journal on both databases: whatever is done to it afterwards, `verify` finds and names it."""

import sqlite3
import struct
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update
from tests import cast

from vekha.actions.mark_heads import mark_heads, mark_heads_daily
from vekha.actions.record import record
from vekha.actions.verify import verified, verify
from vekha.audit.chain import GENESIS, HEADS_SHARD
from vekha.domain.records import Deed
from vekha.storage import append_queries
from vekha.storage.journal_tables import chain_heads, head_marks, journal, journal_texts
from vekha.storage.obligation_tables import obligation_acts, obligations, submission_figures, submission_files
from vekha.storage.organisation_tables import organisation_versions, persons
from vekha.storage.roadmap_tables import items, roadmaps

NOON = datetime(2026, 1, 12, 9, tzinfo=UTC)
SHARD = cast.ZARECHNY.id


def _deed(number: int, text: str = "") -> Deed:
    return Deed("submit", cast.HEAD_1.id, NOON + timedelta(hours=number), f"subject-{number}", text)


def _figures(number: int) -> dict[str, list[dict[str, object]]]:
    """Rows as an action hands them in: a whole number where the column holds fractions."""
    row = {
        "obligation_id": f"ob-{number}",
        "version": 1,
        "position": 0,
        "shard_id": SHARD,
        "indicator": "Доля школ, %",
        "numerator": number,
        "denominator": 0.1 + number,
    }
    return {"submission_figures": [row]}


@pytest.fixture
def kept(settled):
    """A journal with four submissions of one shard, a text in one of them, and the heads marked."""
    for number in range(1, 5):
        with settled.begin() as conn:
            record(conn, _deed(number, "Приложили протокол." if number == 2 else ""), _figures(number))
    mark_heads(settled, NOON + timedelta(days=1))
    return settled


def _do(engine, *statements):
    with engine.begin() as conn:
        for statement in statements:
            conn.execute(statement)


def _whats(engine):
    return [(one.shard_id, one.seq, one.what) for one in verify(engine)]


def test_an_untouched_journal_holds(kept):
    found = verified(kept)
    assert found.breaks == ()
    # The cast's record in each of its four shards, four submissions, one mark in the chain of heads.
    assert (4 + 4 + 1, 4 + 1) == (found.records, found.chains)
    assert found.head is not None


def test_an_empty_journal_holds(database):
    assert verify(database) == ()


def test_a_break_names_the_organisation_the_action_and_the_day(kept):
    _do(kept, update(journal).where(journal.c.shard_id == SHARD, journal.c.seq == 3).values(actor_id="other"))
    (found,) = verify(kept)
    assert (found.organisation, found.action, found.day) == (
        cast.ZARECHNY.short_name,
        "отчёт об исполнении",
        date(2026, 1, 12),
    )
    assert (found.seq, found.what) == (3, "запись изменена")


def test_a_record_at_the_end_of_time_is_named_without_a_day(kept):
    late = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
    _do(kept, update(journal).where(journal.c.shard_id == SHARD, journal.c.seq == 3).values(at=late))
    (found,) = verify(kept)
    assert (found.seq, found.what, found.day) == (3, "запись изменена", None)


def test_a_removed_record_is_named(kept):
    _do(kept, delete(journal).where(journal.c.shard_id == SHARD, journal.c.seq == 3))
    assert (SHARD, 3, "записи нет: её удалили") in _whats(kept)


def test_two_records_that_changed_places_are_named(kept):
    third = (journal.c.shard_id == SHARD) & (journal.c.seq == 3)
    fourth = (journal.c.shard_id == SHARD) & (journal.c.seq == 4)
    aside = (journal.c.shard_id == SHARD) & (journal.c.seq == 99)
    _do(
        kept,
        update(journal).where(third).values(seq=99),
        update(journal).where(fourth).values(seq=3),
        update(journal).where(aside).values(seq=4),
    )
    assert {
        (SHARD, 3, "порядок нарушен: эта запись стояла 4-й"),
        (SHARD, 4, "порядок нарушен: эта запись стояла 3-й"),
    } <= set(_whats(kept))


def test_a_cut_tail_is_found_by_the_head(kept):
    _do(kept, delete(journal).where(journal.c.shard_id == SHARD, journal.c.seq >= 4))
    assert (SHARD, 4, "записей с 4 по 5 нет: их удалили с конца") in _whats(kept)


def test_a_tail_cut_together_with_its_rows_and_head_is_found_by_the_mark_of_heads(kept):
    with kept.begin() as conn:
        third = conn.execute(
            select(journal.c.hash).where(journal.c.shard_id == SHARD, journal.c.seq == 3)
        ).scalar_one()
        cut = select(journal.c.record_id).where(journal.c.shard_id == SHARD, journal.c.seq > 3)
        conn.execute(delete(submission_figures).where(submission_figures.c.record_id.in_(cut)))
        conn.execute(delete(journal).where(journal.c.shard_id == SHARD, journal.c.seq > 3))
        conn.execute(update(chain_heads).where(chain_heads.c.shard_id == SHARD).values(seq=3, hash=third))
    assert [(SHARD, 5, "записи, которую видела отметка голов, нет")] == _whats(kept)


def test_a_whole_chain_that_vanished_is_found(kept):
    own = journal.c.shard_id == SHARD
    cut = select(journal.c.record_id).where(own)
    _do(
        kept,
        delete(submission_figures).where(submission_figures.c.record_id.in_(cut)),
        delete(organisation_versions).where(organisation_versions.c.record_id.in_(cut)),
        delete(journal).where(own),
        delete(chain_heads).where(chain_heads.c.shard_id == SHARD),
    )
    assert (SHARD, 5, "записи, которую видела отметка голов, нет") in _whats(kept)


def test_a_lost_head_is_found(kept):
    _do(kept, delete(chain_heads).where(chain_heads.c.shard_id == SHARD))
    assert [(SHARD, 5, "голова цепи удалена")] == _whats(kept)


def test_the_chain_of_heads_watches_over_itself(kept):
    _do(kept, update(head_marks).where(head_marks.c.marked_shard_id == SHARD).values(seq=1, hash=GENESIS))
    assert HEADS_SHARD in {shard for shard, _, _ in _whats(kept)}


def test_a_row_added_to_a_record_is_found(kept):
    with kept.begin() as conn:
        record_id = conn.execute(
            select(journal.c.record_id).where(journal.c.shard_id == SHARD, journal.c.seq == 2)
        ).scalar_one()
        row = _figures(7)["submission_figures"][0]
        conn.execute(insert(submission_figures).values(**row, record_id=record_id))
    assert [(SHARD, 2, "строк данных 2 вместо 1: строку удалили или добавили")] == _whats(kept)


def test_rows_that_no_record_covers_are_found(kept):
    row = _figures(7)["submission_figures"][0]
    _do(kept, insert(submission_figures).values(**row, record_id=12345))
    assert [(SHARD, 0, "строк данных без записи журнала: 1")] == _whats(kept)


def test_an_erased_text_and_an_erased_person_break_nothing(kept):
    _do(
        kept,
        delete(journal_texts),
        update(persons).where(persons.c.id == cast.HEAD_1.id).values(name="", address=None),
    )
    assert verify(kept) == ()


def test_a_changed_text_is_found(kept):
    _do(kept, update(journal_texts).values(text="Приложили другой протокол."))
    assert [(SHARD, 3, "текст записи изменён")] == _whats(kept)


def test_a_file_name_may_be_erased_and_a_projection_may_change(kept):
    row = {
        "obligation_id": "ob-1",
        "version": 1,
        "position": 0,
        "shard_id": SHARD,
        "sha256": "0" * 64,
        "name": "Протокол Ивановой.pdf",
        "size_bytes": 10,
    }
    with kept.begin() as conn:
        record(conn, _deed(9), {"submission_files": [row]})
    _do(kept, update(submission_files).values(name=""))
    assert verify(kept) == ()


def test_a_default_of_the_database_is_under_the_digest_as_it_is_stored(kept):
    """An action may leave out what the column fills in, and rows of one table may name different columns."""
    with kept.begin() as conn:
        conn.execute(insert(roadmaps).values(_roadmap()))
        conn.execute(insert(items).values(id="it", roadmap_id="rm"))
        acts = [_act(1), _act(2) | {"version": 1, "counted_at": NOON}]
        record(conn, _deed(9), {"obligations": [_obligation()], "obligation_acts": acts})
        assert [0, 0] == list(conn.execute(select(obligation_acts.c.reviewer_days)).scalars())
        assert [None, 1] == list(
            conn.execute(select(obligation_acts.c.version).order_by(obligation_acts.c.seq)).scalars()
        )
    assert verify(kept) == ()


def test_a_projection_that_follows_its_act_is_not_under_the_digest_of_the_issue(kept):
    moved = {"state": "open", "due": date(2027, 1, 1), "due_at": NOON, "arming": 1}
    with kept.begin() as conn:
        conn.execute(insert(roadmaps).values(_roadmap()))
        conn.execute(insert(items).values(id="it", roadmap_id="rm"))
        record(conn, _deed(9), {"obligations": [_obligation()]})
    with kept.begin() as conn:
        record(conn, _deed(10), {"obligation_acts": [_act(1) | moved | {"event": "extend"}]})
        conn.execute(update(obligations).values(moved))
    assert verify(kept) == ()


def test_a_row_with_a_column_the_table_lacks_is_a_fault_of_the_action(settled):
    with settled.begin() as conn, pytest.raises(append_queries.UnknownColumnError):
        record(conn, _deed(1), {"submission_figures": [{"shard_id": SHARD, "amount": 1}]})


def _roadmap():
    return {
        "id": "rm",
        "identity": "x",
        "issuer_id": SHARD,
        "title": "План",
        "plan_start": date(2026, 1, 1),
        "plan_end": date(2026, 12, 31),
        "shift_policy": "none",
        "policy_basis": "",
        "returns": "accepted_version",
        "ladder_id": "x",
    }


def _obligation():
    texts = ("occurrence_key", "kind", "executor_role", "policy", "policy_basis", "day_table_id")
    return dict.fromkeys(texts, "x") | {
        "state": "open",
        "id": "ob",
        "item_id": "it",
        "roadmap_id": "rm",
        "organisation_id": cast.SCHOOL_1.id,
        "shard_id": SHARD,
        "executor_missing": False,
        "provisional": 0,
        "history": False,
        "issued_at": NOON,
        "arming": 0,
    }


def _act(seq):
    return {
        "obligation_id": "ob",
        "seq": seq,
        "shard_id": SHARD,
        "recorded_at": NOON,
        "event": "issue",
        "actor_id": "system",
        "state": "open",
        "arming": 0,
    }


def test_the_heads_are_marked_once_a_day_of_the_region(kept):
    # 20:59 in UTC of the 13th is 23:59 in Moscow; two minutes later a new day has begun there.
    late = datetime(2026, 1, 13, 20, 59, tzinfo=UTC)
    assert mark_heads_daily(kept, late) is None
    assert mark_heads_daily(kept, late + timedelta(minutes=2)) is not None
    assert verify(kept) == ()


def test_a_hash_printed_on_a_paper_must_be_in_the_journal(kept):
    head = verified(kept).head
    assert head is not None
    assert verified(kept, [head.hash]).breaks == ()
    (lost,) = verified(kept, ["0" * 64]).breaks
    assert f"записи с напечатанным хешем {'0' * 64} в журнале нет" == lost.what


def test_two_writers_at_once_do_not_fork_a_chain(postgres_database):
    _appended_at_once(postgres_database)


def test_two_writers_at_once_do_not_fork_a_chain_on_sqlite(sqlite_database):
    _appended_at_once(sqlite_database)


def _appended_at_once(engine):
    shards = (11, 12)

    def append(writer: int) -> None:
        for number in range(10):
            with engine.begin() as conn:
                record(conn, _deed(number), {}, shards=shards if writer else tuple(reversed(shards)))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(append, (0, 1)))
    found = verified(engine)
    assert (40, 2, ()) == (found.records, found.chains, found.breaks)


COVERED_TABLES = (journal, organisation_versions, submission_figures, head_marks)


@pytest.fixture
def raw(sqlite_settled):
    """A small journal, and a connection that guards nothing, as somebody with the file has it."""
    with sqlite_settled.begin() as conn:
        record(conn, _deed(1, "Текст."), _figures(1))
    mark_heads(sqlite_settled, NOON + timedelta(days=1))
    conn = sqlite3.connect(sqlite_settled.url.database, isolation_level=None)
    yield sqlite_settled, conn
    conn.close()


def _cells(conn):
    """Every covered value as SQLite stores it: (table, row id, column, value)."""
    for table in COVERED_TABLES:
        names = [column.name for column in table.columns]
        for row_id, *values in conn.execute(f"select rowid, {', '.join(names)} from {table.name}"):
            for name, value in zip(names, values, strict=True):
                if value not in {None, ""}:
                    yield table.name, row_id, name, value


def _flipped(value, where: int, bit: int):
    """Return the value with one bit changed: of its UTF-8 bytes, of a whole number, of a fraction."""
    if isinstance(value, int):
        return value ^ (1 << bit)
    packed = bytearray(value.encode() if isinstance(value, str) else struct.pack("<d", value))
    packed[where % len(packed)] ^= 1 << bit
    return bytes(packed) if isinstance(value, str) else struct.unpack("<d", packed)[0]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choice=st.integers(0, 10**6), where=st.integers(0, 600), bit=st.integers(0, 7))
def test_any_flipped_bit_of_a_covered_column_is_found(raw, choice, where, bit):
    engine, conn = raw
    cells = list(_cells(conn))
    table, row_id, column, value = cells[choice % len(cells)]
    stored = "cast(? as text)" if isinstance(value, str) else "?"
    try:
        conn.execute(
            f"update {table} set {column} = {stored} where rowid = ?", (_flipped(value, where, bit), row_id)
        )
    except sqlite3.IntegrityError:
        # The key is taken by another row: the database itself refuses this one.
        return
    try:
        assert verify(engine) != ()
    finally:
        conn.execute(f"update {table} set {column} = ? where rowid = ?", (value, row_id))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choice=st.integers(0, 10**6))
def test_any_removed_row_is_found(raw, choice):
    engine, conn = raw
    rows = [
        (table.name, row_id)
        for table in (*COVERED_TABLES, chain_heads)
        for (row_id,) in conn.execute(f"select rowid from {table.name}")
    ]
    table, row_id = rows[choice % len(rows)]
    kept = conn.execute(f"select rowid, * from {table} where rowid = ?", (row_id,)).fetchone()
    conn.execute(f"delete from {table} where rowid = ?", (row_id,))
    assert verify(engine) != ()
    names = [found[1] for found in conn.execute(f"pragma table_info({table})")]
    marks = ", ".join("?" * len(kept))
    conn.execute(f"insert into {table} (rowid, {', '.join(names)}) values ({marks})", kept)
    assert verify(engine) == ()
