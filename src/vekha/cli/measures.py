"""What the commands that act on obligations share: one by its number, many by a filter, looked at first."""

from dataclasses import dataclass
from typing import Annotated

import typer

from vekha.actions.act_as import act_as
from vekha.actions.bulk import Bulk, look, take_bulk
from vekha.actions.measure import Acted, Measure, act_on
from vekha.cli import door
from vekha.domain.obligations import Event
from vekha.domain.organisations import Level
from vekha.domain.refusals import RefusedError
from vekha.rules.russian import counted, sentence, short_date
from vekha.rules.states import STATE_NAMES
from vekha.storage.choice_queries import Choice

PREVIEWED = 2  # the exit code: a person has to look

Which = Annotated[str, typer.Argument(metavar="НОМЕР", help="Номер обязательства или его начало.")]
Reason = Annotated[str, typer.Option("--reason", help="Причина: остаётся в журнале, печатается в справке.")]
Act = Annotated[str, typer.Option("--act", metavar="БУМАГА", help="Основание: «приказ № 5 от 01.02.2026».")]
Item = Annotated[str, typer.Option("--item", metavar="НОМЕР", help="Все обязательства этого пункта.")]
Organisations = Annotated[
    str, typer.Option("--organisations", metavar="КОД,КОД", help="Только у этих организаций.")
]
AtLevel = Annotated[
    Level | None, typer.Option("--level", help="Только этого уровня: region, municipality, school.")
]
Roadmap = Annotated[str, typer.Option("--roadmap", metavar="НОМЕР", help="Только этой дорожной карты.")]
Yes = Annotated[
    bool, typer.Option("--yes", help="Действовать; без этого только показать, что будет затронуто.")
]


class UnclearAimError(RefusedError):
    """Both one obligation and a filter were named."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What a command is about, and who says so: the common options as they were typed."""

    obligation: str
    choice: Choice
    yes: bool
    now: str
    by: str
    sees: str
    as_json: bool

    def __post_init__(self) -> None:
        if self.obligation and not self.choice.open:
            raise UnclearAimError("Назовите одно из двух: номер обязательства или условия отбора.")


def choice_of(item: str, organisations: str, level: Level | None, roadmap: str) -> Choice:
    """Return the filter of the options."""
    codes = tuple(code.strip() for code in organisations.split(",") if code.strip())
    return Choice(item.strip(), codes, level, roadmap.strip().removeprefix("№").strip())


def carry(aim: Aim, measure: Measure) -> None:
    """Take the measure on the one obligation; on many show it first, exit 2, and take it with `--yes`."""
    at = door.moment(aim.now)
    with door.database() as engine:
        actor = act_as(engine, aim.by, aim.sees, at)
        if aim.obligation:
            done = act_on(engine, aim.obligation, measure, actor, at)
            door.show(done, told(done, measure), as_json=aim.as_json)
            return
        bulk = (take_bulk if aim.yes else look)(engine, aim.choice, measure, actor, at)
    door.show(bulk, told_bulk(bulk), as_json=aim.as_json)
    if not aim.yes:
        raise typer.Exit(PREVIEWED)


_DONE = {
    Event.EXTEND: "Продлено",
    Event.SUSPEND: "Приостановлено",
    Event.RESUME: "Приостановка снята",
    Event.WAIVE: "Освобождено",
    Event.WITHDRAW: "Отменено",
    Event.REINSTATE: "Восстановлено",
    Event.UNDO: "Взято назад",
}


def told(done: Acted, measure: Measure) -> str:
    """Return what became of the one, in Russian."""
    term = f" Срок {short_date(done.due)}" if done.due else ""
    if term and done.original_due and done.original_due != done.due:
        term += f" (первоначальный {short_date(done.original_due)})"
    now = f"Сейчас: {STATE_NAMES[done.state]}"
    lines = f"{_DONE[measure.event]}: {done.item_title or done.obligation_id} ({done.organisation}). {now}."
    return lines + (sentence(term) if term else "")


def told_bulk(bulk: Bulk) -> str:
    """Return what is touched, or was, in Russian."""
    owed = counted(bulk.obligations, "обязательство", "обязательства", "обязательств")
    places = counted(bulk.organisations, "организации", "организациях", "организациях")
    items = counted(bulk.items, "пункт", "пункта", "пунктов")
    lines = [f"{_DONE[bulk.event] if bulk.bulk_id else 'Затронет'}: {owed} в {places} ({items})."]
    lines += [f"Останется как есть: {why} — {number}." for why, number in sorted(bulk.skipped.items())]
    if bulk.bulk_id:
        lines.append(f"Взять назад, пока об этом не ушло писем: vekha undo {bulk.bulk_id}")
    else:
        lines.append("Пока ничего не изменено. Чтобы выполнить, повторите команду с --yes.")
    return "\n".join(lines)
