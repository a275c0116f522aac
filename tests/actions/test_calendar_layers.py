"""Layers an organisation keeps itself: shown, accepted, and what they do to terms that already run."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select, update
from tests import cast, plans
from tests.plans import by, decisions, item, roadmap, undated

from vekha.actions.accept_layer import (
    LayerRefusedError,
    accept_layer,
    layer_of,
    preview_layer,
    recount_all,
)
from vekha.actions.check_deadlines import check_deadlines
from vekha.actions.compose_letters import Desk, compose_letters
from vekha.actions.confirm import confirm
from vekha.actions.explain import explain
from vekha.actions.issue import issue
from vekha.actions.record import record
from vekha.actions.roll_up import roll_up
from vekha.actions.see_calendar import NoSuchCalendarError, see_calendar
from vekha.actions.step import TooEarlyError
from vekha.actions.verify import verify
from vekha.actions.work_calendars import work_calendars
from vekha.calendar.days import DaySet
from vekha.calendar.school_years import shipped_school_plan
from vekha.domain.deadlines import Span
from vekha.domain.organisations import Actor
from vekha.domain.records import Deed
from vekha.notifications.message import Sender
from vekha.storage.calendar_tables import calendar_layers
from vekha.storage.journal_tables import journal
from vekha.storage.obligation_tables import obligation_acts, obligations
from vekha.storage.watch_tables import notices, rearmed, schedules, stages, watches

AUTUMN = date(2026, 10, 1)  # a Thursday
NEXT = date(2026, 10, 2)
MARCH = datetime(2026, 3, 2, 7, tzinfo=UTC)
CHIEF = Actor("person-3", cast.ZARECHNY_VIEW)
FOREIGNER = Actor("person-11", cast.POMORSKY_VIEW)

DESK = Desk(Sender("vekha@example.test", "Веха"), "https://vekha.example.test", "secret")


def toml(*days, years="2026 = 'decreed'", title="День округа"):
    rows = [f"[[days]]\ndate = {day}\nkind = '{kind}'\nname = 'x'\nbasis = 'Пост. 5'" for day, kind in days]
    return "\n".join([f"calendar = 'zar'\ntitle = '{title}'\n[years]\n{years}", *rows]).encode()


OFF = toml(("2026-10-01", "nonworking"))


def layer(content=OFF, name="округ.toml"):
    return layer_of(name, content, "zarechny")


def accepted(engine, content=OFF, code="zarechny", now=MARCH):
    return accept_layer(engine, layer(content), code, CHIEF, now)


def issued(engine, *items, now=plans.NOW):
    done = confirm(engine, roadmap(*items), decisions(), plans.BY, plans.NOW)
    return issue(engine, done.roadmap_id, now)


def rows(engine, table=obligations, *order):
    with engine.connect() as conn:
        return conn.execute(select(table).order_by(*order)).all()


def number(engine, table):
    with engine.connect() as conn:
        return conn.scalar(select(func.count()).select_from(table))


def dues(engine):
    return {row.organisation_id: row.due for row in rows(engine)}


@pytest.fixture
def owed(settled):
    issued(settled, item(1, by(AUTUMN), plans.SCHOOLS))
    return settled


@pytest.fixture
def owed_on_sqlite(sqlite_settled):
    issued(sqlite_settled, item(1, by(AUTUMN), plans.SCHOOLS))
    return sqlite_settled


def test_a_layer_first_shows_its_days_and_the_terms_they_move_and_changes_nothing(owed):
    before = (number(owed, journal), rows(owed))
    change = preview_layer(owed, layer(), "zarechny", CHIEF, MARCH)
    assert [(5, AUTUMN), (6, AUTUMN)] == [(day.week, day.day) for day in change.days]
    assert ("День округа", 1, False) == (change.title, change.version, change.accepted)
    assert (3, 0, 0) == (change.moves.due, change.moves.inner, change.moves.held)
    assert {(AUTUMN, NEXT)} == {(move.was, move.becomes) for move in change.moves.listed}
    assert {"СШ № 1", "ОШ № 2", "Гимназия № 3"} == {move.organisation for move in change.moves.listed}
    assert before == (number(owed, journal), rows(owed))


def test_an_accepted_layer_re_dates_what_is_owed_and_keeps_the_first_date(owed):
    assert 3 == accepted(owed).moves.due
    for row in rows(owed):
        assert (AUTUMN, AUTUMN, NEXT) == (row.raw_due, row.original_due, row.due)
        assert (date(2026, 9, 30), 2, "open") == (row.plan_date, row.arming, row.state)
    ends = {row.organisation_id: row.due_at for row in rows(owed)}
    assert datetime(2026, 10, 2, 15, tzinfo=UTC) == ends[cast.SCHOOL_1.id]
    assert datetime(2026, 10, 2, 13, tzinfo=UTC) == ends[cast.SCHOOL_2.id]
    assert [("re_date", NEXT, 1, "person-3")] * 3 == [
        (act.event, act.due, act.seq, act.actor_id) for act in rows(owed, obligation_acts)
    ]
    (kept,) = rows(owed, calendar_layers)
    assert (cast.ZARECHNY.id, 1, OFF.decode()) == (kept.organisation_id, kept.version, kept.text)
    assert () == verify(owed)


def test_its_watches_are_armed_anew_and_the_sweep_is_told(owed):
    check_deadlines(owed, MARCH)
    accepted(owed)
    by_id = {row.id: row for row in rows(owed, schedules)}
    assert {(2, True, NEXT)} == {
        (watch.arming, watch.live, by_id[watch.schedule_id].due_date) for watch in rows(owed, watches)
    }
    assert {row.id for row in rows(owed)} == {row.subject_id for row in rows(owed, rearmed) if not row.taken}


def test_accepting_again_adds_nothing(owed):
    accepted(owed)
    before = [rows(owed, table) for table in (journal, obligations, obligation_acts, calendar_layers)]
    again = accepted(owed)
    assert (True, 1, True) == (again.known, again.version, again.moves.nothing)
    assert before == [rows(owed, table) for table in (journal, obligations, obligation_acts, calendar_layers)]


def test_a_newer_version_takes_the_day_back(owed_on_sqlite):
    accepted(owed_on_sqlite)
    assert 2 == accepted(owed_on_sqlite, toml()).version
    assert {AUTUMN} == set(dues(owed_on_sqlite).values())
    assert () == verify(owed_on_sqlite)


def test_the_layer_nearest_to_the_organisation_wins(owed):
    accepted(owed, toml(("2026-10-01", "working")), "zar-01")
    accepted(owed)
    assert {cast.SCHOOL_1.id: AUTUMN, cast.SCHOOL_2.id: NEXT, cast.SCHOOL_3.id: NEXT} == dues(owed)


def test_what_is_issued_afterwards_is_due_by_the_layer_at_once(settled):
    accepted(settled)
    issued(settled, item(1, by(AUTUMN), plans.SCHOOLS))
    assert {NEXT} == set(dues(settled).values())
    assert {NEXT} == {row.original_due for row in rows(settled)}
    assert {NEXT} == {row.due_date for row in rows(settled, schedules)}


def test_the_days_of_one_municipality_are_not_those_of_another(sqlite_settled):
    accept_layer(sqlite_settled, layer(), "pomor", FOREIGNER, MARCH)
    issued(sqlite_settled, item(1, by(AUTUMN), plans.SCHOOLS))
    assert {AUTUMN} == set(dues(sqlite_settled).values())


def test_a_calendar_of_others_is_not_yours_to_change(owed_on_sqlite):
    with pytest.raises(NoSuchCalendarError, match="нет среди ваших"):
        accept_layer(owed_on_sqlite, layer(), "zarechny", FOREIGNER, MARCH)
    assert 0 == number(owed_on_sqlite, calendar_layers)


def test_a_bad_layer_is_refused_with_file_line_and_reason_and_nothing_is_kept(owed_on_sqlite):
    doubled = toml(("2026-10-01", "nonworking"), ("2026-10-01", "short"))
    for content, said in (
        (doubled, "округ.toml, строка 10: день 01.10.2026 назван дважды"),
        (OFF.replace(b"basis", b"#"), "строка 5: день без основания"),
        (b"calendar = 'x'\n\xff", "строка 2: файл не в UTF-8"),
        (b"x = " + b"[" * 100_000, "вложены слишком глубоко"),
    ):
        with pytest.raises(LayerRefusedError, match=said):
            accepted(owed_on_sqlite, content)
    with pytest.raises(LayerRefusedError, match=r"бывает \.toml или \.ics"):
        preview_layer(owed_on_sqlite, layer(name="дни.csv"), "zarechny", CHIEF, MARCH)
    assert 0 == number(owed_on_sqlite, calendar_layers)


def test_an_ics_is_a_layer_too(owed_on_sqlite):
    event = ["DTSTART;VALUE=DATE:20261001", "CATEGORIES:NONWORKING", "SUMMARY:День", "DESCRIPTION:Пост. 5"]
    text = "\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *event, "END:VEVENT", "END:VCALENDAR"])
    accept_layer(owed_on_sqlite, layer(text.encode(), "дни.ics"), "zarechny", CHIEF, MARCH)
    assert {NEXT} == set(dues(owed_on_sqlite).values())


def test_nobody_is_made_late_by_a_calendar_accepted_after_the_day(sqlite_settled):
    sunday = date(2026, 11, 15)
    issued(sqlite_settled, item(1, by(sunday), plans.SCHOOLS))
    monday_morning = datetime(2026, 11, 16, 6, tzinfo=UTC)
    change = accepted(sqlite_settled, toml(("2026-11-15", "working")), now=monday_morning)
    assert (0, 3) == (change.moves.due, change.moves.held)
    assert {date(2026, 11, 16)} == set(dues(sqlite_settled).values())


def test_the_same_day_accepted_in_time_moves_the_term_to_the_sunday(sqlite_settled):
    issued(sqlite_settled, item(1, by(date(2026, 11, 15)), plans.SCHOOLS))
    accepted(sqlite_settled, toml(("2026-11-15", "working")))
    assert {date(2026, 11, 15)} == set(dues(sqlite_settled).values())


def test_what_is_done_keeps_its_dates_and_what_is_sent_keeps_its_arming(owed_on_sqlite):
    first, second, _ = (row.id for row in rows(owed_on_sqlite, obligations, obligations.c.organisation_id))
    with owed_on_sqlite.begin() as conn:
        conn.execute(update(obligations).where(obligations.c.id == first).values(state="accepted"))
        conn.execute(update(obligations).where(obligations.c.id == second).values(state="submitted"))
        conn.execute(update(watches).where(watches.c.subject_id.in_([first, second])).values(live=False))
    accepted(owed_on_sqlite)
    found = {row.id: row for row in rows(owed_on_sqlite)}
    assert (AUTUMN, 1) == (found[first].due, found[first].arming)
    assert (NEXT, 1, "submitted") == (found[second].due, found[second].arming, found[second].state)
    assert {first: False, second: False} == {
        watch.subject_id: watch.live
        for watch in rows(owed_on_sqlite, watches)
        if watch.subject_id in (first, second)
    }


def test_what_was_extended_stays_at_the_day_granted(owed_on_sqlite):
    granted = date(2026, 10, 8)
    first = rows(owed_on_sqlite)[0]
    act = {"obligation_id": first.id, "seq": 1, "shard_id": first.shard_id, "recorded_at": plans.NOW}
    act |= {"event": "extend", "actor_id": "x", "state": "open", "due": granted, "arming": 2}
    with owed_on_sqlite.begin() as conn:
        conn.execute(update(obligations).where(obligations.c.id == first.id).values(due=granted))
        record(conn, Deed("extend", "x", plans.NOW, first.id), {"obligation_acts": [act]})
    accepted(owed_on_sqlite, toml(("2026-10-08", "nonworking")))
    found = next(row for row in rows(owed_on_sqlite) if row.id == first.id)
    assert (granted, date(2026, 10, 7)) == (found.due, found.plan_date)


def test_a_suspended_duty_is_dated_anew_in_silence(owed_on_sqlite):
    first = rows(owed_on_sqlite)[0]
    line = {"obligation_id": first.id, "seq": 1, "shard_id": first.shard_id, "recorded_at": plans.NOW}
    line |= {"actor_id": "x", "first": date(2026, 3, 2), "last": date(2026, 9, 25)}
    with owed_on_sqlite.begin() as conn:
        record(conn, Deed("suspend", "x", plans.NOW, first.id), {"suspensions": [line]})
    accepted(owed_on_sqlite)
    (watch,) = (one for one in rows(owed_on_sqlite, watches) if one.subject_id == first.id)
    assert 2 == watch.arming
    days = [row.at.date() for row in rows(owed_on_sqlite, stages) if row.schedule_id == watch.schedule_id]
    assert date(2026, 9, 25) < min(days)


def test_a_short_day_ends_the_term_an_hour_earlier(owed_on_sqlite):
    change = accepted(owed_on_sqlite, toml(("2026-10-01", "short")))
    assert (0, 3) == (change.moves.due, change.moves.inner)
    ends = {row.organisation_id: row.due_at for row in rows(owed_on_sqlite)}
    assert datetime(2026, 10, 1, 14, tzinfo=UTC) == ends[cast.SCHOOL_1.id]


def test_reminders_before_a_date_that_stays_move_with_the_days_between(owed):
    accepted(owed, toml(("2026-09-30", "nonworking")))
    assert {AUTUMN} == set(dues(owed).values())
    assert {1} == {watch.arming for watch in rows(owed, watches)}
    running = {watch.schedule_id for watch in rows(owed, watches)}
    days = {row.at.date() for row in rows(owed, stages) if row.schedule_id in running}
    assert date(2026, 9, 29) in days
    assert date(2026, 9, 30) not in days
    assert 0 == number(owed, obligation_acts)
    assert () == verify(owed)


def test_nothing_already_said_is_said_again_when_only_reminders_move(owed_on_sqlite):
    check_deadlines(owed_on_sqlite, MARCH)
    check_deadlines(owed_on_sqlite, datetime(2026, 9, 28, 12, tzinfo=UTC))
    said = number(owed_on_sqlite, notices)
    accepted(owed_on_sqlite, toml(("2026-09-30", "nonworking")), now=datetime(2026, 9, 28, 13, tzinfo=UTC))
    check_deadlines(owed_on_sqlite, datetime(2026, 9, 28, 14, tzinfo=UTC))
    assert said == number(owed_on_sqlite, notices) > 0


def test_a_year_that_becomes_decreed_is_provisional_no_more(owed):
    doubtful = accepted(owed, toml(years="2026 = 'provisional'"))
    assert (0, 3) == (doubtful.moves.due, doubtful.moves.unsettled)
    assert {True} == {row.provisional for row in rows(owed)}
    settled = accepted(owed, toml())
    assert (0, 3) == (settled.moves.due, settled.moves.settled)
    assert {False} == {row.provisional for row in rows(owed)}
    assert 0 == number(owed, obligation_acts)
    assert () == verify(owed)


def test_a_year_the_layer_does_not_name_stays_as_it_is(sqlite_settled):
    accepted(sqlite_settled, toml(years="2025 = 'decreed'"))
    issued(sqlite_settled, item(1, by(AUTUMN), plans.SCHOOLS))
    assert {False} == {row.provisional for row in rows(sqlite_settled)}


def test_a_term_moved_by_the_calendar_is_not_counted_as_extended(owed):
    accepted(owed)
    year = Span(date(2026, 1, 1), date(2026, 12, 31))
    total = roll_up(
        owed, cast.REGION_VIEW, cast.REGION.id, year, datetime(2026, 12, 1, tzinfo=UTC)
    ).tree.total
    assert (3, 0) == (total.not_done, total.extended)


def test_an_undated_obligation_waits_as_before(sqlite_settled):
    issued(sqlite_settled, item(1, undated(), plans.SCHOOLS))
    assert accepted(sqlite_settled).moves.nothing


def test_an_act_later_than_the_clock_stops_the_acceptance(owed_on_sqlite):
    accepted(owed_on_sqlite)
    with pytest.raises(TooEarlyError, match="Проверьте --now"):
        accepted(owed_on_sqlite, toml(), now=datetime(2026, 3, 1, tzinfo=UTC))
    assert 1 == number(owed_on_sqlite, calendar_layers)


def test_a_calendar_changed_under_what_is_owed_is_shown_and_accepted_once(owed):
    """As after an update of the program: the days are other ones, the dates still stand on the old."""
    row = {"organisation_id": cast.REGION.id, "version": 1, "shard_id": cast.REGION.id, "recorded_at": MARCH}
    row |= {"file_name": "x.toml", "title": "x", "sha256": "0" * 64, "text": OFF.decode()}
    with owed.begin() as conn:
        record(conn, Deed("update", "x", MARCH, "x"), {"calendar_layers": [row]})
    assert 3 == recount_all(owed, CHIEF, MARCH, accept=False).moves.due
    assert {AUTUMN} == set(dues(owed).values())
    assert 3 == recount_all(owed, CHIEF, MARCH, accept=True).moves.due
    assert {NEXT} == set(dues(owed).values())
    assert recount_all(owed, CHIEF, MARCH, accept=True).moves.nothing
    assert () == verify(owed)


def test_the_explanation_names_the_layer_its_basis_and_the_recount(owed_on_sqlite):
    accepted(owed_on_sqlite)
    first = rows(owed_on_sqlite)[0]
    story = explain(owed_on_sqlite, first.id, cast.ZARECHNY_VIEW)
    told = "\n".join(line for part in story.parts for line in part.lines)
    assert "календарь: Федеральный производственный календарь, День округа" in told
    assert "01.10.2026, четверг: нерабочий день" in told
    assert "День округа: x (Пост. 5)" in told
    assert "первоначальный срок: 01.10.2026" in told
    assert "срок пересчитан по календарю" in told
    assert "«День округа», версия 1 (УО Заречного округа)" in told


def test_the_explanation_says_when_the_calendar_has_run_ahead_of_the_dates(owed_on_sqlite):
    accepted(owed_on_sqlite)
    with owed_on_sqlite.begin() as conn:
        conn.execute(update(obligations).values(due=AUTUMN))
    story = explain(owed_on_sqlite, rows(owed_on_sqlite)[0].id, cast.ZARECHNY_VIEW)
    told = "\n".join(line for part in story.parts for line in part.lines)
    assert "по нынешнему календарю срок был бы 02.10.2026" in told


def test_no_letter_is_written_on_a_day_the_layer_makes_free(owed_on_sqlite):
    accepted(owed_on_sqlite, toml(("2026-09-30", "nonworking")))
    check_deadlines(owed_on_sqlite, MARCH)
    check_deadlines(owed_on_sqlite, datetime(2026, 9, 30, 5, tzinfo=UTC))
    free, worked = (datetime(2026, 9, day, 8, tzinfo=UTC) for day in (30, 29))
    assert 0 == compose_letters(owed_on_sqlite, free, DESK).letters
    assert 0 < compose_letters(owed_on_sqlite, worked, DESK).letters


def test_terms_and_vacations_are_those_of_the_nearest_layer_that_has_any(sqlite_settled):
    plan = "[school_year]\nbasis = 'приказ округа'\n[[school_year.periods]]\nkind = 'vacation'\n"
    plan += "name = 'осенние'\nfirst = '10-24'\nlast = '11-01'\n"
    accepted(sqlite_settled, toml() + f"\n{plan}".encode())
    with sqlite_settled.connect() as conn:
        calendars = work_calendars(conn)
        assert "приказ округа" == calendars.school_plan(cast.SCHOOL_1).basis
        assert shipped_school_plan() is calendars.school_plan(cast.FOREIGN_SCHOOL)


def test_the_calendar_of_an_organisation_is_shown_with_its_layers(sqlite_settled):
    accepted(sqlite_settled)
    school = see_calendar(sqlite_settled, "zar-02", DaySet.CIVIL, cast.ZARECHNY_VIEW)
    assert (6, False) == (school.week, school.is_working(AUTUMN))
    assert ("Федеральный производственный календарь", "День округа") == school.layers
    with pytest.raises(NoSuchCalendarError):
        see_calendar(sqlite_settled, "zar-02", DaySet.CIVIL, cast.POMORSKY_VIEW)
