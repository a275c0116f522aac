from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select
from tests import cast, plans
from tests.plans import accept, by, decide, decisions, doubtful, item, roadmap, undated

from vekha.actions.accept_layer import accept_layer, layer_of
from vekha.actions.confirm import confirm
from vekha.actions.find_issuer import IssuerUnknownError
from vekha.actions.ready import ConfirmRefusedError
from vekha.domain.deadlines import Span
from vekha.domain.decisions import DecisionKind, PastChoice
from vekha.domain.organisations import Level, Role
from vekha.domain.roadmaps import Marks, StartAndEnd
from vekha.rules.deadlines import read_deadline
from vekha.storage import organisation_queries, roadmap_queries
from vekha.storage.journal_tables import journal
from vekha.storage.roadmap_tables import editions, item_addressees, item_versions, items, roadmaps

AUTUMN, WINTER = date(2026, 10, 1), date(2026, 12, 1)
TABLES = (roadmaps, editions, items, item_versions, item_addressees)


def rows(engine, *tables):
    with engine.begin() as conn:
        return [conn.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]


def confirmed(engine, plan, chosen):
    return confirm(engine, plan, chosen, plans.BY, plans.NOW)


def kept(engine, roadmap_id):
    with engine.begin() as conn:
        road = roadmap_queries.roadmap(conn, roadmap_id)
        return road, roadmap_queries.items_of(conn, road.edition_id)


def refusal(engine, plan, chosen):
    with pytest.raises(ConfirmRefusedError) as refused:
        confirmed(engine, plan, chosen)
    assert [0] * len(TABLES) == rows(engine, *TABLES)
    return str(refused.value)


def test_what_was_read_comes_into_force_without_a_decision(settled):
    plan = roadmap(item(1, by(AUTUMN), plans.SCHOOLS), item(2, by(WINTER), plans.OFFICE))
    done = confirmed(settled, plan, decisions())
    road, found = kept(settled, done.roadmap_id)
    assert (2, 0, False) == (done.items, done.left_out, done.already)
    assert [AUTUMN, WINTER] == [one.occurrences[0].raw_due for one in found]
    assert ["read", "read"] == [one.decision for one in found]
    assert (cast.ZARECHNY.id, "17", plans.PLAN) == (road.issuer_id, road.number, road.plan)


def test_confirming_leaves_one_journal_record_in_the_issuers_shard(sqlite_settled):
    confirmed(sqlite_settled, roadmap(item(1, by(AUTUMN), plans.SCHOOLS)), decisions())
    with sqlite_settled.begin() as conn:
        found = conn.execute(select(journal).where(journal.c.action == "confirm")).all()
    assert [cast.ZARECHNY.shard_id] == [one.shard_id for one in found]


def test_all_misfits_are_named_at_once_and_nothing_changes(sqlite_settled):
    plan = roadmap(
        item(1, doubtful(AUTUMN), plans.SCHOOLS),
        item(2, by(WINTER), plans.SCHOOLS, doubts=("«актив» — непонятно, кто",)),
        item(3, by(date(2025, 12, 26)), plans.SCHOOLS),
    )
    said = refusal(sqlite_settled, plan, decisions(accept(9), controller="Главный архитектор"))
    for part in ("год не назван", "«актив»", "строке 9", "Главный архитектор", "26.12.2025"):
        assert part in said


def test_a_doubt_is_settled_only_under_a_persons_name(sqlite_settled):
    plan = roadmap(item(1, doubtful(AUTUMN), plans.SCHOOLS))
    assert "не сказано, кто решил" in refusal(sqlite_settled, plan, decisions(accept(1, who="")))
    done = confirmed(sqlite_settled, plan, decisions(accept(1)))
    _, (one,) = kept(sqlite_settled, done.roadmap_id)
    assert cast.SPECIALIST.id == one.decided_by


