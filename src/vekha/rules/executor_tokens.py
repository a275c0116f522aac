"""Words, names, brackets and separators of an executor's cell, each with its place in the text.

Every character of the text lies in exactly one token or is white space between tokens, so nothing is dropped.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from vekha.rules.executor_lexicon import (
    Entry,
    abbreviation,
    adjective_readings,
    features_of,
    federal_name,
    lexicon,
    noun,
)

# Latin letters that look like Cyrillic ones come in with copied tables; one for one, so places stay.
HOMOGLYPHS = str.maketrans("ABCEHKMOPTXaceopxyi", "АВСЕНКМОРТХасеорхуі")
SURNAME = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
INITIALS = r"[А-ЯЁ](?:-[А-ЯЁ])?\s{0,3}[.,]\s{0,3}[А-ЯЁ](?:-[А-ЯЁ])?(?:\s{0,3}\.|(?![а-яёА-ЯЁ]))"
PATRONYMIC = r"[А-ЯЁ][а-яё]+(?:вич|вна|ична|ьич|вича|вну|вны|вне|вичу)"
NAME = re.compile(
    rf"(?P<last1>{SURNAME})(?:\s{{0,3}}|\.(?={INITIALS}(?!\s*{SURNAME})))(?P<ini1>{INITIALS})"
    rf"|(?P<ini2>{INITIALS})\s{{0,3}}(?P<last2>{SURNAME})(?!\w)"
    rf"|(?P<last3>{SURNAME})\s{{1,3}}(?P<first3>{SURNAME})\s(?P<mid3>{PATRONYMIC})(?![а-яё])"
    rf"|(?P<last8>[А-ЯЁ]{{3,}})\s{{1,3}}(?P<first8>[А-ЯЁ]{{3,}})\s(?P<mid8>[А-ЯЁ]+(?:ВИЧ|ВНА|ИЧНА))(?!\w)"
    rf"|(?P<first4>[А-ЯЁ][а-яё]+)\s(?P<mid4>{PATRONYMIC})\s{{1,3}}(?P<last4>{SURNAME})(?!\w)"
    rf"|(?P<last6>{SURNAME})\s{{1,3}}(?P<ini6>[А-ЯЁ]{{2}})(?![А-Яа-яЁё])"
    rf"|(?P<last7>[А-ЯЁ]{{3,}})\s{{0,3}}(?P<ini7>{INITIALS})"
    rf"|(?P<last5>{SURNAME})\s{{1,3}}(?P<ini5>[А-ЯЁ]\.)(?!\s{{0,3}}[а-яё])"
)
SURNAME_END = re.compile(r"(ова|ева|ина|ына|ская|цкая|ский|цкий|ов|ев|ин|ын|енко|чук|юк|ян|дзе)$")
GIVEN = re.compile(r"[А-ЯЁ](?:[а-яё]+|[А-ЯЁ]{2,})?(?:-\w+)?")  # an initial or a whole name
AFTER_INITIALS = re.compile(rf"\s{{0,3}}{SURNAME}")
LONGEST_WORD = 60  # letters: no word of the language or of two glued ones is longer
DEEPEST = 8  # brackets in brackets; more is a row of signs
NAMESAKE = re.compile(r"(?<!\w)(?:им\.?|имени)\s{0,3}(?:[^\W\d_]+\.?\s+){0,5}$")  # whose name a school bears
CLOSING = frozenset({"comma", "semicolon", "slash", "newline", "joint", "name", "bracket", "qualifier"})
WRAP = re.compile(r"\u00ad|[-‑]\s+")  # a hyphen that only the width of a column put there
LEXEME = re.compile(
    r"(?P<newline>\n)|"
    r"(?P<marker>(?<!\w)\d{1,2}(?:[.)](?=\s*[А-ЯЁ])|\)(?=\s*[а-яё]))|(?m:^)\d{1,2}\.(?=\s*[а-яё]))"
    r"|(?P<number>№+\s*\d+[\w/-]*|\d+[\w/-]*|№+)"
    r"|(?P<quote>«[^»]*»+|\"[^\"]*\"|“[^”]*”|„[^“]*“)"
    r"|(?P<word>[^\W\d_]+(?:(?:\u00ad|[-‑][ \t]*\n\s*(?=[а-яё])|[-‑])[^\W\d_]+)*(?:\([кд]\)[оу]+|\(Я\))?)"
    r"|(?P<open>[(\[])|(?P<close>[)\]])"
    r"|(?P<dash>[-–—−])|(?P<comma>,)|(?P<semicolon>[;•·])|(?P<slash>[/\\|])|(?P<colon>:)|(?P<stop>[.…])"
    r"|(?P<other>\S)"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch [start, end) of the text. `kind`: name, post, org, abbr, area, adjective, class, word,
    unknown, preposition, number, quote, bracket, qualifier, remainder, label, acting, joint, comma,
    semicolon, slash, dash, newline, stop, other. `inner` are the tokens of a bracket or a quote.
    """

    kind: str
    text: str
    start: int
    end: int
    entry: Entry | None = None
    readings: frozenset[str] = frozenset()
    features: frozenset[str] = frozenset()
    inner: tuple["Token", ...] = ()
    name: str = ""
    sure: bool = True

    @property
    def low(self) -> str:
        return self.text.lower().replace("ё", "е")


