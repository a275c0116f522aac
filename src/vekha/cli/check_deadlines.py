"""`vekha check-deadlines`: add the notices of every stage that has come."""

import sys
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from vekha.actions.check_deadlines import Checked, Sweep
from vekha.actions.check_deadlines import check_deadlines as check
from vekha.cli import door

_OFF_THE_CLOCK = timedelta(minutes=5)  # design, section 7

DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Только показать, что появилось бы; ничего не менять.")
]


def check_deadlines(now: door.Now = "", dry_run: DryRun = False, as_json: door.Json = False) -> None:
    """Проверить сроки: завести уведомления по всем наступившим ступеням."""
    as_of = door.moment(now)
    off = as_of - datetime.now(UTC)
    if abs(off) > _OFF_THE_CLOCK and not door.settings().virtual:
        sys.stderr.write(f"Момент {as_of:%d.%m.%Y %H:%M} UTC расходится с часами больше чем на пять минут.\n")
    with door.database() as database:
        checked = check(database, as_of, dry_run=dry_run)
    result = {
        "as_of": checked.as_of,
        "dry_run": checked.dry_run,
        "notices": checked.notices,
        "skipped": checked.skipped,
        "idle": checked.idle,
        "shards": checked.shards,
    }
    door.show(result, _lines(checked), as_json=as_json)


def _lines(checked: Checked) -> str:
    lines = [
        f"Проверка сроков на {checked.as_of:%d.%m.%Y %H:%M} UTC"
        + (" (пробная, ничего не изменено)" if checked.dry_run else ""),
        f"  уведомлений: {checked.notices}, ступеней пропущено за более поздними: {checked.skipped}",
        f"  участков пройдено: {checked.count(Sweep.SWEPT)}, без наступивших сроков: {checked.idle}",
    ]
    if late := checked.count(Sweep.LATE):
        lines.append(f"  участков, уже проверенных на этот или более поздний момент: {late}")
    if busy := checked.count(Sweep.BUSY):
        lines.append(f"  участков занято другой проверкой: {busy}")
    return "\n".join(lines)
