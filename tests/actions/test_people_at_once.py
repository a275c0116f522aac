"""Two people at the same moment on PostgreSQL over papers, posts, roadmaps, events: one wins, one is told."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from tests import cast, plans
from tests.actions.test_amend import AUTUMN, GROUND, LATER, PAIRS, PROGRAMME, REPORT, SUMMER, in_force
from tests.actions.test_at_once import at_once, refusals
from tests.actions.test_supply_dates import MONDAY, ORDER, after_an_event
from tests.plans import by, decisions, item, roadmap

from vekha.actions.amend import Amendment, Reading, amend
from vekha.actions.confirm import confirm
from vekha.actions.issue import issue
from vekha.actions.review import Ruling, review
from vekha.actions.submit import Desk, submit
from vekha.actions.substitute import Absence, substitute
from vekha.actions.supply_dates import GivenPaper, Named, record_event
from vekha.actions.verify import verify
from vekha.domain.organisations import Actor
from vekha.rules.incoming import Paper
from vekha.storage.life_tables import happenings, substitutions
from vekha.storage.obligation_tables import obligation_acts, obligations, verdicts
from vekha.storage.roadmap_tables import editions, roadmaps

pytestmark = pytest.mark.system  # a database of its own for each: seconds

HEAD = Actor(cast.HEAD_1.id, cast.SCHOOL_1_VIEW)
DEPUTY = Actor(cast.DEPUTY_1.id, cast.SCHOOL_1_VIEW)
SPECIALIST = Actor(cast.SPECIALIST.id, cast.ZARECHNY_VIEW)
CONTROLLER = Actor(cast.CONTROLLER.id, cast.ZARECHNY_VIEW)
SENT = plans.NOW + timedelta(days=9)
NEXT = SENT + timedelta(days=1)
PAPER = Paper(note="пары сформированы")


@pytest.fixture
def engine(postgres_database):
    cast.settle(postgres_database)
    return postgres_database


def count(engine, table):
    with engine.begin() as conn:
        return conn.scalar(select(func.count()).select_from(table))


def submitted(engine, folder):
    """Return the obligation of a school whose paper lies with the reviewer, and the desk it came over."""
    in_force(engine, PAIRS)
    desk = Desk(engine, folder)
    with engine.begin() as conn:
        mine = select(obligations.c.id).where(obligations.c.organisation_id == cast.SCHOOL_1.id)
        owed = conn.scalars(mine).one()
    submit(desk, owed, PAPER, HEAD, SENT)
    return owed, desk


def test_of_two_reviewers_one_decides(engine, tmp_path):
    owed, _ = submitted(engine, tmp_path)
    outcomes = at_once(
        lambda: review(engine, owed, Ruling(True), SPECIALIST, NEXT),
        lambda: review(engine, owed, Ruling(False, "нет подписи"), CONTROLLER, NEXT),
    )
    (told,) = refusals(outcomes)
    assert told.startswith("Нельзя ")
    assert 1 == count(engine, verdicts)
    assert () == verify(engine)


def test_a_paper_sent_anew_while_it_is_returned_waits_for_the_return_or_is_refused(engine, tmp_path):
    owed, desk = submitted(engine, tmp_path)
    outcomes = at_once(
        lambda: submit(desk, owed, Paper(note="уточнено"), HEAD, NEXT),
        lambda: review(engine, owed, Ruling(False, "нет подписи"), CONTROLLER, NEXT),
    )
    with engine.begin() as conn:
        acts = conn.execute(select(obligation_acts.c.event).order_by(obligation_acts.c.seq)).scalars().all()
    # Whoever is second finds what the first left: a returned paper may be sent anew, a newer one returned.
    orders = (["submit", "return", "submit"], ["submit", "submit", "return"], ["submit", "return"])
    assert list(acts) in orders
    assert 3 - len(acts) == len(refusals(outcomes))
    assert all(told.startswith("Нельзя ") for told in refusals(outcomes))
    assert () == verify(engine)


def test_of_two_who_send_the_form_of_one_obligation_both_versions_stay_or_one_is_told(engine, tmp_path):
    in_force(engine, PAIRS)
    desk = Desk(engine, tmp_path)
    with engine.begin() as conn:
        mine = select(obligations.c.id).where(obligations.c.organisation_id == cast.SCHOOL_1.id)
        owed = conn.scalars(mine).one()
    outcomes = at_once(*(lambda who=who: submit(desk, owed, PAPER, who, SENT) for who in (HEAD, DEPUTY)))
    taken = [one.version for one in outcomes if not isinstance(one, str)]
    assert list(range(1, len(taken) + 1)) == sorted(taken)
    assert all(told.startswith("Нельзя ") for told in refusals(outcomes))
    assert () == verify(engine)


def test_of_two_substitutes_for_the_same_days_one_is_named(engine):
    days = (date(2026, 7, 1), date(2026, 7, 28))
    outcomes = at_once(
        lambda: substitute(engine, Absence("Ключевая О.П.", "Ручьёв П.А.", *days), SPECIALIST, SENT),
        lambda: substitute(engine, Absence("Ключевая О.П.", "Тропинина Н.Л.", *days), CONTROLLER, SENT),
    )
    (told,) = refusals(outcomes)
    assert "замещ" in told
    assert 1 == count(engine, substitutions)


def test_two_who_would_stand_in_for_each_other_make_no_circle(engine):
    days = (date(2026, 7, 1), date(2026, 7, 28))
    outcomes = at_once(
        lambda: substitute(engine, Absence("Ключевая О.П.", "Ручьёв П.А.", *days), SPECIALIST, SENT),
        lambda: substitute(engine, Absence("Ручьёв П.А.", "Ключевая О.П.", *days), CONTROLLER, SENT),
    )
    (told,) = refusals(outcomes)
    assert "замещ" in told


def test_of_two_who_confirm_one_document_one_does(engine):
    document = roadmap(PROGRAMME, PAIRS)
    outcomes = at_once(
        *(
            lambda who=who: confirm(engine, document, decisions(), who, plans.NOW)
            for who in (SPECIALIST, CONTROLLER)
        )
    )
    assert 1 == count(engine, roadmaps) == count(engine, editions)
    assert all("подтвержден" in told for told in refusals(outcomes))
    assert () == verify(engine)


def test_two_documents_at_once_are_both_confirmed_and_issued(engine):
    numbers = ("17", "18")
    documents = [roadmap(PAIRS, number=number, sha256=number * 32) for number in numbers]
    chosen = [decisions(sha256=number * 32) for number in numbers]

    def enter(document, decided):
        done = confirm(engine, document, decided, SPECIALIST, plans.NOW)
        return issue(engine, done.roadmap_id, plans.NOW)

    pairs = zip(documents, chosen, strict=True)
    outcomes = at_once(*(lambda pair=pair: enter(*pair) for pair in pairs))
    assert [3, 3] == [done.created for done in outcomes]
    assert () == verify(engine)


def test_two_issues_of_one_roadmap_at_once_add_each_obligation_once(engine):
    done = confirm(engine, roadmap(PROGRAMME, PAIRS, REPORT), decisions(), SPECIALIST, plans.NOW)
    outcomes = at_once(*(lambda: issue(engine, done.roadmap_id, plans.NOW, chunk=2) for _ in range(3)))
    assert 7 == sum(one.created for one in outcomes) == count(engine, obligations)
    assert () == verify(engine)


def test_of_two_editions_at_once_both_stand_in_order_or_one_is_told(engine):
    in_force(engine, PROGRAMME, PAIRS)

    def bring(letter, deadline, who):
        document = roadmap(replace(PROGRAMME, deadline=by(deadline)), PAIRS, sha256=letter * 64)
        reading = Reading(document, decisions(sha256=letter * 64))
        return amend(engine, reading, Amendment(GROUND), who, LATER, accept=True)

    outcomes = at_once(lambda: bring("b", SUMMER, SPECIALIST), lambda: bring("c", AUTUMN, CONTROLLER))
    entered = [one.edition for one in outcomes if not isinstance(one, str)]
    assert list(range(2, 2 + len(entered))) == sorted(entered)
    assert () == verify(engine)


def test_of_one_edition_brought_twice_one_is_told(engine):
    in_force(engine, PROGRAMME, PAIRS)
    document = roadmap(replace(PROGRAMME, deadline=by(SUMMER)), PAIRS, sha256="b" * 64)
    reading = Reading(document, decisions(sha256="b" * 64))
    outcomes = at_once(
        *(
            lambda who=who: amend(engine, reading, Amendment(GROUND), who, LATER, accept=True)
            for who in (SPECIALIST, CONTROLLER)
        )
    )
    (told,) = refusals(outcomes)
    assert "менять нечего" in told
    assert 2 == count(engine, editions)


def test_one_event_told_twice_is_one_event_and_two_events_are_two(engine):
    done = confirm(
        engine, roadmap(item(1, after_an_event(), plans.SCHOOLS)), decisions(), SPECIALIST, plans.NOW
    )
    issue(engine, done.roadmap_id, plans.NOW)

    def tell(paper, who):
        return record_event(engine, Named("1.1"), MONDAY, paper, who, LATER + timedelta(days=40))

    outcomes = at_once(*(lambda who=who: tell(ORDER, who) for who in (SPECIALIST, CONTROLLER)))
    assert [] == refusals(outcomes)
    assert 1 == count(engine, happenings)
    assert 6 == count(engine, obligations)
    others = (GivenPaper("13-ОД", MONDAY), GivenPaper("14-ОД", MONDAY))
    assert [] == refusals(at_once(*(lambda paper=paper: tell(paper, SPECIALIST) for paper in others)))
    assert (3, 12) == (count(engine, happenings), count(engine, obligations))
    assert () == verify(engine)
