"""`vekha owed`: what is to be done, nearest term first, with the numbers other commands take."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from vekha.actions.act_as import act_as
from vekha.actions.list_owed import list_owed
from vekha.cli import door
from vekha.domain.owed import Owed
from vekha.rules.russian import short_date

Review = Annotated[bool, typer.Option("--review", help="Показать то, что ждёт проверки.")]
Numbers = Annotated[bool, typer.Option("--numbers", help="Только номера, по одному в строке.")]
Most = Annotated[int, typer.Option("--most", min=1, max=100_000, help="Сколько строк показать.")]


def owed(
    review: Review = False,
    most: Most = 200,
    numbers: Numbers = False,
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
        Console().print(_table(found))
    else:
        typer.echo("Ничего не числится.")


def _table(found: tuple[Owed, ...]) -> Table:
    table = Table("номер", "срок", "пункт", "организация", "что сделать", "состояние")
    for one in found:
        printed = f"«{one.deadline_text}»" if one.deadline_text else "не указан"
        due = short_date(one.due) if one.due else printed
        title = one.item_title if len(one.item_title) <= 60 else one.item_title[:59] + "…"
        table.add_row(one.id[:8], due, one.item_number or "—", one.organisation, title, _STATES[one.state])
    return table


_STATES = {"open": "не представлено", "returned": "на доработке", "submitted": "на проверке"}
