"""`vekha target`: enter the plan of an indicator from the act it lies in."""

from typing import Annotated

import typer

from vekha.actions.act_as import act_as
from vekha.actions.target import Target, enter_target
from vekha.cli import door
from vekha.domain.indicators import Direction
from vekha.domain.refusals import RefusedError
from vekha.rules.grounds import read_act

Item = Annotated[str, typer.Argument(metavar="ПУНКТ", help="Номер пункта или мероприятия.")]
Indicator = Annotated[
    str, typer.Argument(metavar="ПОКАЗАТЕЛЬ", help="Номер показателя в пункте или начало его текста.")
]
Value = Annotated[str, typer.Option("--value", metavar="ЧИСЛО", help="Плановое значение: 60 или 12,5.")]
Act = Annotated[str, typer.Option("--act", help="Акт, который его задал: «постановление № 5 от 01.02.2026».")]
AtMost = Annotated[bool, typer.Option("--at-most", help="Не более этого значения.")]
REASON = "план показателя из другого акта"


class BadValueError(RefusedError):
    """The value is no number."""


def target(  # noqa: PLR0913 - the options of the command line
    item: Item,
    indicator: Indicator,
    *,
    value: Value,
    act: Act,
    at_most: AtMost = False,
    now: door.Now = "",
    by: door.By = "",
    sees: door.Sees = "",
    as_json: door.Json = False,
) -> None:
    """Внести план показателя из акта, который его утвердил; до этого в справках «план не задан»."""
    at = door.moment(now)
    direction = Direction.AT_MOST if at_most else None
    wanted = Target(item, indicator, _number(value), direction, read_act(act, REASON))
    with door.database() as engine:
        done = enter_target(engine, wanted, act_as(engine, by, sees, at), at)
    said = "уже внесено раньше, ничего не изменено" if done.already else "внесено"
    line = f"{done.item}. Показатель «{done.indicator}»: план {done.plan} ({done.act}), {said}."
    door.show(done, line, as_json=as_json)


def _number(text: str) -> float:
    try:
        return float(text.replace(",", ".").replace(" ", "").removesuffix("%"))
    except ValueError as error:
        raise BadValueError(f"План «{text}» — не число. Впишите, например, --value 60.") from error