def tokens_of(text: str, start: int = 0, end: int | None = None, depth: int = 0) -> tuple[Token, ...]:
    """Return the tokens of text[start:end] in order; places are those of the whole text."""
    whole = text.translate(HOMOGLYPHS)
    return _settled(list(_scan(whole, start, len(whole) if end is None else end, depth)))


def _settled(tokens: list[Token]) -> tuple[Token, ...]:
    """Decide what only a neighbour decides: «управляющий совет» has an adjective, «Иванова,» is a name."""
    result: list[Token] = []
    for at, token in enumerate(tokens):
        before = result[-1] if result else None
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        result.append(_settled_one(before, token, after, result))
    return tuple(result)


def _settled_one(before: Token | None, token: Token, after: Token | None, done: list[Token]) -> Token:
    if _is_attribute(before, token, after):
        return replace(token, kind="adjective")
    if before and (entry := _compound(before, token)):
        return replace(token, kind=entry.kind, entry=entry, readings=entry.readings, features=before.features)
    if token.text == "ООО" and (after is None or after.kind != "quote") and _steps(done):
        return replace(token, kind="area", entry=None)  # основное общее образование, not a company
    if _bare_surname(before, token, after):
        return replace(token, kind="name", name=token.text, sure=False)
    return token


def _is_attribute(before: Token | None, token: Token, after: Token | None) -> bool:
    """Whether a noun that may be an adjective is one here: «дежурный учитель», «отв. секретарь»."""
    if token.entry is None or after is None or (before and before.kind == "adjective" and before.entry):
        return False
    if token.low == "нач." and (after.kind == "class" or after.low.startswith(("класс", "школ"))):
        return True
    if token.entry.lemma == "отв" and token.text.endswith("."):
        return after.kind in {"post", "adjective"} and "1n" in after.readings
    return token.entry.adjectival and _agree(token, after)


def _compound(before: Token, token: Token) -> Entry | None:
    pairs = lexicon().compounds.get(token.low, ())
    return next((entry for adjective, entry in pairs if before.low.startswith(adjective)), None)


def _steps(done: list[Token]) -> bool:
    return any(token.kind == "area" and token.text in {"НОО", "СОО", "ФГОС", "ДО"} for token in done[-4:])


def _agree(token: Token, after: Token) -> bool:
    return after.kind in {"post", "org"} and bool(token.readings & after.readings & {"1n", "2n"})


def _bare_surname(before: Token | None, token: Token, after: Token | None) -> bool:
    """A lone capitalised word with a surname's ending between separators, or last after a singular post."""
    if token.kind != "word" or token.features or not SURNAME_END.search(token.low):
        return False
    closed = after is None or after.kind in CLOSING
    opened = before is None or before.kind in CLOSING or (before.kind == "post" and "1n" in before.readings)
    return closed and opened


