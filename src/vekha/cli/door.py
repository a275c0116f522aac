"""What every command of the program shares: settings, the database, the clock, the actor, the answer.

SQLAlchemy, pydantic and pendulum cost half a second: a command that needs none of them does not import them.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import typer

from vekha.domain.refusals import RefusedError

if TYPE_CHECKING:
    from vekha.settings.settings import Settings
    from vekha.storage.database import Database

log = logging.getLogger("vekha.cli")
KNOWN_YEARS = range(2001, 2100)  # those a term may lie in

Json = Annotated[bool, typer.Option("--json", help="Ответ в JSON.")]
Now = Annotated[str, typer.Option("--now", help="Момент действия (ISO 8601), по умолчанию сейчас.")]
By = Annotated[str, typer.Option("--by", help="Кто действует: фамилия и инициалы, для журнала.")]
Sees = Annotated[str, typer.Option("--as", help="Код организации, от имени которой действуете.")]


class BadMomentError(RefusedError):
    """The text of `--now` is no instant."""


def settings() -> "Settings":
    """Return the settings of this run."""
    from vekha.settings.settings import load_settings

    return load_settings()


@contextmanager
def database() -> "Iterator[Database]":
    """Yield the database of the settings, its schema up to date; closed afterwards."""
    from vekha.settings.opening import opened

    with opened(settings()) as engine:
        yield engine


def moment(text: str) -> datetime:
    """Return the aware UTC instant of `--now`, the clock where it is empty. A zoneless text is UTC."""
    if not text:
        return datetime.now(UTC)
    import pendulum

    try:
        parsed = pendulum.parse(text, tz="UTC")
    except ValueError as error:
        raise BadMomentError(
            f"Не разобран момент «{text}» в --now. Напишите, например, 2026-03-02T09:00+03:00."
        ) from error
    if not isinstance(parsed, pendulum.DateTime):
        raise BadMomentError(f"«{text}» в --now — не момент времени. Напишите дату и время.")
    if parsed.year not in KNOWN_YEARS:
        raise BadMomentError(f"«{text}» в --now вне 2001-2099 годов. Проверьте год.")
    return datetime.fromtimestamp(parsed.timestamp(), UTC)


def plain(value: object) -> object:
    """Return `value` as JSON can hold it: dataclasses as objects, instants and dates in ISO 8601."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    match value:
        case dict():
            return {str(key): plain(inner) for key, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(inner) for inner in value]
        case datetime() | date():
            return value.isoformat()
        case Enum():
            return value.value
        case _:
            return value


def show(result: object, lines: str, *, as_json: bool) -> None:
    """Print the Russian lines, or the result as JSON."""
    typer.echo(json.dumps(plain(result), ensure_ascii=False, indent=1) if as_json else lines)
