"""The spelling of a deadline phrase made plain; no step drops a word.

Steps, in this order:
1. non-breaking and other odd spaces become spaces, zero-width marks and soft hyphens vanish;
2. all dashes become «-»; «ё» becomes «е»; case is folded;
3. Latin look-alikes inside Cyrillic words, and the lone letters c, k, o, become Cyrillic; Cyrillic
   look-alikes of Roman numerals («ІІ», «ІV») become Latin;
4. a word broken by a hyphen and a line feed is kept for the lexer, which knows what is a word;
5. doubled dots become one; the spaces inside «01.09. 2022» go, the commas of «01,09,2022» are dots;
   «г.г.», «г..г.» become «гг»; «с.г.» and «т.г.» are spelt out («сего года», «текущего года»);
   «втечение» comes apart into «в течение»;
6. digits glued to letters come apart («2023года», «15сентября», «IVквартал»), ordinals («20-го», «3-х») keep
   their tail;
7. a line feed stays only between two numeric dates, where it separates; elsewhere it is a space.
"""

import re

_ODD = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f\u3000\t\u000b\f", " "),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
        **dict.fromkeys("«»„“”\"'`", " "),
        "\r": "\n",
        "\u2028": "\n",
        "Ё": "е",
        "ё": "е",
        "…": ".",
        "[": "(",
        "]": ")",
    }
)
_TO_CYRILLIC = str.maketrans("aceopxykmthbуi", "асеорхукмтнвуі")
_ODD_MARKS = re.compile("[" + re.escape("".join(map(chr, _ODD))) + "]")
_TWO_GS = re.compile(r"г[.\s]{0,2}г")
_LATIN = re.compile(r"[a-z]")
_WORD = re.compile(r"[a-zа-яі]+")
_ROMAN = re.compile(r"[ivxі]+$")
_ROMAN_GLUED = re.compile(r"([ivxі]+)(кв|полуг|четв|трим|этап)")
_DOTS = re.compile(r"\.(?:\s?\.)+")
_SPACED_DATE = re.compile(r"(?<![\d.])(\d{1,2})\.\s*(0?[1-9]|1[0-2])\.\s*((?:19|20)\d\d)(?!\d)")
_COMMA_DATE = re.compile(r"(?<![\d.,])(\d{1,2}),(0?[1-9]|1[0-2]),((?:19|20)\d\d)(?![\d,])")
_YEARS_TAIL = re.compile(r"\bг\.?\s?г\b\.?")
_THIS_YEAR = re.compile(r"(?<![а-я])([ст])\.\s?г\b\.?")
_GLUED = re.compile(r"(?<=\d)(?=[а-я])|(?<=[а-я])(?=\d)")
_STUCK = re.compile(r"\d(?:[а-я]|(?<=[а-я]\d))")
"""A digit that touches a letter: the digit stands first in the pattern, so the search skips to digits."""
_TAILED = re.compile(
    r"(\d)\s?-\s?(го|му|ом|ый|ое|ая|ой|ые|ых|ю|е|я|й|х|ти|ми|и|м|дневн\w+|недельн\w+|месячн\w+)\b"
)
_DATE_LINES = re.compile(r"(\d\.\d{1,2}(?:\.\d{2,4})?\.?)[ ]*\n\s*(?=\d{1,2}\.\d)")
_DATES_BREAK = "\x1f"


def _letters(match: re.Match[str]) -> str:
    word = match.group()
    if _ROMAN.match(word):
        return word.replace("і", "i")
    if not _LATIN.search(word):
        return word
    glued = _ROMAN_GLUED.match(word)
    if glued:
        return f"{glued[1].replace('і', 'i')} {word[glued.end(1) :]}"
    cyrillic = word.translate(_TO_CYRILLIC)
    return cyrillic if len(word) == 1 or any("а" <= c <= "я" for c in word) else word


def plain(text: str) -> str:
    """Return the phrase in plain spelling: lower case, single dashes and spaces, every word of it kept."""
    line = (text.translate(_ODD) if _ODD_MARKS.search(text) else text).lower()
    if _LATIN.search(line) or "і" in line:
        line = _WORD.sub(_letters, line)
    if ".." in line or ". ." in line:
        line = _DOTS.sub(".", line)
    if "\n" in line:
        line = _DATE_LINES.sub(r"\1" + _DATES_BREAK, line)
    if "втеч" in line:
        line = line.replace("втечени", "в течени")
    if "с.г" in line or "т.г" in line or "т. г" in line or "с. г" in line:
        line = _THIS_YEAR.sub(lambda m: "сего года" if m.group(1) == "с" else "текущего года", line)
    if ". " in line or ".\n" in line:
        line = _SPACED_DATE.sub(r"\1.\2.\3", line)
    if "," in line:
        line = _COMMA_DATE.sub(r"\1.\2.\3", line)
    if "-" in line:
        line = _TAILED.sub(r"\1~\2", line)
    if _STUCK.search(line):
        line = _GLUED.sub(" ", line)
    return _YEARS_TAIL.sub("гг ", line) if line.count("г") > 1 and _TWO_GS.search(line) else line
