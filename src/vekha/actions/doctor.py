"""Look the installation over: each check says what it found and, where something is wrong, what to do."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from vekha.actions.examine_records import examine_records
from vekha.actions.examine_setting import Setting, examine_setting
from vekha.domain.health import Finding, Health
from vekha.storage import health_queries
from vekha.storage.database import Database, DatabaseRefusedError, open_database, reading

_MIGRATE = "Схему создаёт и дополняет любая команда, работающая с базой, например vekha owed."


def examine(setting: Setting, now: datetime) -> tuple[Finding, ...]:
    """Return every finding, in the order in which a person would look. Changes nothing, creates nothing."""
    return (*examine_setting(setting, now), *_examine_database(setting, now))


def sick(findings: Iterable[Finding]) -> bool:
    """Return whether anything is at fault; warnings are not."""
    return any(finding.health is Health.FAULT for finding in findings)


def _examine_database(setting: Setting, now: datetime) -> Iterator[Finding]:
    if setting.database_file is not None and not setting.database_file.exists():
        yield _no_database(
            f"базы {setting.database_file} ещё нет", f"Укажите папку данных: VEKHA_DATA. {_MIGRATE}"
        )
        return
    try:
        engine = open_database(setting.database_url)
    except DatabaseRefusedError as refused:
        yield _no_database("адрес базы не разобран", str(refused))
        return
    try:
        yield from _examine_open(engine, setting, now)
    except SQLAlchemyError as error:
        why = str(error.__cause__ or error).splitlines()[0]
        yield _no_database(
            f"база не отвечает: {why}", "Проверьте, что сервер базы запущен, и VEKHA_DATABASE_URL."
        )
    finally:
        engine.dispose()


def _examine_open(engine: Database, setting: Setting, now: datetime) -> Iterator[Finding]:
    with reading(engine) as conn:
        missing = health_queries.missing_columns(conn)
        yield Finding("database", Health.WELL, f"база отвечает ({engine.dialect.name})")
        if missing:
            shown = ", ".join(missing[:5]) + (" и др." if len(missing) > 5 else "")
            yield Finding("schema", Health.FAULT, f"в базе не хватает: {shown}", _MIGRATE)
            return
        yield Finding("schema", Health.WELL, "схема базы полная")
        yield from examine_records(conn, now, virtual=setting.virtual)


def _no_database(said: str, advice: str) -> Finding:
    return Finding("database", Health.FAULT, said, advice)
