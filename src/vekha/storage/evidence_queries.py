"""What the papers of one obligation consisted of, version by version, in the words a person is told."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from vekha.storage.obligation_tables import (
    submission_acts,
    submission_figures,
    submission_files,
    submission_pages,
)


@dataclass(frozen=True, slots=True)
class Contents:
    """One paper. files: their names, "" where one was erased; acts: title, number, date; pages: addresses.

    figures: indicator, numerator, denominator (None for a bare number).
    """

    files: tuple[str, ...] = ()
    acts: tuple[tuple[str, str, date], ...] = ()
    pages: tuple[str, ...] = ()
    figures: tuple[tuple[str, float, float | None], ...] = ()


_COLUMNS = {
    submission_files: ("name",),
    submission_acts: ("title", "number", "date"),
    submission_pages: ("url",),
    submission_figures: ("indicator", "numerator", "denominator"),
}


def contents_of(conn: Connection, obligation_id: str) -> Mapping[int, Contents]:
    """Return what each paper of the obligation held, by the journal record it came with."""
    found: dict[str, dict[int, list[tuple[object, ...]]]] = {}
    for table, names in _COLUMNS.items():
        parts: dict[int, list[tuple[object, ...]]] = defaultdict(list)
        statement = select(table.c.record_id, *(table.c[name] for name in names))
        own = statement.where(table.c.obligation_id == obligation_id)
        for record_id, *part in conn.execute(own.order_by(table.c.version, table.c.position)):
            parts[record_id].append(tuple(part))
        found[table.name] = parts
    files, acts, pages, figures = (found[table.name] for table in _COLUMNS)
    return {
        record_id: Contents(
            files=tuple(str(name) for (name,) in files.get(record_id, ())),
            acts=tuple((str(a), str(b), c) for a, b, c in acts.get(record_id, ()) if isinstance(c, date)),
            pages=tuple(str(url) for (url,) in pages.get(record_id, ())),
            figures=tuple(_figure(*part) for part in figures.get(record_id, ())),
        )
        for record_id in {*files, *acts, *pages, *figures}
    }


def _figure(indicator: object, numerator: object, denominator: object) -> tuple[str, float, float | None]:
    below = None if denominator is None else float(str(denominator))
    return str(indicator), float(str(numerator)), below
