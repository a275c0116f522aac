"""`vekha hand-over`: who comes after whom for good."""

from datetime import timedelta
from typing import Annotated

import typer

from vekha.actions.act_as import act_as
from vekha.actions.hand_over import Handing, hand_over
from vekha.cli import door
from vekha.cli.period import day
from vekha.rules.russian import short_date

Leaver = Annotated[str, typer.Argument(metavar="КТО", help="Кто уходит: фамилия и инициалы.")]
Comer = Annotated[str, typer.Option("--to", metavar="КОМУ", help="Кому передаются дела.")]
On = Annotated[str, typer.Option("--on", metavar="ДАТА", help="С какого дня отвечает новый человек.")]
Mail = Annotated[str, typer.Option("--mail", help="Почта нового человека, если его ещё нет в системе.")]
Basis = Annotated[str, typer.Option("--basis", help="Основание: приказ, увольнение, перевод.")]


def hand_over_command(  # noqa: PLR0913 - the options of the command line
    leaver: Leaver,
    *,
    comer: Comer,
    on: On = "",
    basis: Basis = "",
    mail: Mail = "",
    now: door.Now = "",
    by: door.By = "",
    sees: door.Sees = "",
    as_json: door.Json = False,
) -> None:
    """Передать всё, за что отвечает человек, другому: с названного дня, по умолчанию с завтрашнего."""
    at = door.moment(now)
    start = day(on, "--on") if on else at.date() + timedelta(days=1)
    with door.database() as engine:
        actor = act_as(engine, by, sees, at)
        done = hand_over(engine, Handing(leaver, comer, start, basis, mail.strip() or None), actor, at)
    told = [f"С {short_date(done.on)} вместо «{done.leaver}» отвечает «{done.comer}»:", *done.posts]
    if done.newcomer and not mail:
        told.append("Почта нового человека не указана: письма пойдут на почту должности или руководителю.")
    door.show(done, "\n  ".join(told), as_json=as_json)