def _scan(text: str, at: int, end: int, depth: int) -> Iterator[Token]:
    while at < end:
        token = _idiom(text, at, end) or _name(text, at, end) or _lexeme(text, at, end, depth)
        if token is None:
            at += 1
            continue
        yield token
        at = token.end


def _idiom(text: str, at: int, end: int) -> Token | None:
    if at and (text[at - 1].isalnum() or text[at - 1] == "-"):
        return None
    phrases = lexicon().phrases
    for kind, table in (
        ("qualifier", "qualifiers"),
        ("remainder", "remainder"),
        ("joint", "joints"),
        ("acting", "acting"),
        ("label", "labels"),
    ):
        for phrase in phrases[table]:
            stop = _matched(text, at, end, phrase)
            if stop and _fits(kind, text, stop, end):
                return Token(kind, text[at:stop], at, stop)
    return None


def _matched(text: str, at: int, end: int, phrase: str) -> int:
    stop = at + len(phrase)
    if stop > end or text[at:stop].lower() != phrase:
        return 0
    return 0 if stop < end and text[stop].isalnum() and phrase[-1].isalnum() else stop


def _fits(kind: str, text: str, stop: int, end: int) -> bool:
    rest = text[stop:end].lstrip()
    if kind == "label":
        return rest.startswith(":") or bool(NAME.match(rest.lstrip(" :–—-")))
    if kind == "remainder":
        return not rest or rest[0] in ",;.)/\n"
    if kind == "joint":
        return stop >= end or (not text[stop].isalnum() and text[stop] not in ".-")
    return kind != "acting" or text[stop - 1] == "." or bool(rest)


def _name(text: str, at: int, end: int) -> Token | None:
    if at and text[at - 1].isalnum():
        return None
    found = NAME.match(text, at, end)
    if not found:
        return None
    words = [
        word for key, word in found.groupdict().items() if word and (key.startswith("last") or key == "ini6")
    ]
    if any(federal_name(word) or abbreviation(word) or word.lower() in lexicon().dotted for word in words):
        return None
    known = any(noun(word.lower()) for word in words)
    if known and not (found["last1"] and _surname_after_all(text, found, end)):
        return None
    if NAMESAKE.search(text, max(0, at - 80), at):
        return Token("area", found.group(), found.start(), found.end())
    return Token("name", found.group(), found.start(), found.end(), name=_printed_name(found), sure=not known)


def _surname_after_all(text: str, found: re.Match[str], end: int) -> bool:
    """«Глава К.К.» with no surname after the initials may be a person called Глава; doubted."""
    entry = noun(found["last1"].lower())
    return bool(entry and "1n" in entry.readings) and not AFTER_INITIALS.match(text, found.end(), end)


def _printed_name(found: re.Match[str]) -> str:
    """Return «Фамилия И.О.» of any of the printed orders."""
    groups = {key: value for key, value in found.groupdict().items() if value}
    last = next(value for key, value in groups.items() if key.startswith("last"))
    rest = [value for key, value in groups.items() if not key.startswith("last")]
    letters = [part[0] for value in rest for part in GIVEN.findall(value)]
    return f"{last} {''.join(letter + '.' for letter in letters)}"


def _lexeme(text: str, at: int, end: int, depth: int) -> Token | None:
    found = LEXEME.match(text, at, end)
    if not found:
        return None
    kind = str(found.lastgroup)
    if kind == "word":
        return _word(text, found)
    if depth == DEEPEST and kind in {"open", "quote"}:
        return Token("other", found.group(), found.start(), found.end())
    if kind == "open":
        return _bracket(text, found.start(), end, depth + 1)
    if kind == "quote":
        inner = tokens_of(text, found.start() + 1, found.end() - 1, depth + 1)
        return Token("quote", found.group(), found.start(), found.end(), inner=inner)
    kind = {"close": "other", "marker": "semicolon"}.get(kind, kind)
    return Token(kind, found.group(), found.start(), found.end())


