"""A cell of a workbook as Excel shows it in a Russian plan: dates, numbers, shared strings."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from lxml import etree

from vekha.documents.zip_package import Package

MONTHS = ("январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь",
          "ноябрь", "декабрь")  # fmt: skip
MONTHS_OF = ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября",
             "ноября", "декабря")  # fmt: skip
# Formats that are in no file, ECMA-376 part 1, 18.8.30.
BUILT_IN = {9: "0%", 10: "0.00%", 14: "dd.mm.yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm",
            19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "dd.mm.yyyy h:mm"}  # fmt: skip
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How a workbook writes a character XML cannot say, ECMA-376 part 1, 22.9.2.19."""
NOT_A_CODE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
EPOCH, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 -- a cell knows no zone
LAST_DAY = 2_958_465  # 31.12.9999
PERCENT_FROM = 100
DATE_CODE, NO_VALUE_CODE = "date_from_excel", "formula_without_value"


@dataclass(frozen=True, slots=True)
class Value:
    """What a cell shows. `number`, `moment`: what it holds where it is no text; `anomaly`: a code or ""."""

    text: str
    number: float | None = None
    moment: datetime | None = None
    anomaly: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """What the cells of all sheets refer to."""

    strings: tuple[str, ...]
    formats: tuple[str, ...]
    epoch: datetime

    def value(self, cell: etree._Element) -> Value:
        """Return what the cell shows; a formula shows the value Excel kept beside it."""
        kind = cell.get("t") or "n"
        if kind == "inlineStr":
            return Value(string_of(cell.find("{*}is")))
        kept = cell.find("{*}v")
        text = "" if kept is None else (kept.text or "").strip()
        if kind == "s":
            return Value(self.strings[int(text)] if text.isdigit() and int(text) < len(self.strings) else "")
        if not text:
            bare = cell.find("{*}f") is not None and kind != "str"
            return Value("", anomaly=NO_VALUE_CODE if bare else "")
        if kind == "b":
            return Value("ИСТИНА" if text == "1" else "ЛОЖЬ")
        if kind in {"str", "e"}:
            return Value((kept.text or "") if kept is not None else "")
        return self._number(text, self._format(cell))

    def _format(self, cell: etree._Element) -> str:
        style = cell.get("s") or "0"
        known = style.isdigit() and int(style) < len(self.formats)
        return self.formats[int(style)] if known else ""

    def _number(self, text: str, shown_as: str) -> Value:
        try:
            number = float(text)
        except ValueError:
            return Value(text)
        code = NOT_A_CODE.sub("", shown_as.split(";", maxsplit=1)[0]).lower()
        if re.search("[dmyhs]", code) and 0 < number <= LAST_DAY:
            moment = self.epoch + timedelta(days=number)
            return Value(shown_moment(moment, code), moment=moment, anomaly=DATE_CODE)
        return Value(shown_number(number, code), number=number)


def shown_number(number: float, code: str) -> str:
    """Return the number without a tail of binary digits; a decimal comma is Excel's own in Russian."""
    if "%" in code:
        return f"{number * PERCENT_FROM:.10g}%".replace(".", ",")
    return f"{number:.15g}".replace(".", ",")


def shown_moment(moment: datetime, code: str) -> str:
    """Return the date with the parts its format shows: «15.11.2020», «сентябрь 2025», «15 мая»."""
    year, day = "y" in code, "d" in code
    month = "mmm" in code or ("m" in code and (year or day))
    clock = f"{moment:%H:%M}" if "h" in code and (moment.hour or moment.minute or not (year or month)) else ""
    if day and month:
        shown = f"{moment:%d.%m.%Y}" if year else f"{moment.day} {MONTHS_OF[moment.month - 1]}"
    elif month:
        shown = MONTHS[moment.month - 1] + (f" {moment.year}" if year else "")
    else:
        shown = str(moment.year) if year else ""
    return f"{shown} {clock}".strip() or f"{moment:%d.%m.%Y}"


def string_of(element: etree._Element | None) -> str:
    """Return the text of a string with its runs; phonetic hints are no text."""
    if element is None:
        return ""
    parts = (part for part in element if etree.QName(part).localname in {"t", "r"})
    pieces = (piece for part in parts for piece in (part, *part))
    return unescaped("".join(piece.text or "" for piece in pieces if etree.QName(piece).localname == "t"))


def unescaped(text: str) -> str:
    """Return the text with «_x000D_» and the like as the characters they stand for."""
    return ESCAPED.sub(_character, text) if "_x" in text else text


def _character(found: re.Match[str]) -> str:
    """A character no text may hold stays as it is written."""
    letter = chr(int(found[1], 16))
    return found[0] if letter in "\x00\ufffe\uffff" or "\ud800" <= letter <= "\udfff" else letter


def read_book(package: Package, workbook: etree._Element) -> Book:
    shared = package.xml("xl/sharedStrings.xml")
    strings = () if shared is None else tuple(string_of(one) for one in shared.iterfind("{*}si"))
    properties = workbook.find("{*}workbookPr")
    since_1904 = properties is not None and properties.get("date1904") in {"1", "true"}
    return Book(strings, _formats(package.xml("xl/styles.xml")), EPOCH_1904 if since_1904 else EPOCH)


def _formats(styles: etree._Element | None) -> tuple[str, ...]:
    if styles is None:
        return ()
    listed = styles.iterfind("{*}numFmts/{*}numFmt")
    own = {one.get("numFmtId"): one.get("formatCode") or "" for one in listed}
    used = [one.get("numFmtId") or "0" for one in styles.iterfind("{*}cellXfs/{*}xf")]
    return tuple(own.get(one) or BUILT_IN.get(int(one) if one.isdigit() else 0, "") for one in used)
