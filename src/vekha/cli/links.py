"""`vekha links`: who waits for whom in a roadmap, and what a person decides about it."""

import re
from typing import Annotated

import typer

from vekha.actions.act_as import act_as
from vekha.actions.decide_links import Addition, Decided, Verdicts, decide_links
from vekha.actions.issue import roadmaps_to_issue
from vekha.actions.list_links import LinkList, ShownLink, list_links
from vekha.cli import door
from vekha.domain.dependencies import Lag, LagUnit, LinkKind, LinkState
from vekha.domain.refusals import RefusedError
from vekha.rules.russian import counted, workdays

Which = Annotated[str, typer.Argument(metavar="КАРТА", help="Номер дорожной карты или её приказа.")]
Confirm = Annotated[str, typer.Option("--confirm", metavar="all|N,N", help="Подтвердить связи.")]
Refuse = Annotated[str, typer.Option("--refuse", metavar="N,N", help="Отклонить связи, с --reason.")]
Reason = Annotated[str, typer.Option("--reason", help="Почему отклонено.")]
Add = Annotated[
    str, typer.Option("--add", metavar="1.1->2.3", help="Добавить связь: 2.3 ждёт 1.1; известную изменить.")
]
Type = Annotated[
    LinkKind, typer.Option("--type", help="FS: ждёт конца, SS: достаточно начала.", case_sensitive=False)
]
LagOption = Annotated[
    str, typer.Option("--lag", metavar="N", help="Не раньше чем через N рабочих дней; «5к» — календарных.")
]
STATES = {
    LinkState.PROPOSED: "предложена",
    LinkState.CONFIRMED: "подтверждена",
    LinkState.REFUSED: "отклонена",
}
EVERY = "all"
_NUMBERS = re.compile(r"\d{1,4}(-\d{1,4})?")
_ADDED = re.compile(r"(?P<before>.+?)\s*(?:->|→)\s*(?P<after>.+)")
_LAG = re.compile(r"(?P<count>\d{1,3})\s*(?P<calendar>[кk])?", re.IGNORECASE)


class UnreadableLinkError(RefusedError):
    """An option of the command cannot be read."""


def links(  # noqa: PLR0913 - the options of the command line
    roadmap: Which,
    *,
    confirm: Confirm = "",
    refuse: Refuse = "",
    reason: Reason = "",
    add: Add = "",
    kind: Type = LinkKind.FINISH_START,
    lag: LagOption = "",
    now: door.Now = "",
    by: door.By = "",
    sees: door.Sees = "",
    as_json: door.Json = False,
) -> None:
    """Показать, кто кого ждёт в дорожной карте; подтвердить, отклонить или добавить связь."""
    at = door.moment(now)
    every = confirm.strip().casefold() == EVERY
    verdicts = Verdicts(
        confirm=frozenset() if every else _numbers(confirm),
        refuse=_numbers(refuse),
        every=every,
        add=_addition(add, kind, lag),
        reason=reason,
    )
    with door.database() as engine:
        actor = act_as(engine, by, sees, at)
        (chosen,) = roadmaps_to_issue(engine, roadmap, actor.viewer, every=False)
        if not (verdicts.confirm or verdicts.refuse or every or verdicts.add):
            if reason:
                raise UnreadableLinkError("Причина без решения: добавьте --confirm, --refuse или --add.")
            found = list_links(engine, chosen, actor.viewer)
            door.show(found, told(found), as_json=as_json)
            return
        done = decide_links(engine, chosen, verdicts, actor, at)
    door.show(done, decided(done), as_json=as_json)


def told(found: LinkList) -> str:
    """Return the links in Russian, each with its reason on a line of its own."""
    if not found.links:
        return f'Дорожная карта {found.label}: связей нет. Добавить: --add "1.1->2.3".'
    lines = [f"Дорожная карта {found.label}: кто кого ждёт"]
    for link in found.links:
        lines += [f"{link.number:>3}. {link.after} ждёт {link.before}{terms(link)}: {_state(link)}"]
        lines += [f"     {link.why}"]
    waiting = sum(link.state is LinkState.PROPOSED for link in found.links)
    if waiting:
        ask = "Предложение никого не связывает: подтвердите --confirm all или отклоните --refuse N --reason."
        lines += [f"Ждёт решения: {waiting}. {ask}"]
    return "\n".join(lines)


def terms(link: ShownLink) -> str:
    """Return the kind and the lag of a link where they are not the usual ones."""
    begun = " (достаточно начала)" if link.kind is LinkKind.START_START else ""
    if link.lag is None or not link.lag.count:
        return begun
    if link.lag.unit is LagUnit.WORKING_DAY:
        return f"{begun}, через {workdays(link.lag.count)}"
    return f"{begun}, через {counted(link.lag.count, 'день', 'дня', 'дней')}"


def _state(link: ShownLink) -> str:
    said = ", ".join(filter(None, (link.who, link.reason)))
    return STATES[link.state] + (f" ({said})" if said else "")


def decided(done: Decided) -> str:
    """Return what changed, in Russian."""
    changes = (("подтверждено", done.confirmed), ("отклонено", done.refused), ("добавлено", done.added))
    said = ", ".join(f"{what} {count}" for what, count in changes if count)
    left = f" Ждёт решения: {done.proposed}." if done.proposed else ""
    return f"Дорожная карта {done.label}. Связи: {said or 'всё уже было так, ничего не изменено'}.{left}"


def _numbers(text: str) -> frozenset[int]:
    found: set[int] = set()
    for part in filter(None, (one.strip() for one in text.split(","))):
        if not _NUMBERS.fullmatch(part):
            raise UnreadableLinkError(f"«{part}» — не номер связи. Напишите номера через запятую: 1,3-5.")
        first, _, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return frozenset(found)


def _addition(text: str, kind: LinkKind, lag: str) -> Addition | None:
    if not text.strip():
        if lag.strip():
            raise UnreadableLinkError('--lag говорят о связи: добавьте --add "1.1->2.3".')
        return None
    match = _ADDED.fullmatch(text.strip())
    if match is None:
        raise UnreadableLinkError(
            f'Связь «{text}» не понять. Напишите, кого ждут и кто ждёт: --add "1.1->2.3".'
        )
    return Addition(match["before"], match["after"], kind, _lag(lag))


def _lag(text: str) -> Lag | None:
    if not text.strip():
        return None
    match = _LAG.fullmatch(text.strip())
    if match is None:
        raise UnreadableLinkError(f"Сдвиг «{text}» не понять: 5 — рабочих дней, «5к» — календарных.")
    unit = LagUnit.DAY if match["calendar"] else LagUnit.WORKING_DAY
    return Lag(int(match["count"]), unit) if int(match["count"]) else None
