"""The working calendar of one organisation, its layers included."""

from sqlalchemy import Connection

from vekha.actions.work_calendars import work_calendars
from vekha.calendar.days import DaySet
from vekha.calendar.work_calendar import WorkCalendar
from vekha.domain.organisations import Organisation, Viewer
from vekha.domain.refusals import RefusedError
from vekha.storage import organisation_queries
from vekha.storage.database import Database, reading


class NoSuchCalendarError(RefusedError):
    """The organisation does not exist or is not the viewer's."""


def see_calendar(engine: Database, code: str, day_set: DaySet, viewer: Viewer) -> WorkCalendar:
    """Return the days of the organisation, in its own week. Raises NoSuchCalendarError."""
    with reading(engine) as conn:
        return work_calendars(conn).of(organisation_of(conn, code, viewer), day_set)


def organisation_of(conn: Connection, code: str, viewer: Viewer) -> Organisation:
    """Return the organisation with this code. Raises NoSuchCalendarError outside the viewer's scope."""
    unit = organisation_queries.by_code(conn, code.strip())
    line = organisation_queries.ancestors(conn, unit.id) if unit else ()
    if unit is None or viewer.organisation_id not in {above.id for above in line}:
        raise NoSuchCalendarError(
            f"Организации с кодом «{code}» нет среди ваших. Коды стоят в файле, который загружали командой "
            "organisations."
        )
    return unit
