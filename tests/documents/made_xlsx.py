"""Workbooks made for one test, by openpyxl; and the bytes of one with a part replaced."""

import io
import zipfile

from openpyxl import Workbook
from tests.documents.made_docx import HEADER, ROWS

TITLE = ("План мероприятий на 2026 год",)


def book(*rows, header=HEADER, title="План", fit=None, **sheets):
    """A plan on the first sheet; `sheets`: rows of others; `fit(workbook)` changes what is made."""
    made = Workbook()
    made.active.title = title
    for line in (TITLE, (), header, *(rows or ROWS)):
        made.active.append(line)
    for name, lines in sheets.items():
        other = made.create_sheet(name)
        for line in lines:
            other.append(line)
    if fit is not None:
        fit(made)
    packed = io.BytesIO()
    made.save(packed)
    return packed.getvalue()


def with_part(content, name, change):
    """The package with one part changed: `change` takes and returns bytes."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.namelist():
            part = old.read(entry)
            new.writestr(entry, change(part) if entry == name else part)
    return packed.getvalue()


def with_entry(content, name, text="x"):
    """The package with one part more."""
    packed = io.BytesIO(content)
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr(name, text)
    return packed.getvalue()
