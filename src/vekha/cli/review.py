"""`vekha review`: accept a paper or return it."""

from typing import Annotated

import typer

from vekha.actions.act_as import act_as
from vekha.actions.mending import DEFAULT_WORKDAYS
from vekha.actions.review import Reviewed, Ruling
from vekha.actions.review import review as decide
from vekha.cli import door
from vekha.domain.obligations import State
from vekha.domain.refusals import RefusedError
from vekha.rules.russian import counted, short_date

Which = Annotated[str, typer.Argument(metavar="НОМЕР", help="Номер обязательства или его начало.")]
Accept = Annotated[bool, typer.Option("--accept", help="Принять.")]
Return = Annotated[str, typer.Option("--return", help="Вернуть на доработку с этой причиной.")]
Term = Annotated[int, typer.Option("--return-term", help="Срок доработки в рабочих днях.")]


class UnclearRulingError(RefusedError):
    """Neither or both of --accept and --return were given."""


def review(  # noqa: PLR0913 - the options of the command line
    obligation: Which,
    *,
    accept: Accept = False,
    returned: Return = "",
    return_term: Term = DEFAULT_WORKDAYS,
    now: door.Now = "",
    by: door.By = "",
    sees: door.Sees = "",
    as_json: door.Json = False,
) -> None:
    """Принять бумагу или вернуть её на доработку."""
    if accept == bool(returned):
        raise UnclearRulingError("Напишите одно из двух: --accept или --return «что исправить».")
    at = door.moment(now)
    with door.database() as engine:
        ruling = Ruling(accept, returned, return_term)
        done = decide(engine, obligation, ruling, act_as(engine, by, sees, at), at)
    door.show(done, told(done), as_json=as_json)


def told(done: Reviewed) -> str:
    """Return the decision, in Russian."""
    what = f"{done.item_title or done.obligation_id} ({done.organisation}), версия {done.version}"
    if done.answered > 1:
        what += f", одна форма на {counted(done.answered, 'пункт', 'пункта', 'пунктов')}"
    if done.mend_by:
        return f"Возвращено на доработку: {what}. Исправить до {short_date(done.mend_by)} включительно."
    closed = " и снято с контроля" if done.state is State.CLOSED else ""
    judged = {True: "исполнено в срок", False: "исполнено с нарушением срока", None: "срок не назначен"}
    days = counted(done.reviewer_days, "день", "дня", "дней")
    lay = f" У проверяющего {days}." if done.reviewer_days else ""
    return f"Принято{closed}: {what}; {judged[done.in_time]}.{lay}"
