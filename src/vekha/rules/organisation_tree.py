"""Does a clerk's table fit the tree, and what does the tree look like with it? Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from difflib import get_close_matches

from vekha.domain.organisation_files import OrganisationRow
from vekha.domain.organisations import Kind, Level, Organisation, WorkingDay
from vekha.domain.places import Remark, Weight
from vekha.rules.zone_names import ZoneError, foreign_zone, resolved_zone

Known = Mapping[str, Organisation]

# Which level may stand directly below which; within one level only what is subordinate to an authority.
BELOW = {
    Level.REGION: {Level.REGION, Level.MUNICIPALITY, Level.SCHOOL},
    Level.MUNICIPALITY: {Level.MUNICIPALITY, Level.SCHOOL},
    Level.SCHOOL: {Level.SCHOOL},
}
SEARCHED = 5_000  # codes a likeness is sought among: a search costs 10 microseconds a code
LEVEL_NAMES = {Level.REGION: "регион", Level.MUNICIPALITY: "муниципалитет", Level.SCHOOL: "школа"}


@dataclass(frozen=True, slots=True)
class _Node:
    """What the checks need of a row or of an organisation that was loaded before."""

    code: str
    parent: str
    level: Level
    kind: str
    zone: str
    subject: str


@dataclass(frozen=True, slots=True)
class _Merged:
    """The file laid over what is known: every node by code, and each node's way up, None inside a cycle."""

    nodes: Mapping[str, _Node]
    ways: Mapping[str, tuple[str, ...] | None]


def tree_remarks(rows: Sequence[OrganisationRow], known: Known) -> tuple[Remark, ...]:
    """Return everything that keeps the rows from being a tree with `known`, and notes that do not."""
    merged = _merged(rows, known)
    remarks = [*_doubles(rows), *_tops(rows, known), *_cycles(rows, merged)]
    for row in rows:
        remarks += _parent_remarks(row, merged)
        remarks += _zone_remarks(row, merged)
        remarks += _hours_remarks(row)
    if not any(remark.weight is Weight.ERROR for remark in remarks):
        remarks += _moves(rows, known, merged)
    return tuple(remarks)


def grown(rows: Sequence[OrganisationRow], known: Known, first_id: int) -> tuple[Organisation, ...]:
    """Return the organisations of the rows, parents first; new ones get ids from `first_id` on.

    The rows must have no error in `tree_remarks`.
    """
    merged = _merged(rows, known)
    ordered = sorted(rows, key=lambda row: len(merged.ways[row.code] or ()))
    ids = {unit.code: unit.id for unit in known.values()}
    for row in ordered:
        ids.setdefault(row.code, first_id + len(ids) - len(known))
    return tuple(_organisation(row, merged, ids) for row in ordered)


def _organisation(row: OrganisationRow, merged: _Merged, ids: Mapping[str, int]) -> Organisation:
    subject = _subject(row.code, merged)
    return Organisation(
        id=ids[row.code],
        code=row.code,
        parent_id=ids[row.parent] if row.parent else None,
        level=row.level,
        kind=row.kind,
        name=row.name,
        short_name=row.short_name,
        zone=resolved_zone(_zone_text(row.code, merged), subject),
        week=row.week,
        subject=subject,
        shard_id=ids[_shard(row.code, merged)],
        hours=_working_day(row),
    )


def _merged(rows: Sequence[OrganisationRow], known: Known) -> _Merged:
    codes = {unit.id: unit.code for unit in known.values()}
    nodes = {
        unit.code: _Node(
            unit.code,
            codes[unit.parent_id] if unit.parent_id is not None else "",
            unit.level,
            unit.kind,
            unit.zone,
            unit.subject,
        )
        for unit in known.values()
    }
    for row in rows:
        nodes[row.code] = _Node(row.code, row.parent, row.level, row.kind, row.zone, row.subject)
    return _Merged(nodes, {code: _way_up(code, nodes) for code in nodes})


