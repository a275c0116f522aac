"""How the invented people of the demo behave: read from `demo.toml`, laid out as acts in time. Pure."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path

from vekha.calendar.work_calendar import WorkCalendar
from vekha.calendar.zones import at_local
from vekha.domain.owed import Owed

SENT_AT = time(11, 20)
REVIEWED_AT = time(15, 40)


class Deed(StrEnum):
    """What somebody does to an obligation in the demo."""

    SUBMIT = "submit"
    ACCEPT = "accept"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class Pace:
    """How an organisation works: when it sends relative to `due` in working days; silent never sends.

    every: the pace holds for every n-th of its obligations, the rest are in time.
    returned: the reason the first paper comes back with, "" for none; mends_after: working days to mend.
    """

    submits_workdays: int = -2
    silent: bool = False
    every: int = 1
    returned: str = ""
    mends_after: int = 2


@dataclass(frozen=True, slots=True)
class Order:
    """A document of the demo, its decisions, and who confirms it for which organisation."""

    file: Path
    decisions: Path
    organisation: str
    by: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """The demo's year. Instants are aware; `wakes_at` is the local time of the daily run."""

    organisations: Path
    people: Path
    home: str
    begins: datetime
    ends: datetime
    wakes_at: time
    year: int
    orders: tuple[Order, ...]
    paces: Mapping[str, Pace] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, order=True)
class Act:
    """One thing somebody does, in order of time (aware UTC)."""

    at: datetime
    obligation_id: str
    deed: Deed
    reason: str = ""


def read_scenario(path: Path) -> Scenario:
    """Return the scenario; the files it names lie beside it."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    here = path.parent
    paces = {name: Pace(**facts) for name, facts in raw["paces"].items()}
    orders = tuple(
        Order(here / one["file"], here / one["decisions"], one["organisation"], one["by"])
        for one in raw["orders"]
    )
    return Scenario(
        organisations=here / raw["organisations"],
        people=here / raw["people"],
        home=raw["home"],
        begins=raw["begins"],
        ends=raw["ends"],
        wakes_at=raw["wakes_at"],
        year=raw["year"],
        orders=orders,
        paces={code: paces[name] for code, name in raw["organisations_pace"].items()},
    )


def plan_acts(
    owed: Sequence[Owed], paces: Mapping[str, Pace], calendar: WorkCalendar, issued: date
) -> list[Act]:
    """Return every act of the year in order of time; obligations without a date get none."""
    acts: list[Act] = []
    seen: dict[str, int] = {}
    for one in owed:
        if one.due is None:
            continue
        seen[one.organisation_code] = seen.get(one.organisation_code, 0) + 1
        pace = paces.get(one.organisation_code, Pace())
        if seen[one.organisation_code] % pace.every:
            pace = Pace()
        acts.extend(_acts(one, one.due, pace, calendar, issued))
    return sorted(acts)


def _acts(one: Owed, due: date, pace: Pace, calendar: WorkCalendar, issued: date) -> list[Act]:
    if pace.silent:
        return []
    earliest = max(calendar.add_workdays(issued, 1), calendar.following(one.opens_on or issued))
    sent = max(calendar.add_workdays(due, pace.submits_workdays), earliest)
    acts = [Act(at_local(sent, SENT_AT, one.zone), one.id, Deed.SUBMIT)]
    decided = calendar.add_workdays(sent, 1)
    if pace.returned:
        acts.append(Act(at_local(decided, REVIEWED_AT, one.zone), one.id, Deed.RETURN, pace.returned))
        mended = calendar.add_workdays(decided, pace.mends_after)
        acts.append(Act(at_local(mended, SENT_AT, one.zone), one.id, Deed.SUBMIT))
        decided = calendar.add_workdays(mended, 1)
    acts.append(Act(at_local(decided, REVIEWED_AT, one.zone), one.id, Deed.ACCEPT))
    return acts
