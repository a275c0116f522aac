"""The calendars that come with the product, read once from `data/`."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from vekha.calendar.days import DaySet
from vekha.calendar.errors import UnknownSubjectError
from vekha.calendar.holidays import Edition, parse_editions
from vekha.calendar.layers import Layer, parse_layer
from vekha.calendar.official_years import OfficialYear, parse_official_year
from vekha.calendar.subjects import shipped_subjects
from vekha.calendar.work_calendar import WorkCalendar, build_calendar
from vekha.calendar.year_tables import Sources


@cache
def calendar_for(subject: str, week: int, day_set: DaySet) -> WorkCalendar:
    """The federal calendar with what is shipped for the subject's code; "" is the federal one alone.

    A subject without a layer of its own has the federal days. Raises UnknownSubjectError.
    """
    if subject and subject not in shipped_subjects():
        raise UnknownSubjectError(subject)
    layer = subject_layer(subject)
    if layer is None:
        return _federal_calendar(week, day_set)
    return calendar_with((layer,), week, day_set)


def calendar_with(layers: tuple[Layer, ...], week: int, day_set: DaySet) -> WorkCalendar:
    """The federal calendar with layers in order subject, municipality, school; the later wins."""
    return build_calendar(Sources(_editions(), _official_years(), layers), week, day_set)


@cache
def _federal_calendar(week: int, day_set: DaySet) -> WorkCalendar:
    return calendar_with((), week, day_set)


@cache
def subject_layer(subject: str) -> Layer | None:
    """The shipped layer of a subject, None where nothing is known to differ from the federal calendar."""
    file = _data() / "subjects" / f"{subject}.toml"
    return parse_layer(file.read_text(encoding="utf-8"), file.name) if subject and file.is_file() else None


@cache
def _editions() -> tuple[Edition, ...]:
    file = _data() / "holidays.toml"
    return parse_editions(file.read_text(encoding="utf-8"), file.name)


@cache
def _official_years() -> dict[int, OfficialYear]:
    found = [
        file for file in _data().iterdir() if file.name.startswith("ru_") and file.name.endswith(".toml")
    ]
    years = [parse_official_year(file.read_text(encoding="utf-8"), file.name) for file in found]
    return {official.year: official for official in sorted(years, key=lambda official: official.year)}


def _data() -> Traversable:
    return files("vekha.calendar") / "data"
