"""`vekha read FILE`: read a document and show what was understood; no database is touched.

Workbooks, pages, decisions and calendars cost a second to import: only what an option asks for is imported.
"""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from vekha.cli import door
from vekha.cli.files import content_of
from vekha.cli.read_lines import print_roadmap
from vekha.cli.reading import Ocr, read_document
from vekha.documents.contract import exit_code, roadmap_json
from vekha.documents.printed_deadlines import by_school_year
from vekha.domain.roadmaps import Roadmap

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
Review = Annotated[
    Path | None,
    typer.Option(
        "--review",
        metavar="ФАЙЛ.xlsx|.html|.json",
        help="Записать проверку: книгу с решениями, страницу или JSON.",
    ),
]


def read(
    file: Document,
    decisions: Template = None,
    review: Review = None,
    calendar: Layer = None,
    ocr: Ocr = False,
    as_json: door.Json = False,
) -> None:
    """Прочитать документ: код 0 — всё ясно, 2 — нужен человек, 1 — прочитать нельзя."""
    if review is not None:
        _check_name(review)
    roadmap = read_document(file, ocr=ocr)
    if calendar is not None:
        roadmap = _by_calendar(roadmap, calendar)
    _write(roadmap, decisions, review)
    if as_json:
        typer.echo(json.dumps(roadmap_json(roadmap), ensure_ascii=False, indent=1))
    else:
        print_roadmap(roadmap, Console())
        _say_next(file, decisions, review)
    raise typer.Exit(exit_code(roadmap))


def _check_name(review: Path) -> None:
    """Refuse a name nothing can be written under before the document is read."""
    from vekha.cli.review_files import kind_of

    kind_of(review)


def _by_calendar(roadmap: Roadmap, calendar: Path) -> Roadmap:
    from vekha.actions.accept_layer import layer_of, school_plan_of

    layer = layer_of(calendar.name, content_of(calendar), "")
    return by_school_year(roadmap, school_plan_of(layer))


def _write(roadmap: Roadmap, decisions: Path | None, review: Path | None) -> None:
    if decisions is None and review is None:
        return
    from vekha.cli.review_files import write_review, write_template

    if decisions is not None:
        write_template(decisions, roadmap)
    if review is not None:
        write_review(review, roadmap)


def _say_next(file: Path, decisions: Path | None, review: Path | None) -> None:
    if decisions is not None:
        typer.echo(
            f"Файл решений записан: {decisions}. Заполните его и выполните: "
            f"vekha confirm {file} --decisions {decisions}"
        )
    if review is not None and review.suffix.lower() == ".xlsx":
        typer.echo(
            f"Книга для проверки записана: {review}. Заполните её и выполните: "
            f"vekha confirm {file} --review {review}"
        )
    elif review is not None:
        typer.echo(f"Проверка записана: {review}.")
