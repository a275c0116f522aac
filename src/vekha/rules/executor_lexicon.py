"""Words of the executor's cell: their forms, families and features, read once from `executor_words.toml`.

A form is looked up, never guessed: «директора» is singular oblique and plural nominative at once, and the
cuts decide between the readings. A word that is not in the table has no family and shows as unknown.
"""

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Entry:
    """What a word can be. `readings` hold "1n", "1o", "2n", "2o": number, and nominative or oblique."""

    family: str
    kind: str
    readings: frozenset[str]
    lemma: str = ""
    adjectival: bool = False

    @property
    def nominative(self) -> bool:
        return "1n" in self.readings or "2n" in self.readings

    @property
    def oblique(self) -> bool:
        return "1o" in self.readings or "2o" in self.readings


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every table of the words file in the shape the tokeniser asks for."""

    nouns: dict[str, Entry]
    abbreviations: dict[str, Entry]
    dotted: dict[str, Entry]
    features: tuple[tuple[str, str], ...]
    phrases: dict[str, tuple[str, ...]]
    sure: frozenset[str]
    traits: dict[str, str]
    adjectives: tuple[str, ...]
    compounds: dict[str, tuple[tuple[str, Entry], ...]]
    prefixes: tuple[str, ...]


ADJECTIVE_ENDINGS: tuple[tuple[str, frozenset[str]], ...] = tuple(
    (ending, frozenset(readings.split(",")))
    for ending, readings in (
        ("ого", "1o"), ("его", "1o"), ("ому", "1o"), ("ему", "1o"), ("ыми", "2o"), ("ими", "2o"),
        ("ый", "1n"), ("ий", "1n"), ("ой", "1n,1o"), ("ая", "1n"), ("яя", "1n"), ("ое", "1n"), ("ее", "1n"),
        ("ые", "2n"), ("ие", "2n"), ("ых", "2o"), ("их", "2o"), ("ым", "1o,2o"), ("им", "1o,2o"),
        ("ую", "1o"), ("юю", "1o"), ("ей", "1o"), ("ом", "1o"), ("ем", "1o"),
    )
)  # fmt: skip
NOUN_TAILS = (
    "ние", "тие", "ствие", "ций", "ний", "тий", "ствий", "ием", "телей", "стей", "вей", "дей", "зей", "лей",
    "рей", "тей", "щей",
)  # fmt: skip
ADJECTIVAL = frozenset({"as", "ah", "ar"})  # paradigms of nouns that were adjectives: «заведующий»
PARTICIPLE_STEMS = ("ущ", "ющ", "ащ", "ящ", "вш")


def _paradigm(row: str) -> dict[str, frozenset[str]]:
    pairs = (cell.split("=") for cell in _joined(row))
    return {ending: frozenset(readings.split(",")) for ending, readings in pairs}


def _joined(row: str) -> list[str]:
    """Endings that share readings may stand before them without a sign: «у ом е=1o»."""
    cells: list[str] = []
    waiting: list[str] = []
    for cell in row.split():
        if "=" not in cell:
            waiting.append(cell)
            continue
        cells += [f"{ending}={cell.split('=')[1]}" for ending in waiting] + [cell]
        waiting = []
    return cells


def _forms(
    kind: str, table: dict[str, list[str]], paradigms: dict[str, dict[str, frozenset[str]]]
) -> dict[str, Entry]:
    forms: dict[str, Entry] = {}
    for family, words in table.items():
        for word in words:
            stem, _, paradigm = word.partition(":")
            for ending, readings in paradigms[paradigm].items():
                forms.setdefault(stem + ending, Entry(family, kind, readings, stem, paradigm in ADJECTIVAL))
    return forms


def _contraction(text: str, lemma: str) -> Entry:
    family, _, readings = text.partition(" ")
    posts = {"deputy", "head", "post", "member"}
    kind = "post" if family in posts else ("org" if readings else family)
    return Entry(family, kind, frozenset(readings.split(",")) if readings else frozenset(), lemma)


@cache
def lexicon() -> Lexicon:
    """Return the shipped words; the file is part of the package."""
    data = tomllib.loads(files("vekha.rules").joinpath("executor_words.toml").read_text(encoding="utf-8"))
    paradigms = {name: _paradigm(row) for name, row in data["paradigms"].items()}
    nouns = _forms("post", data["posts"], paradigms)
    for form, entry in _forms("org", data["organisations"], paradigms).items():
        nouns.setdefault(form, entry)
    for form, text in data["marks"]["contracted"].items():
        nouns[form] = _contraction(text, form)
    any_case = frozenset({"1n", "1o", "2n", "2o"})
    short = {
        word: Entry(family, "area" if family in {"area", "field"} else "abbr", any_case, word)
        for family, words in data["abbreviations"].items()
        for word in words
    }
    nouns |= {
        word: Entry("adj", "adj", frozenset({reading}), word) for word, reading in data["determiners"].items()
    }
    dotted = {word: _contraction(text, word) for word, text in data["dotted"].items()}
    features = tuple((prefix, name) for name, words in data["features"].items() for prefix in words)
    phrases = {name: tuple(sorted(words, key=len, reverse=True)) for name, words in data["phrases"].items()}
    return Lexicon(
        nouns,
        short,
        dotted,
        features,
        phrases,
        frozenset(data["known"]["sure"]),
        data["traits"],
        tuple(data["adjectives"]["stems"]),
        _compounds(data["compounds"], paradigms),
        tuple(data["prefixes"]["words"]),
    )


def _compounds(
    rows: list[dict[str, str]], paradigms: dict[str, dict[str, frozenset[str]]]
) -> dict[str, tuple[tuple[str, Entry], ...]]:
    """Forms of nouns that count only after their adjective: form -> (beginning of the adjective, entry)."""
    found: dict[str, tuple[tuple[str, Entry], ...]] = {}
    for row in rows:
        for ending, readings in paradigms[row["paradigm"]].items():
            pair = (row["adjective"], Entry(row["family"], row.get("kind", "org"), readings, row["stem"]))
            found[row["stem"] + ending] = (*found.get(row["stem"] + ending, ()), pair)
    return found


@cache
def features_of(word: str) -> frozenset[str]:
    """Return the features a lower-case word gives its phrase: fields of work and scopes."""
    pieces = [word, *word.split("-")] if "-" in word else [word]
    return frozenset(
        name for piece in pieces for prefix, name in lexicon().features if piece.startswith(prefix)
    )


@cache
def adjective_readings(word: str) -> frozenset[str]:
    """Return the readings of a lower-case word as an adjective by its ending; empty if it cannot be one."""
    known = word.startswith(lexicon().adjectives)
    if len(word) < 5 or word in lexicon().nouns or (word.endswith(NOUN_TAILS) and not known):
        return frozenset()
    return next((readings for ending, readings in ADJECTIVE_ENDINGS if word.endswith(ending)), frozenset())


def _prefixed(word: str) -> Entry | None:
    """Return the entry of what follows a known prefix («главврача» is declined as «врача»)."""
    rests = (word[len(prefix) :] for prefix in lexicon().prefixes if word.startswith(prefix))
    found = next((entry for rest in rests if len(rest) > 3 and (entry := lexicon().nouns.get(rest))), None)
    return replace(found, lemma=word) if found else None


@cache
def noun(word: str) -> Entry | None:
    """Return the entry of a lower-case word; of a compound («педагог-психолог») that of its telling piece."""
    found = lexicon().nouns.get(word) or lexicon().nouns.get(word.replace("ё", "е"))
    if found or "-" not in word:
        return found or _prefixed(word)
    pieces = [entry for piece in word.split("-") if (entry := lexicon().nouns.get(piece))]
    telling = [entry for entry in pieces if entry.family in {"mentor", "curator"}]
    return next(iter(telling or pieces), None)


# Owner (a region's own letters before it), type of institution, kind: «КОГОАУ», «ОГБПОУ», «ТОГКУК», «МАНОУ».
FORM = re.compile(
    r"[А-ЯЁ]{0,3}?[ГМОФКЧСНТ]?О?[БКА](?P<kind>[ДПН]?ОУ|У|СОУ|СУ|УДОД?|ОУДОД?|УДПО|ОУДПО|УК|УЗ|УСО|УСОН)"
)
FORM_KINDS = {
    "У": "legal_form", "СОУ": "legal_form", "СУ": "legal_form", "УК": "culture", "УЗ": "partner",
    "УСО": "partner", "УСОН": "partner", "УДПО": "further", "ОУДПО": "further", "ОУ": "school_many",
    "ДОУ": "school_many", "ПОУ": "school_many", "НОУ": "school_many", "УДО": "school_many",
    "УДОД": "school_many", "ОУДО": "school_many", "ОУДОД": "school_many",
}  # fmt: skip
LEVEL_LETTERS = re.compile(r"(?:Рай|Гор|Обл|Окр|Край|Мун)(?P<rest>[А-ЯЁ]{2,})")
INSTITUTE = re.compile(r"[А-ЯЁ]{0,4}(?:ИРО|ИПК|ИУУ|ЦНППМ|АППО)[А-ЯЁ]{0,5}")
MINISTRY = re.compile(
    r"мин(?!ск|ус|ут|ер|им)[а-я]{3,}|рос[а-я]*(надзора?|стата?|лесхоза?|рыболовств[оа]|авиаци[яи])"
)
PLACE_ADJECTIVE = re.compile(r"(ск|ьн|ярск)(ий|ой|ого|ому|им|ом|ая|ое|ую|ие|их|ые|ых)")


@cache
def federal_name(word: str) -> Entry | None:
    """Return the entry of a short name of a ministry or federal service printed with a capital («Минфин»)."""
    low = word.lower()
    fits = word[:1].isupper() and MINISTRY.fullmatch(low) and not PLACE_ADJECTIVE.search(low)
    return Entry("ministry", "org", frozenset({"1n", "1o"}), low) if fits else None


def _formed(word: str) -> Entry | None:
    """Return the entry of an abbreviation that is built like others: «ТОГБУ», «ТОИПКРО»."""
    any_case = frozenset({"1n", "1o", "2n", "2o"})
    if INSTITUTE.fullmatch(word):
        return Entry("institute", "abbr", any_case, word)
    found = FORM.fullmatch(word)
    return Entry(FORM_KINDS[found["kind"]], "abbr", any_case, word) if found else None


@cache
def abbreviation(word: str) -> Entry | None:
    """Return the entry of an abbreviation printed with at least two capitals («УО», «ОмЦ», «ДОиН»), or of a
    school's one in small letters («сош», «мбоу»).
    """
    if (inner := LEVEL_LETTERS.fullmatch(word)) and inner["rest"] in lexicon().abbreviations:
        return lexicon().abbreviations[inner["rest"]]  # «РайУО»
    entry = lexicon().abbreviations.get(word.upper()) or _formed(word)
    if entry is None:
        return None
    capitals = sum(letter.isupper() for letter in word)
    small_school = word in {"оо", "оу", "уо"} or (entry.family == "school_many" and len(word) > 2)
    return entry if capitals >= 2 or small_school else None
