"""The calendar of an organisation: federal, its subject's, and the layers kept on the way down to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from vekha.calendar.days import DaySet
from vekha.calendar.layer_files import LayerFile, merged_calendar, read_layer
from vekha.calendar.school_years import SchoolPlan, shipped_school_plan
from vekha.calendar.work_calendar import WorkCalendar
from vekha.domain.organisations import Organisation
from vekha.rules.recounting import Clock
from vekha.rules.shifts import Calendars
from vekha.storage import calendar_queries

Files = tuple[LayerFile, ...]


@dataclass(frozen=True, slots=True)
class WorkCalendars:
    """The layers in force as one transaction sees them. `of` may read, so it needs the connection open."""

    conn: Connection
    layers: Mapping[int, LayerFile]
    _above: dict[int, Files] = field(default_factory=dict)

    def of(self, unit: Organisation, day_set: DaySet) -> WorkCalendar:
        """Return the organisation's days; the layer nearest to it wins."""
        return merged_calendar(unit.subject, self.files_of(unit), unit.week, day_set)

    def both(self, unit: Organisation) -> Calendars:
        """Return labour for inner offsets and reminders, civil for due dates."""
        return Calendars(self.of(unit, DaySet.LABOUR), self.of(unit, DaySet.CIVIL))

    def clock(self, unit: Organisation) -> Clock:
        """Return the clock the organisation's dates go by."""
        return Clock(self.both(unit), unit.zone, unit.level, unit.hours)

    def school_plan(self, unit: Organisation) -> SchoolPlan:
        """Return the terms and vacations of the nearest layer that has any, else the shipped default."""
        plans = (read_layer(file).school for file in reversed(self.files_of(unit)))
        return next((plan for plan in plans if plan is not None), shipped_school_plan())

    def files_of(self, unit: Organisation) -> Files:
        """Return the layers kept for the organisation and those above it, from the top down."""
        own = (self.layers[unit.id],) if unit.id in self.layers else ()
        return (*self._down_to(unit.parent_id), *own)

    def with_layer(self, organisation_id: int, file: LayerFile) -> "WorkCalendars":
        """Return the calendars as they would be with this layer in place of the organisation's own."""
        return replace(self, layers={**self.layers, organisation_id: file}, _above={})

    def _down_to(self, organisation_id: int | None) -> Files:
        if organisation_id is None or not self.layers:
            return ()
        if organisation_id not in self._above:
            owners = calendar_queries.owners_above(self.conn, organisation_id, self.layers)
            self._above[organisation_id] = tuple(self.layers[owner] for owner in owners)
        return self._above[organisation_id]


def work_calendars(conn: Connection) -> WorkCalendars:
    """Return the calendars with the layers in force now."""
    kept = calendar_queries.newest_layers(conn)
    return WorkCalendars(
        conn, {one.organisation_id: LayerFile(one.file_name, one.text, one.title) for one in kept}
    )
