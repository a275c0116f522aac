"""`vekha verify`: is the journal what it was when it was written?"""

from typing import Annotated

import typer

from vekha.actions.verify import Verified, verified
from vekha.cli.door import Json, database, show
from vekha.domain.records import Break
from vekha.rules.russian import counted, short_date

Head = Annotated[list[str] | None, typer.Option("--head", help="Хеш с бумаги или из письма.")]


def verify(head: Head = None, as_json: Json = False) -> None:
    """Проверить журнал; код 1, если запись изменена, удалена или переставлена."""
    with database() as engine:
        found = verified(engine, head or ())
    show(found, told(found), as_json=as_json)
    if found.breaks:
        raise typer.Exit(1)


def told(found: Verified) -> str:
    """Return the verdict in Russian, a break per line."""
    size = ", ".join(
        (
            counted(found.records, "запись", "записи", "записей"),
            counted(found.rows, "строка данных", "строки данных", "строк данных"),
            counted(found.chains, "цепь", "цепи", "цепей"),
        )
    )
    if found.breaks:
        count = counted(len(found.breaks), "нарушение", "нарушения", "нарушений")
        return "\n".join([f"Журнал нарушен: {count} ({size}).", *(f"- {_line(one)}" for one in found.breaks)])
    head = f"Голова: {found.head.hash}." if found.head else "Отметки голов ещё нет."
    return f"Журнал цел: {size}. {head}"


def _line(one: Break) -> str:
    where = one.organisation or f"цепь {one.shard_id}"
    record = f"запись {one.seq}" if one.seq else "вне записей"
    about = ", ".join(filter(None, (one.action, short_date(one.day) if one.day else "")))
    return f"{where}, {record}{f' ({about})' if about else ''}: {one.what}."
