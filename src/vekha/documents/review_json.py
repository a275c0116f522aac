"""The review as JSON: the object of `vekha read --json`, and to each row what it was read from."""

from typing import Any

from vekha.documents.contract import roadmap_json
from vekha.documents.review import Doubt, ReviewRow, review_rows
from vekha.domain.roadmaps import Roadmap, RowSource


def review_json(roadmap: Roadmap) -> dict[str, Any]:
    """Return the review record (domain/documents.md, section 4) under the names of `vekha read --json`."""
    said = roadmap_json(roadmap)
    items = said["items"]
    if not isinstance(items, list):
        raise TypeError(f"items of a roadmap are a list, not {type(items)}")
    rows = review_rows(roadmap)
    return {
        **said,
        "totals": {
            "rows": len(rows),
            "for_review": sum(row.needs_review for row in rows),
            "rest": len(roadmap.rest),
        },
        "items": [{**item, **_record(row)} for item, row in zip(items, rows, strict=True)],
    }


def _record(row: ReviewRow) -> dict[str, object]:
    source = row.item.source
    return {
        "source": _source(source) if source else None,
        "roles": {one.role: {"col": one.column, "why": one.why, "score": one.score} for one in source.roles}
        if source
        else {},
        "confidence": row.confidence,
        "doubts": [_doubt(one) for one in row.doubts],
    }


def _source(source: RowSource) -> dict[str, object]:
    first = source.places[0]
    return {
        "page": first.page,
        "sheet": first.sheet,
        "table": first.table,
        "rows": [place.row for place in source.places],
        "places": [str(place) for place in source.places],
        "cells": list(source.cells),
        "merged_with": [str(place) for place in source.merged_with],
    }


def _doubt(doubt: Doubt) -> dict[str, str]:
    return {"about": doubt.about, "code": doubt.code, "text": doubt.text, "advice": doubt.advice}
