"""The Gantt chart and the graph of links: well-formed, the same every time, nothing of the plan left out."""

from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vekha.calendar.days import DaySet
from vekha.calendar.shipped import calendar_for
from vekha.reports.gantt import gantt
from vekha.reports.link_graph import link_graph
from vekha.reports.plan_picture import FILLS, Look, PictureLink, PictureRow
from vekha.rules.dependency_graph import CircularPlanError

CALENDAR = calendar_for("", 5, DaySet.LABOUR)
TODAY = date(2026, 6, 25)
SVG = "{http://www.w3.org/2000/svg}"
ROWS = (
    PictureRow("п. 1", "Составить смету & «план» <ремонта>", None, date(2026, 5, 10), Look.LATE),
    PictureRow("п. 2", "Отремонтировать", date(2026, 6, 1), date(2026, 7, 31), Look.BLOCKED),
    PictureRow("п. 3", "Принять школы", date(2026, 8, 1), date(2026, 8, 15)),
    PictureRow("п. 4", "Отчитаться", None, None, Look.DONE),
    PictureRow("п. 5", "Ни с кем не связан", None, date(2026, 8, 20)),
)
LINKS = (PictureLink(0, 1), PictureLink(1, 2), PictureLink(0, 2, begun=True))
days = st.none() | st.dates(date(2025, 1, 1), date(2027, 12, 31))


def texts(svg: str) -> str:
    return " ".join(each.text or "" for each in ET.fromstring(svg).iter(f"{SVG}text"))


def shapes(svg: str) -> list[str]:
    drawn = ET.fromstring(svg)
    return [each.get("fill") for kind in ("rect", "polygon") for each in drawn.iter(f"{SVG}{kind}")]


def test_the_chart_names_every_row_and_today():
    told = texts(gantt(ROWS, LINKS, TODAY, CALENDAR))
    assert all(row.label in told for row in ROWS)
    assert "сегодня 25.06.2026" in told
    assert "срок не задан" in told


def test_the_chart_counts_the_working_days_of_a_window():
    # June and July 2026: 22 and 23 working days, less 12 June.
    assert "44 р. д." in texts(gantt(ROWS, (), TODAY, CALENDAR))


@pytest.mark.parametrize("look", [Look.LATE, Look.BLOCKED])
def test_late_and_blocked_are_told_apart_without_colour(look):
    plain = shapes(gantt(ROWS, (), TODAY, CALENDAR)).count(FILLS[look])
    legend_only = shapes(gantt(ROWS[2:3], (), TODAY, CALENDAR)).count(FILLS[look])
    assert plain == legend_only + 1
    assert len(set(FILLS.values())) == len(Look)


def test_a_link_is_an_arrow_and_a_begun_one_is_dashed():
    arrows = [
        each for each in ET.fromstring(link_graph(ROWS, LINKS)).iter(f"{SVG}path") if each.get("marker-end")
    ]
    assert len(LINKS) == len(arrows)
    assert 1 == sum(each.get("stroke-dasharray") is not None for each in arrows)


def test_rows_without_links_are_listed_below_the_graph():
    assert "Без связей: п. 4, п. 5." in texts(link_graph(ROWS, LINKS))


def test_a_plan_without_links_still_makes_a_picture():
    assert "Без связей" in texts(link_graph(ROWS, ()))


def test_a_circle_is_refused():
    with pytest.raises(CircularPlanError):
        link_graph(ROWS, (PictureLink(0, 1), PictureLink(1, 0)))


@given(
    st.lists(
        st.builds(PictureRow, st.text(max_size=9), st.text(max_size=90), days, days), min_size=1, max_size=6
    )
)
@settings(deadline=None, max_examples=50)
def test_any_rows_make_a_well_formed_picture_that_never_changes(rows):
    links = [PictureLink(at, at + 1) for at in range(len(rows) - 1)]
    for draw in (lambda: gantt(rows, links, TODAY, CALENDAR), lambda: link_graph(rows, links)):
        svg = draw()
        ET.fromstring(svg)
        assert svg == draw()
