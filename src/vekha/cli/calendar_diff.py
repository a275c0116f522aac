"""`vekha calendar-diff`: the terms in force beside the calendars of this version of the program."""

from typing import Annotated

import typer

from vekha.actions.accept_layer import CalendarChange, recount_all
from vekha.actions.act_as import act_as
from vekha.cli import door
from vekha.cli.calendar_layer import move_lines

Accept = Annotated[bool, typer.Option("--accept", help="Принять: пересчитать сроки.")]


def calendar_diff(
    *,
    accept: Accept = False,
    now: door.Now = "",
    by: door.By = "",
    sees: door.Sees = "",
    as_json: door.Json = False,
) -> None:
    """Показать, какие сроки сдвигает нынешний календарь, и пересчитать их; код 2, если есть что принять."""
    at = door.moment(now)
    with door.database() as engine:
        change = recount_all(engine, act_as(engine, by, sees, at), at, accept=accept)
    door.show(change, told(change), as_json=as_json)
    if not (change.accepted or change.moves.nothing):
        raise typer.Exit(2)


def told(change: CalendarChange) -> str:
    """Return the change in Russian."""
    lines = move_lines(change.moves, accepted=change.accepted)
    if not (change.accepted or change.moves.nothing):
        lines.append("Ничего не изменено. Чтобы пересчитать, повторите команду с --accept.")
    return "\n".join(lines)
