"""A filled decisions file as TOML: its values by key, or what is wrong with it as a file."""

import re
import tomllib
from collections.abc import Mapping

from vekha.documents.errors import DecisionsError
from vekha.documents.filled import Filled, FilledRow, Table, Wording, misfit
from vekha.domain.places import Remark

FRESH = "Создайте файл решений заново: vekha read ФАЙЛ --decisions решения.toml."
WORDING = Wording(
    fresh=FRESH,
    plan="[plan]",
    day="2026-09-15",
    dates="dates = [[2026-09-15]]",
    signature="здесь или в разделе [plan]",
)
TABLES = {
    "document": frozenset({"file", "sha256", "title", "order_number", "order_date", "read_by"}),
    "plan": frozenset({"plan_start", "plan_end", "issuer", "controller", "policy", "policy_basis", "returns",
                       "past", "checkpoints", "extension_workdays", "review_workdays", "who", "why"}),
}  # fmt: skip
ROWS = ("item", "point")
TOML_PLACE = re.compile(r"at line (\d+), column (\d+)")


def filled_toml(text: str) -> Filled:
    """Return what the file says. Raises DecisionsError where it is no TOML."""
    data = _parsed(text)
    misfits: list[Remark] = [
        misfit(f"неизвестный раздел «{name}».", "Уберите его или исправьте название.")
        for name in data
        if name not in TABLES and name not in ROWS
    ]
    document, plan = _table(data, "document", misfits), _table(data, "plan", misfits)
    items, points = (_rows(data, name) for name in ROWS)
    return Filled(document, plan, items, WORDING, tuple(misfits), points)


def _rows(data: Table, name: str) -> tuple[FilledRow, ...]:
    rows = data.get(name, [])
    kept = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    return tuple(map(FilledRow, kept))


def _parsed(text: str) -> Table:
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        found = TOML_PLACE.search(str(error))
        where = f"строка {found[1]}, столбец {found[2]}" if found else "конец файла"
        said = misfit(f"файл не читается как TOML: {where}.", "Проверьте кавычки и скобки в этом месте.")
        raise DecisionsError((said,)) from error


def _table(data: Table, name: str, misfits: list[Remark]) -> Table:
    found = data.get(name)
    if not isinstance(found, Mapping):
        misfits.append(misfit(f"нет раздела [{name}].", FRESH))
        return {}
    misfits += [
        misfit(f"[{name}]: неизвестное поле «{key}».", "Исправьте название поля.")
        for key in found
        if key not in TABLES[name]
    ]
    return found
