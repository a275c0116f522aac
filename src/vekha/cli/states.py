"""`vekha states`: the table of steps an obligation may take."""

from typing import Annotated

import typer

from vekha.cli import door
from vekha.rules.states import EVENT_NAMES, STATE_NAMES, STEPS, parties_named, states_markdown

Markdown = Annotated[bool, typer.Option("--markdown", help="Таблицей Markdown.")]


def states(markdown: Markdown = False, as_json: door.Json = False) -> None:
    """Показать, что можно сделать с обязательством в каждом состоянии."""
    plain = [
        f"{STATE_NAMES[step.state]}: {EVENT_NAMES[step.event]} -> {STATE_NAMES[step.next]} "
        f"({parties_named(step.who)})"
        for step in STEPS
    ]
    door.show(STEPS, states_markdown().rstrip("\n") if markdown else "\n".join(plain), as_json=as_json)
