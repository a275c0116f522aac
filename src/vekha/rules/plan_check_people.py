"""Plan check of people: a controller who executes, a person whose post nobody names."""

from collections import defaultdict
from collections.abc import Iterator

from vekha.domain.places import Place
from vekha.domain.roadmaps import Roadmap, RoadmapItem
from vekha.rules.person_names import PersonKey, person_key
from vekha.rules.plan_check_names import listed


def controllers_who_execute(roadmap: Roadmap) -> Iterator[tuple[Place, str]]:
    """One remark a controller, with all his rows."""
    rows = _rows_by_person(roadmap)
    for one in roadmap.body.controllers:
        key = person_key(one.name) if one.kind == "control" else None
        if key and rows[key]:
            yield rows[key][0].place, f"{one.name} ведёт контроль и сам исполняет: {listed(rows[key])}."


def people_without_post(roadmap: Roadmap) -> Iterator[tuple[Place, str]]:
    """People named in rows without a post there or anywhere in the order; one remark a person."""
    known = {key for one in roadmap.body.controllers if one.role and (key := person_key(one.name))}
    for item in roadmap.items:
        known |= {key for part in item.executors.parts if part.post and (key := person_key(part.name or ""))}
    names = {
        key: part.name
        for item in roadmap.items
        for part in item.executors.parts
        if part.name and (key := person_key(part.name))
    }
    for key, rows in _rows_by_person(roadmap).items():
        if rows and key not in known:
            yield rows[0].place, f"{names[key]}: должность не названа ({listed(rows)})."


def _rows_by_person(roadmap: Roadmap) -> dict[PersonKey, list[RoadmapItem]]:
    rows: dict[PersonKey, list[RoadmapItem]] = defaultdict(list)
    for item in roadmap.items:
        keys = dict.fromkeys(person_key(part.name) for part in item.executors.parts if part.name)
        for key in keys:
            if key:
                rows[key].append(item)
    return rows