def test_dates_a_person_named_replace_the_reading(sqlite_settled):
    dates = ((date(2026, 9, 1), AUTUMN), (None, WINTER))
    chosen = decisions(decide(1, DecisionKind.DATES, dates=dates))
    done = confirmed(sqlite_settled, roadmap(item(1, undated(), plans.SCHOOLS)), chosen)
    _, (one,) = kept(sqlite_settled, done.roadmap_id)
    assert ("recurring", [AUTUMN, WINTER]) == (one.kind, [each.raw_due for each in one.occurrences])


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ((), "без дат"),
        (((WINTER, AUTUMN),), "позже срока"),
        (((None, AUTUMN), (None, AUTUMN)), "дважды"),
        (((None, date(1926, 1, 1)),), "срок вне"),
    ],
)
def test_dates_that_cannot_be_are_refused(sqlite_settled, dates, said):
    chosen = decisions(decide(1, DecisionKind.DATES, dates=dates), past=PastChoice.IN_FORCE)
    assert said in refusal(sqlite_settled, roadmap(item(1, undated(), plans.SCHOOLS)), chosen)


def test_dates_of_a_report_open_when_their_period_ends(sqlite_settled):
    dates = ((None, date(2026, 4, 1)), (None, date(2026, 7, 1)), (None, date(2026, 10, 1)))
    report = replace(item(1, undated(), plans.SCHOOLS, result_kind="report"), result_text="Отчёт школы")
    done = confirmed(sqlite_settled, roadmap(report), decisions(decide(1, DecisionKind.DATES, dates=dates)))
    _, (one,) = kept(sqlite_settled, done.roadmap_id)
    assert ["2026-Q1", "2026-Q2", "2026-Q3"] == [each.key for each in one.occurrences]
    assert date(2026, 7, 1) == one.occurrences[1].opens_on


def test_a_saturday_that_is_past_for_a_six_day_school_is_listed(sqlite_settled):
    # Saturday 10 January 2026 ended for the school of six days; for the office the term ends today, Monday.
    plan = roadmap(item(1, by(date(2026, 1, 10)), plans.SCHOOLS))
    assert "10.01.2026" in refusal(sqlite_settled, plan, decisions())


def test_a_dated_item_without_a_date_is_refused(sqlite_settled):
    empty = replace(by(AUTUMN), occurrences=())
    said = refusal(sqlite_settled, roadmap(item(1, empty, plans.SCHOOLS)), decisions())
    assert "ни один срок" in said


def test_a_phrase_a_person_wrote_is_read_by_the_same_rules(sqlite_settled):
    plan = roadmap(item(1, undated(), plans.SCHOOLS))
    done = confirmed(
        sqlite_settled, plan, decisions(decide(1, DecisionKind.PHRASE, phrase="до 1 октября 2026 года"))
    )
    _, (one,) = kept(sqlite_settled, done.roadmap_id)
    assert [AUTUMN] == [each.raw_due for each in one.occurrences]


def test_a_phrase_that_is_nonsense_is_refused(sqlite_settled):
    plan = roadmap(item(1, undated(), plans.SCHOOLS))
    chosen = decisions(decide(1, DecisionKind.PHRASE, phrase="когда рак свистнет"))
    assert "когда рак свистнет" in refusal(sqlite_settled, plan, chosen)


WHOLE = "в течение всего периода"


def test_another_plan_period_is_read_anew(sqlite_settled):
    longer = Span(plans.PLAN.first, date(2027, 8, 31))
    deadline = read_deadline(WHOLE, plans.PLAN)
    done = confirmed(
        sqlite_settled, roadmap(item(1, deadline, plans.SCHOOLS)), decisions(accept(1), plan=longer)
    )
    _, (one,) = kept(sqlite_settled, done.roadmap_id)
    assert longer.last == one.occurrences[-1].raw_due


