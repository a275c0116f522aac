"""`vekha amend`: put a new edition of a roadmap into force after looking at the difference."""

from typing import Annotated

import typer

from vekha.actions.act_as import act_as
from vekha.actions.amend import Amended, Amendment, Reading
from vekha.actions.amend import amend as put_into_force
from vekha.cli import door
from vekha.cli.confirm import Document, Filled, Reviewed, chosen_decisions
from vekha.cli.issue import told as told_issued
from vekha.cli.reading import Ocr, read_document
from vekha.domain.life import Ground
from vekha.domain.refusals import RefusedError
from vekha.domain.roadmaps import OrderBody
from vekha.rules.editions import Change, Pair
from vekha.rules.grounds import read_act
from vekha.rules.russian import counted

Of = Annotated[str, typer.Option("--of", metavar="КАРТА", help="Какую дорожную карту меняет документ.")]
Match = Annotated[
    list[str] | None,
    typer.Option(
        "--match", metavar="СТРОКА=ПУНКТ", help="Строка новой редакции — пункт прежней; «17=нет» — новый."
    ),
]
Act = Annotated[str, typer.Option("--act", help="Приказ об изменениях: «приказ № 5 от 01.02.2026».")]
Accept = Annotated[bool, typer.Option("--accept", help="Ввести редакцию в действие.")]
NEW_ONE = "нет"
LOOK_FIRST = 2


class BadMatchError(RefusedError):
    """A pair is not written as «row=item»."""


def amend(  # noqa: PLR0913 - the options of the command line
    file: Document,
    *,
    decisions: Filled = None,
    review: Reviewed = None,
    of: Of = "",
    match: Match = None,
    act: Act = "",
    accept: Accept = False,
    ocr: Ocr = False,
    now: door.Now = "",
    by: door.By = "",
    sees: door.Sees = "",
    as_json: door.Json = False,
) -> None:
    """Сличить новую редакцию дорожной карты с прежней; с --accept ввести её в действие."""
    at = door.moment(now)
    roadmap = read_document(file, ocr=ocr)
    reading = Reading(roadmap, chosen_decisions(roadmap, file, decisions, review))
    amendment = Amendment(_ground(act, roadmap.body), of, dict(_pair(text) for text in match or ()))
    with door.database() as engine:
        actor = act_as(engine, by, sees, at)
        done = put_into_force(engine, reading, amendment, actor, at, accept=accept)
    door.show(done, told(done), as_json=as_json)
    if not accept:
        raise typer.Exit(LOOK_FIRST)


def _ground(act: str, body: OrderBody) -> Ground:
    """The paper of the change: the one that is named, else the document's own order."""
    reason = "новая редакция дорожной карты"
    if act:
        return read_act(act, reason)
    return Ground(reason, number=body.order_number or "", dated=body.order_date)


def _pair(text: str) -> tuple[int, str | None]:
    row, sign, item = text.partition("=")
    if not sign or not row.strip().isdecimal() or not item.strip():
        raise BadMatchError(f"--match «{text}» не разобран. Пишите так: --match 17=3.2 или --match 17=нет.")
    called = item.strip()
    return int(row), None if called.lower() == NEW_ONE else called


def told(done: Amended) -> str:
    """Return the difference and what it does, in Russian."""
    lines = [f"Дорожная карта {done.label}, редакция {done.edition}:"]
    lines += [f"  {_line(pair)}" for pair in done.pairs if pair.change is not Change.SAME]
    same = done.changes.get(Change.SAME, 0)
    lines.append(f"Без изменений: {counted(same, 'пункт', 'пункта', 'пунктов')}.")
    withdrawn = counted(done.withdrawn, "обязательство", "обязательства", "обязательств")
    moved = counted(done.re_dated, "обязательства", "обязательств", "обязательств")
    lines.append(f"Отменяется: {withdrawn}. Меняется срок: у {moved}. Исполненное остаётся.")
    if done.issued is None:
        lines.append("Ничего не изменено. Поправить пары: --match СТРОКА=ПУНКТ; ввести в действие: --accept.")
    else:
        lines.append(told_issued(done.issued))
    return "\n".join(lines)


def _line(pair: Pair) -> str:
    if pair.old is None and pair.new is not None:
        return f"добавлен (строка {pair.new.ordinal}): {pair.new.name}"
    if pair.new is None:
        return f"исключён: {pair.old.name if pair.old else ''}"
    old = pair.old.number or "без номера" if pair.old else ""
    what = f"изменён ({', '.join(pair.what)})" if pair.what else "перенесён"
    return f"{what}: {old} -> строка {pair.new.ordinal}, {pair.new.name}"
