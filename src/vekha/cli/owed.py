"""`vekha owed`: what is to be done, nearest term first, with the numbers other commands take."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from vekha.actions.act_as import act_as
from vekha.actions.list_owed import list_owed
from vekha.calendar.zones import local_day
from vekha.cli import door
from vekha.domain.owed import Owed
from vekha.rules.checkpoints import FORM_TITLE
from vekha.rules.russian import counted, short_date

TITLE_SIGNS = 60
Review = Annotated[bool, typer.Option("--review", help="Показать то, что ждёт проверки.")]
Numbers = Annotated[bool, typer.Option("--numbers", help="Только номера, по одному в строке.")]
Most = Annotated[int, typer.Option("--most", min=1, max=100_000, help="Сколько строк показать.")]


def owed(
    review: Review = False,
    most: Most = 200,
    numbers: Numbers = False,
    now: door.Now = "",
    sees: door.Sees = "",
    as_json: door.Json = False,
) -> None:
    """Показать, что числится за организацией и подведомственными ей."""
    with door.database() as engine:
        found = list_owed(engine, act_as(engine, "", sees).viewer, review=review, at_most=most)
    if as_json:
        door.show(found, "", as_json=True)
    elif numbers:
        typer.echo("\n".join(one.id for one in found))
    elif found:
        Console().print(_table(found, door.moment(now)))
    else:
        typer.echo("Ничего не числится.")


def _table(found: tuple[Owed, ...], now: datetime) -> Table:
    """One row for each obligation, and one for the checkpoints that one form answers."""
    table = Table("номер", "срок", "пункт", "организация", "что сделать", "состояние")
    lines: dict[object, list[Owed]] = {}
    for one in found:
        line = (one.form, one.organisation_code, one.due, one.state) if one.form else one.id
        lines.setdefault(line, []).append(one)
    for alike in lines.values():
        one = alike[0]
        printed = f"«{one.deadline_text}»" if one.deadline_text else "не указан"
        due = short_date(one.due) if one.due else printed
        numbers = ", ".join((each.item_number or "—").rstrip(".") for each in alike)
        number = numbers if len(alike) > 1 else one.item_number or "—"
        table.add_row(one.id[:8], due, number, one.organisation, _title(alike), _standing(one, now))
    return table


def _standing(one: Owed, now: datetime) -> str:
    """Return the state, and until when it is suspended."""
    today, pause = local_day(now, one.zone), one.pause
    if pause is None or not pause.first <= today <= pause.last:
        return _STATES[one.state]
    return f"{_STATES[one.state]}, приостановлено по {short_date(pause.last)}"


def _title(alike: Sequence[Owed]) -> str:
    if len(alike) > 1:
        return f"{FORM_TITLE}: {counted(len(alike), 'пункт', 'пункта', 'пунктов')}"
    title = alike[0].item_title
    return title if len(title) <= TITLE_SIGNS else title[: TITLE_SIGNS - 1] + "…"


_STATES = {"open": "не представлено", "returned": "на доработке", "submitted": "на проверке"}
