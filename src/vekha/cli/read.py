"""`vekha read FILE`: read a document and show what was understood; no database is touched."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from vekha.actions.accept_layer import layer_of, school_plan_of
from vekha.cli import door
from vekha.cli.files import content_of
from vekha.cli.order_lines import order_lines
from vekha.documents.anomalies import ANOMALIES
from vekha.documents.contract import exit_code, needs_review, roadmap_json
from vekha.documents.decisions import decisions_template
from vekha.documents.printed_deadlines import by_school_year
from vekha.documents.roadmap import read_roadmap
from vekha.domain.refusals import RefusedError
from vekha.domain.roadmaps import Roadmap, RoadmapItem
from vekha.rules.russian import counted, short_date

Document = Annotated[Path, typer.Argument(metavar="ФАЙЛ", help="Приказ с дорожной картой.")]
Template = Annotated[
    Path | None,
    typer.Option("--decisions", metavar="ФАЙЛ.toml", help="Записать файл решений для заполнения."),
]
Layer = Annotated[
    Path | None,
    typer.Option(
        "--calendar",
        metavar="СЛОЙ.toml",
        help="Слой календаря издателя: четверти и каникулы по его учебному году.",
    ),
]
SHOWN_DATES = 3


class TemplateExistsError(RefusedError):
    """A decisions file is somebody's work: it is never written over."""


def read(
    file: Document, decisions: Template = None, calendar: Layer = None, as_json: door.Json = False
) -> None:
    """Прочитать документ: код 0 — всё ясно, 2 — нужен человек, 1 — прочитать нельзя."""
    roadmap = read_roadmap(file)
    if calendar is not None:
        layer = layer_of(calendar.name, content_of(calendar), "")
        roadmap = by_school_year(roadmap, school_plan_of(layer))
    if decisions is not None:
        _write_template(decisions, roadmap)
    if as_json:
        typer.echo(json.dumps(roadmap_json(roadmap), ensure_ascii=False, indent=1))
    else:
        _print(roadmap)
    if decisions is not None and not as_json:
        typer.echo(
            f"Файл решений записан: {decisions}. Заполните его и выполните: "
            f"vekha confirm {file} --decisions {decisions}"
        )
    raise typer.Exit(exit_code(roadmap))


def _write_template(path: Path, roadmap: Roadmap) -> None:
    try:
        with path.open("x", encoding="utf-8") as made:
            made.write(decisions_template(roadmap))
    except FileExistsError as error:
        raise TemplateExistsError(
            f"Файл {path} уже есть, в нём могут быть чьи-то решения. Укажите другое имя."
        ) from error
    except OSError as error:
        raise TemplateExistsError(f"Файл {path} не записать: {error.strerror}. Проверьте папку.") from error


def _print(roadmap: Roadmap) -> None:
    console = Console()
    body = roadmap.body
    number = f"№ {body.order_number}" if body.order_number else "без номера"
    dated = f" от {short_date(body.order_date)}" if body.order_date else ""
    console.print(f"{body.title}\n{number}{dated}, {body.issuer or 'издатель не назван'}", highlight=False)
    console.print(f"Период: {body.period_basis}", highlight=False)
    for line in order_lines(body):
        console.print(line, highlight=False, markup=False)
    table = Table("пункт", "мероприятие", "срок", "прочитано", "исполнитель", "сомнения", show_lines=True)
    for item in roadmap.items:
        table.add_row(*_row(item, roadmap), style="yellow" if needs_review(item, roadmap) else None)
    console.print(table)
    doubtful = sum(needs_review(item, roadmap) for item in roadmap.items)
    lost = roadmap.coverage
    console.print(
        f"Найдено: {counted(len(roadmap.items), 'строка', 'строки', 'строк')}, "
        f"нужен человек: {doubtful}. Слов в документе {lost.source_words}: в строках {lost.in_rows}, "
        f"в разделах {lost.in_sections}, вне плана {lost.in_rest}, потеряно {lost.lost}.",
        highlight=False,
    )
    for remark in (each for each in roadmap.remarks if each.place is None or each.place.row is None):
        console.print(f"Замечание: {remark}", highlight=False, markup=False)


def _row(item: RoadmapItem, roadmap: Roadmap) -> tuple[str, ...]:
    dates = [short_date(one.raw_due) for one in item.deadline.occurrences]
    more = f" … всего {len(dates)}" if len(dates) > SHOWN_DATES else ""
    read_as = ", ".join(dates[:SHOWN_DATES]) + more if dates else _UNDATED[item.deadline.kind]
    doubts = [
        *item.deadline.doubts,
        *item.executors.doubts,
        *(ANOMALIES[code].text for code in item.anomalies),
    ]
    marked = (
        "; ".join(doubts) if doubts else ("—" if not roadmap.flat_text else "прочитано из сплошного текста")
    )
    return (
        item.number or "—",
        item.title,
        item.deadline_text or "—",
        read_as,
        item.executor_text or "—",
        marked,
    )


_UNDATED = {
    "external": "по другому документу",
    "event": "после события",
    "unspecified": "не прочитано",
}
