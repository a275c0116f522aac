"""A year is closed twice, preliminary and final; each closing stands once in the region's chain."""

from datetime import UTC, datetime

import pytest

from vekha.actions.close_year import YearKind, YearNotOverError, close_year
from vekha.actions.verify import verify
from vekha.storage.database import Database

NEW_YEARS_EVE = datetime(2026, 12, 31, 9, tzinfo=UTC)
FEBRUARY = datetime(2027, 2, 10, 9, tzinfo=UTC)


def test_both_closings_are_kept_and_the_journal_holds(lived: Database, tmp_path) -> None:
    preliminary = close_year(lived, 2026, YearKind.PRELIMINARY, tmp_path / "a", NEW_YEARS_EVE)
    final = close_year(lived, 2026, YearKind.FINAL, tmp_path / "b", FEBRUARY)

    assert [False, False] == [preliminary.already, final.already]
    assert len(preliminary.papers) == len(final.papers) > 0
    assert () == verify(lived)


def test_a_closing_done_again_prints_nothing(sqlite_lived: Database, tmp_path) -> None:
    close_year(sqlite_lived, 2026, YearKind.FINAL, tmp_path / "a", FEBRUARY)
    again = close_year(sqlite_lived, 2026, YearKind.FINAL, tmp_path / "b", FEBRUARY)

    assert (True, ()) == (again.already, again.papers)
    assert not (tmp_path / "b").exists()


def test_a_year_that_goes_on_is_not_closed(sqlite_lived: Database, tmp_path) -> None:
    with pytest.raises(YearNotOverError, match=r"с 01\.01\.2027"):
        close_year(sqlite_lived, 2026, YearKind.FINAL, tmp_path, NEW_YEARS_EVE)


def test_nobody_has_no_year(database: Database, tmp_path) -> None:
    with pytest.raises(YearNotOverError, match="Организаций ещё нет"):
        close_year(database, 2026, YearKind.FINAL, tmp_path, FEBRUARY)
