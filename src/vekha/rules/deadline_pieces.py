"""The pieces of a plain phrase: words, numbers, dates and marks, before the lexicon is asked."""

import re

from vekha.rules.deadline_words import Word, lexicon

Piece = tuple[str, str]
"""The kind of a piece and its text."""

_PIECE = re.compile(
    r"""[\s.]*+(?:
    (?P<WORD>[а-я]+(?:-[а-я]+)*)
  | (?P<FULL>\d{1,2}(?:[./]\d{1,2}[./](?:\d{4,5}|\d{2})|-\d{1,2}-(?:19|20)\d\d)(?!\d)(?![.]\d))
  | (?P<ISO>(?:19|20)\d\d-\d\d-\d\d(?!\d))
  | (?P<SHORT_YEARS>(?:19|20)\d\d\s?[-/]\s?\d\d(?![\d.]))
  | (?P<MONTH_YEAR>(?:0?[1-9]|1[0-2])\.(?:19|20)\d\d(?!\d))
  | (?P<COLON>[012]?\d:[0-5]\d|(?:[01]?\d|2[0-3])-00(?!\d))
  | (?P<PAIR>\d{1,2}\.\d{1,2}(?!\d))
  | (?P<TAILED>\d+~[а-я]+)
  | (?P<NUM>\d+)
  | (?P<ROMAN_TAILED>[ivx]+\s?-\s?(?:й|го|м|ом|ый|ой|ому|му|е|ое|я|ая|х|ых)(?![а-я]))
  | (?P<LATIN>[a-z]+)
  | (?P<DASH>-)
  | (?P<MARK>[,;/:+&\x1f])
  | (?P<LPAR>\()
  | (?P<RPAR>\))
  | (?P<OTHER>\S)
    )""",
    re.VERBOSE,
)
ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
    "xi": 11,
    "xii": 12,
}


def pieces_of(text: str) -> list[Piece]:
    """Return the pieces in order; spaces and full stops between them separate and are no pieces."""
    return [(m.lastgroup or "", m[m.lastindex or 0]) for m in _PIECE.finditer(text)]


def number_word(text: str) -> Word:
    """Return the token of a number: a year by its size, a plain number under a thousand, else no role."""
    known = lexicon().numbers.get(text)
    if known is not None:
        return known
    value = int(text)
    if len(text) == 4 and 1900 <= value <= 2099:
        return Word("YEAR", text, value)
    if len(text) == 5 and text[:2] in ("19", "20", "22"):
        return Word("YEAR", text, value)
    return Word("NUM", text, value) if value < 1000 else Word("UNKNOWN", text)


def pair_word(text: str) -> Word:
    """Return «15.04» as a day and month, «10.30» as a time, else no role."""
    left, right = text.split(".")
    if 1 <= int(right) <= 12 and 1 <= int(left) <= 31:
        return Word("PAIR", text, int(right) * 100 + int(left))
    if len(right) == 2 and int(left) <= 24 and int(right) < 60:
        return Word("CLOCK", text)
    return Word("UNKNOWN", text)


def full_word(text: str) -> Word:
    """Return the token of a full date, its number YYYYMMDD; the day may not exist."""
    day, month, year = text.replace("/", ".").replace("-", ".").split(".")
    century = 0 if len(year) > 2 else 2000
    return Word("FULL", text, (century + int(year)) * 10000 + int(month) * 100 + int(day))
