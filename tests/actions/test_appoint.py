"""An item without an executor is the department's until it appoints one."""

from datetime import date, timedelta

import pytest
from tests import cast, plans
from tests.actions.test_issue import found, issued
from tests.plans import by, item

from vekha.actions.appoint import AppointError, Appointment, appoint
from vekha.actions.step import NotTheirsError
from vekha.actions.verify import verify
from vekha.domain.deadlines import Deadline, DeadlineKind, Occurrence
from vekha.domain.life import Ground
from vekha.domain.organisations import Actor

AUTUMN = date(2026, 10, 1)
GROUND = Ground("назначен исполнитель", number="9", dated=date(2026, 2, 1))
LATER = plans.NOW + timedelta(days=60)


def appointed(engine, text="ОО", called="1.1", actor=plans.BY):
    return appoint(engine, Appointment(called, text, GROUND), actor, LATER)


def owing(engine):
    return {(row.organisation_id, row.occurrence_key, row.state) for row in found(engine)}


def test_the_appointed_owe_it_and_the_department_no_more(settled):
    issued(settled, item(1, by(AUTUMN)))
    done = appointed(settled)
    assert (1, 3) == (done.withdrawn, done.issued.created)
    expected = {(unit.id, "1", "open") for unit in cast.SCHOOLS} | {(cast.ZARECHNY.id, "1", "withdrawn")}
    assert expected == owing(settled)
    assert () == verify(settled)


def test_what_fell_due_before_stays_with_the_department(sqlite_settled):
    dates = tuple(Occurrence(str(n), None, day) for n, day in enumerate((date(2026, 2, 2), AUTUMN), 1))
    twice = Deadline("дважды", DeadlineKind.RECURRING, dates, explain=("список",))
    issued(sqlite_settled, item(1, twice))
    appointed(sqlite_settled)
    expected = {(unit.id, "2", "open") for unit in cast.SCHOOLS}
    expected |= {(cast.ZARECHNY.id, "1", "open"), (cast.ZARECHNY.id, "2", "withdrawn")}
    assert expected == owing(sqlite_settled)


@pytest.mark.parametrize(
    ("text", "said"),
    [("партнёры", "никого не обязывает"), ("УО", "сам издатель"), ("", "никого не обязывает")],
)
def test_a_text_that_names_nobody_who_could_do_it_is_refused(sqlite_settled, text, said):
    issued(sqlite_settled, item(1, by(AUTUMN)))
    with pytest.raises(AppointError, match=said):
        appointed(sqlite_settled, text)


def test_an_item_that_has_an_executor_keeps_him(sqlite_settled):
    issued(sqlite_settled, item(1, by(AUTUMN), plans.SCHOOLS))
    with pytest.raises(AppointError, match="исполнитель есть"):
        appointed(sqlite_settled)


def test_a_school_appoints_nobody(sqlite_settled):
    issued(sqlite_settled, item(1, by(AUTUMN)))
    with pytest.raises(NotTheirsError):
        appointed(sqlite_settled, actor=Actor(cast.HEAD_1.id, cast.SCHOOL_1_VIEW))
