from datetime import date, timedelta

import pytest
from sqlalchemy import select
from tests import cast, plans
from tests.plans import decisions, item, roadmap, undated

from vekha.actions.confirm import confirm
from vekha.actions.find_item import NoSuchItemError
from vekha.actions.issue import issue
from vekha.actions.step import NotTheirsError
from vekha.actions.supply_dates import (
    GivenPaper,
    Named,
    NotAddressedError,
    record_event,
    supply_schedule,
)
from vekha.actions.verify import verify
from vekha.domain.deadlines import Deadline, DeadlineKind, Offset, OffsetUnit
from vekha.domain.obligations import State
from vekha.domain.organisations import Actor
from vekha.domain.watches import SubjectKind
from vekha.rules.happenings import HappeningError
from vekha.storage import owed_queries
from vekha.storage.obligation_tables import obligations
from vekha.storage.watch_tables import watches

TEN_WORKDAYS = Offset(10, OffsetUnit.WORKING_DAY, event="издания приказа")
MONDAY = date(2026, 3, 2)
ORDER = GivenPaper("12-ОД", MONDAY)
LATER = plans.NOW + timedelta(days=50)


def after_an_event(last_day=None):
    phrase = "в течение 10 рабочих дней со дня издания приказа"
    return Deadline(
        phrase, DeadlineKind.EVENT, offset=TEN_WORKDAYS, explain=("срок от события",), last_day=last_day
    )


def issued(engine, *items):
    done = confirm(engine, roadmap(*items), decisions(), plans.BY, plans.NOW)
    issue(engine, done.roadmap_id, plans.NOW)
    return done.roadmap_id


def rows(engine):
    order = (obligations.c.organisation_id, obligations.c.occurrence_key)
    with engine.begin() as conn:
        return conn.execute(select(obligations).order_by(*order)).all()


def happen(engine, named="1.1", on=MONDAY, paper=ORDER, actor=plans.BY):
    return record_event(
        engine, Named(*named) if isinstance(named, tuple) else Named(named), on, paper, actor, LATER
    )


def test_an_event_gives_every_addressee_an_obligation_and_the_waiting_one_stays(settled):
    issued(settled, item(1, after_an_event(), plans.SCHOOLS))
    done = happen(settled)
    # 9 March 2026 is a day off by the transfer of 8 March.
    assert (date(2026, 3, 17),) == done.dates
    assert 3 == done.issued.created
    found = rows(settled)
    assert ["e1", "waiting"] * 3 == [row.occurrence_key for row in found]
    assert {date(2026, 3, 17)} == {row.due for row in found if row.occurrence_key == "e1"}
    assert verify(settled) == ()


def test_the_same_event_recorded_twice_adds_nothing(sqlite_settled):
    issued(sqlite_settled, item(1, after_an_event(), plans.SCHOOLS))
    first, second = happen(sqlite_settled), happen(sqlite_settled)
    assert (first.happening_id, 0) == (second.happening_id, second.issued.created)


def test_another_event_is_another_occurrence(sqlite_settled):
    issued(sqlite_settled, item(1, after_an_event(), plans.OFFICE))
    happen(sqlite_settled)
    happen(sqlite_settled, on=MONDAY + timedelta(days=7), paper=GivenPaper("13-ОД", MONDAY))
    assert ["e1", "e2", "waiting"] == [row.occurrence_key for row in rows(sqlite_settled)]


def test_the_term_of_an_event_never_runs_past_the_fixed_last_day(sqlite_settled):
    issued(sqlite_settled, item(1, after_an_event(date(2026, 3, 12)), plans.OFFICE))
    done = happen(sqlite_settled)
    assert (date(2026, 3, 12),) == done.dates
    assert "но не позднее 12.03.2026" in done.explain[0]


def test_a_school_tells_of_its_own_event_by_the_number_of_its_obligation(sqlite_settled):
    issued(sqlite_settled, item(1, after_an_event(), plans.SCHOOLS))
    mine = next(row for row in rows(sqlite_settled) if row.organisation_id == cast.SCHOOL_1.id)
    happen(sqlite_settled, named=mine.id, actor=Actor("person-1", cast.SCHOOL_1_VIEW))
    owners = {row.organisation_id for row in rows(sqlite_settled) if row.occurrence_key == "e1"}
    assert {cast.SCHOOL_1.id} == owners


