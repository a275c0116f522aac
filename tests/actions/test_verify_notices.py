"""What a sweep sealed is held against the notices that are there."""

from sqlalchemy import delete, update
from tests import cast
from tests.under_watch import ARMED, DUE, count, duty, moscow_nine, put_under_watch, sweep

from vekha.actions.verify import verify
from vekha.storage.watch_tables import notices


def test_a_removed_notice_is_named_by_the_journal(sqlite_settled):
    put_under_watch(sqlite_settled, duty("programme"), duty("report"))
    sweep(sqlite_settled, ARMED, moscow_nine(DUE))
    assert () == verify(sqlite_settled)

    with sqlite_settled.begin() as conn:
        conn.execute(delete(notices).where(notices.c.subject_id == "report"))

    (found,) = verify(sqlite_settled)
    assert (cast.ZARECHNY.short_name, "проверка сроков") == (found.organisation, found.action)
    assert "уведомления записи" in found.what


def test_what_became_of_a_notice_is_not_sealed(sqlite_settled):
    put_under_watch(sqlite_settled, duty("programme"))
    sweep(sqlite_settled, ARMED, moscow_nine(DUE))
    assert 1 == count(sqlite_settled, notices)

    with sqlite_settled.begin() as conn:
        conn.execute(update(notices).values(status="lettered", letter_id="1" * 20))

    assert () == verify(sqlite_settled)
