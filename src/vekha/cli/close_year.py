"""`vekha close-year`: the year's papers of every municipality and of the region, sealed in the journal."""

from pathlib import Path
from typing import Annotated

import typer

from vekha.actions.close_year import YearClosed, YearKind
from vekha.actions.close_year import close_year as close
from vekha.cli import door
from vekha.rules.russian import counted

Year = Annotated[int, typer.Option("--year", min=2013, max=2099, help="Какой год закрыть.")]
Kind = Annotated[YearKind, typer.Option("--kind", help="preliminary — 31 декабря, final — в феврале.")]
Out = Annotated[Path, typer.Option("--out", metavar="ПАПКА", help="Куда положить бумаги.")]


def close_year(
    year: Year, kind: Kind, out: Out = Path(), now: door.Now = "", as_json: door.Json = False
) -> None:
    """Закрыть год: справки и реестры всех участков, запись в журнале; повтор ничего не делает."""
    at = door.moment(now)
    with door.database() as engine:
        closed = close(engine, year, kind, out, at)
    door.show(closed, _told(closed), as_json=as_json)


def _told(closed: YearClosed) -> str:
    if closed.already:
        return f"{closed.year} год уже закрыт так же раньше. Ничего не изменено."
    files = [file for paper in closed.papers for file in paper.files]
    papers = counted(len(closed.papers), "бумага", "бумаги", "бумаг")
    return "\n".join([f"{closed.year} год закрыт: {papers}.", *(f"  {file}" for file in files)])
