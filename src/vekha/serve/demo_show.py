"""`vekha demo` as a person sees it: the story, the table of months, where everything lies, the journal."""

import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from vekha.actions.act_as import act_as
from vekha.actions.report import Order as PaperOrder
from vekha.actions.report import PaperKind, Reported, report
from vekha.actions.submit import Desk
from vekha.actions.verify import verified
from vekha.calendar.zones import local_day
from vekha.domain.deadlines import Span
from vekha.domain.organisations import Organisation
from vekha.flows.environment import prefect_environment
from vekha.rules.russian import counted
from vekha.serve.demo_mail import Mailbag, free_port, relay
from vekha.serve.demo_run import (
    DemoFolderError,
    confirm_order,
    empty_folder,
    in_environment,
    load_tree,
    months_of,
)
from vekha.serve.demo_scenario import Scenario, read_scenario
from vekha.settings.opening import opened
from vekha.settings.settings import Settings
from vekha.storage import organisation_queries
from vekha.storage.database import Database, reading

MONTHS = (
    "январь", "февраль", "март", "апрель", "май", "июнь",
    "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
Say = Callable[[str], None]


def show_demo(out: Path, scenario_file: Path) -> None:
    """Play the year into `out` and print what happened. Raises RefusedError of whatever refuses."""
    console = Console(highlight=False)
    scenario = read_scenario(scenario_file)
    empty_folder(out)
    mailbag = Mailbag(out / "letters")
    with relay(mailbag) as smtp_port, in_environment(_environment(out, smtp_port)):
        settings = Settings()
        with opened(settings) as database:
            home = _prepare(database, scenario, out, console.print)
            runs, acts = _play(database, scenario, settings, console)
            console.print(
                f"\nГод прожит: {counted(runs, 'запуск', 'запуска', 'запусков')} потока daily на сервере "
                f"Prefect, действий людей: {acts}, писем в ящиках: {mailbag.count}.\n"
            )
            _print_months(database, scenario, home, console)
            papers = _papers(database, scenario, home, out)
            _print_end(database, out, papers, console)


def _environment(out: Path, smtp_port: int) -> dict[str, str]:
    data = (out / "data").resolve()
    port = free_port()
    return prefect_environment(data, port) | {
        "PREFECT_LOGGING_LEVEL": "ERROR",
        "PREFECT_LOGGING_LOGGERS_PREFECT_EXTRA_LEVEL": "ERROR",
        "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
        "VEKHA_DATA": str(data),
        "VEKHA_DATABASE_URL": "",
        "VEKHA_PREFECT_PORT": str(port),
        "VEKHA_SMTP_HOST": "127.0.0.1",
        "VEKHA_SMTP_PORT": str(smtp_port),
        "VEKHA_SMTP_SECURITY": "none",
        "VEKHA_SENDER": "vekha@example.test",
    }


def _prepare(database: Database, scenario: Scenario, out: Path, say: Say) -> Organisation:
    load_tree(database, scenario)
    with reading(database) as conn:
        counts = organisation_queries.counts(conn)
        home = organisation_queries.by_code(conn, scenario.home)
    if home is None:
        raise DemoFolderError(f"В примере нет организации {scenario.home}.")
    listed = ", ".join(f"{_LEVELS[level]} {number}" for level, number in counts.items())
    say(f"Организации загружены ({listed}).")
    at = scenario.begins.astimezone(UTC)
    for order in scenario.orders:
        confirmed, doubtful = confirm_order(database, order, out, at)
        say(
            f"{order.file.name}: прочитан, {counted(doubtful, 'строка', 'строки', 'строк')} с сомнением "
            f"в сроке или исполнителе решены человеком, подтверждено пунктов {confirmed.items}. "
            f"Контролёр: {confirmed.controller}."
        )
    return home


_LEVELS = {"region": "регион", "municipality": "муниципальный уровень", "school": "школы"}


def _play(database: Database, scenario: Scenario, settings: Settings, console: Console) -> tuple[int, int]:
    # Prefect reads its settings when it is imported: only now do they stand in the environment.
    from vekha.flows.server import running_server
    from vekha.serve.demo import Stage, play

    with reading(database) as conn:
        region = organisation_queries.root(conn)
    if region is None:
        raise DemoFolderError("В примере нет организаций.")
    with _counted_months(console, region) as say, running_server(settings.prefect_port):
        played = play(Stage(scenario, Desk(database, settings.data / "evidence"), region, say))
    return played.runs, played.acts


@contextmanager
def _counted_months(console: Console, region: Organisation) -> Iterator[Callable[[datetime], None]]:
    """Print the name of each month once, with a dot for every virtual day of it that was lived."""
    seen: list[int] = []

    def say(moment: datetime) -> None:
        month = local_day(moment, region.zone).month
        if not seen or seen[-1] != month:
            console.print(("\n" if seen else "") + f"{MONTHS[month - 1]:<9}", end="")
        seen.append(month)
        console.print(".", end="")

    yield say
    console.print()


def _print_months(database: Database, scenario: Scenario, home: Organisation, console: Console) -> None:
    columns = ("месяц", "выдано", "сроков", "сдано", "в срок", "поздно", "не сдано", "писем")
    table = Table(*columns, title=f"{home.short_name}: {scenario.year} год по месяцам")
    for column in table.columns[1:]:
        column.justify = "right"
    sums = [0] * (len(columns) - 1)
    for month in months_of(database, home, scenario.year, scenario.ends.astimezone(UTC)):
        done, figures = month.activity, month.figures
        late = figures.late + figures.review_late
        numbers = [
            done.issued,
            figures.base,
            done.submitted,
            figures.in_time + figures.review_in_time,
            late,
            figures.not_done,
            done.letters,
        ]
        sums = [before + number for before, number in zip(sums, numbers, strict=True)]
        table.add_row(MONTHS[month.first.month - 1], *map(str, numbers))
    table.add_section()
    table.add_row("всего", *map(str, sums))
    console.print(table)


def _papers(database: Database, scenario: Scenario, home: Organisation, out: Path) -> list[Reported]:
    as_of = scenario.ends.astimezone(UTC)
    actor = act_as(database, scenario.orders[-1].by, scenario.home)
    period = Span(date(scenario.year, 1, 1), date(scenario.year, 12, 31))
    return [
        report(database, PaperOrder(kind, home.id, period, as_of), out / "papers", actor, as_of)
        for kind in PaperKind
    ]


def _print_end(database: Database, out: Path, papers: list[Reported], console: Console) -> None:
    console.print("\nЧто получилось:")
    console.print(f"  письма (.eml):      {out / 'letters'}")
    for paper in papers:
        for file in paper.files:
            console.print(f"  {_PAPERS[paper.kind]:<19} {file}", soft_wrap=True)
    total = papers[0].total
    console.print(
        f"  цифры бумаг: база {total.base}, в срок {total.in_time}, с опозданием {total.late}, "
        f"не исполнено {total.not_done}; хеш {papers[0].figures_sha256[:16]}…"
    )
    if papers[0].silent:
        console.print(f"  не прислали ничего: {', '.join(papers[0].silent)}")
    console.print(f"  решения к приказам: {out} (*.decisions.empty.toml — что получает человек)")
    console.print(f"  сам учёт:           VEKHA_DATA={shlex.quote(str(out / 'data'))} .venv/bin/vekha owed")
    checked = verified(database)
    if checked.breaks:
        raise DemoFolderError("Журнал не сходится: " + "; ".join(each.what for each in checked.breaks))
    head = checked.head.hash if checked.head else "—"
    console.print(
        f"\nЖурнал проверен: записей {checked.records}, строк под ними {checked.rows}, "
        f"цепей {checked.chains}. Всё сходится.\nГолова журнала: {head}",
        soft_wrap=True,
    )


_PAPERS = {PaperKind.MEMO: "справка:", PaperKind.REGISTER: "реестр:"}