def _bracket(text: str, start: int, end: int, depth: int) -> Token:
    unclosed, stop = 1, start + 1
    while stop < end and unclosed:
        unclosed += {"(": 1, "[": 1, ")": -1, "]": -1}.get(text[stop], 0)
        stop += 1
    inner = tokens_of(text, start + 1, stop - 1 if unclosed == 0 else stop, depth)
    aside = bool(inner) and (inner[0].kind == "qualifier" or _label_only(text[start + 1 : inner[-1].end]))
    kind = "qualifier" if aside else "bracket"
    return Token(kind, text[start:stop], start, stop, inner=inner)


def _label_only(text: str) -> bool:
    return text.strip(" .").lower() in {label.strip(".") for label in lexicon().phrases["labels"]}


def _word(text: str, found: re.Match[str]) -> Token:
    start, whole = found.start(), found.group()
    if WRAP.search(whole):
        return replace(_plain_word(_unwrapped(whole), start, text[found.end() :][:1]), end=found.end())
    word = whole[: _unglued(text, start, whole)] if len(whole) <= LONGEST_WORD else whole
    stop, glued = start + len(word), len(word) < len(whole) and whole[len(word)].isalpha()
    token = _plain_word(word, start, text[stop:][:1])
    return replace(token, sure=False) if glued else token


def _unglued(text: str, start: int, word: str) -> int:
    """Return where the first of two words printed as one ends («Заместительдиректора», «школы-Ли О.В.»)."""
    for at in range(4, len(word) - 2):
        first, rest = word[:at], word[at:]
        alone = _stands_alone(first)
        named = rest[0] in "-‑" and rest[1].isupper() and NAME.match(text, start + at + 1)
        if named and (alone or first.islower()):
            return at
        if alone and rest[0].isupper() and first[-1].islower() and not rest.isupper():
            return at
    return _seam(word.lower()) if noun(word.lower()) is None and not abbreviation(word) else len(word)


@cache
def _seam(low: str) -> int:
    """Return where a known noun ends inside a word that begins with another known word."""
    for at in range(5, len(low) - 4):
        if _stands_alone(low[:at]) and low[at:] in lexicon().nouns:
            return at
    return len(low)


def _stands_alone(word: str) -> bool:
    low = word.lower()
    return low in lexicon().nouns or bool(features_of(low) and adjective_readings(low))


def _unwrapped(word: str) -> str:
    """Return a word printed on two lines as one; a hyphen between two known words is its own."""
    whole, hyphened = WRAP.sub("", word), WRAP.sub("-", word)
    own = noun(whole.lower()) is None and all(noun(piece) for piece in hyphened.lower().split("-"))
    return hyphened if own else whole


def _plain_word(word: str, start: int, after: str) -> Token:
    """Return the token of a word that begins at `start` and has `after` as the sign behind it."""
    stop = start + len(word)
    low = word.lower().replace("‑", "-")
    dotted = lexicon().dotted.get(low) if after == "." else None
    if dotted:
        features = _dotted_features(low, dotted)
        return Token(dotted.kind, word + ".", start, stop + 1, dotted, dotted.readings, features)
    short = abbreviation(word) or abbreviation(_before_hyphen(word))
    entry = short or noun(low) or federal_name(word)
    features = _short_features(short) if short else features_of(low.replace("ё", "е"))
    if entry:
        return Token(entry.kind, word, start, stop, entry, entry.readings, features)
    if low in lexicon().phrases["prepositions"]:
        return Token("preposition", word, start, stop)
    adjective = adjective_readings(low)
    if adjective:
        return Token("adjective", word, start, stop, None, adjective, features)
    return Token(
        "word" if features or word[0].isupper() else "unknown", word, start, stop, None, frozenset(), features
    )


def _before_hyphen(word: str) -> str:
    """Return what stands before the hyphen: «ОО-участники» are organisations."""
    first, hyphen, _ = word.partition("-")
    return first if hyphen and first.isupper() else ""


def _short_features(entry: Entry) -> frozenset[str]:
    trait = lexicon().traits.get(entry.lemma)
    return frozenset({"прочее"} if entry.family == "field" else {trait} if trait else ())


def _dotted_features(low: str, entry: Entry) -> frozenset[str]:
    return frozenset({"вид"}) if entry.kind == "class" else features_of(low)
