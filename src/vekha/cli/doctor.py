"""`vekha doctor`: look the installation over and say what to do."""

import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

import typer

from vekha.actions.doctor import examine, sick
from vekha.actions.examine_setting import PINS, Setting
from vekha.cli import door
from vekha.domain.health import Finding, Health
from vekha.settings.mail import relay_of
from vekha.settings.settings import Settings

Prefect = Annotated[
    bool, typer.Option("--prefect", help="Проверить и планировщик Prefect: запустит его ненадолго.")
]

_MARKS = {Health.WELL: "есть", Health.WARNING: "внимание", Health.FAULT: "ПЛОХО"}


def doctor(prefect: Prefect = False, now: door.Now = "", as_json: door.Json = False) -> None:
    """Осмотреть установку и подсказать, что исправить; код 1, если что-то не работает."""
    findings = examine(setting_of(door.settings()), door.moment(now))
    if prefect:
        findings = (*findings, _scheduler())
    door.show({"sick": sick(findings), "findings": findings}, _lines(findings), as_json=as_json)
    if sick(findings):
        raise typer.Exit(1)


def setting_of(settings: Settings) -> Setting:
    """Return the surroundings as the settings and the installed packages have them."""
    file = None if settings.database_url else settings.data / "vekha.db"
    versions = {name: _version(name) for name in PINS}
    relay = relay_of(settings)
    return Setting(settings.data, settings.url, file, settings.virtual, relay, settings.sender, versions)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _scheduler() -> Finding:
    """Ask a process of its own: a scheduler needs a server, and Prefect is not imported here."""
    asked = subprocess.run(
        [sys.executable, "-m", "vekha.flows.smoke"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path.home(),
    )
    runs = asked.stdout.strip()
    if asked.returncode == 0:
        return Finding("scheduler", Health.WELL, f"планировщик Prefect создаёт запуски: {runs}")
    why = (asked.stderr.strip().splitlines() or ["запусков 0"])[-1]
    return Finding(
        "scheduler",
        Health.FAULT,
        f"ПЛАНИРОВЩИК PREFECT НЕ СОЗДАЁТ ЗАПУСКОВ ({why}): сроки сами не проверятся, письма не уйдут",
        "Поставьте пакеты из requirements.lock; до этого: vekha check-deadlines && vekha deliver по часам.",
    )


def _lines(findings: tuple[Finding, ...]) -> str:
    lines: list[str] = []
    for finding in findings:
        lines.append(f"{_MARKS[finding.health]:>9}  {finding.said}")
        lines += [f"{'':>9}  -> {finding.advice}"] if finding.advice else []
    verdict = "Есть что исправить." if sick(findings) else "Всё работает."
    return "\n".join([*lines, verdict])