def test_a_doubtful_reading_that_moves_with_the_period_must_be_written_as_dates(sqlite_settled):
    longer = Span(plans.PLAN.first, date(2027, 8, 31))
    deadline = read_deadline("ежегодно", plans.PLAN)
    plan = roadmap(item(1, deadline, plans.SCHOOLS))
    said = refusal(sqlite_settled, plan, decisions(accept(1), plan=longer))
    assert "читается иначе" in said


def test_the_executor_a_person_names_replaces_the_printed_one(sqlite_settled):
    plan = roadmap(item(1, by(AUTUMN), plans.PARTNERS))
    chosen = decisions(accept(1, executor="образовательные организации"))
    _, (one,) = kept(sqlite_settled, confirmed(sqlite_settled, plan, chosen).roadmap_id)
    assert [Level.SCHOOL] == [each.level for each in one.addressed]
    assert "партнёры" == one.executor_text


def test_an_executor_that_cannot_be_read_is_refused(sqlite_settled):
    plan = roadmap(item(1, by(AUTUMN), plans.PARTNERS))
    said = refusal(sqlite_settled, plan, decisions(accept(1, executor="кто-нибудь свободный")))
    assert "кто-нибудь свободный" in said


def test_leaving_an_item_out_wants_a_name_and_a_reason(sqlite_settled):
    plan = roadmap(item(1, by(AUTUMN), plans.SCHOOLS), item(2, by(WINTER), plans.OFFICE))
    out = decide(1, DecisionKind.LEAVE_OUT, why="")
    assert "без имени и причины" in refusal(sqlite_settled, plan, decisions(out))
    done = confirmed(sqlite_settled, plan, decisions(decide(1, DecisionKind.LEAVE_OUT)))
    assert (1, 1) == (done.items, done.left_out)


def test_decisions_for_another_file_are_refused(sqlite_settled):
    plan = roadmap(item(1, by(AUTUMN), plans.SCHOOLS))
    assert "другому файлу" in refusal(sqlite_settled, plan, decisions(sha256="b" * 64))


def test_the_same_file_again_changes_nothing(settled):
    plan = roadmap(item(1, by(AUTUMN), plans.SCHOOLS))
    first = confirmed(settled, plan, decisions())
    before = rows(settled, *TABLES, journal)
    again = confirmed(settled, plan, decisions())
    assert (True, first.roadmap_id) == (again.already, again.roadmap_id)
    assert before == rows(settled, *TABLES, journal)


def test_two_who_confirm_at_once_confirm_once(settled):
    plan = roadmap(item(1, by(AUTUMN), plans.SCHOOLS))
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(confirmed, settled, plan, decisions()) for _ in range(2)]
    assert [False, True] == sorted(run.result().already for run in runs)
    assert [1, 1] == rows(settled, roadmaps, editions)


def test_another_document_of_the_same_order_is_not_taken_for_a_new_roadmap(sqlite_settled):
    confirmed(sqlite_settled, roadmap(item(1, by(AUTUMN), plans.SCHOOLS)), decisions())
    before = rows(sqlite_settled, *TABLES, journal)
    other = roadmap(item(1, by(WINTER), plans.SCHOOLS), sha256="b" * 64)
    with pytest.raises(ConfirmRefusedError, match="уже подтверждена"):
        confirmed(sqlite_settled, other, decisions(sha256="b" * 64))
    assert before == rows(sqlite_settled, *TABLES, journal)


def test_past_occurrences_are_listed_until_a_person_chooses(sqlite_settled):
    plan = roadmap(item(1, by(date(2025, 12, 30)), plans.SCHOOLS), item(2, by(AUTUMN), plans.SCHOOLS))
    said = refusal(sqlite_settled, plan, decisions())
    assert "30.12.2025" in said
    assert "01.10.2026" not in said
    done = confirmed(sqlite_settled, plan, decisions(past=PastChoice.HISTORY))
    assert PastChoice.HISTORY is kept(sqlite_settled, done.roadmap_id)[0].past
    assert 1 == len(done.past)


