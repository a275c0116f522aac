"""`vekha substitute`: who acts for whom on dated days."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from vekha.actions.act_as import act_as
from vekha.actions.substitute import Absence, end_substitution, substitute, substitutions
from vekha.cli import door
from vekha.cli.period import day
from vekha.domain.refusals import RefusedError
from vekha.rules.russian import short_date
from vekha.storage.substitution_queries import Entry

Holder = Annotated[str, typer.Argument(metavar="КТО", help="Кого замещают: фамилия и инициалы.")]
Deputy = Annotated[str, typer.Option("--deputy", metavar="КЕМ", help="Кто замещает: фамилия и инициалы.")]
First = Annotated[str, typer.Option("--from", metavar="ДАТА", help="Первый день замещения.")]
Last = Annotated[str, typer.Option("--to", metavar="ДАТА", help="Последний день, включительно.")]
Basis = Annotated[str, typer.Option("--basis", help="Основание: приказ, отпуск, больничный.")]
End = Annotated[str, typer.Option("--end", metavar="ЗАПИСЬ", help="Окончить замещение в день --to.")]
Listed = Annotated[bool, typer.Option("--list", help="Показать замещения, бывшие и нынешние.")]


class IncompleteError(RefusedError):
    """A substitution needs both people and both days."""


def substitute_command(  # noqa: PLR0913 - the options of the command line
    holder: Holder = "",
    *,
    deputy: Deputy = "",
    first: First = "",
    last: Last = "",
    basis: Basis = "",
    end: End = "",
    listed: Listed = False,
    now: door.Now = "",
    by: door.By = "",
    sees: door.Sees = "",
    as_json: door.Json = False,
) -> None:
    """Назначить замещение на дни отсутствия, окончить его раньше или показать список."""
    at = door.moment(now)
    with door.database() as engine:
        actor = act_as(engine, by, sees, at)
        if listed:
            found = substitutions(engine, actor)
            _show(found, as_json=as_json)
            return
        if end:
            ended = end_substitution(engine, end, day(last, "--to"), actor, at)
            until = f"окончено {short_date(ended.last)}" if ended.last else "отменено"
            door.show(ended, f"Замещение {ended.id} {until}.", as_json=as_json)
            return
        if not (holder and deputy and first and last):
            raise IncompleteError(
                "Назовите, кого и кем замещают и в какие дни: "
                'vekha substitute "Иванова И.И." --deputy "Петрова А.А." --from 01.07.2026 --to 28.07.2026'
            )
        absence = Absence(holder, deputy, day(first, "--from"), day(last, "--to"), basis)
        done = substitute(engine, absence, actor, at)
    days = f"С {short_date(done.first)} по {short_date(done.last)}"
    told = [
        f"{days} за «{done.holder}» действует {done.substitute}:",
        *(f"  {title} (запись {one})" for title, one in zip(done.posts, done.ids, strict=True)),
    ]
    door.show(done, "\n".join(told), as_json=as_json)


def _show(found: tuple[Entry, ...], *, as_json: bool) -> None:
    if as_json or not found:
        door.show(found, "Замещений не было.", as_json=as_json)
        return
    table = Table("запись", "организация", "должность", "замещает", "с", "по")
    for one in found:
        row = one.substitution
        last = short_date(row.last) if row.last >= row.first else "отменено"
        table.add_row(row.id, one.organisation, one.post, one.substitute, short_date(row.first), last)
    Console().print(table)
