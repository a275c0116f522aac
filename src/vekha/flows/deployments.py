"""Which flow runs when: rows, not code. UTC throughout; eleven zones have eleven mornings."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from prefect import Flow
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import RRule
from prefect.types.entrypoint import EntrypointType

from vekha.flows.check import check_deadlines
from vekha.flows.close_year import close_year
from vekha.flows.daily import daily
from vekha.flows.housekeeping import housekeeping
from vekha.flows.issue import issue_obligations
from vekha.flows.letters import deliver_letters
from vekha.flows.reports import render_reports
from vekha.flows.roll_up import roll_up
from vekha.flows.watchdog import watchdog

DEPLOYMENT = "vekha"


@dataclass(frozen=True, slots=True)
class Timetable:
    """A flow and when it runs, as an RFC 5545 rule without its DTSTART; "" only when somebody starts it."""

    flow: Flow[Any, Any]
    rule: str


# Delivery follows the check by five minutes, so that what came at nine is written at five past nine.
# 17:00 UTC is after work in Kaliningrad (19:00) and before it in Kamchatka (05:00).
TIMETABLES = (
    Timetable(check_deadlines, "FREQ=HOURLY;BYMINUTE=0,15,30,45"),
    Timetable(deliver_letters, "FREQ=HOURLY;BYMINUTE=5,20,35,50"),
    Timetable(watchdog, "FREQ=HOURLY;BYMINUTE=40"),
    Timetable(issue_obligations, "FREQ=DAILY;BYHOUR=17;BYMINUTE=10"),
    Timetable(roll_up, "FREQ=DAILY;BYHOUR=17;BYMINUTE=25"),
    Timetable(housekeeping, "FREQ=DAILY;BYHOUR=17;BYMINUTE=55"),
    Timetable(render_reports, "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=1;BYHOUR=17;BYMINUTE=40"),
    Timetable(close_year, ""),
    Timetable(daily, ""),
)


def deployments(today: date) -> list[RunnerDeployment]:
    """Return a deployment for each flow, by module path; rules are counted from midnight UTC of `today`.

    A near start keeps the scheduler quick: it walks a rule from its start on every round.
    """
    return [_deployment(timetable, today) for timetable in TIMETABLES]


def _deployment(timetable: Timetable, today: date) -> RunnerDeployment:
    rule = f"DTSTART:{today:%Y%m%d}T000000Z\nRRULE:{timetable.rule}"
    return RunnerDeployment.from_flow(
        timetable.flow,
        name=DEPLOYMENT,
        schedules=[RRule(rule, timezone="UTC")] if timetable.rule else None,
        tags=[f"kind:{timetable.flow.name}"],
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
