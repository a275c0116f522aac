"""`vekha explain`: why this date, for whom, and what was done about it."""

from typing import Annotated

import typer

from vekha.actions.act_as import act_as
from vekha.actions.explain import Explanation
from vekha.actions.explain import explain as tell_story
from vekha.cli import door

Which = Annotated[str, typer.Argument(metavar="НОМЕР", help="Номер обязательства или его начало.")]


def explain(obligation: Which, sees: door.Sees = "", as_json: door.Json = False) -> None:
    """Объяснить обязательство: от ячейки документа до срока, действий и писем."""
    with door.database() as engine:
        found = tell_story(engine, obligation, act_as(engine, "", sees).viewer)
    door.show(found, told(found), as_json=as_json)


def told(found: Explanation) -> str:
    """Return the story in Russian, part by part."""
    lines = [f"Обязательство {found.obligation.id}: {found.organisation}"]
    for part in found.parts:
        lines += ["", part.heading, *(f"  {line}" for line in part.lines)]
    return "\n".join(lines)
