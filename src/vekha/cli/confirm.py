"""`vekha confirm`, `vekha import`: put a document into force by what was read and what a person decided."""

from pathlib import Path
from typing import Annotated

import typer

from vekha.actions.act_as import act_as
from vekha.actions.confirm import Confirmed
from vekha.actions.confirm import confirm as put_into_force
from vekha.cli import door
from vekha.cli.files import content_of
from vekha.cli.reading import Ocr, read_document
from vekha.documents.contract import waiting_for_a_person
from vekha.documents.decisions import decisions_template, read_decisions
from vekha.documents.errors import DocumentError
from vekha.documents.review_reading import read_review
from vekha.domain.decisions import Decisions
from vekha.domain.refusals import RefusedError
from vekha.domain.roadmaps import Roadmap
from vekha.rules.russian import counted

Document = Annotated[Path, typer.Argument(metavar="ФАЙЛ", help="Приказ с дорожной картой.")]
Filled = Annotated[
    Path | None, typer.Option("--decisions", help="Заполненный файл решений (vekha read ... --decisions).")
]

Reviewed = Annotated[
    Path | None, typer.Option("--review", help="Заполненная книга проверки (vekha read ... --review).")
]
ZIP = b"PK"


class TwoFilesError(RefusedError):
    """Decisions were named twice."""


def confirm(  # noqa: PLR0913, PLR0917 - the options of the command line
    file: Document,
    decisions: Filled = None,
    review: Reviewed = None,
    ocr: Ocr = False,
    now: door.Now = "",
    by: door.By = "",
    sees: door.Sees = "",
    as_json: door.Json = False,
) -> None:
    """Подтвердить дорожную карту по решениям; без них принимается только прочитанное без сомнений."""
    at = door.moment(now)
    roadmap = read_document(file, ocr=ocr)
    chosen = chosen_decisions(roadmap, file, decisions, review)
    with door.database() as engine:
        done = put_into_force(engine, roadmap, chosen, act_as(engine, by, sees, at), at)
    door.show(done, told(done), as_json=as_json)


def chosen_decisions(roadmap: Roadmap, file: Path, decisions: Path | None, review: Path | None) -> Decisions:
    """Return what a person decided, from whichever file carries it."""
    if decisions and review:
        raise TwoFilesError("Решения заданы дважды: и --decisions, и --review. Оставьте одно из двух.")
    if review:
        return read_review(content_of(review), review.name, roadmap)
    return read_decisions(_text(decisions) if decisions else _untouched(roadmap, file), roadmap)


def told(done: Confirmed) -> str:
    """Return what came into force, in Russian."""
    if done.already:
        return f"Уже подтверждено раньше: дорожная карта {done.roadmap_id}. Ничего не изменено."
    lines = [
        f"Подтверждена дорожная карта {done.roadmap_id} ({done.issuer}).",
        f"Контролёр: {done.controller.removesuffix('.')}.",
        f"Пунктов в силе: {done.items}, исключено: {done.left_out}.",
        f"Ждут графика или события: {done.waiting}.",
    ]
    if done.forms_a_year:
        forms = counted(done.forms_a_year, "отчёт", "отчёта", "отчётов")
        lines.append(f"О постоянной работе каждая организация отчитывается: {forms} в год.")
    lines += [f"  прошедший срок: {line}" for line in done.past]
    lines += [f"  замечание: {note}" for note in done.notes]
    return "\n".join([*lines, f"Дальше: vekha issue {done.roadmap_id}"])


def _untouched(roadmap: Roadmap, file: Path) -> str:
    """The decisions of a document nobody has a doubt about. Refused where a person has to look."""
    doubtful = len(waiting_for_a_person(roadmap))
    if doubtful:
        rows = counted(doubtful, "строка ждёт", "строки ждут", "строк ждут")
        raise DocumentError(
            f"{rows} решения человека.",
            f"Создайте книгу: vekha read {file} --review проверка.xlsx, заполните её и повторите "
            f"с --review проверка.xlsx. То же текстом: vekha read {file} --decisions решения.toml.",
            roadmap.file,
        )
    return decisions_template(roadmap)


def _text(path: Path) -> str:
    content = content_of(path)
    if content.startswith(ZIP):
        raise DocumentError(
            "это книга, а не файл решений TOML.", f"Укажите её так: --review {path}.", path.name
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(
            "файл решений не в кодировке UTF-8.", "Сохраните его как UTF-8.", path.name
        ) from error