def test_a_due_date_that_shifts_past_today_is_not_past(sqlite_settled):
    # 11 January 2026 is a Sunday: by the policy the term ends on Monday the 12th, which is today.
    plan = roadmap(item(1, by(date(2026, 1, 11)), plans.SCHOOLS))
    assert () == confirmed(sqlite_settled, plan, decisions()).past


@pytest.mark.parametrize(
    "said",
    [
        "zarechny",
        "УО Заречного округа",
        "управление образования администрации заречного муниципального округа",
        "Управление образования администрации Заречного муниципального округа Приозёрной области",
    ],
)
def test_the_issuer_is_found_by_code_or_name(sqlite_settled, said):
    plan = roadmap(item(1, by(AUTUMN), plans.SCHOOLS), issuer=None)
    done = confirmed(sqlite_settled, plan, decisions(issuer=said))
    assert cast.ZARECHNY.name == done.issuer


def test_an_issuer_that_cannot_be_told_is_refused_with_candidates(sqlite_settled):
    plan = roadmap(item(1, by(AUTUMN), plans.SCHOOLS), issuer="Комитет по образованию города Дальнего")
    with pytest.raises(IssuerUnknownError, match="zarechny"):
        confirmed(sqlite_settled, plan, decisions())


def test_nobody_confirms_for_an_organisation_outside_his_scope(sqlite_settled):
    plan = roadmap(item(1, by(AUTUMN), plans.SCHOOLS), issuer=cast.POMORSKY.name)
    with pytest.raises(IssuerUnknownError) as refused:
        confirmed(sqlite_settled, plan, decisions(issuer="pomor"))
    assert cast.POMORSKY.name not in str(refused.value).split("\n", 1)[1]


def controller_of(engine, done):
    with engine.begin() as conn:
        road = roadmap_queries.roadmap(conn, done.roadmap_id)
        return organisation_queries.post(conn, road.controller_post_id)


@pytest.mark.parametrize("said", ["Мостовая А.С.", "Мостовой А.С.", "заместитель начальника", "Мостовая"])
def test_the_named_controller_is_found_among_the_issuers_posts(sqlite_settled, said):
    plan = roadmap(item(1, by(AUTUMN), plans.SCHOOLS))
    done = confirmed(sqlite_settled, plan, decisions(controller=said))
    assert cast.CONTROLLER.post.id == controller_of(sqlite_settled, done).id


def test_without_a_controller_the_issuers_head_is_named_and_told(sqlite_settled):
    done = confirmed(sqlite_settled, roadmap(item(1, by(AUTUMN), plans.SCHOOLS)), decisions())
    assert cast.CHIEF.post.id == controller_of(sqlite_settled, done).id
    assert "контролёр не назван" in done.notes[0]
    assert cast.CHIEF.name in done.controller


def test_a_controller_unknown_to_the_issuer_gets_a_post(settled):
    plan = roadmap(item(1, by(AUTUMN), plans.SCHOOLS))
    done = confirmed(settled, plan, decisions(controller="Речная В.О."))
    post = controller_of(settled, done)
    assert (Role.CONTROLLER, cast.ZARECHNY.id) == (post.role, post.organisation_id)
    assert "заведена должность" in done.notes[0]


def test_a_controller_who_executes_an_item_is_replaced_by_his_head(sqlite_settled):
    plan = roadmap(item(1, by(AUTUMN), plans.OFFICE, plans.person("Мостовая А.С.")))
    done = confirmed(sqlite_settled, plan, decisions(controller="Мостовая А.С."))
    assert cast.CHIEF.post.id == controller_of(sqlite_settled, done).id
    assert "сам исполняет" in done.notes[0]


def test_a_head_who_executes_an_item_is_replaced_by_the_parents_head(sqlite_settled):
    plan = roadmap(item(1, by(AUTUMN), plans.person("Берегов О.И.")))
    done = confirmed(sqlite_settled, plan, decisions())
    assert cast.MINISTER.post.id == controller_of(sqlite_settled, done).id


