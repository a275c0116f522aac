"""`vekha deliver`: compose today's letters and send what is waiting."""

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from vekha.actions.compose_letters import Composed, compose_letters
from vekha.actions.deliver import Delivered
from vekha.actions.deliver import deliver as deliver_letters
from vekha.actions.mail_room import desk_of, line_to
from vekha.cli import door
from vekha.domain.refusals import RefusedError
from vekha.notifications.folder import FolderLine
from vekha.notifications.lines import Line
from vekha.settings.mail import relay_of, sender_of

Folder = Annotated[
    Path | None, typer.Option("--folder", help="Сложить письма в папку (.eml) вместо отправки.")
]


class BadFolderError(RefusedError):
    """Letters cannot be written into the folder."""


def deliver(folder: Folder = None, now: door.Now = "", as_json: door.Json = False) -> None:
    """Составить письма дня и отправить то, что ждёт отправки; код 1, если сервер почты нас не принимает."""
    chosen = door.settings()
    at = door.moment(now)
    sender = sender_of(chosen)
    opened = line_to(relay_of(chosen), sender, virtual=chosen.virtual) if folder is None else _into(folder)
    with door.database() as engine:
        composed = compose_letters(engine, at, desk_of(chosen.data, sender, chosen.base_url))
        delivered = asyncio.run(deliver_letters(engine, at, opened, chosen.smtp_connections))
    door.show({"composed": composed, "delivered": delivered}, _lines(composed, delivered), as_json=as_json)
    for trouble in delivered.troubles:
        typer.echo(f"Почта: {trouble} Письма ждут в очереди, ни одно не потеряно.", err=True)
    if delivered.troubles:
        raise typer.Exit(1)


def _into(folder: Path) -> Callable[[], Line]:
    """Return what writes into the folder, tried before a letter is composed. Raises BadFolderError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise BadFolderError(
            f"В папку «{folder}» записать письма нельзя: {error.strerror}. Укажите другую: --folder."
        ) from error
    return lambda: FolderLine(folder)


_WORDS = {
    "sent": "отправлено",
    "later": "отложено до следующей попытки",
    "failed": "не принято сервером",
    "expired": "устарело, не отправлено",
    "cancelled": "отменено: всё уже исполнено",
    "lost": "взято другим отправителем",
}
_SETTLED = {
    "silent": "исполнено, писать не о чем",
    "no_address": "нет адреса",
    "muted": "удержано",
    "superseded": "заменено более поздним",
}


def _lines(composed: Composed, delivered: Delivered) -> str:
    lines = [f"Составлено писем: {composed.letters} (строк: {composed.rows})."]
    lines += [
        f"Без письма — {_SETTLED.get(name, name)}: {count}." for name, count in composed.settled.items()
    ]
    if composed.waiting:
        lines.append(f"Ждут рабочего времени или завтрашнего письма: {composed.waiting}.")
    lines += [f"Писем {_WORDS[name]}: {count}." for name, count in delivered.counts.items()]
    return "\n".join(lines)
