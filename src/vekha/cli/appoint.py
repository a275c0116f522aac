"""`vekha appoint`: name the executor of an item that has none."""

from typing import Annotated

import typer

from vekha.actions.act_as import act_as
from vekha.actions.appoint import Appointment
from vekha.actions.appoint import appoint as name_executor
from vekha.cli import door
from vekha.cli.issue import told as told_issued
from vekha.domain.life import Ground
from vekha.rules.grounds import read_act
from vekha.rules.russian import counted, short_date

Item = Annotated[str, typer.Argument(metavar="ПУНКТ", help="Номер пункта или мероприятия.")]
Executor = Annotated[str, typer.Option("--executor", help="Исполнитель, как его пишут: «Руководители ОО».")]
Act = Annotated[str, typer.Option("--act", help="Основание: «приказ № 5 от 01.02.2026».")]
REASON = "назначен исполнитель"


def appoint(  # noqa: PLR0913 - the options of the command line
    item: Item,
    *,
    executor: Executor,
    act: Act = "",
    now: door.Now = "",
    by: door.By = "",
    sees: door.Sees = "",
    as_json: door.Json = False,
) -> None:
    """Назначить исполнителя мероприятию, у которого в документе его нет."""
    at = door.moment(now)
    ground = read_act(act, REASON) if act else Ground(REASON)
    with door.database() as engine:
        actor = act_as(engine, by, sees, at)
        done = name_executor(engine, Appointment(item, executor, ground), actor, at)
    passed = counted(done.withdrawn, "обязательство", "обязательства", "обязательств")
    lines = [
        f"{done.item}: с {short_date(done.since)} исполняют: {'; '.join(done.basis)}.",
        f"С управления снято: {passed}.",
        told_issued(done.issued),
    ]
    door.show(done, "\n".join(lines), as_json=as_json)
