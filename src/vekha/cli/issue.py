"""`vekha issue`: turn a confirmed roadmap into obligations."""

from typing import Annotated

import typer

from vekha.actions.act_as import act_as
from vekha.actions.issue import Issued, roadmaps_to_issue
from vekha.actions.issue import issue as issue_roadmap
from vekha.cli import door
from vekha.rules.russian import counted

Which = Annotated[
    str, typer.Argument(metavar="КАРТА", help="Номер дорожной карты, начало номера или номер приказа.")
]
Every = Annotated[bool, typer.Option("--all", help="Выдать обязательства по всем дорожным картам.")]


def issue(
    roadmap: Which = "",
    every: Every = False,
    now: door.Now = "",
    by: door.By = "",
    sees: door.Sees = "",
    as_json: door.Json = False,
) -> None:
    """Выдать обязательства по подтверждённой дорожной карте; повтор ничего не добавляет."""
    at = door.moment(now)
    with door.database() as engine:
        actor = act_as(engine, by, sees, at)
        chosen = roadmaps_to_issue(engine, "" if every else roadmap, actor.viewer, every=every)
        done = [issue_roadmap(engine, one, at, actor=actor) for one in chosen]
    door.show(done, "\n".join(told(one) for one in done) or "Дорожных карт ещё нет.", as_json=as_json)


def told(done: Issued) -> str:
    """Return what was issued, in Russian."""
    if not done.created and not done.requests:
        return f"Дорожная карта {done.label}: новых обязательств нет, выданы раньше: {done.known}."
    parts = [
        f"на контроле {done.watched}" if done.watched else "",
        f"в учёт без напоминаний {done.history}" if done.history else "",
        f"ждут графика или события {done.waiting}" if done.waiting else "",
        f"сроки предварительные (календарь года не утверждён) {done.provisional}" if done.provisional else "",
        f"автору задано вопросов о сроке {done.requests}" if done.requests else "",
        f"выданы раньше {done.known}" if done.known else "",
    ]
    created = counted(done.created, "обязательство", "обязательства", "обязательств")
    said = "; ".join(part for part in parts if part)
    return f"Дорожная карта {done.label}: выдано {created}" + (f" ({said})." if said else ".")
