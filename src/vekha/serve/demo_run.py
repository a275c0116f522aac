"""The whole demo, from an empty folder to the verified journal; everything printed comes from the actions."""

import os
import shutil
from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from vekha.actions.act_as import act_as
from vekha.actions.confirm import Confirmed, confirm
from vekha.actions.load_organisations import Names, load_organisations
from vekha.actions.roll_up import roll_up
from vekha.calendar.zones import at_local
from vekha.documents.decisions import decisions_template, read_decisions
from vekha.documents.roadmap import read_roadmap
from vekha.domain.deadlines import Span
from vekha.domain.figures import Figures
from vekha.domain.organisations import Organisation, Viewer
from vekha.domain.refusals import RefusedError
from vekha.serve.demo_scenario import Order, Scenario
from vekha.storage import activity_queries, organisation_queries
from vekha.storage.activity_queries import Activity
from vekha.storage.database import Database, reading

MARK = "virtual"


class DemoFolderError(RefusedError):
    """The folder holds something that is not an earlier demo."""


@dataclass(frozen=True, slots=True)
class Month:
    """A line of the demo's table: what was done in the month, and the figures of its terms."""

    first: date
    activity: Activity
    figures: Figures


def empty_folder(out: Path) -> None:
    """Have `out` empty and marked as virtual time; an earlier demo is replaced, anything else refused."""
    data = out / "data"
    try:
        if out.exists() and any(out.iterdir()) and not (data / MARK).exists():
            raise DemoFolderError(
                f"Папка {out} не пуста, и это не прежний показ. Укажите другую: vekha demo --out ПАПКА."
            )
        shutil.rmtree(out, ignore_errors=True)
        data.mkdir(parents=True)
        (data / MARK).write_text("Папка учебного времени: письма уходят только на этот компьютер.\n", "utf-8")
    except OSError as error:
        raise DemoFolderError(
            f"В папку {out} записать нельзя: {error.strerror}. Укажите другую: vekha demo --out ПАПКА."
        ) from error


@contextmanager
def in_environment(values: dict[str, str]) -> Iterator[None]:
    """Set the environment until the block ends: flows read their settings from it."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def load_tree(database: Database, scenario: Scenario) -> Organisation:
    """Load the example's organisations and people; return the top of the tree."""
    names = Names(scenario.organisations.name, scenario.people.name)
    tree, people = scenario.organisations.read_bytes(), scenario.people.read_bytes()
    load_organisations(database, tree, people, scenario.begins.astimezone(UTC), names)
    with reading(database) as conn:
        found = organisation_queries.root(conn)
    if found is None:
        raise DemoFolderError("В примере нет организаций.")
    return found


def confirm_order(database: Database, order: Order, out: Path, now: datetime) -> tuple[Confirmed, int]:
    """Read the document, leave the empty decisions file beside, confirm with the filled one."""
    roadmap = read_roadmap(order.file)
    template = out / f"{order.file.stem}.decisions.empty.toml"
    template.write_text(decisions_template(roadmap), encoding="utf-8")
    decisions = read_decisions(order.decisions.read_text(encoding="utf-8"), roadmap)
    actor = act_as(database, order.by, order.organisation)
    return confirm(database, roadmap, decisions, actor, now), sum(
        item.deadline.needs_review or item.executors.needs_review for item in roadmap.items
    )


def months_of(database: Database, home: Organisation, year: int, as_of: datetime) -> Iterator[Month]:
    """Yield the months of the year: activity as it was, figures of the terms in the month as of the end."""
    viewer = Viewer(home.id)
    for number in range(1, 13):
        first = date(year, number, 1)
        last = date(year, number, monthrange(year, number)[1])
        edges = [at_local(day, datetime.min.time(), home.zone) for day in (first, last + timedelta(days=1))]
        with reading(database) as conn:
            done = activity_queries.activity(conn, viewer, edges[0], edges[1])
        rolled = roll_up(database, viewer, home.id, Span(first, last), as_of)
        yield Month(first, done, rolled.tree.total)
