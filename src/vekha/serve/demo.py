"""`vekha demo`: a year of an invented municipality in virtual time, through the doors of production.

A Prefect server runs on loopback; for each virtual day on which something falls the real `daily` flow runs
against it. Letters go by SMTP to a relay on loopback. This module is imported only after the environment of
Prefect has been set.
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from vekha.actions.list_owed import list_owed
from vekha.actions.submit import Desk
from vekha.calendar.days import DaySet
from vekha.calendar.shipped import calendar_for
from vekha.calendar.zones import at_local, local_day
from vekha.domain.organisations import Organisation, Viewer
from vekha.flows.daily import daily
from vekha.serve.demo_people import perform
from vekha.serve.demo_scenario import Act, Scenario, plan_acts
from vekha.storage import agenda_queries

OWED_AT_MOST = 100_000
MIDNIGHT = datetime.min.time()


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the demo plays: the scenario, an open database with the roadmaps confirmed, who looks."""

    scenario: Scenario
    desk: Desk
    region: Organisation
    say: Callable[[datetime], None]


@dataclass(frozen=True, slots=True)
class Played:
    """How the year went: runs of the flow, acts of people."""

    runs: int
    acts: int


def play(stage: Stage) -> Played:
    """Live the year from the day after confirmation to its end."""
    return asyncio.run(_play(stage))


async def _play(stage: Stage) -> Played:
    runs = 1
    first = _wake(stage, stage.scenario.begins)
    await daily(as_of=first)
    acts = _plan(stage, first)
    waiting = list(reversed(acts))
    current = first
    while True:
        for act in _until(waiting, _midnight_after(stage, current)):
            perform(stage.desk, act)
        day = _next_day(stage, current, waiting)
        if day is None or day > stage.scenario.ends:
            break
        current = _wake(stage, day)
        for act in _until(waiting, current):
            perform(stage.desk, act)
        await daily(as_of=current)
        runs += 1
        stage.say(current)
    return Played(runs, len(acts) - len(waiting))


def _plan(stage: Stage, issued: datetime) -> list[Act]:
    owed = list_owed(stage.desk.engine, Viewer(stage.region.id), at_most=OWED_AT_MOST)
    calendar = calendar_for(stage.region.subject, stage.region.week, DaySet.LABOUR)
    return plan_acts(owed, stage.scenario.paces, calendar, local_day(issued, stage.region.zone))


def _until(waiting: list[Act], moment: datetime) -> Iterator[Act]:
    while waiting and waiting[-1].at <= moment:
        yield waiting.pop()


def _wake(stage: Stage, moment: datetime) -> datetime:
    """The daily run's instant on the local day of `moment`."""
    return at_local(local_day(moment, stage.region.zone), stage.scenario.wakes_at, stage.region.zone)


def _midnight_after(stage: Stage, moment: datetime) -> datetime:
    tomorrow = local_day(moment, stage.region.zone) + timedelta(days=1)
    return at_local(tomorrow, MIDNIGHT, stage.region.zone)


def _next_day(stage: Stage, current: datetime, waiting: list[Act]) -> datetime | None:
    """The first later instant on which something falls: a stage, a due end, an act, a letter that waits."""
    midnight = _midnight_after(stage, current)
    with stage.desk.engine.connect() as conn:
        falls = agenda_queries.next_instant(conn, midnight - timedelta(microseconds=1))
        letters = agenda_queries.letters_wait(conn)
    found = [falls, waiting[-1].at if waiting else None, midnight if letters else None]
    return min((each for each in found if each is not None), default=None)
