"""`vekha export-person` and `vekha erase`: what is known of a person, and its removal."""

from typing import Annotated

import typer

from vekha.actions.act_as import act_as
from vekha.actions.persons import erase_person, export_person
from vekha.cli import door
from vekha.rules.russian import counted

Whose = Annotated[str, typer.Argument(metavar="КТО", help="Фамилия и инициалы или имя полностью.")]
Basis = Annotated[str, typer.Option("--basis", help="Основание: заявление человека, истёкший срок.")]
Yes = Annotated[bool, typer.Option("--yes", help="Стереть; без этого только показать, что будет стёрто.")]
LOOK_FIRST = 2


def export_person_command(
    name: Whose, now: door.Now = "", by: door.By = "", sees: door.Sees = "", as_json: door.Json = False
) -> None:
    """Показать всё, что хранится о человеке (152-ФЗ, статья 14)."""
    door.moment(now)
    with door.database() as engine:
        known = export_person(engine, name, act_as(engine, by, sees))
    posts = [f"  {one.post}, {one.organisation}" for one in known.posts]
    counts = f"{len(known.deeds)}, писем: {len(known.letters)}, текстов с фамилией: {len(known.texts)}"
    told = [
        f"{known.name}, почта: {known.address or 'своей нет'}",
        "Должности:" if posts else "Должностей не было.",
        *posts,
        f"Действий в журнале: {counts}. Всё целиком: --json.",
    ]
    door.show(known, "\n".join(told), as_json=as_json)


def erase_command(  # noqa: PLR0913 - the options of the command line
    name: Whose,
    *,
    basis: Basis = "",
    yes: Yes = False,
    now: door.Now = "",
    by: door.By = "",
    sees: door.Sees = "",
    as_json: door.Json = False,
) -> None:
    """Стереть имя и почту человека; записи журнала остаются под номером и сходятся."""
    at = door.moment(now)
    with door.database() as engine:
        actor = act_as(engine, by, sees, at)
        if not yes:
            known = export_person(engine, name, actor)
            texts = counted(len(known.texts), "текст", "текста", "текстов")
            letters = counted(len(known.letters), "письмо", "письма", "писем")
            told = (
                f"Будет стёрто: имя «{known.name}», почта, {texts} журнала, {letters}. "
                "Вернуть это нельзя. Чтобы стереть, повторите с --yes."
            )
            door.show(known, told, as_json=as_json)
            raise typer.Exit(LOOK_FIRST)
        done = erase_person(engine, name, basis, actor, at)
    told = f"Стёрто. В журнале человек остаётся под номером {done.person_id}; журнал цел: vekha verify."
    door.show(done, told, as_json=as_json)
