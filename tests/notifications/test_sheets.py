"""Who gets which rows today: addressing, working hours, one letter a day. Pure facts, no database."""

from dataclasses import replace
from datetime import UTC, date, datetime

from tests import cast

from vekha.domain.letters import Directory, NoticeKey, Part, PendingNotice, Seat
from vekha.domain.obligations import State
from vekha.domain.organisations import Role
from vekha.domain.watches import Audience, NoticeStatus, SubjectKind
from vekha.notifications.sheets import ROWS_AT_MOST, plan_sheets

TUESDAY_MORNING = datetime(2026, 10, 27, 7, tzinfo=UTC)  # 10:00 in Moscow
NOTICE = PendingNotice(
    key=NoticeKey(SubjectKind.OBLIGATION, "o1", 1, "before-3", Audience.EXECUTOR),
    shard_id=cast.ZARECHNY.id,
    organisation_id=cast.SCHOOL_1.id,
    organisation=cast.SCHOOL_1.name,
    issuer_id=cast.ZARECHNY.id,
    controller_post_id=22,
    executor_role="curator",
    executor_missing=False,
    state=State.OPEN,
    due=date(2026, 10, 30),
    remind_date=date(2026, 10, 30),
    opens_on=None,
    item_number="1.1",
    item_title="Сдать отчёт",
    deadline_text="до 30 октября 2026 года",
    result_text="Отчёт",
    order="приказ № 14",
)
SEATS = {
    cast.SCHOOL_1.id: (
        Seat(11, cast.SCHOOL_1.id, Role.HEAD, "директор", "head@example.test", held=True),
        Seat(12, cast.SCHOOL_1.id, Role.CURATOR, "куратор", "curator@example.test", held=True),
    ),
    cast.ZARECHNY.id: (
        Seat(21, cast.ZARECHNY.id, Role.HEAD, "начальник", "chief@example.test", held=True),
        Seat(22, cast.ZARECHNY.id, Role.CONTROLLER, "заместитель", "control@example.test", held=True),
    ),
    cast.REGION.id: (Seat(31, cast.REGION.id, Role.HEAD, "министр", "region@example.test", held=True),),
}
DIRECTORY = Directory({each.id: each for each in cast.ORGANISATIONS}, SEATS)


def to(audience: Audience, **changes: object) -> PendingNotice:
    return replace(NOTICE, key=replace(NOTICE.key, audience=audience), **changes)


def addresses(*pending: PendingNotice, directory: Directory = DIRECTORY) -> list[str]:
    plan = plan_sheets(pending, directory, TUESDAY_MORNING, frozenset(), {})
    return [planned.sheet.addressee.address for planned in plan.sheets]


def without(*post_ids: int) -> Directory:
    left = {one: tuple(s for s in seats if s.post_id not in post_ids) for one, seats in SEATS.items()}
    return Directory(DIRECTORY.organisations, left)


def test_each_audience_reaches_its_own_person() -> None:
    assert ["curator@example.test"] == addresses(to(Audience.EXECUTOR))
    assert ["head@example.test"] == addresses(to(Audience.HEAD))
    assert ["control@example.test"] == addresses(to(Audience.CONTROLLER))
    assert ["region@example.test"] == addresses(to(Audience.REGION))


def test_a_role_held_by_nobody_goes_to_the_head_who_is_asked_to_appoint() -> None:
    plan = plan_sheets([NOTICE], without(12), TUESDAY_MORNING, frozenset(), {})

    assert "head@example.test" == plan.sheets[0].sheet.addressee.address
    assert "просим назначить" in plan.sheets[0].sheet.rows[0].appoint


def test_a_school_without_any_mailbox_is_answered_for_by_its_department() -> None:
    assert ["chief@example.test"] == addresses(NOTICE, directory=without(11, 12))


def test_nobody_in_the_whole_tree_is_counted_as_no_address() -> None:
    plan = plan_sheets([NOTICE], without(11, 12, 21, 22, 31), TUESDAY_MORNING, frozenset(), {})

    assert {NoticeStatus.NO_ADDRESS: (NOTICE.key,)} == plan.settled
    assert () == plan.sheets


def test_what_is_done_is_not_written_about() -> None:
    plan = plan_sheets([replace(NOTICE, state=State.SUBMITTED)], DIRECTORY, TUESDAY_MORNING, frozenset(), {})

    assert {NoticeStatus.SILENT: (NOTICE.key,)} == plan.settled


def test_outside_local_working_hours_nothing_is_composed() -> None:
    for moment in (datetime(2026, 10, 27, 3, tzinfo=UTC), datetime(2026, 10, 31, 9, tzinfo=UTC)):
        plan = plan_sheets([NOTICE], DIRECTORY, moment, frozenset(), {})

        assert ((), {}) == (plan.sheets, plan.settled)


def test_the_second_letter_of_a_day_waits_for_tomorrow() -> None:
    today = frozenset({("curator@example.test", date(2026, 10, 27))})

    assert () == plan_sheets([NOTICE], DIRECTORY, TUESDAY_MORNING, today, {}).sheets


def test_one_subject_is_one_row_however_many_stages_reach_the_mailbox() -> None:
    later = replace(NOTICE, key=replace(NOTICE.key, stage="before-1"))
    plan = plan_sheets([NOTICE, later], DIRECTORY, TUESDAY_MORNING, frozenset(), {})

    assert 1 == len(plan.sheets[0].sheet.rows)
    assert 2 == len(plan.sheets[0].notices)


def test_rows_stand_worst_first_and_are_capped() -> None:
    def numbered(number: int, due: date) -> PendingNotice:
        return replace(NOTICE, key=replace(NOTICE.key, subject_id=f"o{number}"), due=due)

    soon = [numbered(number, date(2026, 10, 30)) for number in range(ROWS_AT_MOST)]
    plan = plan_sheets([*soon, numbered(99, date(2026, 10, 20))], DIRECTORY, TUESDAY_MORNING, frozenset(), {})

    assert Part.OVERDUE is plan.sheets[0].sheet.rows[0].part
    assert (ROWS_AT_MOST, 1) == (len(plan.sheets[0].sheet.rows), plan.sheets[0].sheet.more)
    assert ROWS_AT_MOST + 1 == len(plan.sheets[0].notices)


def test_the_inner_date_is_told_to_the_executor_and_to_nobody_above() -> None:
    passed = date(2026, 10, 20)
    plan = plan_sheets([replace(NOTICE, remind_date=passed)], DIRECTORY, TUESDAY_MORNING, frozenset(), {})
    above = plan_sheets(
        [to(Audience.CONTROLLER, remind_date=passed)], DIRECTORY, TUESDAY_MORNING, frozenset(), {}
    )

    assert plan.sheets[0].sheet.rows[0].inner_date_passed
    assert not above.sheets[0].sheet.rows[0].inner_date_passed


def test_a_reminder_goes_stale_at_the_end_of_the_next_working_day() -> None:
    friday = datetime(2026, 10, 30, 7, tzinfo=UTC)
    plan = plan_sheets([NOTICE], DIRECTORY, friday, frozenset(), {})

    assert datetime(2026, 11, 2, 15, tzinfo=UTC) == plan.sheets[0].best_before
