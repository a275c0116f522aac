"""Values as a driver takes them: bound once by their column's type, outside SQLAlchemy's row by row work."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Dialect, Table

Values = tuple[object, ...]
Binder = Callable[[Any], Any] | None


def driver_values(dialect: Dialect, table: Table, row: Mapping[str, object]) -> Values:
    """Return the row's values, in the order of its keys, as the driver of the dialect takes them."""
    return next(iter(driver_rows(dialect, table, tuple(row), [row])))


def driver_rows(
    dialect: Dialect, table: Table, names: Sequence[str], rows: Sequence[Mapping[str, object]]
) -> list[Values]:
    """Return the rows' values in the order of `names`, as the driver of the dialect takes them."""
    columns = [list(_column(_binder(dialect, table, name), [row[name] for row in rows])) for name in names]
    return list(zip(*columns, strict=True))


def _column(binder: Binder, values: Sequence[object]) -> Iterator[object]:
    return map(binder, values) if binder else iter(values)


def _binder(dialect: Dialect, table: Table, name: str) -> Binder:
    return table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
