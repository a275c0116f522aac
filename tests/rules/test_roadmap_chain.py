"""Occurrences of a roadmap's items as a chain: which of them waits for which."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from vekha.domain.confirmed import ConfirmedItem
from vekha.domain.deadlines import DeadlineKind, Occurrence
from vekha.domain.dependencies import ItemLink, LinkKind, LinkState, Stand
from vekha.domain.obligations import ShiftGround, ShiftPolicy, State
from vekha.domain.places import Place
from vekha.rules.critical_chain import Standing
from vekha.rules.item_labels import NoSuchRowError, item_called, item_labels
from vekha.rules.occurrences import WAITING
from vekha.rules.roadmap_chain import chain_links, nodes_of

ZONE = "Europe/Moscow"
MARCH, APRIL, MAY = date(2026, 3, 2), date(2026, 4, 1), date(2026, 5, 4)
LATE_EVENING = datetime(2026, 3, 2, 22, tzinfo=UTC)  # the third in Moscow


def item(ordinal, *days, number="", kind=DeadlineKind.DATE):
    return ConfirmedItem(
        id=f"item-{ordinal}",
        record_id=1,
        ordinal=ordinal,
        number=number or f"1.{ordinal}.",
        section=None,
        title=f"Мероприятие {ordinal}",
        deadline_text="",
        executor_text="",
        result_text="",
        result_kind="order",
        kind=kind,
        occurrences=tuple(Occurrence(f"{day:%Y-%m-%d}", None, day) for day in days),
        offset=None,
        last_day=None,
        ground=ShiftGround(ShiftPolicy.NONE, ""),
        explain=(),
        place=Place("plan.docx"),
        decision="read",
        said_phrase=None,
        said_executor=None,
        decided_by="person-1",
        left_out=False,
        addressed=(),
    )


def link(before, after):
    return ItemLink(1, 1, f"item-{before}", f"item-{after}", LinkKind.FINISH_START, None, "", "",
                    LinkState.CONFIRMED, "person-1")  # fmt: skip


def stand(due, state=State.OPEN, key="1", handed_at=None, **others):
    facts = {"opens_on": None, "executor_missing": False, "history": False} | others
    return Stand(key, due, state=state, handed_at=handed_at, **facts)


def pairs(items, stands, *links):
    nodes = nodes_of(items, stands, ZONE)
    return {(nodes[one.before].label, nodes[one.after].label) for one in chain_links(nodes, links)}


def standing(*stands, kind=DeadlineKind.DATE):
    (node,) = nodes_of([item(1, MARCH, kind=kind)], {"item-1": stands}, ZONE)
    return node.standing


def test_an_item_stands_as_printed_until_it_is_issued():
    (node,) = nodes_of([item(1, MARCH)], {}, ZONE)
    assert ("п. 1.1", Standing(MARCH)) == (node.label, node.standing)


def test_whoever_is_last_decides_when_an_item_is_due():
    assert Standing(APRIL) == standing(stand(MARCH), stand(APRIL))


def test_those_who_have_handed_over_do_not_count_while_others_owe():
    assert Standing(MARCH) == standing(stand(MARCH), stand(APRIL, State.ACCEPTED, handed_at=LATE_EVENING))


def test_an_item_is_done_on_the_local_day_of_the_last_paper():
    done = standing(stand(MARCH, State.ACCEPTED, handed_at=LATE_EVENING), stand(MARCH, State.CLOSED))
    assert Standing(MARCH, done=date(2026, 3, 3)) == done


def test_history_is_done_for_it_is_never_asked_for():
    assert Standing(MARCH, done=MARCH) == standing(stand(MARCH, history=True))


def test_one_who_supplied_no_schedule_leaves_the_occurrence_undated():
    assert Standing(None) == standing(stand(None, key=WAITING), stand(None, key=WAITING))


def test_an_event_that_happened_no_longer_waits():
    found = standing(stand(None, key=WAITING), stand(APRIL, key="2026"), kind=DeadlineKind.EVENT)
    assert Standing(APRIL) == found


def test_an_item_nobody_is_appointed_to_says_so():
    assert Standing(MARCH, appointed=False) == standing(stand(MARCH, executor_missing=True))


def test_items_that_recur_alike_wait_date_by_date():
    found = pairs([item(1, MARCH, APRIL), item(2, APRIL, MAY)], {}, link(1, 2))
    assert {
        ("п. 1.1 (02.03.2026)", "п. 1.2 (01.04.2026)"),
        ("п. 1.1 (01.04.2026)", "п. 1.2 (04.05.2026)"),
    } == found


def test_else_the_last_date_of_the_one_waits_for_the_first_of_the_other():
    found = pairs([item(1, MARCH, APRIL, MAY), item(2, APRIL, MAY)], {}, link(1, 2))
    assert {("п. 1.1 (02.03.2026)", "п. 1.2 (04.05.2026)")} == found


def test_what_has_no_date_yet_is_waited_for_beside_what_has_one():
    waiting = {"item-1": (stand(MARCH, key="1"), stand(None, key=WAITING))}
    found = pairs([item(1), item(2, APRIL)], waiting, link(1, 2))
    assert {("п. 1.1 (02.03.2026)", "п. 1.2"), ("п. 1.1 (без срока)", "п. 1.2")} == found


@pytest.mark.parametrize("called", ["1.2", "1.2.", "п. 1.2", "пункт 1.2", "строка 2"])
def test_an_item_is_found_as_people_call_it(called):
    items = [item(1), item(2)]
    assert items[1] == item_called(items, called)


def test_items_of_one_number_are_told_apart_by_their_rows():
    items = [item(1, number="2.1"), item(2, number="2.1"), replace(item(3), number=None)]
    assert ["п. 2.1 (строка 1)", "п. 2.1 (строка 2)", "строка 3"] == list(item_labels(items).values())
    with pytest.raises(NoSuchRowError, match="строка 1, строка 2"):
        item_called(items, "2.1")