def _way_up(code: str, nodes: Mapping[str, _Node]) -> tuple[str, ...] | None:
    way: dict[str, None] = {}
    while code in nodes:
        if code in way:
            return None
        way[code] = None
        code = nodes[code].parent
    return tuple(way)


def _error(row: OrganisationRow, code: str, text: str, advice: str) -> Remark:
    return Remark(code, text, row.place, advice, Weight.ERROR)


def _doubles(rows: Sequence[OrganisationRow]) -> list[Remark]:
    first: dict[str, OrganisationRow] = {}
    remarks = []
    for row in rows:
        earlier = first.setdefault(row.code, row)
        if earlier is not row and row.code:
            text = f"код «{row.code}» уже стоит в строке {earlier.place.line}."
            remarks.append(_error(row, "double", text, "У каждой организации свой код."))
    return remarks


def _tops(rows: Sequence[OrganisationRow], known: Known) -> list[Remark]:
    if not rows:
        return []
    in_file = {row.code for row in rows}
    tops = [row for row in rows if not row.parent]
    kept = [unit.code for unit in known.values() if unit.parent_id is None and unit.code not in in_file]
    advice = "Вершина дерева одна; остальным укажите код вышестоящей организации."
    if not tops and not kept:
        text = "в файле нет вершины дерева: вышестоящая указана у каждой строки."
        return [
            _error(rows[0], "top", text, "У региона (или единственного муниципалитета) оставьте её пустой.")
        ]
    first = f"«{kept[0]}», загружена раньше" if kept else f"строка {tops[0].place.line}"
    remarks = [
        _error(row, "top", f"у «{row.code}» нет вышестоящей, а вершина уже есть ({first}).", advice)
        for row in (tops if kept else tops[1:])
    ]
    remarks += [
        _error(
            row, "top", f"вершина дерева «{row.code}» — школа.", "Вершиной бывает регион или муниципалитет."
        )
        for row in tops
        if row.level is Level.SCHOOL
    ]
    return remarks


def _cycles(rows: Sequence[OrganisationRow], merged: _Merged) -> list[Remark]:
    """Name each cycle once, at the first of its rows, member by member."""
    remarks = []
    named: set[str] = set()
    for row in rows:
        members = _cycle_through(row.code, merged)
        if members and not named.intersection(members):
            named.update(members)
            circle = " → ".join([*members, members[0]])
            text = f"организации подчинены друг другу по кругу: {circle}."
            remarks.append(_error(row, "cycle", text, "Исправьте вышестоящую у одной из них."))
    return remarks


def _cycle_through(code: str, merged: _Merged) -> list[str]:
    if merged.ways[code] is not None:
        return []
    members = [code]
    while (parent := merged.nodes[members[-1]].parent) not in members:
        members.append(parent)
    return members if parent == code else []


def _parent_remarks(row: OrganisationRow, merged: _Merged) -> list[Remark]:
    if not row.parent:
        return []
    parent = merged.nodes.get(row.parent)
    if parent is None:
        near = get_close_matches(row.parent, list(merged.nodes)[:SEARCHED], n=1)
        advice = f"Может быть, «{near[0]}»?" if near else "Добавьте строку с этим кодом или исправьте его."
        return [_error(row, "parent", f"вышестоящей с кодом «{row.parent}» нет.", advice)]
    if row.level not in BELOW[parent.level]:
        own, above = LEVEL_NAMES[row.level], LEVEL_NAMES[parent.level]
        text = f"{own} «{row.code}» стоит ниже, чем {above} «{parent.code}»."
        return [_error(row, "level", text, "Проверьте уровень и вышестоящую: уровень растёт к вершине.")]
    return _same_level_remarks(row, parent) if merged.ways[row.code] else []


