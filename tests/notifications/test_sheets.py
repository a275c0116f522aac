"""Who gets which rows today: addressing, working hours, one letter a day. Pure facts, no database."""

from dataclasses import replace
from datetime import UTC, date, datetime

from tests import cast
from tests.pending import DIRECTORY, NOTICE, SEATS, TUESDAY_MORNING, late, to

from vekha.domain.letters import Directory, ExecutorGroup, Mending, Part, PendingNotice
from vekha.domain.obligations import State
from vekha.domain.organisations import Role
from vekha.domain.watches import Audience, NoticeStatus
from vekha.notifications.sheets import ROWS_AT_MOST, Today, plan_sheets


def addresses(*pending: PendingNotice, directory: Directory = DIRECTORY) -> list[str]:
    plan = plan_sheets(pending, Today(TUESDAY_MORNING, directory))
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
    plan = plan_sheets([NOTICE], Today(TUESDAY_MORNING, without(12)))

    assert "head@example.test" == plan.sheets[0].sheet.addressee.address
    (asked,) = plan.sheets[0].sheet.rows[0].appoint
    assert "СШ № 1: куратор не назначен или не указан его адрес. Просим назначить и сообщить." == asked


def test_a_school_without_any_mailbox_is_answered_for_by_its_department() -> None:
    assert ["chief@example.test"] == addresses(NOTICE, directory=without(11, 12))


def test_nobody_in_the_whole_tree_is_counted_as_no_address() -> None:
    plan = plan_sheets([NOTICE], Today(TUESDAY_MORNING, without(11, 12, 21, 22, 31)))

    assert {NoticeStatus.NO_ADDRESS: (NOTICE.key,)} == plan.settled
    assert () == plan.sheets


def test_what_is_done_is_not_written_about() -> None:
    plan = plan_sheets([replace(NOTICE, state=State.SUBMITTED)], Today(TUESDAY_MORNING, DIRECTORY))

    assert {NoticeStatus.SILENT: (NOTICE.key,)} == plan.settled


def test_outside_local_working_hours_nothing_is_composed() -> None:
    for moment in (datetime(2026, 10, 27, 3, tzinfo=UTC), datetime(2026, 10, 31, 9, tzinfo=UTC)):
        plan = plan_sheets([NOTICE], Today(moment, DIRECTORY))

        assert ((), {}) == (plan.sheets, plan.settled)


def test_the_second_letter_of_a_day_waits_for_tomorrow() -> None:
    today = frozenset({("curator@example.test", date(2026, 10, 27))})

    assert () == plan_sheets([NOTICE], Today(TUESDAY_MORNING, DIRECTORY, today)).sheets


def test_of_several_stages_for_one_reader_only_the_newest_is_written_about() -> None:
    later = replace(NOTICE, key=replace(NOTICE.key, stage="before-1"), stage_at=TUESDAY_MORNING)
    plan = plan_sheets([later, NOTICE], Today(TUESDAY_MORNING, DIRECTORY))

    assert (later.key,) == plan.sheets[0].notices
    assert {NoticeStatus.SUPERSEDED: (NOTICE.key,)} == plan.settled


def test_a_notice_of_an_earlier_arming_is_superseded_even_without_a_newer_one() -> None:
    plan = plan_sheets([replace(NOTICE, arming_now=2)], Today(TUESDAY_MORNING, DIRECTORY))

    assert ((), {NoticeStatus.SUPERSEDED: (NOTICE.key,)}) == (plan.sheets, plan.settled)


def test_a_subject_whose_watch_rests_is_silent() -> None:
    plan = plan_sheets([replace(NOTICE, live=False)], Today(TUESDAY_MORNING, DIRECTORY))

    assert {NoticeStatus.SILENT: (NOTICE.key,)} == plan.settled


def test_two_audiences_in_one_mailbox_share_a_row() -> None:
    plan = plan_sheets([NOTICE, to(Audience.HEAD)], Today(TUESDAY_MORNING, without(12)))

    assert (1, 2) == (len(plan.sheets[0].sheet.rows), len(plan.sheets[0].notices))
    assert "вы отвечаете за исполнение пункта; вы руководите организацией-исполнителем" == (
        plan.sheets[0].sheet.addressee.reason
    )


def test_a_controller_reads_one_row_an_item_with_the_schools_in_it() -> None:
    schools = [cast.SCHOOL_3, cast.SCHOOL_1, cast.SCHOOL_2]
    plan = plan_sheets([late(school) for school in schools], Today(TUESDAY_MORNING, DIRECTORY))

    (row,) = plan.sheets[0].sheet.rows
    assert (ExecutorGroup("", ("Гимназия № 3", "ОШ № 2", "СШ № 1")),) == row.executors
    assert 3 == len(row.notices) == len(plan.sheets[0].notices)


def test_rows_of_one_day_stand_in_the_order_of_their_numbers() -> None:
    numbers = ["2.10", "2.9", None, "10.1"]
    pending = [late(cast.SCHOOL_1, item_number=number, item_id=f"item-{number}") for number in numbers]
    plan = plan_sheets(pending, Today(TUESDAY_MORNING, DIRECTORY))

    assert ["2.9", "2.10", "10.1", None] == [row.item_number for row in plan.sheets[0].sheet.rows]


