"""What holds what up in a confirmed roadmap: slack, the critical chain, risks, a slip, pictures."""

from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import pytest
from tests import cast, plans
from tests.plans import by, decisions, item, roadmap, undated

from vekha.actions.confirm import confirm
from vekha.actions.decide_links import Addition, Verdicts, decide_links
from vekha.actions.draw_plan import draw_plan
from vekha.actions.issue import issue
from vekha.actions.see_chain import NothingSlipsError, see_chain
from vekha.domain.dependencies import Lag, LagUnit, LinkKind
from vekha.rules.item_labels import NoSuchRowError
from vekha.rules.risks import RiskCause, Slip

# Monday, and the Fridays of the next two weeks; the ninth of March is a day off.
FIRST, SECOND, THIRD = date(2026, 3, 2), date(2026, 3, 13), date(2026, 3, 20)
BEFORE = datetime(2026, 2, 2, 7, tzinfo=UTC)
LATE = datetime(2026, 3, 16, 7, tzinfo=UTC)


@pytest.fixture
def road(sqlite_settled):
    """Return a roadmap in force: 1.1, 1.2, 1.3 have dates, 1.4 waits for a schedule; no link proposed."""
    rows = [item(at, by(day), plans.OFFICE) for at, day in enumerate((FIRST, SECOND, THIRD), start=1)]
    rows.append(item(4, undated(), plans.OFFICE))
    done = confirm(sqlite_settled, roadmap(*rows), decisions(), plans.BY, plans.NOW)
    return sqlite_settled, done.roadmap_id


def tied(road, *pairs, kind=LinkKind.FINISH_START, lag=None):
    for before, after in pairs:
        decide_links(*road, Verdicts(add=Addition(before, after, kind, lag)), plans.BY, plans.NOW)


def seen(road, now=BEFORE, slip=None):
    return see_chain(*road, cast.ZARECHNY_VIEW, now, slip)


def slacks(found):
    return {one.item: one.slack for one in found.slack}


def test_without_a_confirmed_link_there_is_no_chain(road):
    found = seen(road)
    assert (0, (), ()) == (found.links, found.slack, found.critical)


def test_slack_is_the_working_days_till_somebody_behind_is_late(road):
    tied(road, ("1.1", "1.2"), ("1.2", "1.3"))
    found = seen(road)
    assert {"п. 1.1": 8, "п. 1.2": 5, "п. 1.3": None} == slacks(found)
    assert ("п. 1.2", "п. 1.3") == found.critical


def test_obligations_stand_as_the_text_did(road):
    tied(road, ("1.1", "1.2"))
    as_printed = seen(road)
    issue(*road, plans.NOW)
    assert as_printed == seen(road)


def test_a_start_start_link_moves_nobody(road):
    tied(road, ("1.1", "1.2"), kind=LinkKind.START_START)
    assert (0, ()) == (seen(road, LATE).links, seen(road, LATE).risks)


def test_a_late_predecessor_puts_the_one_behind_at_risk(road):
    tied(road, ("1.1", "1.2"), lag=Lag(2, LagUnit.WORKING_DAY))
    (risk,) = seen(road, LATE).risks
    assert (RiskCause.LATE_PREDECESSOR, "п. 1.2", "п. 1.1") == (risk.cause, risk.item, risk.root)
    assert date(2026, 3, 18) == risk.expected
    assert ("п. 1.1", "п. 1.2") == seen(road, LATE).overdue
    assert () == seen(road).overdue


def test_a_schedule_nobody_supplied_puts_the_one_behind_at_risk(road):
    tied(road, ("1.4", "1.1"))
    issue(*road, plans.NOW)
    assert [(RiskCause.NO_SCHEDULE, "п. 1.1", "п. 1.4")] == [
        (one.cause, one.item, one.root) for one in seen(road).risks
    ]


def test_a_duty_without_an_executor_is_at_risk(sqlite_settled):
    bare = roadmap(item(1, by(FIRST)))
    chosen = decisions(plans.accept(1))
    done = confirm(sqlite_settled, bare, chosen, plans.BY, plans.NOW)
    found = seen((sqlite_settled, done.roadmap_id))
    assert [RiskCause.NOBODY_APPOINTED] == [one.cause for one in found.risks]


def test_a_slip_is_followed_to_whomever_it_moves(road):
    tied(road, ("1.1", "1.2"), ("1.2", "1.3"))
    moved = seen(road, slip=Slip("1.1", 10)).what_if
    assert [("п. 1.1", date(2026, 3, 17)), ("п. 1.2", date(2026, 3, 17))] == [
        (one.item, one.will_be) for one in moved
    ]
    assert (10, 2) == tuple(one.late for one in moved)


@pytest.mark.parametrize(("number", "why"), [("9", NoSuchRowError), ("1.4", NothingSlipsError)])
def test_what_cannot_slip_is_refused(road, number, why):
    with pytest.raises(why):
        seen(road, slip=Slip(number, 1))


def test_the_pictures_show_every_item_and_every_confirmed_link(road):
    tied(road, ("1.1", "1.2"))
    drawn = draw_plan(*road, cast.ZARECHNY_VIEW, LATE)
    for picture in (drawn.gantt, drawn.graph):
        words = " ".join(ET.fromstring(picture).itertext())
        assert all(f"п. 1.{at}" in words for at in range(1, 5))
    assert "сегодня 16.03.2026" in drawn.gantt
    in_legend = 1
    for picture, late, blocked in ((drawn.gantt, 1, 1), (drawn.graph, 1, 1)):
        assert blocked + in_legend == picture.count('fill="url(#hatch)"')
        assert late + in_legend == picture.count('fill="#000"')
