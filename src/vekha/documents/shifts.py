"""Cells that slid out of their column after a page break, and fields a row has not got."""

from dataclasses import replace

from vekha.documents.columns import Columns
from vekha.documents.drafts import Draft
from vekha.documents.vocabulary import Column
from vekha.documents.wording import deadline_likeness, executor_likeness, one_line

SURE_EXECUTOR, SURE_DEADLINE = 0.7, 0.7
FILLABLE = frozenset({Column.TITLE, Column.DEADLINE, Column.EXECUTOR, Column.RESULT})
LeftOver = tuple[str, str]


def settled(
    draft: Draft, extra: list[str], columns: Columns, title_above: str
) -> tuple[Draft, list[LeftOver]]:
    """Return the row with its shifted cells in place and flagged, and (kind, text) of what fits no field."""
    fields, anomalies = dict(draft.fields), [*draft.anomalies]
    left_over: list[LeftOver] = []
    extra = _pulled_back(fields, anomalies, extra, columns)
    extra = _pushed_right(fields, anomalies, extra, columns)
    for text in extra:
        anomalies.append("extra_cell")
        empty = [role for role in reversed(columns.roles) if role in FILLABLE and not fields.get(role)]
        if empty:
            fields[empty[0]] = text
        else:
            left_over.append(("fragment", text))
    _move_executor(fields, anomalies, left_over)
    other = fields.pop(Column.OTHER, "")
    if other:
        left_over.append(("other_column", other))
    shared = draft.shared
    if not fields.get(Column.TITLE) and title_above:
        fields[Column.TITLE] = title_above
        anomalies.append("title_inherited")
        shared |= {Column.TITLE}
    settled_draft = replace(
        draft,
        fields=_start_and_end(fields, anomalies),
        anomalies=tuple(dict.fromkeys(anomalies)),
        shared=shared,
    )
    return settled_draft, left_over


def _pulled_back(
    fields: dict[Column, str], anomalies: list[str], extra: list[str], columns: Columns
) -> list[str]:
    """Drop an empty cell too many where the deadline then finds its column; return what is left beyond."""
    roles = columns.roles
    empty = next((at for at, role in enumerate(roles) if role in FILLABLE and not fields.get(role)), None)
    if not extra or empty is None or len(set(roles)) < len(roles):
        return extra
    texts = [fields.get(role, "") for role in roles]
    moved = dict(zip(roles[empty:], [*texts[empty + 1 :], extra[0]], strict=True))
    now = moved.get(Column.DEADLINE, "")
    if deadline_likeness(fields.get(Column.DEADLINE, "")) or deadline_likeness(now) < SURE_DEADLINE:
        return extra
    fields.update(moved)
    anomalies.append("extra_cell")
    return extra[1:]


def _pushed_right(
    fields: dict[Column, str], anomalies: list[str], extra: list[str], columns: Columns
) -> list[str]:
    """Take back a row that an empty cell has pushed right; return what still lies beyond the header."""
    titled = dict(zip(columns.titles, columns.roles, strict=False))
    other = fields.get(Column.OTHER, "")
    beyond = [other, *extra] if other and Column.OTHER not in titled.values() else extra
    if fields.get(Column.EXECUTOR) or not beyond:
        return extra
    if executor_likeness(fields.get(Column.RESULT, "")) < SURE_EXECUTOR:
        return extra
    if beyond is not extra:
        fields.pop(Column.OTHER)
    fields[Column.EXECUTOR], fields[Column.RESULT] = fields[Column.RESULT], beyond[0]
    anomalies.append("executor_shifted")
    return beyond[1:]


def _move_executor(fields: dict[Column, str], anomalies: list[str], left_over: list[LeftOver]) -> None:
    """An executor in the indicators' column is the executor's, shifted by a column that was left out."""
    indicator = fields.get(Column.INDICATOR, "")
    if executor_likeness(indicator) < SURE_EXECUTOR:
        return
    anomalies.append("executor_shifted")
    fields.pop(Column.INDICATOR)
    if not fields.get(Column.EXECUTOR):
        fields[Column.EXECUTOR] = indicator
    else:
        left_over.append(("fragment", indicator))


def _start_and_end(fields: dict[Column, str], anomalies: list[str]) -> dict[Column, str]:
    """Columns «Начало» and «Окончание» make one deadline text; a person confirms it."""
    start, end = fields.pop(Column.DEADLINE_START, ""), fields.pop(Column.DEADLINE_END, "")
    if not start and not end:
        return fields
    anomalies.append("deadline_from_columns")
    both = f"с {one_line(start)} по {one_line(end)}" if start and end else one_line(start or end)
    own = fields.get(Column.DEADLINE, "")
    halves = {} if own else {Column.DEADLINE_START: start, Column.DEADLINE_END: end}
    return fields | {Column.DEADLINE: f"{own} {both}".strip()} | halves
