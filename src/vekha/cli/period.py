"""The period and the instant a paper is asked for."""

from datetime import date, datetime
from typing import Annotated

import typer

from vekha.cli import door
from vekha.domain.deadlines import Span
from vekha.domain.refusals import RefusedError

First = Annotated[str, typer.Option("--from", metavar="ДАТА", help="Первый день: 2026-01-01 или 01.01.2026.")]
Last = Annotated[str, typer.Option("--to", metavar="ДАТА", help="Последний день, включительно.")]
AsOf = Annotated[
    str, typer.Option("--as-of", help="По записям на этот момент (ISO 8601), по умолчанию сейчас.")
]
Unit = Annotated[str, typer.Option("--organisation", metavar="КОД", help="Код организации.")]


class BadPeriodError(RefusedError):
    """The text is no calendar day."""


def period(first: str, last: str) -> Span:
    """Return the period from `first` to `last`, both inclusive. Raises BadPeriodError."""
    return Span(day(first, "--from"), day(last, "--to"))


def instant(as_of: str, now: datetime) -> datetime:
    """Return the instant of `--as-of`, `now` where it is empty."""
    return door.moment(as_of) if as_of else now


def day(text: str, option: str) -> date:
    """Return the calendar day of an option, 2026-01-31 or 31.01.2026. Raises BadPeriodError."""
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            found = datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a calendar day has no zone
        except ValueError:
            continue
        if found.year not in door.KNOWN_YEARS:
            raise BadPeriodError(f"«{text}» в {option} вне 2001-2099 годов. Проверьте год.")
        return found
    raise BadPeriodError(f"«{text}» в {option} — не дата. Напишите 2026-01-31 или 31.01.2026.")
