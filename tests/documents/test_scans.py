"""A scan is refused with advice; with OCR asked for it is read, every row under review."""

import pytest
from PIL import Image, ImageDraw
from tests.documents.made_docx import ROWS
from tests.documents.made_pdf import plan as pdf_plan
from tests.documents.made_scan import blank, needs_tesseract, page, saved
from tests.documents.material import REAL, needs_real

from vekha.documents.contract import needs_review
from vekha.documents.errors import DocumentError
from vekha.documents.limits import Limits
from vekha.documents.pdf_grid import grids_of
from vekha.documents.readers import read_source
from vekha.documents.reading import read_apart
from vekha.documents.roadmap import roadmap_of
from vekha.documents.scan_pages import POINT
from vekha.documents.scan_rules import ink_of, strokes_of, upright, walls_of

OCR = Limits(ocr=True)
KINDS = ("PNG", "JPEG", "TIFF", "PDF")


@pytest.mark.parametrize("kind", KINDS)
def test_a_scan_is_refused_with_advice(kind):
    with pytest.raises(DocumentError, match=r"это скан.*--ocr"):
        read_source(saved(blank(), kind=kind), "скан")


@pytest.mark.parametrize(
    ("content", "limits", "said"),
    [
        (saved(blank((744, 1052)), kind="PNG", dpi=90), OCR, "90 точек на дюйм.*documents.ocr_dpi"),
        (saved(blank((744, 1052)), kind="PDF", dpi=90), OCR, "90 точек на дюйм.*documents.ocr_dpi"),
        (saved(blank((662, 935)), kind="JPEG", dpi=72), OCR, "80 точек на дюйм.*documents.ocr_dpi"),
        (saved(blank()), Limits(ocr=True, ocr_pixels=10), "больше 10 точек.*documents.ocr_pixels"),
        (
            saved(blank(), kind="PDF"),
            Limits(ocr=True, ocr_pixels=10),
            "больше 10 точек.*documents.ocr_pixels",
        ),
        (saved(blank()), Limits(ocr=True, ocr_pages=0), "страниц больше 0.*documents.ocr_pages"),
        (saved(blank(), kind="PDF"), Limits(ocr=True, ocr_pages=0), "страниц больше 0.*documents.ocr_pages"),
        (b"\x89PNG\r\n\x1a\n", OCR, "картинка повреждена"),
        (saved(blank())[:200], OCR, "картинка повреждена"),
    ],
)
def test_a_scan_past_a_limit_is_told_which(content, limits, said):
    with pytest.raises(DocumentError, match=said):
        read_source(content, "скан", limits)


def test_without_tesseract_the_message_names_its_packages(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(DocumentError, match=r"apt-get install tesseract-ocr tesseract-ocr-rus"):
        read_apart(saved(_with_a_word()), "скан.png", OCR)


def _with_a_word():
    picture = blank()
    ImageDraw.Draw(picture).rectangle([100, 100, 160, 140], fill=0)
    return picture


@pytest.mark.parametrize("tilt", [0, 0.7, -2])
def test_the_lines_of_a_leaning_page_make_its_grid(tilt):
    picture = Image.new("L", (2400, 1600), 255)
    pen = ImageDraw.Draw(picture)
    for y in range(200, 1201, 200):
        pen.line([(200, y), (2200, y)], fill=60, width=3)
    for x in (200, 700, 1500, 2200):
        pen.line([(x, 200), (x, 1200)], fill=60, width=3)
    pen.rectangle([250, 250, 290, 262], fill=0)  # ink in a cell is no wall

    straight = upright(picture.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=255))
    (grid,) = grids_of(wall.rule(POINT) for wall in walls_of(strokes_of(ink_of(straight))))

    assert (5, 3) == (grid.rows, grid.columns)


def test_asking_for_ocr_changes_nothing_where_there_is_text():
    assert read_source(pdf_plan(), "f.pdf") == read_source(pdf_plan(), "f.pdf", OCR)


def fields(roadmap):
    return [
        (one.number, one.title, one.deadline_text, one.executor_text, one.result_text)
        for one in roadmap.items
    ]


@pytest.mark.system
@needs_tesseract
@pytest.mark.parametrize(
    ("kind", "ruled"), [*((kind, True) for kind in KINDS), ("PNG", False)], ids=[*KINDS, "borderless"]
)
def test_a_scanned_plan_is_read_and_every_row_is_under_review(kind, ruled):
    roadmap = roadmap_of(saved(page(ruled=ruled, tilt=0.6), kind=kind), "скан", OCR, read_apart)

    assert [row[1:4] for row in ROWS] == [row[1:4] for row in fields(roadmap)]
    assert all("ocr" in item.anomalies and needs_review(item, roadmap) for item in roadmap.items)
    assert "ocr" in {remark.code for remark in roadmap.remarks}


@pytest.mark.system
@needs_tesseract
@pytest.mark.parametrize("kind", ["TIFF", "PDF"])
def test_a_plan_goes_on_over_the_pages_of_a_scan(kind):
    more = [(f"{at}.", *ROWS[at % 3][1:]) for at in range(4, 7)]

    roadmap = roadmap_of(saved(page(), page(*more), kind=kind), "скан", OCR, read_apart)

    assert [row[1] for row in (*ROWS, *more)] == [item.title for item in roadmap.items]
    assert [1, 1, 1, 2, 2, 2] == [item.place.page for item in roadmap.items]


@pytest.mark.system
@needs_tesseract
def test_what_no_deadline_can_hold_stays_unparsed():
    rows = [("1.", "Проверка столовых", "до |5.#5.2026 &", "Руководители ОО", "Приказ ОО"), *ROWS[1:]]

    first = roadmap_of(saved(page(*rows)), "скан", OCR, read_apart).items[0]

    assert () == first.deadline.occurrences
    assert first.deadline.needs_review


@pytest.mark.system
@needs_tesseract
def test_recognising_past_its_time_is_told():
    with pytest.raises(DocumentError, match=r"больше 1 с.*documents.ocr_seconds"):
        read_apart(saved(*[page()] * 5, kind="TIFF"), "скан.tif", Limits(ocr=True, ocr_seconds=1))


@pytest.mark.system
@needs_tesseract
@needs_real
@pytest.mark.parametrize(("name", "dpi", "rows"), [("kahun", 150, 14), ("kogalym", 100, 11)])
def test_a_real_scan_gives_its_rows_and_no_wrong_deadline_in_silence(name, dpi, rows):
    content = (REAL / "formats" / f"{name}.scan.pdf").read_bytes()
    paper = roadmap_of((REAL / "formats" / f"{name}.docx").read_bytes(), "f.docx")
    printed = {item.title[:30]: item for item in paper.items}

    scan = roadmap_of(content, "скан.pdf", Limits(ocr=True, ocr_dpi=dpi), read_apart)
    known = [(item, printed[item.title[:30]]) for item in scan.items if item.title[:30] in printed]

    assert rows * 0.9 <= len(known)
    assert [] == [one.title for one in scan.items if "ocr" not in one.anomalies]
    assert [] == [
        one.deadline_text for one, true in known if one.deadline.occurrences != true.deadline.occurrences
    ]
