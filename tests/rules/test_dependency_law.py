"""Muting (design 4.13), level gates, and what a plan's dates say against its links."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.dependency_plans import ROADMAPS, LabelledPlan, real

from vekha.domain.deadlines import Span
from vekha.domain.dependencies import Link, LinkKind, PlannedWork
from vekha.domain.executors import ExecutorLevel, ExecutorPart, ExecutorRole
from vekha.rules.dependency_blame import Blocker, Force, Held, blame, force
from vekha.rules.dependency_check import circle_of, link_remarks
from vekha.rules.dependency_proposals import proposed_links
from vekha.rules.level_gates import Gate, GateError, GateKind, gate_verdict

needs_real = pytest.mark.skipif(
    not ROADMAPS.exists(), reason="папки ../shared нет: размеченные примеры недоступны"
)
TODAY = date(2026, 11, 20)
days = st.none() | st.integers(-30, 30).map(lambda each: TODAY + timedelta(days=each))
blockers = st.builds(
    Blocker,
    name=st.just("п. 1"),
    kind=st.sampled_from(LinkKind),
    due=days,
    remind_date=days,
    done=st.booleans(),
    written_to=st.booleans(),
)


def blocker(due: date | None, **more) -> Blocker:
    told = {"kind": LinkKind.FINISH_START, "remind_date": due, "done": False, "written_to": True}
    return Blocker(name="п. 1, УО", due=due, **(told | more))


YESTERDAY = TODAY - timedelta(days=1)
TOMORROW = TODAY + timedelta(days=1)
HELD = Held(due=TODAY, reached=True)


@pytest.mark.parametrize(
    ("one", "wanted"),
    [
        (blocker(YESTERDAY), Force.MUTES),
        (blocker(YESTERDAY, done=True), Force.NONE),
        (blocker(YESTERDAY, kind=LinkKind.START_START), Force.NONE),
        (blocker(YESTERDAY, written_to=False), Force.NAMED),
        (blocker(YESTERDAY, remind_date=TODAY), Force.NAMED),
        (blocker(TODAY), Force.CONTRADICTION),
        (blocker(TOMORROW), Force.CONTRADICTION),
        (blocker(None, remind_date=None), Force.NAMED),
    ],
)
def test_a_blocker_mutes_only_while_it_is_itself_chased_for_an_earlier_date(one, wanted):
    assert wanted == force(HELD, one, TODAY)


@given(st.builds(Held, due=days, reached=st.booleans()), st.lists(blockers, max_size=4))
def test_muting_never_leaves_an_obligation_with_nobody_written_to(held, found):
    told = blame(held, found, TODAY)
    if told.muted_upwards:
        assert held.reached
        chased = [one.remind_date for one in found if one.written_to and not one.done]
        assert any(day is not None and day < TODAY for day in chased)


@given(st.lists(st.integers(-30, 30), min_size=2, max_size=8), st.randoms())
def test_of_any_plan_somebody_is_always_written_to_upwards(offsets, chance):
    """However obligations wait for one another, among those past their date one is muted by nobody."""
    due = [TODAY + timedelta(days=each) for each in offsets]
    waits = {
        at: [other for other in range(len(due)) if other != at and chance.random() < 0.6]
        for at in range(len(due))
    }
    muted = {
        at: blame(Held(due[at], True), [blocker(due[other]) for other in waits[at]], TODAY).muted_upwards
        for at in waits
    }
    assert not all(muted.values())


def test_the_cause_is_printed_with_the_date_the_blocker_owes():
    assert ("ждёт п. 1, УО (срок 19.11.2026)",) == blame(HELD, [blocker(YESTERDAY)], TODAY).causes


def of(plans: list[LabelledPlan], name: str) -> LabelledPlan:
    return next(plan for plan in plans if plan.name == name)


@needs_real
@pytest.mark.parametrize(
    ("name", "before", "after"), [("azov", 11, 12), ("azov", 1, 3), ("kavkazsky", 11, 12)]
)
def test_a_plan_that_contradicts_itself_silences_nobody(name, before, after):
    works = of(real(), name).works
    link = next(one for one in proposed_links(works) if (one.before, one.after) == (before, after))
    owed, waits = works[before - 1].spans[-1].last, works[after - 1].spans[-1].last
    late = max(owed, waits) + timedelta(days=30)
    found = blame(Held(waits, reached=True), [blocker(owed, kind=link.kind)], late)
    assert not found.muted_upwards
    codes = {one.code for one in link_remarks(works, [link])}
    assert codes & {"successor_due_first", "due_same_day"}


def row(
    ordinal: int, last: date, level: ExecutorLevel = ExecutorLevel.SCHOOL, result_kind: str = "order"
) -> PlannedWork:
    part = ExecutorPart("кто-то", ExecutorRole.SCHOOL, level, many=True)
    return PlannedWork(
        ordinal, f"1.{ordinal}.", None, "", "", result_kind, "", (part,), (Span(last, last),), False
    )


def linked(before: int, after: int) -> Link:
    return Link(before, after, LinkKind.FINISH_START, "", "test")


def told(works: list[PlannedWork], links: list[Link]) -> list[str]:
    return [one.code for one in link_remarks(works, links)]


def test_a_successor_due_first_is_remarked():
    assert ["successor_due_first"] == told([row(1, TOMORROW), row(2, TODAY)], [linked(1, 2)])


def test_a_collector_due_the_same_day_has_no_slack():
    works = [row(1, TODAY, result_kind="report"), row(2, TODAY, ExecutorLevel.MUNICIPALITY)]
    assert ["no_slack"] == told(works, [linked(1, 2)])


def test_a_report_nobody_above_takes_is_remarked():
    assert ["nobody_waits"] == told([row(1, TODAY, result_kind="report")], [])


def test_a_plan_in_order_leads_to_no_remark():
    assert [] == told([row(1, TODAY), row(2, TOMORROW)], [linked(1, 2)])


def test_a_circle_is_an_error_that_names_every_row_of_it():
    works = [row(1, TODAY), row(2, TODAY), row(3, TODAY)]
    links = [linked(1, 2), linked(2, 3), linked(3, 1)]
    remark = next(one for one in link_remarks(works, links) if one.code == "links_in_circle")
    assert {"п. 1.1", "п. 1.2", "п. 1.3"} == set(remark.text.removesuffix(".").split(": ")[1].split(" → "))
    assert {1, 2, 3} == set(circle_of([1, 2, 3], links))


NAMES = {1: "школа № 1", 2: "школа № 2", 3: "школа № 3"}


@pytest.mark.parametrize(
    ("gate", "accepted", "opens"),
    [
        (Gate(GateKind.ALL), {1: True, 2: True}, True),
        (Gate(GateKind.ALL), {1: True, 2: False}, False),
        (Gate(GateKind.ALL), {}, False),
        (Gate(GateKind.SHARE, Fraction(4, 5)), dict.fromkeys(range(1, 7), True) | {7: False}, True),
        (
            Gate(GateKind.SHARE, Fraction(4, 5)),
            dict.fromkeys(range(1, 6), True) | {6: False, 7: False},
            False,
        ),
        (Gate(GateKind.ALL_BUT, exceptions={2: "на ремонте"}), {1: True, 2: False}, True),
        (Gate(GateKind.ALL_BUT, exceptions={2: "на ремонте"}), {1: False, 2: False}, False),
        (Gate(GateKind.ALL_BUT, exceptions={1: "закрыта", 2: "закрыта"}), {1: False, 2: False}, False),
    ],
)
def test_a_gate_opens_when_enough_is_accepted(gate, accepted, opens):
    assert opens is gate_verdict(gate, accepted, NAMES).opens


def test_the_reasons_of_exceptions_are_printed_and_those_waited_for_are_named():
    gate = Gate(GateKind.ALL_BUT, exceptions={2: "на капитальном ремонте"})
    verdict = gate_verdict(gate, {1: True, 2: False, 3: False}, NAMES)
    assert (3,) == verdict.missing
    told = "Принято 1 из 3, для закрытия нужно не меньше 2 организаций."
    assert f"{told} Не учтены: школа № 2 — на капитальном ремонте." == verdict.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": GateKind.SHARE},
        {"kind": GateKind.ALL, "share": Fraction(1, 2)},
        {"kind": GateKind.SHARE, "share": Fraction(3, 2)},
        {"kind": GateKind.ALL_BUT},
        {"kind": GateKind.ALL_BUT, "exceptions": {1: " "}},
    ],
)
def test_a_gate_nobody_could_explain_is_refused(wrong):
    with pytest.raises(GateError):
        Gate(**wrong)
