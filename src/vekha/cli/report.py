"""`vekha report`: print a memo or a register."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from vekha.actions.act_as import act_as
from vekha.actions.report import Order, PaperKind, Reported
from vekha.actions.report import report as print_paper
from vekha.cli import door
from vekha.cli.period import AsOf, First, Last, Unit, instant, period
from vekha.cli.roll_up import figures_object
from vekha.reports.phrases import percent

Kind = Annotated[PaperKind, typer.Argument(metavar="memo|register", help="Справка или реестр.")]
Out = Annotated[Path, typer.Option("--out", metavar="ПАПКА", help="Куда положить файлы.")]
Formats = Annotated[
    str, typer.Option("--format", help="Через запятую: docx,html для справки, xlsx для реестра.")
]


def report(  # noqa: PLR0913 - the options of the command line
    kind: Kind,
    *,
    organisation: Unit,
    first: First,
    last: Last,
    out: Out = Path(),
    formats: Formats = "",
    as_of: AsOf = "",
    now: door.Now = "",
    by: door.By = "",
    sees: door.Sees = "",
    as_json: door.Json = False,
) -> None:
    """Напечатать справку (memo) или реестр (register) за период."""
    at = door.moment(now)
    named = tuple(name.strip().lower() for name in formats.split(",") if name.strip())
    with door.database() as engine:
        unit = act_as(engine, "", organisation).viewer
        actor = act_as(engine, by, sees or organisation, at)
        order = Order(kind, unit.organisation_id, period(first, last), instant(as_of, at), named)
        done = print_paper(engine, order, out, actor, at)
    answer = {**asdict(done), "total": figures_object(done.total)}
    door.show(answer, told(done), as_json=as_json)


def told(done: Reported) -> str:
    """Return what was printed and where it lies, in Russian."""
    total = done.total
    figures = (
        f"{done.organisation}: срок наступил {total.base}, в срок {total.in_time}, "
        f"с нарушением {total.late}, не исполнено {total.not_done}, на проверке {total.on_review}; "
        f"дисциплина: {percent(total.discipline)}."
    )
    paths = [f"  {path}" for path in done.files]
    return "\n".join([figures, *paths, f"Отпечаток сведений: {done.figures_sha256}"])
