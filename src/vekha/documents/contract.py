"""The object `vekha read --json` prints (design, section 9). Its keys are part of the product."""

from datetime import date

from vekha.documents.dependencies import dependencies_of
from vekha.documents.point_items import dated_points, point_items
from vekha.documents.wording import number_parts
from vekha.domain.deadlines import Deadline
from vekha.domain.dependencies import Link
from vekha.domain.executors import ExecutorPart, ExecutorRole
from vekha.domain.indicators import Indicator, IndicatorRow
from vekha.domain.places import Place, Remark
from vekha.domain.roadmaps import OrderPoint, Roadmap, RoadmapItem, Section

EXIT_ACCEPTED = 0
EXIT_REVIEW = 2
# An organisation or a body is called by its own text; a bare abbreviation and a post name nobody.
NAMED_BY_TEXT = frozenset({
    ExecutorRole.MINISTRY, ExecutorRole.DEPARTMENT, ExecutorRole.AUTHORITY, ExecutorRole.UNIT,
    ExecutorRole.METHODICAL_CENTRE, ExecutorRole.BODY,
})  # fmt: skip


def exit_code(roadmap: Roadmap) -> int:
    """Return 0 where everything is accepted as read, 2 where a person has to look."""
    return EXIT_REVIEW if waiting_for_a_person(roadmap) else EXIT_ACCEPTED


def waiting_for_a_person(roadmap: Roadmap) -> tuple[RoadmapItem, ...]:
    """Return the doubtful rows, then the order's own duties with a term: nothing else decides about them."""
    doubtful = (item for item in roadmap.items if needs_review(item, roadmap))
    return (*doubtful, *dated_points(roadmap))


def needs_review(item: RoadmapItem, roadmap: Roadmap) -> bool:
    """Whether a person has to decide about the row: a doubt about its date, its executor or its cells."""
    return bool(
        roadmap.flat_text or item.anomalies or item.deadline.needs_review or item.executors.needs_review
    )


def roadmap_json(roadmap: Roadmap) -> dict[str, object]:
    """Return the roadmap as plain JSON values; dates are ISO, what the document is silent about is null."""
    waiting = dependencies_of(roadmap)
    return {
        "file": roadmap.file,
        "sha256": roadmap.sha256,
        **_order(roadmap),
        "sections": [_section(one) for one in roadmap.sections if not _is_inner(one)],
        "subsections": [_section(one) for one in roadmap.sections if _is_inner(one)],
        "items": [_item(item, roadmap) for item in roadmap.items],
        "indicators": [_indicator_row(one) for one in roadmap.indicators],
        "dependencies": [_link(one) for one in waiting.links],
        "rest": [{"place": _place(one.place), "kind": one.kind, "text": one.text} for one in roadmap.rest],
        "unread": list(roadmap.unread),
        "coverage": {
            "source_words": roadmap.coverage.source_words,
            "in_rows": roadmap.coverage.in_rows,
            "in_sections": roadmap.coverage.in_sections,
            "in_rest": roadmap.coverage.in_rest,
            "lost": roadmap.coverage.lost,
        },
        "remarks": [_remark(one) for one in (*roadmap.remarks, *waiting.remarks)],
    }


def _order(roadmap: Roadmap) -> dict[str, object]:
    body = roadmap.body
    return {
        "act_kind": body.kind.value,
        "title": body.title,
        "table_title": body.table_title,
        "order_number": body.order_number,
        "order_date": _iso(body.order_date),
        "issuer": body.issuer,
        "issuer_level": body.issuer_level.value if body.issuer_level else None,
        "plan_start": _iso(body.plan_start),
        "plan_end": _iso(body.plan_end),
        "period_basis": body.period_basis,
        "period_alternatives": [
            {
                "plan_start": one.span.first.isoformat(),
                "plan_end": one.span.last.isoformat(),
                "why": one.why,
                "place": _place(one.place) if one.place else None,
            }
            for one in body.period_alternatives
        ],
        "controllers": [
            {"name": one.name, "role": one.role, "quote": one.quote, "kind": one.kind}
            for one in body.controllers
        ],
        "order_points": [
            {"ordinal": item.ordinal, **_point(one)}
            for item, one in zip(point_items(roadmap), body.points, strict=True)
        ],
        "recipients": list(body.recipients),
    }


