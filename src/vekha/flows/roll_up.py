"""The flow that rolls completion up and shows the operator the figures of one level."""

from datetime import datetime

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from vekha.actions import roll_up as action
from vekha.actions.act_as import act_as
from vekha.actions.roll_up import RollUp
from vekha.actions.see_organisation import see_organisation
from vekha.calendar.zones import local_day
from vekha.domain.figures import Branch, Figures
from vekha.domain.organisations import Level
from vekha.domain.refusals import RefusedError
from vekha.flows.reports import Period, period_around
from vekha.flows.runs import instant_of, run_name, show_rows, with_database
from vekha.storage.database import Database


def roll_up_all(database: Database, period: Period, at: datetime) -> RollUp:
    """Roll up everything under the root, for the period in which its local day lies.

    Raises RefusedError while there are no organisations.
    """
    viewer = act_as(database, "", "").viewer
    today = local_day(at, see_organisation(database, viewer.organisation_id).zone)
    return action.roll_up(database, viewer, viewer.organisation_id, period_around(period, today), at)


def level_rows(tree: Branch, level: Level) -> list[dict[str, object]]:
    """Return a row for each organisation of the level, in the order of the tree."""
    own = [_row(tree.organisation.short_name, tree.total)] if tree.organisation.level is level else []
    return own + [row for branch in tree.branches for row in level_rows(branch, level)]


def _row(name: str, total: Figures) -> dict[str, object]:
    return {
        "organisation": name,
        "base": total.base,
        "in_time": total.in_time,
        "late": total.late,
        "not_done": total.not_done,
        "on_review": total.on_review,
        "not_due": total.not_due,
    }


@flow(name="roll-up", flow_run_name=run_name, persist_result=False)
async def roll_up(
    as_of: datetime | None = None, level: Level = Level.MUNICIPALITY, period: Period = "year"
) -> State[None] | None:
    """Count the period around `as_of` and leave a table of the level; the papers count for themselves."""
    at = instant_of(as_of)
    try:
        done = await with_database(lambda db, _: roll_up_all(db, period, at))
    except RefusedError as nothing_yet:
        return Completed(message=str(nothing_yet))
    await show_rows("roll-up", at, level_rows(done.tree, level))
    return None
