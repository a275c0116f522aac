"""`vekha acknowledge`: the executor takes a duty on, refuses it, or tells how it goes."""

from typing import Annotated

import typer

from vekha.actions.acknowledge import Noted, Word
from vekha.actions.acknowledge import acknowledge as note
from vekha.actions.act_as import act_as
from vekha.cli import door, measures
from vekha.domain.life import NoteKind
from vekha.domain.refusals import RefusedError
from vekha.rules.russian import short_date

Refuse = Annotated[str, typer.Option("--refuse", metavar="ПРИЧИНА", help="Не принимаем: причина.")]
Interim = Annotated[str, typer.Option("--interim", metavar="ТЕКСТ", help="Промежуточная информация.")]


class UnclearWordError(RefusedError):
    """Both a refusal and interim information were given."""


def acknowledge(  # noqa: PLR0913 - the options of the command line
    obligation: measures.Which,
    *,
    refuse: Refuse = "",
    interim: Interim = "",
    now: door.Now = "",
    by: door.By = "",
    sees: door.Sees = "",
    as_json: door.Json = False,
) -> None:
    """Принять к исполнению, отказаться с причиной или сообщить, что сделано; срок не меняется."""
    if refuse and interim:
        raise UnclearWordError("Напишите одно из двух: --refuse или --interim.")
    kind = NoteKind.REFUSED if refuse else NoteKind.INTERIM if interim else NoteKind.ACKNOWLEDGED
    word = Word(kind, (refuse or interim).strip())
    at = door.moment(now)
    with door.database() as engine:
        done = note(engine, obligation, word, act_as(engine, by, sees, at), at)
    door.show(done, told(done), as_json=as_json)


_SAID = {
    NoteKind.ACKNOWLEDGED: "Принято к исполнению",
    NoteKind.REFUSED: "Записан отказ принять к исполнению",
    NoteKind.INTERIM: "Записана промежуточная информация",
}


def told(done: Noted) -> str:
    """Return what was recorded, and that the term runs on, in Russian."""
    term = f" Срок прежний: {short_date(done.due)}." if done.due else ""
    return f"{_SAID[done.kind]}: {done.item_title or done.obligation_id} ({done.organisation}).{term}"