def test_inside_a_school_the_director_does_not_control_himself(sqlite_settled):
    plan = roadmap(
        item(1, by(AUTUMN), plans.HEADS), number=None, issuer=cast.SCHOOL_1.name, level=Level.SCHOOL
    )
    done = confirmed(sqlite_settled, plan, decisions())
    assert cast.CHIEF.post.id == controller_of(sqlite_settled, done).id


def test_partners_get_no_obligation_and_the_notes_say_so(sqlite_settled):
    plan = roadmap(item(1, by(AUTUMN), plans.CURATORS, plans.PARTNERS), item(2, by(AUTUMN), plans.PARTNERS))
    done = confirmed(sqlite_settled, plan, decisions())
    _, (first, second) = kept(sqlite_settled, done.roadmap_id)
    assert [(Level.SCHOOL, False)] == [(one.level, one.missing) for one in first.addressed]
    assert [(cast.ZARECHNY.id, True)] == [(one.organisation_id, one.missing) for one in second.addressed]
    assert 2 == sum("партнёры" in note for note in done.notes)


HOLIDAYS = "в дни осенних каникул"
OWN_YEAR = "приказ управления от 01.08.2026 N 1"
SCHOOL_YEAR = f"""calendar = 'zar'
title = 'Учебный год округа'
[years]
2026 = 'decreed'
[school_year]
basis = '{OWN_YEAR}'
[[school_year.periods]]
kind = 'vacation'
name = 'осенние'
first = '10-24'
last = '11-01'
"""


def during_the_vacation(engine):
    """The issuer keeps a school year of its own; the proposal was read by the shipped one."""
    layer = layer_of("год.toml", SCHOOL_YEAR.encode(), "zarechny")
    accept_layer(engine, layer, "zarechny", plans.BY, plans.NOW)
    return roadmap(item(1, read_deadline(HOLIDAYS, plans.PLAN), plans.SCHOOLS))


def test_vacations_come_into_force_by_the_issuers_school_year_once_a_person_has_seen_them(sqlite_settled):
    plan = during_the_vacation(sqlite_settled)
    assert "читается иначе: 01.11.2026" in refusal(sqlite_settled, plan, decisions(accept(1)))
    unknown = refusal(sqlite_settled, plan, decisions(accept(1), read_by="чужой график"))
    assert f"Прочитано по графику «чужой график», а у издателя действует «{OWN_YEAR}»" in unknown

    done = confirmed(sqlite_settled, plan, decisions(accept(1), read_by=OWN_YEAR))
    (one,) = kept(sqlite_settled, done.roadmap_id)[1][0].occurrences
    assert (date(2026, 10, 24), date(2026, 11, 1)) == (one.start, one.raw_due)
    assert any(OWN_YEAR in line for line in kept(sqlite_settled, done.roadmap_id)[1][0].explain)


@pytest.mark.parametrize(
    ("columns", "text", "dates"),
    [
        (Marks(("I кв.",), year="2027"), "I кв.", (date(2027, 1, 1), date(2027, 3, 31))),
        (StartAndEnd("1.09.2026", "09.10.26"), "1.09.2026 09.10.26", (date(2026, 9, 1), date(2026, 10, 9))),
    ],
)
def test_another_plan_period_reads_the_columns_as_they_were_printed(sqlite_settled, columns, text, dates):
    printed = replace(item(1, by(AUTUMN), plans.SCHOOLS), columns=columns, deadline_text=text)
    longer = Span(plans.PLAN.first, date(2027, 12, 31))
    done = confirmed(sqlite_settled, roadmap(printed), decisions(plan=longer))
    (one,) = kept(sqlite_settled, done.roadmap_id)[1][0].occurrences
    assert dates == (one.start, one.raw_due)
