"""Who waits for whom in a roadmap: proposed with the confirmation, decided by a person, sealed."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from tests import cast, plans
from tests.plans import by, decide, decisions, item, roadmap

from vekha.actions.amend import Amendment, Reading, amend
from vekha.actions.confirm import confirm
from vekha.actions.decide_links import Addition, LinksRefusedError, Verdicts, decide_links
from vekha.actions.list_links import list_links
from vekha.actions.verify import verified
from vekha.domain.decisions import DecisionKind
from vekha.domain.dependencies import Lag, LagUnit, LinkKind, LinkState
from vekha.domain.life import Ground, PaperKind
from vekha.rules.item_labels import NoSuchRowError
from vekha.storage.journal_tables import journal
from vekha.storage.link_tables import links
from vekha.storage.roadmap_queries import NoSuchRoadmapError

TITLES = (
    "Разработать положение об организации питания",
    "Согласовать положение об организации питания",
    "Утвердить положение об организации питания",
    "Провести родительское собрание",
)
DAYS = (date(2026, 3, 16), date(2026, 4, 1), date(2026, 4, 10), date(2026, 5, 15))
PROPOSED = [(1, "п. 1.1", "п. 1.2"), (2, "п. 1.2", "п. 1.3")]


def plan(*titles, **others):
    rows = [
        replace(item(at, by(day), plans.OFFICE), title=title)
        for at, (title, day) in enumerate(zip(titles, DAYS, strict=False), start=1)
    ]
    return roadmap(*rows, **others)


@pytest.fixture
def confirmed(sqlite_settled):
    return confirm(sqlite_settled, plan(*TITLES), decisions(), plans.BY, plans.NOW).roadmap_id


def listed(engine, roadmap_id):
    return list_links(engine, roadmap_id, cast.ZARECHNY_VIEW).links


def ends(found):
    return [(one.number, one.before, one.after) for one in found]


def states(engine, roadmap_id):
    return [one.state for one in listed(engine, roadmap_id)]


def decided(engine, roadmap_id, **said):
    said = {
        name: frozenset(value) if name in ("confirm", "refuse") else value for name, value in said.items()
    }
    return decide_links(engine, roadmap_id, Verdicts(**said), plans.BY, plans.NOW + timedelta(hours=1))


def deeds(engine):
    with engine.begin() as conn:
        return list(conn.execute(select(journal.c.action).order_by(journal.c.seq)).scalars())


def test_confirming_keeps_the_proposed_links_in_its_own_record(settled):
    done = confirm(settled, plan(*TITLES), decisions(), plans.BY, plans.NOW)
    found = listed(settled, done.roadmap_id)
    assert PROPOSED == ends(found)
    assert {LinkState.PROPOSED} == {one.state for one in found}
    assert all("положение об организации питания" in one.why for one in found)
    with settled.begin() as conn:
        records = set(conn.execute(select(links.c.record_id)).scalars())
        sealed = set(conn.execute(select(journal.c.record_id).where(journal.c.action == "confirm")).scalars())
    assert sealed == records
    assert () == tuple(verified(settled, ()).breaks)


def test_an_item_left_out_has_no_link(sqlite_settled):
    chosen = decisions(decide(2, DecisionKind.LEAVE_OUT))
    done = confirm(sqlite_settled, plan(*TITLES), chosen, plans.BY, plans.NOW)
    assert not {"п. 1.2"} & {
        end for _, *both in ends(listed(sqlite_settled, done.roadmap_id)) for end in both
    }


def test_a_proposal_becomes_binding_when_a_person_confirms_it(sqlite_settled, confirmed):
    done = decided(sqlite_settled, confirmed, confirm={2})
    assert (1, 0, 0, 1) == (done.confirmed, done.refused, done.added, done.proposed)
    assert [LinkState.PROPOSED, LinkState.CONFIRMED] == states(sqlite_settled, confirmed)
    assert "decide_links" == deeds(sqlite_settled)[-1]
    assert () == tuple(verified(sqlite_settled, ()).breaks)


def test_confirming_all_leaves_what_was_refused(sqlite_settled, confirmed):
    decided(sqlite_settled, confirmed, refuse={1}, reason="согласуют сразу")
    decided(sqlite_settled, confirmed, every=True)
    found = listed(sqlite_settled, confirmed)
    assert [LinkState.REFUSED, LinkState.CONFIRMED] == [one.state for one in found]
    assert ["согласуют сразу", ""] == [one.reason for one in found]


def test_the_same_decision_again_writes_nothing(sqlite_settled, confirmed):
    decided(sqlite_settled, confirmed, every=True)
    before = deeds(sqlite_settled)
    done = decided(sqlite_settled, confirmed, confirm={1, 2})
    assert (0, before) == (done.confirmed, deeds(sqlite_settled))


def test_versions_are_kept(sqlite_settled, confirmed):
    decided(sqlite_settled, confirmed, confirm={1})
    decided(sqlite_settled, confirmed, refuse={1}, reason="ошибка")
    with sqlite_settled.begin() as conn:
        kept = conn.execute(select(links.c.version, links.c.state).where(links.c.number == 1)).all()
    assert [(1, "proposed"), (2, "confirmed"), (3, "refused")] == sorted(map(tuple, kept))


def test_a_person_adds_a_link_and_changes_its_lag(sqlite_settled, confirmed):
    lag = Lag(5, LagUnit.WORKING_DAY)
    assert 1 == decided(sqlite_settled, confirmed, add=Addition("1.3", "п. 1.4")).added
    assert (
        0 == decided(sqlite_settled, confirmed, add=Addition("1.3", "1.4", LinkKind.START_START, lag)).added
    )
    last = listed(sqlite_settled, confirmed)[-1]
    assert (3, "п. 1.3", "п. 1.4", LinkState.CONFIRMED) == (last.number, last.before, last.after, last.state)
    assert (LinkKind.START_START, lag) == (last.kind, last.lag)


def test_a_circle_is_refused_by_the_names_of_its_items_and_nothing_changes(sqlite_settled, confirmed):
    decided(sqlite_settled, confirmed, add=Addition("1.3", "1.1"))
    before = deeds(sqlite_settled)
    with pytest.raises(LinksRefusedError) as refused:
        decided(sqlite_settled, confirmed, every=True)
    named = str(refused.value).split(" Так ")[0]
    assert 4 == len(found := re.findall(r"п\. 1\.\d", named))
    assert ({"п. 1.1", "п. 1.2", "п. 1.3"}, found[0]) == (set(found), found[-1])
    assert (before, 2) == (deeds(sqlite_settled), states(sqlite_settled, confirmed).count(LinkState.PROPOSED))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"refuse": {1}}, "--reason"),
        ({"refuse": {1}, "confirm": {1}, "reason": "нет"}, "и подтверждены, и отклонены"),
        ({"confirm": {1, 7}}, "номером 7 нет"),
        ({"add": Addition("1.1", "1.1")}, "сам себя"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(sqlite_settled, confirmed, said, told):
    with pytest.raises(LinksRefusedError, match=told):
        decided(sqlite_settled, confirmed, **said)
    assert [LinkState.PROPOSED] * 2 == states(sqlite_settled, confirmed)


def test_an_unknown_item_is_refused_with_those_there_are(sqlite_settled, confirmed):
    with pytest.raises(NoSuchRowError, match=r"«9\.9».*п\. 1\.4"):
        decided(sqlite_settled, confirmed, add=Addition("1.1", "9.9"))


def test_the_neighbouring_municipality_neither_sees_nor_decides(sqlite_settled, confirmed):
    stranger = replace(plans.BY, viewer=cast.POMORSKY_VIEW)
    with pytest.raises(NoSuchRoadmapError):
        list_links(sqlite_settled, confirmed, cast.POMORSKY_VIEW)
    with pytest.raises(NoSuchRoadmapError):
        decide_links(sqlite_settled, confirmed, Verdicts(every=True), stranger, plans.NOW)


def test_a_new_edition_keeps_decisions_and_proposes_only_what_is_new(sqlite_settled, confirmed):
    decided(sqlite_settled, confirmed, refuse={1}, confirm={2}, reason="согласуют сразу")
    fresh = plan(
        *TITLES[:3], "Ознакомить школы с утверждённым положением об организации питания", sha256="b" * 64
    )
    ground = Ground("новая редакция", PaperKind.ORDER, "18", date(2026, 1, 20))
    new = Reading(fresh, decisions(sha256="b" * 64))
    amend(sqlite_settled, new, Amendment(ground), plans.BY, plans.NOW + timedelta(days=10), accept=True)
    found = listed(sqlite_settled, confirmed)
    assert PROPOSED == ends(found)[:2]
    assert [LinkState.REFUSED, LinkState.CONFIRMED] == [one.state for one in found][:2]
    assert [(3, "п. 1.3", "п. 1.4", LinkState.PROPOSED)] == [
        (one.number, one.before, one.after, one.state) for one in found[2:]
    ]