def test_a_school_does_not_speak_for_the_others(sqlite_settled):
    issued(sqlite_settled, item(1, after_an_event(), plans.SCHOOLS))
    school = Actor("person-1", cast.SCHOOL_1_VIEW)
    with pytest.raises(NoSuchItemError):
        happen(sqlite_settled, actor=school)


def test_an_organisation_that_is_not_addressed_is_refused(sqlite_settled):
    issued(sqlite_settled, item(1, after_an_event(), plans.OFFICE))
    with pytest.raises(NotAddressedError, match="не среди тех"):
        happen(sqlite_settled, named=("1.1", cast.SCHOOL_1.code))


def test_a_schedule_dates_an_item_and_its_author_is_asked_no_more(settled):
    issued(settled, item(1, undated(), plans.OFFICE))
    dates = [(None, date(2026, 5, 15)), (date(2026, 9, 1), date(2026, 9, 30))]
    done = supply_schedule(settled, Named("1.1"), dates, GivenPaper("7", MONDAY), plans.BY, LATER)
    assert (date(2026, 5, 15), date(2026, 9, 30)) == done.dates
    assert ["s1.1", "s1.2", "waiting"] == [row.occurrence_key for row in rows(settled)]
    with settled.begin() as conn:
        asked = watches.c.subject_kind == SubjectKind.SCHEDULE_REQUEST
        assert [False] == list(conn.scalars(select(watches.c.live).where(asked)))


def test_what_was_recorded_and_not_issued_is_issued_by_the_night(sqlite_settled):
    roadmap_id = issued(sqlite_settled, item(1, after_an_event(), plans.SCHOOLS))
    happen(sqlite_settled)
    assert 0 == issue(sqlite_settled, roadmap_id, LATER).created


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ([], "ни одной даты"),
        ([(None, MONDAY), (None, MONDAY)], "дважды"),
        ([(MONDAY, MONDAY - timedelta(days=1))], "позже срока"),
        ([(None, date(1926, 1, 1))], "год вне"),
    ],
)
def test_a_schedule_that_contradicts_itself_is_refused_and_nothing_is_written(sqlite_settled, dates, said):
    issued(sqlite_settled, item(1, undated(), plans.OFFICE))
    with pytest.raises(HappeningError, match=said):
        supply_schedule(sqlite_settled, Named("1.1"), dates, ORDER, plans.BY, LATER)
    assert ["waiting"] == [row.occurrence_key for row in rows(sqlite_settled)]


def test_a_dated_item_takes_neither_event_nor_schedule(sqlite_settled):
    issued(sqlite_settled, item(1, plans.by(MONDAY), plans.OFFICE))
    with pytest.raises(HappeningError, match="срок назван в документе"):
        happen(sqlite_settled)


def test_an_external_schedule_is_not_an_event(sqlite_settled):
    issued(sqlite_settled, item(1, undated(), plans.OFFICE))
    with pytest.raises(HappeningError, match="ждёт не события"):
        happen(sqlite_settled)


def test_the_head_of_another_municipality_finds_no_such_item(sqlite_settled):
    issued(sqlite_settled, item(1, after_an_event(), plans.SCHOOLS))
    with pytest.raises((NoSuchItemError, NotTheirsError)):
        happen(sqlite_settled, actor=Actor("person-9", cast.POMORSKY_VIEW))


def test_a_list_shows_the_dates_of_a_schedule_and_no_longer_the_wait_for_it(sqlite_settled):
    issued(sqlite_settled, item(1, undated(), plans.OFFICE))
    assert [None] == [one.due for one in listed(sqlite_settled)]
    supply_schedule(sqlite_settled, Named("1.1"), [(None, date(2026, 5, 15))], ORDER, plans.BY, LATER)
    assert [date(2026, 5, 15)] == [one.due for one in listed(sqlite_settled)]


def test_what_waits_for_an_event_goes_on_waiting_after_one(sqlite_settled):
    issued(sqlite_settled, item(1, after_an_event(), plans.OFFICE))
    happen(sqlite_settled)
    assert [date(2026, 3, 17), None] == [one.due for one in listed(sqlite_settled)]


def listed(engine):
    with engine.begin() as conn:
        return owed_queries.owed(conn, cast.ZARECHNY_VIEW, [State.OPEN], 10)
