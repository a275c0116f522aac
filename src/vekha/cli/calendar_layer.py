"""`vekha calendar-layer`: what an organisation's own days off change, and their acceptance."""

from collections import defaultdict
from pathlib import Path
from typing import Annotated

import typer

from vekha.actions.accept_layer import (
    ChangedDay,
    LayerChange,
    Moves,
    accept_layer,
    layer_of,
    preview_layer,
)
from vekha.actions.act_as import act_as
from vekha.calendar.days import DayKind
from vekha.cli import door
from vekha.cli.files import content_of
from vekha.rules.russian import counted, short_date, weekday

LayerPath = Annotated[
    Path, typer.Argument(metavar="ФАЙЛ.toml|ics", help="Слой календаря: дни с видом и основанием.")
]
Owner = Annotated[
    str, typer.Option("--organisation", metavar="КОД", help="Чей это слой: для неё и всех ниже.")
]
Accept = Annotated[bool, typer.Option("--accept", help="Принять: ввести слой и пересчитать сроки.")]

DAYS_SHOWN = 40
_KINDS = {
    DayKind.WORKING: "рабочий",
    DayKind.SHORT: "сокращённый",
    DayKind.NONWORKING: "нерабочий",
    DayKind.DECREE: "нерабочий по указу",
}


def calendar_layer(  # noqa: PLR0913 - the options of the command line
    file: LayerPath,
    *,
    organisation: Owner,
    accept: Accept = False,
    now: door.Now = "",
    by: door.By = "",
    sees: door.Sees = "",
    as_json: door.Json = False,
) -> None:
    """Показать, какие дни и сроки изменит слой календаря организации, и принять его."""
    at = door.moment(now)
    layer = layer_of(file.name, content_of(file), organisation)
    with door.database() as engine:
        actor = act_as(engine, by, sees, at)
        change = (accept_layer if accept else preview_layer)(engine, layer, organisation, actor, at)
    door.show(change, told(change), as_json=as_json)


def told(change: LayerChange) -> str:
    """Return the change in Russian: the days, then the terms."""
    state = "принят" if change.accepted else "уже действует" if change.known else "ещё не принят"
    lines = [f"Слой «{change.title}» ({change.organisation}), версия {change.version}: {state}."]
    lines += _day_lines(change.days)
    lines += move_lines(change.moves, accepted=change.accepted)
    if not change.accepted and not (change.known and change.moves.nothing):
        lines.append("Ничего не изменено. Чтобы принять, повторите команду с --accept.")
    return "\n".join(lines)


def _day_lines(days: tuple[ChangedDay, ...]) -> list[str]:
    if not days:
        return ["Ни один день не меняется."]
    by_week: dict[int, list[ChangedDay]] = defaultdict(list)
    for day in days:
        by_week[day.week].append(day)
    lines = []
    for week, changed in by_week.items():
        lines.append(f"Изменится дней при {_WEEKS[week]} неделе: {len(changed)}")
        lines += [
            f"  {short_date(one.day)}, {weekday(one.day)}: {_KINDS[one.was]} -> {_KINDS[one.becomes]}"
            for one in changed[:DAYS_SHOWN]
        ]
        if len(changed) > DAYS_SHOWN:
            lines.append(f"  … и ещё {len(changed) - DAYS_SHOWN}, последний {short_date(changed[-1].day)}")
    return lines


_WEEKS = {5: "пятидневной", 6: "шестидневной"}


def move_lines(moves: Moves, *, accepted: bool) -> list[str]:
    """Return in Russian what happens to the terms of what is still owed."""
    if moves.nothing:
        return [*_held(moves), "Ни один срок не меняется."]
    verb = "сдвинуто" if accepted else "сдвинется"
    lines = [f"Сроков {verb}: {moves.due}"]
    lines += [
        f"  {short_date(one.was)} -> {short_date(one.becomes)}  {one.organisation}: "
        f"{one.item_title or 'без названия'} [{one.obligation_id[:8]}]"
        for one in moves.listed
    ]
    if moves.due > len(moves.listed):
        lines.append(f"  … и ещё {moves.due - len(moves.listed)}")
    numbers = {
        "Только внутренние даты или час окончания": moves.inner,
        "Срок больше не предварительный": moves.settled,
        "Срок становится предварительным": moves.unsettled,
    }
    lines += [f"{what}: {number}" for what, number in numbers.items() if number]
    return [*lines, *_held(moves)]


def _held(moves: Moves) -> list[str]:
    if not moves.held:
        return []
    kept = counted(moves.held, "срок остаётся", "срока остаются", "сроков остаются")
    return [f"{kept} на месте: новый день уже прошёл, задним числом никто не опаздывает."]
