"""`vekha reopen`: send what was accepted or closed back for mending."""

from typing import Annotated

import typer

from vekha.actions.act_as import act_as
from vekha.actions.mending import DEFAULT_WORKDAYS
from vekha.actions.reopen import Ground
from vekha.actions.reopen import reopen as send_back
from vekha.cli import door
from vekha.rules.russian import short_date

Which = Annotated[str, typer.Argument(metavar="НОМЕР", help="Номер обязательства или его начало.")]
Reason = Annotated[str, typer.Option("--reason", help="Почему возобновлено.")]
Term = Annotated[int, typer.Option("--return-term", help="Срок доработки в рабочих днях.")]


def reopen(  # noqa: PLR0913 - the options of the command line
    obligation: Which,
    *,
    reason: Reason = "",
    return_term: Term = DEFAULT_WORKDAYS,
    now: door.Now = "",
    by: door.By = "",
    sees: door.Sees = "",
    as_json: door.Json = False,
) -> None:
    """Возобновить обязательство, принятое или снятое с контроля ошибочно."""
    at = door.moment(now)
    with door.database() as engine:
        done = send_back(engine, obligation, Ground(reason, return_term), act_as(engine, by, sees, at), at)
    told = (
        f"Возобновлено: {done.item_title or done.obligation_id} ({done.organisation}). "
        f"Исправить до {short_date(done.mend_by)} включительно."
    )
    door.show(done, told, as_json=as_json)