def test_schools_with_another_term_stand_in_a_row_of_their_own() -> None:
    pending = [late(cast.SCHOOL_1), late(cast.SCHOOL_2), late(cast.SCHOOL_3, due=date(2026, 10, 22))]
    plan = plan_sheets(pending, Today(TUESDAY_MORNING, DIRECTORY))

    assert [2, 1] == [row.executor_count for row in plan.sheets[0].sheet.rows]


def test_a_controller_who_is_the_executor_is_replaced_by_the_head() -> None:
    own = to(Audience.CONTROLLER, organisation_id=cast.ZARECHNY.id, executor_role="unit")
    seats = {
        **SEATS,
        cast.ZARECHNY.id: (
            SEATS[cast.ZARECHNY.id][0],
            replace(SEATS[cast.ZARECHNY.id][1], role=Role.SPECIALIST),
        ),
    }

    assert ["chief@example.test"] == addresses(own, directory=Directory(DIRECTORY.organisations, seats))


def test_a_head_who_is_the_executor_and_the_controller_is_replaced_by_the_head_above() -> None:
    own = to(
        Audience.CONTROLLER,
        organisation_id=cast.ZARECHNY.id,
        executor_role="authority",
        controller_post_id=21,
    )

    assert ["region@example.test"] == addresses(own)


def test_a_returned_paper_is_not_late_while_its_term_for_mending_runs() -> None:
    back = replace(
        NOTICE,
        state=State.RETURNED,
        due=date(2026, 10, 20),
        mending=Mending("Нет подписи.", date(2026, 10, 30)),
    )
    row = plan_sheets([back], Today(TUESDAY_MORNING, DIRECTORY)).sheets[0].sheet.rows[0]
    run_out = replace(back, mending=Mending("Нет подписи.", date(2026, 10, 26)))
    late_row = plan_sheets([run_out], Today(TUESDAY_MORNING, DIRECTORY)).sheets[0].sheet.rows[0]

    assert (Part.RETURNED, 3, "Нет подписи.") == (row.part, row.workdays, row.reason)
    assert (Part.OVERDUE, -5) == (late_row.part, late_row.workdays)


def test_a_mailbox_of_a_school_and_its_department_is_spoken_to_as_the_department() -> None:
    shared = tuple(replace(seat, address="one@example.test") for seat in SEATS[cast.SCHOOL_1.id])
    above = tuple(replace(seat, address="one@example.test") for seat in SEATS[cast.ZARECHNY.id])
    both = Directory(DIRECTORY.organisations, {**SEATS, cast.SCHOOL_1.id: shared, cast.ZARECHNY.id: above})
    plan = plan_sheets([NOTICE, late(cast.SCHOOL_2)], Today(TUESDAY_MORNING, both))

    (planned,) = plan.sheets
    assert cast.ZARECHNY.id == planned.sheet.addressee.organisation_id


def test_rows_stand_worst_first_and_are_capped() -> None:
    def numbered(number: int, due: date) -> PendingNotice:
        return replace(
            NOTICE, key=replace(NOTICE.key, subject_id=f"o{number}"), item_id=f"i{number}", due=due
        )

    soon = [numbered(number, date(2026, 10, 30)) for number in range(ROWS_AT_MOST)]
    plan = plan_sheets([*soon, numbered(99, date(2026, 10, 20))], Today(TUESDAY_MORNING, DIRECTORY))

    assert Part.OVERDUE is plan.sheets[0].sheet.rows[0].part
    assert (ROWS_AT_MOST, 1) == (len(plan.sheets[0].sheet.rows), plan.sheets[0].sheet.more)
    assert ROWS_AT_MOST + 1 == len(plan.sheets[0].notices)


def test_the_inner_date_is_told_to_the_executor_and_to_nobody_above() -> None:
    passed = date(2026, 10, 20)
    plan = plan_sheets([replace(NOTICE, remind_date=passed)], Today(TUESDAY_MORNING, DIRECTORY))
    above = plan_sheets([to(Audience.CONTROLLER, remind_date=passed)], Today(TUESDAY_MORNING, DIRECTORY))

    assert plan.sheets[0].sheet.rows[0].inner_date_passed
    assert not above.sheets[0].sheet.rows[0].inner_date_passed


def test_a_reminder_goes_stale_at_the_end_of_the_next_working_day() -> None:
    friday = datetime(2026, 10, 30, 7, tzinfo=UTC)
    plan = plan_sheets([NOTICE], Today(friday, DIRECTORY))

    assert datetime(2026, 11, 2, 15, tzinfo=UTC) == plan.sheets[0].best_before


def test_checkpoints_of_one_school_and_day_are_one_line_that_one_form_answers() -> None:
    key = NOTICE.key
    points = [
        replace(
            NOTICE,
            key=replace(key, subject_id=f"point-{number}-aaaa"),
            item_id=f"item-{number}",
            item_number=number,
            form="roadmap-1",
        )
        for number in ("2.10", "2.1")
    ]
    (planned,) = plan_sheets([NOTICE, *points], Today(TUESDAY_MORNING, DIRECTORY)).sheets
    plain, form = planned.sheet.rows
    assert ("1.1", "2.1, 2.10") == (plain.item_number, form.item_number)
    assert "Отчёт о ходе постоянной работы: 2 пункта" == form.item_title
    assert "point-2." == form.number
