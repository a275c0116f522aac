"""What the lists show is held against the sealed acts."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update
from tests import plans
from tests.actions.test_issue import issued
from tests.plans import by, item

from vekha.actions.submit import Desk, submit
from vekha.actions.verify import verify
from vekha.rules.incoming import Paper
from vekha.storage.obligation_tables import obligations

AUTUMN = date(2026, 10, 1)
LATER = plans.NOW + timedelta(days=30)


@pytest.mark.parametrize("change", [{"due": date(2027, 1, 1)}, {"state": "accepted"}])
def test_a_date_or_state_changed_past_the_journal_is_named(settled, change):
    issued(settled, item(1, by(AUTUMN), plans.OFFICE))
    assert () == verify(settled)
    with settled.begin() as conn:
        conn.execute(update(obligations).values(change))
    (found,) = verify(settled)
    assert "не те, что в журнале действий" in found.what


def test_after_acts_the_newest_one_counts(sqlite_settled, tmp_path):
    issued(sqlite_settled, item(1, by(AUTUMN), plans.SCHOOLS))
    desk = Desk(sqlite_settled, tmp_path)
    with sqlite_settled.begin() as conn:
        number = conn.execute(obligations.select()).first().id
    submit(desk, number, Paper(note="сделано"), plans.BY, LATER)
    assert () == verify(sqlite_settled)
    with sqlite_settled.begin() as conn:
        conn.execute(update(obligations).where(obligations.c.id == number).values(state="open"))
    assert 1 == len(verify(sqlite_settled))
