"""What can be said without the database: clock, zones, calendar, mail, secrets, versions of packages."""

import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from vekha.calendar.days import DaySet, YearStatus
from vekha.calendar.shipped import calendar_for
from vekha.domain.health import Finding, Health
from vekha.domain.refusals import RefusedError
from vekha.notifications.message import can_carry
from vekha.notifications.smtp import Relay, check_relay

BUILT = date(2026, 1, 1)  # no clock that is right shows an earlier day
BEYOND = date(2100, 1, 1)  # where the calendar's tables end
YEARS_AHEAD = 1
FREE_BYTES = 500 * 2**20
ZONES = ("Europe/Kaliningrad", "Europe/Moscow", "Asia/Yekaterinburg", "Asia/Kamchatka")
# Each pin was seen to matter (design, section 7): (lowest, first that fails), "" where any later one works.
PINS: Mapping[str, tuple[str, str]] = {
    "prefect": ("3.8.8", "3.9"),
    "sqlalchemy": ("2.0.40", "2.1"),
    "fastapi": ("0.139", "0.151"),
}


@dataclass(frozen=True, slots=True)
class Setting:
    """What the door knows of its surroundings. database_file None: the database is no file.

    versions: of the installed packages, by name; "" where a package is absent.
    """

    data: Path
    database_url: str
    database_file: Path | None
    virtual: bool
    relay: Relay
    sender: str
    versions: Mapping[str, str] = field(default_factory=dict)


def examine_setting(setting: Setting, now: datetime) -> Iterator[Finding]:
    """Yield the findings about clock, zones, calendar, mail, the link secret, disk and packages."""
    yield _clock(now)
    yield _zones()
    yield from _calendar(now.year)
    yield _relay(setting)
    yield _sender(setting.sender)
    yield _secret(setting.data / "link.secret")
    yield _disk(setting.data)
    yield from (_pin(name, setting.versions.get(name, "")) for name in PINS)


def _clock(now: datetime) -> Finding:
    shown = f"{now.astimezone(UTC):%d.%m.%Y %H:%M} UTC"
    if BUILT <= now.date() < BEYOND:
        return Finding("clock", Health.WELL, f"часы: {shown}")
    return Finding("clock", Health.FAULT, f"часы показывают {shown}", "Настройте часы компьютера (NTP).")


def _zones() -> Finding:
    missing = [zone for zone in ZONES if not _known(zone)]
    if not missing:
        return Finding("zones", Health.WELL, "данные часовых поясов есть")
    said = f"нет данных часовых поясов: {', '.join(missing)}"
    return Finding("zones", Health.FAULT, said, "Установите пакет tzdata.")


def _known(zone: str) -> bool:
    try:
        return bool(ZoneInfo(zone).key)
    except (ZoneInfoNotFoundError, ValueError):
        return False


def _calendar(year: int) -> Iterator[Finding]:
    table = calendar_for("", 5, DaySet.LABOUR)
    for each in range(year, year + YEARS_AHEAD + 1):
        if table.status(each) is YearStatus.DECREED:
            yield Finding("calendar", Health.WELL, f"{each} год: производственный календарь утверждён")
            continue
        yield Finding(
            "calendar",
            Health.WARNING,
            f"{each} год: постановления о переносе дней нет в данных, сроки предварительные",
            "Когда Правительство утвердит перенос (обычно осенью), обновите программу.",
        )


def _relay(setting: Setting) -> Finding:
    relay = setting.relay
    try:
        check_relay(relay, virtual=setting.virtual)
    except RefusedError as refused:
        return Finding("mail", Health.FAULT, "почта не настроена", str(refused))
    if relay.user and not relay.password:
        said = f"для входа на {relay.host} не задан пароль"
        return Finding(
            "mail", Health.FAULT, said, "Задайте VEKHA_SMTP_PASSWORD_FILE или VEKHA_SMTP_PASSWORD."
        )
    where = f"{relay.host}:{relay.port}"
    if relay.security == "none" and not relay.is_loopback:
        said = f"письма уходят на {where} без шифрования"
        return Finding("mail", Health.WARNING, said, "Задайте VEKHA_SMTP_SECURITY=starttls или tls.")
    return Finding("mail", Health.WELL, f"почтовый сервер: {where}")


def _sender(sender: str) -> Finding:
    domain = sender.rpartition("@")[2]
    if can_carry(sender) and "." in domain:
        return Finding("sender", Health.WELL, f"отправитель: {sender}")
    said = f"письма с адреса «{sender}» принимающие серверы не примут"
    return Finding("sender", Health.WARNING, said, "Задайте VEKHA_SENDER: адрес в домене вашей организации.")


def _secret(path: Path) -> Finding:
    if not path.exists():
        return Finding("secret", Health.WELL, "секрет ссылок появится с первым письмом")
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        said = f"секрет ссылок {path} доступен другим пользователям"
        return Finding("secret", Health.FAULT, said, f"Закройте его: chmod 600 {path}")
    return Finding("secret", Health.WELL, "секрет ссылок закрыт от других")


def _disk(data: Path) -> Finding:
    where = next((each for each in (data, *data.resolve().parents) if each.exists()), Path())
    free = shutil.disk_usage(where).free
    if free >= FREE_BYTES:
        return Finding("disk", Health.WELL, f"свободно на диске: {free // 2**20} МБ")
    said = f"на диске с папкой данных осталось {free // 2**20} МБ"
    return Finding("disk", Health.FAULT, said, "Освободите место: база и вложения перестанут записываться.")


def _pin(name: str, version: str) -> Finding:
    lowest, fails = PINS[name]
    if version and _numbers(lowest) <= _numbers(version) < _numbers(fails):
        return Finding(f"pin-{name}", Health.WELL, f"{name} {version}")
    said = f"{name} {version or 'не установлен'}: проверены версии от {lowest} и до {fails}, не включая её"
    return Finding(f"pin-{name}", Health.FAULT, said, "Поставьте пакеты из requirements.lock.")


def _numbers(version: str) -> tuple[int, ...]:
    leading = ("".join(c for c in part if c.isdigit()) for part in version.split("."))
    return tuple(int(digits) for digits in leading if digits)
