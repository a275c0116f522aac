"""What the chain of a roadmap is counted from: its links, how its items stand today, the issuer's days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from vekha.actions.list_links import LinkedPlan, linked_plan
from vekha.actions.work_calendars import work_calendars
from vekha.calendar.days import LAST_YEAR, DaySet
from vekha.calendar.work_calendar import WorkCalendar
from vekha.calendar.zones import local_day
from vekha.domain.dependencies import ItemLink, LinkKind
from vekha.domain.organisations import Viewer
from vekha.rules.critical_chain import Chain, Outlook, chain_of, outlook
from vekha.rules.day_line import day_line
from vekha.rules.roadmap_chain import Node, chain_links, nodes_of
from vekha.storage import link_queries, organisation_queries

# The line begins before the first date by more than the longest holidays, and ends years after the last.
DAYS_BEFORE = 30
YEARS_AFTER = 8


@dataclass(frozen=True, slots=True)
class Ground:
    """A roadmap as it stands on `today`, by the working days of its issuer."""

    plan: LinkedPlan
    nodes: tuple[Node, ...]
    chain: Chain
    found: Outlook
    today: date
    calendar: WorkCalendar


def chain_ground(conn: Connection, roadmap_id: str, viewer: Viewer, now: datetime) -> Ground:
    """Return the ground as of `now`. Raises NoSuchRoadmapError, CircularPlanError."""
    plan = linked_plan(conn, roadmap_id, viewer)
    issuer = organisation_queries.organisation(conn, plan.roadmap.issuer_id)
    today = local_day(now, issuer.zone)
    nodes = nodes_of(plan.items, link_queries.stands_of(conn, roadmap_id), issuer.zone)
    standings = [node.standing for node in nodes]
    days = [today, *(day for one in standings for day in (one.due, one.done) if day)]
    calendar = work_calendars(conn).of(issuer, DaySet.LABOUR)
    end = date(min(max(days).year + YEARS_AFTER, LAST_YEAR), 12, 31)
    line = day_line(min(days) - timedelta(days=DAYS_BEFORE), end, calendar)
    chain = chain_of(standings, chain_links(nodes, pushing(plan)), line, today)
    return Ground(plan, nodes, chain, outlook(chain), today, calendar)


def pushing(plan: LinkedPlan) -> list[ItemLink]:
    """The links that move dates: a start-start one asks for a beginning only."""
    return [link for link in plan.confirmed if link.kind is LinkKind.FINISH_START]


def is_overdue(ground: Ground, at: int) -> bool:
    """Return whether an occurrence is neither done nor in time any more."""
    due = ground.nodes[at].standing.due
    return not ground.chain.settled[at] and due is not None and due < ground.today