def _same_level_remarks(row: OrganisationRow, parent: _Node) -> list[Remark]:
    if row.level is Level.SCHOOL and parent.level is Level.SCHOOL:
        if row.kind == Kind.BRANCH:
            return []
        text = f"школа «{row.code}» подчинена школе «{parent.code}»."
        return [_error(row, "level", text, "Школе подчиняется только филиал: укажите вид «филиал».")]
    if row.level is parent.level and row.kind == Kind.AUTHORITY:
        text = f"орган управления «{row.code}» подчинён органу того же уровня «{parent.code}»."
        advice = "Подведомственной организации укажите вид: методический центр, учреждение."
        return [_error(row, "level", text, advice)]
    if parent.level is not Level.SCHOOL and parent.kind != Kind.AUTHORITY:
        text = f"«{row.code}» подчинена организации «{parent.code}», которая не орган управления."
        return [_error(row, "level", text, "Укажите вышестоящей орган управления.")]
    return []


def _zone_remarks(row: OrganisationRow, merged: _Merged) -> list[Remark]:
    subject = _subject(row.code, merged)
    try:
        zone = resolved_zone(_zone_text(row.code, merged), subject)
    except ZoneError as error:
        # A wrong zone that is inherited is told once, where it stands.
        return [_error(row, "zone", error.what, error.advice)] if row.zone or not row.parent else []
    if row.zone and foreign_zone(zone, subject):
        text = f"пояса {zone} в субъекте {subject} нет."
        return [Remark("zone", text, row.place, "Проверьте часовой пояс: от него зависит час срока.")]
    return []


def _hours_remarks(row: OrganisationRow) -> list[Remark]:
    day = _working_day(row)
    if day.opens < day.closes_short <= day.closes:
        return []
    text = f"рабочий день {day.opens:%H:%M}–{day.closes:%H:%M}, короткий до {day.closes_short:%H:%M}."
    return [_error(row, "hours", text, "Начало раньше конца; короткий день не длиннее обычного.")]


def _moves(rows: Sequence[OrganisationRow], known: Known, merged: _Merged) -> list[Remark]:
    """An organisation's records stay in its shard: it is not moved to another one by a table."""
    codes = {unit.id: unit.code for unit in known.values()}
    moved = [row for row in rows if row.code in known and _moved(known[row.code], codes, merged)]
    advice = "Верните прежнюю вышестоящую; под новой заведите организацию с новым кодом."
    return [
        _error(row, "move", f"«{row.code}» переводится в другое ведение: её журнал ведётся прежним.", advice)
        for row in moved
    ]


def _moved(unit: Organisation, codes: Mapping[int, str], merged: _Merged) -> bool:
    return codes[unit.shard_id] != _shard(unit.code, merged)


def _shard(code: str, merged: _Merged) -> str:
    """Return the code that owns the shard: the highest of the way up that is not the region's own.

    A municipality with all below it, a lone school under the region, or the region with its institutions.
    """
    way = merged.ways[code] or (code,)
    below = [step for step in way if merged.nodes[step].level is not Level.REGION]
    return below[-1] if below else way[-1]


def _subject(code: str, merged: _Merged) -> str:
    way = merged.ways[code] or (code,)
    return next((merged.nodes[step].subject for step in way if merged.nodes[step].subject), "")


def _zone_text(code: str, merged: _Merged) -> str:
    """Return the organisation's own zone, else the nearest above; a subject below that zone wins over it."""
    for step in merged.ways[code] or (code,):
        node = merged.nodes[step]
        if node.zone or node.subject:
            return node.zone
    return ""


def _working_day(row: OrganisationRow) -> WorkingDay:
    usual = WorkingDay()
    closes = row.closes or usual.closes
    return WorkingDay(row.opens or usual.opens, closes, row.closes_short or _an_hour_before(closes))


def _an_hour_before(closes: time) -> time:
    """ТК РФ ст. 95: the day before a holiday is one hour shorter."""
    return closes.replace(hour=max(closes.hour - 1, 0))
