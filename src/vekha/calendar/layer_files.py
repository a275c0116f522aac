"""A layer from the file a person hands in, TOML or iCalendar, and the calendar that layers make together."""

from dataclasses import dataclass
from functools import lru_cache

from vekha.calendar.days import DaySet, YearStatus
from vekha.calendar.errors import LayerError
from vekha.calendar.ics import days_from_ics
from vekha.calendar.layers import Layer, parse_layer
from vekha.calendar.shipped import calendar_for, calendar_with, subject_layer
from vekha.calendar.toml_lines import entry_lines
from vekha.calendar.work_calendar import WorkCalendar

LIMIT_CHARACTERS = 1_000_000


@dataclass(frozen=True, slots=True)
class LayerFile:
    """A layer's file. `title` is what an .ics is called in Russian texts; a TOML names itself."""

    name: str
    text: str
    title: str


@lru_cache(maxsize=256)
def read_layer(file: LayerFile) -> Layer:
    """Return the layer of the file, each day with its basis; raises LayerError naming file, line and reason."""
    if len(file.text) > LIMIT_CHARACTERS:
        raise LayerError(file.name, 1, f"файл длиннее {LIMIT_CHARACTERS} знаков: это не календарный слой.")
    match file.name.rpartition(".")[2].lower():
        case "toml":
            return _grounded(parse_layer(file.text, file.name), file)
        case "ics":
            return _layer_from_ics(file)
    raise LayerError(file.name, 1, "слой календаря бывает .toml или .ics.")


def _grounded(layer: Layer, file: LayerFile) -> Layer:
    """Refuse a day or a rule that does not say on what act it rests."""
    for array, entries in (("days", layer.days), ("rules", layer.rules)):
        lines = entry_lines(file.text, array)
        for number, entry in enumerate(entries):
            if not entry.basis.strip():
                line = lines[number] if number < len(lines) else 1
                raise LayerError(
                    file.name, line, "день без основания: впишите basis, например номер приказа."
                )
    return layer


def _layer_from_ics(file: LayerFile) -> Layer:
    """The years an .ics has days of are decreed: it says nothing about their status, and a person accepts it."""
    days = days_from_ics(file.text, file.name, grounded=True)
    years = {fact.day.year: YearStatus.DECREED for fact in days}
    return Layer(file.name, file.title, "ru", years, days, ())


@lru_cache(maxsize=128)
def merged_calendar(subject: str, files: tuple[LayerFile, ...], week: int, day_set: DaySet) -> WorkCalendar:
    """Federal days, what is shipped for the subject, then the files in order; the later wins.

    Raises UnknownSubjectError, LayerError.
    """
    if not files:
        return calendar_for(subject, week, day_set)
    shipped = subject_layer(subject)
    own = tuple(read_layer(file) for file in files)
    return calendar_with(own if shipped is None else (shipped, *own), week, day_set)
