"""`vekha undo`: take back an act over many."""

from typing import Annotated

import typer

from vekha.actions.act_as import act_as
from vekha.actions.undo import undo as take_back
from vekha.cli import door
from vekha.rules.russian import counted

Which = Annotated[str, typer.Argument(metavar="ДЕЙСТВИЕ", help="Номер, который напечатало само действие.")]
Reason = Annotated[str, typer.Option("--reason", help="Почему взято назад.")]


def undo(
    bulk_id: Which,
    reason: Reason = "",
    now: door.Now = "",
    by: door.By = "",
    sees: door.Sees = "",
    as_json: door.Json = False,
) -> None:
    """Взять назад действие над многими обязательствами, пока о них не ушло писем."""
    at = door.moment(now)
    with door.database() as engine:
        done = take_back(engine, bulk_id, reason, act_as(engine, by, sees, at), at)
    owed = counted(done.obligations, "обязательство", "обязательства", "обязательств")
    places = counted(done.organisations, "организации", "организациях", "организациях")
    told = f"Взято назад действие {done.undone}: {owed} в {places} — как до него."
    door.show(done, told, as_json=as_json)
