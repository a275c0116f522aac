"""`vekha event` and `vekha schedule`: give an undated item its dates."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from vekha.actions.act_as import act_as
from vekha.actions.supply_dates import GivenPaper, Named, Supplied, record_event, supply_schedule
from vekha.cli import door
from vekha.cli.files import content_of
from vekha.cli.issue import told as told_issued
from vekha.cli.period import day
from vekha.documents.schedule_csv import read_schedule
from vekha.rules.russian import counted, short_date

Which = Annotated[
    str, typer.Argument(metavar="ПУНКТ", help="Номер пункта, мероприятия или ждущего обязательства.")
]
On = Annotated[str, typer.Option("--on", metavar="ДАТА", help="День события, ГГГГ-ММ-ДД или ДД.ММ.ГГГГ.")]
Number = Annotated[str, typer.Option("--number", help="Номер бумаги, которой событие подтверждается.")]
Dated = Annotated[str, typer.Option("--date", metavar="ДАТА", help="Дата этой бумаги.")]
Organisation = Annotated[
    str, typer.Option("--organisation", metavar="КОД", help="Только у этой организации; иначе у всех.")
]
Note = Annotated[str, typer.Option("--note", help="Пояснение для журнала.")]
Due = Annotated[
    list[str] | None,
    typer.Option(
        "--due", metavar="ДАТА", help="Срок; с началом — «2026-09-01..2026-09-30». Можно несколько."
    ),
]
File = Annotated[
    Path | None, typer.Option("--file", metavar="ФАЙЛ.csv", help="График: столбцы «начало» и «срок».")
]
DATES_SHOWN = 8


def event(  # noqa: PLR0913 - the options of the command line
    item: Which,
    *,
    on: On,
    number: Number = "",
    dated: Dated = "",
    organisation: Organisation = "",
    note: Note = "",
    now: door.Now = "",
    by: door.By = "",
    sees: door.Sees = "",
    as_json: door.Json = False,
) -> None:
    """Сообщить о событии, от которого считается срок: каждому адресату выдаётся обязательство."""
    at = door.moment(now)
    paper = GivenPaper(number.strip(), day(dated, "--date") if dated else None, note.strip())
    with door.database() as engine:
        actor = act_as(engine, by, sees, at)
        done = record_event(engine, Named(item, organisation), day(on, "--on"), paper, actor, at)
    door.show(done, told(done, "Событие записано"), as_json=as_json)


def schedule(  # noqa: PLR0913 - the options of the command line
    item: Which,
    *,
    due: Due = None,
    file: File = None,
    number: Number = "",
    dated: Dated = "",
    organisation: Organisation = "",
    note: Note = "",
    now: door.Now = "",
    by: door.By = "",
    sees: door.Sees = "",
    as_json: door.Json = False,
) -> None:
    """Назвать сроки мероприятия, у которого в документе даты нет: графиком или датой."""
    at = door.moment(now)
    dates = [span(each) for each in due or ()]
    if file is not None:
        dates += read_schedule(content_of(file), file.name)
    paper = GivenPaper(number.strip(), day(dated, "--date") if dated else None, note.strip())
    with door.database() as engine:
        actor = act_as(engine, by, sees, at)
        done = supply_schedule(engine, Named(item, organisation), dates, paper, actor, at)
    door.show(done, told(done, "График записан"), as_json=as_json)


def span(text: str) -> tuple[date | None, date]:
    """Return (start or None, due) of «2026-03-05» or «2026-03-01..2026-03-05»."""
    start, between, due = text.partition("..")
    return (day(start, "--due"), day(due, "--due")) if between else (None, day(start, "--due"))


def told(done: Supplied, what: str) -> str:
    """Return what was recorded and issued, in Russian."""
    whom = f" ({done.organisation})" if done.organisation else ""
    shown = ", ".join(short_date(each) for each in done.dates[:DATES_SHOWN])
    more = len(done.dates) - DATES_SHOWN
    rest = f" и ещё {counted(more, 'дата', 'даты', 'дат')}" if more > 0 else ""
    how = f" Отсчёт: {done.explain[0]}." if len(done.explain) == 1 else ""
    return f"{what}: {done.item}{whom}. Срок: {shown}{rest}.{how}\n{told_issued(done.issued)}"
