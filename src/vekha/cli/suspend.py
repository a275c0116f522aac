"""`vekha suspend`: stop the clock for an interval, or start it again earlier."""

from typing import Annotated

import typer

from vekha.actions.measure import Measure
from vekha.actions.suspend import Resuming, Suspending
from vekha.cli import door, measures
from vekha.cli.measures import Aim, carry, choice_of
from vekha.cli.period import day, period
from vekha.domain.refusals import RefusedError
from vekha.rules.grounds import read_act

First = Annotated[str, typer.Option("--from", metavar="ДАТА", help="Первый день приостановки.")]
Last = Annotated[str, typer.Option("--to", metavar="ДАТА", help="Последний день, включительно.")]
Until = Annotated[
    str, typer.Option("--until", metavar="ДАТА", help="Новый срок, если прежний наступит раньше конца.")
]
Resume = Annotated[bool, typer.Option("--resume", help="Снять приостановку раньше её конца.")]


class NoIntervalError(RefusedError):
    """A suspension without its days."""


def suspend(  # noqa: PLR0913 - the options of the command line
    obligation: measures.Which = "",
    *,
    first: First = "",
    last: Last = "",
    until: Until = "",
    resume: Resume = False,
    reason: measures.Reason = "",
    act: measures.Act = "",
    item: measures.Item = "",
    organisations: measures.Organisations = "",
    level: measures.AtLevel = None,
    roadmap: measures.Roadmap = "",
    yes: measures.Yes = False,
    now: door.Now = "",
    by: door.By = "",
    sees: door.Sees = "",
    as_json: door.Json = False,
) -> None:
    """Приостановить обязательство на время: до конца приостановки о нём не напоминают."""
    measure = Resuming(reason) if resume else _pause(first, last, until, act, reason)
    chosen = choice_of(item, organisations, level, roadmap)
    carry(Aim(obligation, chosen, yes, now, by, sees, as_json), measure)


def _pause(first: str, last: str, until: str, act: str, reason: str) -> Measure:
    if not (first and last):
        raise NoIntervalError(
            "Назовите первый и последний день приостановки: --from и --to. Конец обязателен."
        )
    due = day(until, "--until") if until else None
    return Suspending(period(first, last), read_act(act, reason), due)
