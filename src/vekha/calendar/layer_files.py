"""A layer from the file a person hands in, TOML or iCalendar, and the calendar that layers make together."""

from dataclasses import dataclass, replace
from functools import lru_cache

from vekha.calendar.days import DaySet, YearStatus
from vekha.calendar.errors import LayerError
from vekha.calendar.ics import days_from_ics
from vekha.calendar.layers import Layer, parse_layer
from vekha.calendar.shipped import calendar_for, calendar_with, subject_layer
from vekha.calendar.toml_lines import entry_lines
from vekha.calendar.work_calendar import WorkCalendar

LIMIT_CHARACTERS = 1_000_000

_GROUNDLESS = "день без основания: впишите basis, например номер приказа."


@dataclass(frozen=True, slots=True)
class LayerFile:
    """A layer's file. `title` is what an .ics is called in Russian texts; a TOML names itself."""

    name: str
    text: str
    title: str


def layer_file(name: str, content: bytes, title: str) -> LayerFile:
    """Return the file as text; raises LayerError at the line that is no UTF-8."""
    try:
        return LayerFile(name, content.decode("utf-8-sig"), title)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise LayerError(name, line, "файл не в UTF-8: сохраните его в этой кодировке.") from error


@lru_cache(maxsize=256)
def read_layer(file: LayerFile) -> Layer:
    """Return the layer, each day with its basis; raises LayerError naming file, line and reason.

    A year that a municipality or a school does not name is none of its business: it stays as it is below.
    """
    if len(file.text) > LIMIT_CHARACTERS:
        raise LayerError(file.name, 1, f"файл длиннее {LIMIT_CHARACTERS} знаков: это не календарный слой.")
    match file.name.rpartition(".")[2].lower():
        case "toml":
            return replace(_grounded(parse_layer(file.text, file.name), file), silent=YearStatus.DECREED)
        case "ics":
            return _layer_from_ics(file)
    raise LayerError(file.name, 1, "слой календаря бывает .toml или .ics.")


def _grounded(layer: Layer, file: LayerFile) -> Layer:
    """Refuse a day or a rule that does not say on what act it rests."""
    said = {"days": [fact.basis for fact in layer.days], "rules": [rule.basis for rule in layer.rules]}
    for array, grounds in said.items():
        lines = entry_lines(file.text, array)
        for number, basis in enumerate(grounds):
            if not basis.strip():
                raise LayerError(file.name, lines[number] if number < len(lines) else 1, _GROUNDLESS)
    return layer


def _layer_from_ics(file: LayerFile) -> Layer:
    """An .ics is silent about the status of its years: a person accepts them, so they are decreed."""
    days = days_from_ics(file.text, file.name, grounded=True)
    years = {fact.day.year: YearStatus.DECREED for fact in days}
    return Layer(file.name, file.title, "ru", years, days, (), silent=YearStatus.DECREED)


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
