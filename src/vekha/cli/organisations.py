"""`vekha organisations`: load the tree and its people from a clerk's tables."""

from pathlib import Path
from typing import Annotated

import typer

from vekha.actions.load_organisations import Loaded, Names, load_organisations
from vekha.cli.door import Json, Now, database, moment, show
from vekha.cli.files import content_of

Tree = Annotated[Path, typer.Argument(metavar="ФАЙЛ.csv", help="Таблица организаций.")]
People = Annotated[Path | None, typer.Option("--people", metavar="ФАЙЛ.csv", help="Таблица людей.")]


def organisations(file: Tree, people: People = None, now: Now = "", as_json: Json = False) -> None:
    """Загрузить организации и людей из таблиц CSV; повторная загрузка обновляет."""
    at = moment(now)
    tree = content_of(file)
    staff = content_of(people) if people else None
    names = Names(file.name, people.name if people else "")
    with database() as engine:
        loaded = load_organisations(engine, tree, staff, at, names)
    show(loaded, told(loaded), as_json=as_json)


def told(loaded: Loaded) -> str:
    """Return what was loaded, in Russian, a remark per line below it."""
    kept = f"; не названо в файле и оставлено {loaded.absent}" if loaded.absent else ""
    lines = [
        f"Организаций добавлено: {loaded.added}, изменено {loaded.changed}, прежних {loaded.same}{kept}.",
        f"Назначений добавлено: {loaded.people_added}, закончено {loaded.people_ended}.",
    ]
    if loaded.remarks:
        lines += ["Обратите внимание:", *(f"- {remark}" for remark in loaded.remarks)]
    return "\n".join(lines)