def _is_inner(section: Section) -> bool:
    """«7.1» is a heading inside section 7."""
    return len(number_parts(section.number)) > 1


def _section(section: Section) -> dict[str, object]:
    number = (section.number or "").rstrip(".") or None
    return {"number": number, "title": section.title.rstrip(" :"), "number_printed": section.number_printed}


def _item(item: RoadmapItem, roadmap: Roadmap) -> dict[str, object]:
    return {
        "ordinal": item.ordinal,
        "number": item.number,
        "section": item.section,
        "title": item.title,
        "deadline_text": item.deadline_text,
        "deadline": _deadline(item.deadline),
        "executor_text": item.executor_text,
        "executors": [_executor(part) for part in item.executors.parts],
        "result_text": item.result_text,
        "result_kind": item.result_kind,
        "indicators": list(item.indicators),
        "indicator_readings": [_indicator(one) for one in item.indicator_readings],
        "anomalies": list(item.anomalies),
        "status": "review" if needs_review(item, roadmap) else "accept",
        "place": _place(item.place),
    }


def _point(point: OrderPoint) -> dict[str, object]:
    return {
        "number": point.number,
        "assignee": point.assignee,
        "text": point.text,
        "deadline_text": point.deadline_text,
        "deadline": _deadline(point.deadline) if point.deadline else None,
        "due": _iso(point.due),
        "place": _place(point.place),
    }


def _indicator_row(row: IndicatorRow) -> dict[str, object]:
    planned = [{"when": one.when, "text": one.text, "value": one.value} for one in row.planned]
    return _indicator(row.indicator) | {"planned": planned, "place": _place(row.place)}


def _indicator(one: Indicator) -> dict[str, object]:
    return {
        "text": one.text,
        "unit": one.unit,
        "direction": one.direction.value if one.direction else None,
        "target": one.target,
        "target_high": one.target_high,
        "part": one.part,
        "whole": one.whole,
        "doubts": list(one.doubts),
    }


def _link(link: Link) -> dict[str, object]:
    """`lag` is null where the successor may follow at once."""
    lag = None if link.lag is None else {"count": link.lag.count, "unit": link.lag.unit.value}
    return {
        "before": link.before,
        "after": link.after,
        "type": link.kind.value,
        "lag": lag,
        "why": link.why,
    }


def _deadline(deadline: Deadline) -> dict[str, object]:
    return {
        "kind": deadline.kind.value,
        "occurrences": [[_iso(one.start), _iso(one.raw_due)] for one in deadline.occurrences],
        "needs_review": deadline.needs_review,
        "explain": list(deadline.explain),
        "doubts": list(deadline.doubts),
    }


def _executor(part: ExecutorPart) -> dict[str, object]:
    """`name`: the person's, else the organisation's as printed; null for a post."""
    return {
        "role": part.role.value,
        "name": part.name or (part.text if part.role in NAMED_BY_TEXT and " " in part.text else None),
        "level": part.level.value,
        "text": part.text,
        "post": part.post,
        "many": part.many,
    }


def _place(place: Place) -> dict[str, object]:
    return {
        "file": place.file,
        "page": place.page,
        "table": place.table,
        "row": place.row,
        "line": place.line,
        "column": place.column,
        "sheet": place.sheet,
    }


def _remark(one: Remark) -> dict[str, object]:
    return {
        "code": one.code,
        "text": one.text,
        "advice": one.advice,
        "weight": one.weight.value,
        "place": _place(one.place) if one.place else None,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
