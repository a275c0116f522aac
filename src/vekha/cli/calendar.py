"""`vekha calendar`: the days of a working calendar, as the rules count them."""

import csv
import sys
from datetime import date
from typing import Annotated

import typer

from vekha.calendar.days import DaySet, YearStatus
from vekha.calendar.errors import CalendarError
from vekha.calendar.ics import ics_of
from vekha.calendar.listing import listed_days, special_days
from vekha.calendar.shipped import calendar_for
from vekha.calendar.work_calendar import WorkCalendar
from vekha.cli import door
from vekha.domain.refusals import RefusedError
from vekha.rules.russian import short_date

First = Annotated[str, typer.Option("--from", metavar="ГГГГ-ММ-ДД", help="Первый день, включительно.")]
Last = Annotated[str, typer.Option("--to", metavar="ГГГГ-ММ-ДД", help="Последний день, включительно.")]
Subject = Annotated[str, typer.Option("--subject", help="Код субъекта, например 23; без него — только РФ.")]
Week = Annotated[str, typer.Option("--week", metavar="5|6", help="Рабочих дней в неделе.")]
Days = Annotated[
    str,
    typer.Option("--day-set", metavar="labour|civil|tax", help="Чьи дни: трудовые, гражданские, налоговые."),
]
Whose = Annotated[
    str, typer.Option("--organisation", metavar="КОД", help="Календарь организации со всеми её слоями.")
]
Ics = Annotated[
    bool, typer.Option("--ics", help="Дни не по дню недели, с основаниями, файлом для любого календаря.")
]
Csv = Annotated[bool, typer.Option("--csv", help="Таблицей CSV: date,kind.")]

_KINDS = {"working": "рабочий", "nonworking": "нерабочий", "short": "сокращённый рабочий"}
_DAY_SETS = ", ".join(DaySet)


class CalendarQuestionError(RefusedError):
    """What was asked of the calendar cannot be answered: a wrong day, week, day set or subject."""


def calendar(  # noqa: PLR0913 - the options of the command line
    first: First,
    last: Last,
    *,
    subject: Subject = "",
    week: Week = "5",
    day_set: Days = DaySet.LABOUR.value,
    organisation: Whose = "",
    sees: door.Sees = "",
    as_csv: Csv = False,
    as_ics: Ics = False,
    as_json: door.Json = False,
) -> None:
    """Показать рабочие, нерабочие и сокращённые дни за период."""
    beginning, end = _day("--from", first), _day("--to", last)
    if end < beginning:
        raise CalendarQuestionError(f"Период пуст: --to {last} раньше, чем --from {first}.")
    try:
        if organisation:
            table = _of_organisation(organisation, _day_set(day_set), sees)
        else:
            table = calendar_for(subject, _week(week), _day_set(day_set))
        days = list(listed_days(table, beginning, end))
        feed = ics_of(special_days(table, beginning, end), organisation or subject or "ru") if as_ics else ""
    except CalendarError as error:
        raise CalendarQuestionError(str(error)) from error
    if as_ics:
        typer.echo(feed, nl=False)
        return
    if as_csv:
        rows = csv.writer(sys.stdout, lineterminator="\n")
        rows.writerows([("date", "kind"), *((day.isoformat(), kind) for day, kind in days)])
        return
    listed = [{"date": day, "kind": kind} for day, kind in days]
    door.show(listed, "\n".join(_lines(table, days)), as_json=as_json)


def _of_organisation(code: str, day_set: DaySet, sees: str) -> WorkCalendar:
    """The database is opened for this only: the shipped calendars need none."""
    from vekha.actions.act_as import act_as
    from vekha.actions.see_calendar import see_calendar

    with door.database() as engine:
        return see_calendar(engine, code, day_set, act_as(engine, "", sees).viewer)


def _lines(table: WorkCalendar, days: list[tuple[date, str]]) -> list[str]:
    lines = [f"{short_date(day)}  {_KINDS[kind]}" for day, kind in days]
    provisional = [
        str(year)
        for year in sorted({day.year for day, _ in days})
        if table.status(year) is YearStatus.PROVISIONAL
    ]
    if provisional:
        lines.append(f"Предварительно (акта ещё нет в данных): {', '.join(provisional)}.")
    return lines


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CalendarQuestionError(
            f"Не разобрана дата «{text}» в {option}. Напишите год, месяц и день: 2026-03-02."
        ) from error


def _week(text: str) -> int:
    if text in {"5", "6"}:
        return int(text)
    raise CalendarQuestionError(f"Недели в «{text}» рабочих дней нет: --week бывает 5 или 6.")


def _day_set(text: str) -> DaySet:
    try:
        return DaySet(text)
    except ValueError as error:
        raise CalendarQuestionError(f"Набора дней «{text}» нет: --day-set бывает {_DAY_SETS}.") from error
