"""`vekha submit`: hand in a paper for an obligation."""

from pathlib import Path
from typing import Annotated

import typer

from vekha.actions.act_as import act_as
from vekha.actions.submit import Desk, Submitted
from vekha.actions.submit import submit as take_paper
from vekha.cli import door
from vekha.cli.files import content_of
from vekha.domain.evidence import EvidenceLimits
from vekha.rules.incoming import (
    IncomingFile,
    Paper,
    PaperError,
    Received,
    check_size,
    explained,
    read_evidence_act,
    read_figure,
)
from vekha.rules.russian import counted
from vekha.storage.database import Database

Which = Annotated[str, typer.Argument(metavar="НОМЕР", help="Номер обязательства или его начало.")]
Files = Annotated[list[Path] | None, typer.Argument(metavar="ФАЙЛ", help="Подтверждающие документы.")]
Figures = Annotated[
    list[str] | None, typer.Option("--figure", help="Показатель: «доля педагогов=12/40». Можно несколько.")
]
Acts = Annotated[
    list[str] | None, typer.Option("--act", help="Акт: «приказ о наставничестве № 5 от 01.02.2026».")
]
Links = Annotated[list[str] | None, typer.Option("--link", help="Страница на сайте; её снимок сохраняется.")]
Explained = Annotated[
    list[str] | None,
    typer.Option("--explain", help="Пояснение к показателю: «доля педагогов=школа выросла»."),
]
Note = Annotated[str, typer.Option("--note", help="Что сделано: пояснение к бумаге.")]
ReceivedAt = Annotated[
    str, typer.Option("--received-at", help="Когда бумага получена, если она пришла не через систему.")
]
Receiver = Annotated[str, typer.Option("--receiver", help="Кто её получил.")]
Reason = Annotated[str, typer.Option("--reason", help="Почему она пришла не через систему.")]


def submit(  # noqa: PLR0913 - the options of the command line
    obligation: Which,
    files: Files = None,
    *,
    figure: Figures = None,
    act: Acts = None,
    link: Links = None,
    explain: Explained = None,
    note: Note = "",
    received_at: ReceivedAt = "",
    receiver: Receiver = "",
    reason: Reason = "",
    now: door.Now = "",
    by: door.By = "",
    sees: door.Sees = "",
    as_json: door.Json = False,
) -> None:
    """Сдать бумагу по обязательству: файлы, показатели, пояснение."""
    at = door.moment(now)
    chosen = door.settings()
    content = tuple(_file(path, chosen.evidence_limits) for path in files or ())
    figures = explained([read_figure(text) for text in figure or ()], explain or ())
    acts = tuple(read_evidence_act(text) for text in act or ())
    with door.database() as engine:
        actor = act_as(engine, by, sees, at)
        outside = _received(engine, (received_at, receiver, reason))
        paper = Paper(content, figures, note, outside, acts, tuple(link or ()))
        desk = Desk(engine, chosen.data / "evidence", chosen.evidence_limits)
        done = take_paper(desk, obligation, paper, actor, at)
    door.show(done, told(done), as_json=as_json)


def told(done: Submitted) -> str:
    """Return what was taken, in Russian."""
    judged = {True: "сдано в срок", False: "сдано позже срока", None: "срок не назначен"}[done.in_time]
    lines = [
        f"Принято на проверку: {done.item_title or done.obligation_id} ({done.organisation}).",
        f"Версия {done.version}, {judged}.",
    ]
    if done.answered > 1:
        lines.append(f"Одна форма отвечает на {counted(done.answered, 'пункт', 'пункта', 'пунктов')}.")
    return "\n".join([*lines, *(f"  файл: {name}" for name in done.files)])


def _file(path: Path, limits: EvidenceLimits) -> IncomingFile:
    if path.is_file() and (fault := check_size(path.name, path.stat().st_size, limits)):
        raise PaperError(fault)
    return IncomingFile(path.name, content_of(path))


def _received(engine: Database, told_outside: tuple[str, str, str]) -> Received | None:
    received_at, receiver, reason = told_outside
    if not received_at:
        if receiver or reason:
            raise PaperError(
                "Укажите, когда бумага получена (--received-at), или уберите --receiver и --reason."
            )
        return None
    if not receiver.strip():
        raise PaperError("Назовите, кто получил бумагу (--receiver).")
    return Received(door.moment(received_at), act_as(engine, receiver, "").person_id, reason)
