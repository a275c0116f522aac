"""`vekha close`: take an accepted obligation off control."""

from typing import Annotated

import typer

from vekha.actions.act_as import act_as
from vekha.actions.close import close as take_off
from vekha.cli import door

Which = Annotated[str, typer.Argument(metavar="НОМЕР", help="Номер обязательства или его начало.")]
Basis = Annotated[str, typer.Option("--basis", help="Основание снятия с контроля.")]


def close(
    obligation: Which,
    basis: Basis = "",
    now: door.Now = "",
    by: door.By = "",
    sees: door.Sees = "",
    as_json: door.Json = False,
) -> None:
    """Снять с контроля принятое обязательство (это делает контролёр)."""
    at = door.moment(now)
    with door.database() as engine:
        done = take_off(engine, obligation, basis, act_as(engine, by, sees, at), at)
    told = f"Снято с контроля: {done.item_title or done.obligation_id} ({done.organisation})."
    door.show(done, told, as_json=as_json)
