"""The deadline of a row as its cell or its columns print it, read in a setting: at import and again later."""

from dataclasses import replace

from vekha.documents.marked_deadlines import read_marked
from vekha.domain.deadlines import Deadline
from vekha.domain.roadmaps import Marks, StartAndEnd
from vekha.rules.deadline_columns import read_columns
from vekha.rules.deadline_parts import Setting
from vekha.rules.deadlines import read_in


def read_printed(phrase: str, columns: Marks | StartAndEnd | None, setting: Setting) -> Deadline:
    """Return the reading of a row. `phrase`: its deadline in one line, the text the reading goes by."""
    if columns is None:
        return read_in(phrase, setting)
    if isinstance(columns, Marks):
        return replace(read_marked(columns, setting), phrase=phrase)
    return replace(read_columns(columns.start, columns.end, setting), phrase=phrase)
