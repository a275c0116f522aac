"""`vekha chain`: slack, the critical chain and the risks of a roadmap, what a slip moves, pictures."""

from pathlib import Path
from typing import Annotated

import typer

from vekha.actions.act_as import act_as
from vekha.actions.draw_plan import draw_plan
from vekha.actions.issue import roadmaps_to_issue
from vekha.actions.see_chain import Moved, Seen, Spare, see_chain
from vekha.cli import door
from vekha.domain.refusals import RefusedError
from vekha.reports.out_files import place
from vekha.rules.risks import read_slip
from vekha.rules.russian import short_date, workdays

Which = Annotated[str, typer.Argument(metavar="КАРТА", help="Номер дорожной карты или её приказа.")]
WhatIf = Annotated[
    str, typer.Option("--what-if", metavar="1.1 +5", help="Что сдвинется, если пункт опоздает на 5 дней.")
]
Gantt = Annotated[Path | None, typer.Option("--gantt", metavar="ФАЙЛ.svg", help="Диаграмма Ганта.")]
Graph = Annotated[Path | None, typer.Option("--graph", metavar="ФАЙЛ.svg", help="Схема связей.")]
NO_LINKS = "Подтверждённых связей «конец — начало» нет, поэтому никто никого не держит."
DECIDE = "Решить о предложенных: vekha links."


class NotAnSvgError(RefusedError):
    """A picture is to be written under a name that does not end in .svg, or into a folder's place."""


def chain(  # noqa: PLR0913 - the options of the command line
    roadmap: Which,
    *,
    what_if: WhatIf = "",
    gantt: Gantt = None,
    graph: Graph = None,
    now: door.Now = "",
    sees: door.Sees = "",
    as_json: door.Json = False,
) -> None:
    """Показать запас по срокам, критическую цепочку и риски дорожной карты по подтверждённым связям."""
    at = door.moment(now)
    slip = read_slip(what_if) if what_if else None
    for path in filter(None, (gantt, graph)):
        _check_picture(path)
    with door.database() as engine:
        viewer = act_as(engine, "", sees, at).viewer
        (chosen,) = roadmaps_to_issue(engine, roadmap, viewer, every=False)
        seen = see_chain(engine, chosen, viewer, at, slip)
        pictures = draw_plan(engine, chosen, viewer, at) if gantt or graph else None
    written = []
    if pictures is not None:
        wanted = ((gantt, pictures.gantt), (graph, pictures.graph))
        written = [place(path.parent, path.name, text.encode()) for path, text in wanted if path]
    lines = [told(seen), *(f"Картинка: {path}" for path in written)]
    door.show(seen, "\n".join(lines), as_json=as_json)


def _check_picture(path: Path) -> None:
    if path.suffix.lower() != ".svg" or path.is_dir():
        raise NotAnSvgError(
            f"Картинка пишется в SVG, а «{path}» — не файл .svg. Назовите, например, plan.svg."
        )


def told(seen: Seen) -> str:
    """Return how the roadmap stands, in Russian."""
    lines = [f"Дорожная карта {seen.label} на {short_date(seen.today)}"]
    if seen.links:
        lines += ["", "Запас по срокам"]
        lines += [f"  {one.item}: {_slack(one)} «{one.title}»" for one in seen.slack]
        lines += [] if seen.slack else ["  все связанные пункты исполнены или ждут даты"]
    else:
        lines += [NO_LINKS]
    if seen.proposed:
        lines += [f"Связей без решения: {seen.proposed}, в расчёт не вошли. {DECIDE}"]
    if seen.critical:
        lines += ["", f"Критическая цепочка: {' → '.join(seen.critical)}"]
    if seen.overdue:
        lines += ["", f"Просрочено: {', '.join(seen.overdue)}"]
    lines += ["", "Под риском до своего срока"]
    lines += [f"  {one.why}" for one in seen.risks] or ["  никого"]
    if seen.what_if is not None:
        lines += ["", "Если сдвинется", *(f"  {_move(one)}" for one in seen.what_if)]
    return "\n".join(lines)


def _slack(one: Spare) -> str:
    due = f"срок {short_date(one.due)}" if one.due else "срока нет"
    late = one.due and one.expected and one.expected > one.due
    ready = f", будет готов {short_date(one.expected)}" if late and one.expected else ""
    if one.slack is None:
        return f"{due}{ready}; его никто не ждёт."
    spare = f"запас {workdays(one.slack)}" if one.slack >= 0 else f"не хватает: {workdays(-one.slack)}"
    return f"{due}{ready}; {spare}."


def _move(one: Moved) -> str:
    late = f", позже срока на {workdays(one.late)}" if one.late else ", в срок"
    return f"{one.item}: {short_date(one.was)} → {short_date(one.will_be)}{late}"
