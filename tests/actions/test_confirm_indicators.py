"""Indicators come into force with their items, under the journal's digest."""

from dataclasses import replace
from datetime import date

from sqlalchemy import select
from tests import plans
from tests.plans import by, decisions, item, roadmap

from vekha.actions.confirm import confirm
from vekha.actions.verify import verify
from vekha.rules.indicators import read_indicators
from vekha.storage.roadmap_tables import indicators

TEXT = "Доля школ, имеющих паспорт, не менее 60 %; доля обученных педагогов, %"


def test_an_indicator_is_kept_with_its_target_or_without_a_plan(sqlite_settled):
    planned = replace(item(1, by(date(2026, 10, 1)), plans.SCHOOLS), indicator_readings=read_indicators(TEXT))
    confirm(sqlite_settled, roadmap(planned), decisions(), plans.BY, plans.NOW)

    with sqlite_settled.begin() as conn:
        found = conn.execute(select(indicators).order_by(indicators.c.position)).all()

    assert [(1, "at_least", 60.0, "%"), (2, None, None, "%")] == [
        (one.position, one.direction, one.target, one.unit) for one in found
    ]
    assert ("школ, имеющих паспорт", "школ") == (found[0].part, found[0].whole)
    assert () == verify(sqlite_settled)
