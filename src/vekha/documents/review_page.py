"""The review as one page to look at, print and mail: no script, nothing from elsewhere."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from vekha.documents.contract import waiting_for_a_person
from vekha.documents.dependencies import dependencies_of
from vekha.documents.review import COLUMN_NAMES, CONTROLLERS, REST_KINDS, review_points, review_rows, spot
from vekha.documents.review_lists import WAITING_TITLES, WEIGHTS, counted_words, waiting_lines
from vekha.documents.review_sheet import CLEAR, NEEDS, speakable
from vekha.documents.review_words import what_was_read
from vekha.domain.places import Place
from vekha.domain.roadmaps import ColumnRole, Roadmap


def review_page(roadmap: Roadmap) -> bytes:
    """Return the page as UTF-8 HTML; the same roadmap gives the same bytes."""
    waiting = dependencies_of(roadmap)
    page = _template().render(
        roadmap=roadmap,
        remarks=(*roadmap.remarks, *waiting.remarks),
        waiting={"titles": WAITING_TITLES, "lines": waiting_lines(roadmap, waiting)},
        rows=review_rows(roadmap),
        points=review_points(roadmap),
        doubtful=len(waiting_for_a_person(roadmap)),
        head=what_was_read(roadmap),
        words=counted_words(roadmap),
        tables=_tables(roadmap),
        spot=spot,
        names={"columns": COLUMN_NAMES, "rest": REST_KINDS, "weights": WEIGHTS, "controllers": CONTROLLERS},
        status={True: NEEDS, False: CLEAR},
    )
    return speakable(page).encode()


def _tables(roadmap: Roadmap) -> dict[tuple[ColumnRole, ...], Place]:
    """The columns of each plan table, with the place of its first row."""
    found: dict[tuple[ColumnRole, ...], Place] = {}
    for item in roadmap.items:
        if item.source is not None:
            found.setdefault(item.source.roles, item.place)
    return found


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("vekha.documents"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("review.html.j2")
