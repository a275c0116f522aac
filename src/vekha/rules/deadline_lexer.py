"""From a plain phrase to the words of the grammar.

Each word of the phrase becomes one token; a word the lexicon does not know becomes UNKNOWN and the phrase
unreadable. Broken words are mended here: only the lexicon knows what is a word. Every mending is noted.
A month that directly follows a day («15 сентября») is OF_MONTH, a year that directly follows its month,
quarter or season is OF_YEAR, a dash between two calendar words is RANGE, between two years YEAR_DASH:
so each word stands under the word it belongs to, and the grammar stays free of conflicts.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lark.lexer import Lexer

from vekha.rules.deadline_followers import settle
from vekha.rules.deadline_pieces import ROMAN, Piece, full_word, number_word, pair_word, pieces_of
from vekha.rules.deadline_words import MISREAD, Lexicon, Word, lexicon

_MONTH_GOVERNORS = frozenset(
    {"NUM", "NTH", "WEEKDAY", "DECADE", "HALF", "WEEK", "EDGE_START", "EDGE_MIDDLE", "EDGE_END",
     "DAY_WORD", "NUMBER_WORD"}
)  # fmt: skip
_YEAR_GOVERNORS = frozenset(
    {"MONTH", "OF_MONTH", "QUARTER", "HALF_YEAR", "SEASON", "SEASON_ADJECTIVE", "PAIR",
     "MONTH_WORD", "VACATION"}
)  # fmt: skip
_RANGE_BEFORE = frozenset(
    {"NUM", "NTH", "ROMAN", "YEAR", "OF_YEAR", "YEAR_WORD", "MONTH", "OF_MONTH", "PAIR", "FULL",
     "MONTH_YEAR", "QUARTER", "HALF_YEAR", "SEASON", "CLOCK", "NUMBER_WORD", "WEEKDAY"}
)  # fmt: skip
_RANGE_AFTER = frozenset(
    {"NUM", "NTH", "ROMAN", "YEAR", "MONTH", "PAIR", "FULL", "MONTH_YEAR", "SEASON", "CLOCK",
     "WEEKDAY"}
)  # fmt: skip
_NUMBERS = frozenset({"NUM", "COUNT", "NTH", "ROMAN"})
_WEEKDAY_GOVERNORS = _NUMBERS | {"PO", "ALSO_EACH"}
_YEAR_TYPES = frozenset({"YEAR", "OF_YEAR"})


_VERBAL_NOUN = re.compile(r"[а-я]{3,}(?:[еая]ни|[аяеи]ци)(?:е|я|ю|ем|и|й|ей|ям|ями|ях)")
_ADJECTIVE = re.compile(r"[а-я]{4,}(?:ого|его|ому|ему|ый|ий|ая|яя|ую|юю|ые|ие|ых|их|ыми|ими|ым|им)")
_DESCRIBED = frozenset({"ACTION", "PAPER", "BODY", "ABBREVIATION", "QUALITY"})
_NO_ACTION = ("исключени", "состояни")


class Lexed(NamedTuple):
    """The tokens of a phrase, the words without a role, and what was mended (Russian)."""

    words: tuple[Word, ...]
    unknown: tuple[str, ...]
    mended: tuple[str, ...]
    doubts: tuple[str, ...]


class _Reader:
    """One pass over the pieces of one phrase; lives for one call."""

    __slots__ = ("doubts", "lexicon", "mended", "pieces", "text", "unknown", "words")

    def __init__(self, text: str, words: Lexicon) -> None:
        self.lexicon = words
        self.pieces = pieces_of(text)
        self.text = text
        self.words: list[Word] = []
        self.unknown: list[str] = []
        self.mended: list[str] = []
        self.doubts: list[str] = []

    def read(self) -> Lexed:
        settled, known = self.lexicon.settled, self.lexicon.words
        found = [settled.get(text) for _, text in self.pieces]
        for word, (kind, text) in zip(found, self.pieces, strict=True):
            if word is None and kind == "WORD" and text not in known:
                self._rejoin()
                found = [settled.get(text) for _, text in self.pieces]
                break
        at, words = 0, self.words
        while at < len(found):
            word = found[at]
            if word is None:
                at += self._take(at)
            else:
                words.append(word)
                at += 1
        settle(words, self.text)
        return Lexed(tuple(self.words), tuple(self.unknown), tuple(self.mended), tuple(self.doubts))

    def _take(self, at: int) -> int:
        """Add the words of the piece and return how many pieces were used."""
        kind, text = self.pieces[at]
        if kind == "WORD":
            if text in self.lexicon.holidays and self.words and self.words[-1].type == "DAY_WORD":
                return self._holiday(at, text)
            role = self.lexicon.words.get(text)
            if text in MISREAD and self._next_is(at, "QUARTER", "HALF_YEAR"):
                role = Word("ROMAN", text, MISREAD[text])
            if role is None:
                return self._mend(at, text)
            self._put(role)
            return 1
        if kind == "NUM":
            self._put(number_word(text))
        elif kind == "PAIR":
            self._put(pair_word(text))
        elif kind == "FULL":
            self.words.append(full_word(text))
        elif kind == "DASH":
            self._dash(at)
        else:
            self._rare(at, kind, text)
        return 1

    def _next_is(self, at: int, *terminals: str) -> bool:
        following = self.pieces[at + 1][1] if at + 1 < len(self.pieces) else ""
        word = self.lexicon.words.get(following)
        return word is not None and word.type in terminals

    def _rare(self, at: int, kind: str, text: str) -> None:
        if kind in ("LPAR", "RPAR"):
            self._put(Word(kind, text))
            if kind == "RPAR":
                self._spelt_again()
        elif kind == "MARK":
            self._put(Word("YEAR_DASH" if self._joins_years(at) else "SEP", text))
        elif kind == "MONTH_YEAR":
            month, year = text.split(".")
            self._put(Word(kind, text, int(year) * 100 + int(month)))
        elif kind == "ISO":
            self._put(Word("FULL", text, int(text.replace("-", ""))))
        elif kind == "COLON":
            self._put(Word("CLOCK", text))
        elif kind == "SHORT_YEARS":
            self._short_years(text)
        elif kind == "TAILED":
            self._tailed(text)
        elif kind in ("LATIN", "ROMAN_TAILED") and (roman := text.partition("-")[0].strip()) in ROMAN:
            self._put(Word("ROMAN", roman.upper() + text[len(roman) :], ROMAN[roman]))
        else:
            self._lost(text)

    def _put(self, word: Word) -> None:
        previous = self.words[-1].type if self.words else ""
        if word.type == "MONTH" and previous in _MONTH_GOVERNORS and not self._each_weekday(previous):
            word = self.lexicon.governed[word.text]
        elif word.type == "YEAR" and previous in _YEAR_GOVERNORS:
            word = self.lexicon.governed.get(word.text) or Word("OF_YEAR", word.text, word.number)
        elif word.type == "THAN" and previous == "SEP" and self.words[-1].text == ",":
            self.words.pop()
        elif word.type == "TIMES" and previous not in _NUMBERS:
            word = Word("ONCE", word.text, word.number)
        elif word.type == "WEEKDAY" and previous not in _WEEKDAY_GOVERNORS:
            word = Word("ON_WEEKDAY", word.text, word.number)
        elif word.number in range(1, 10) and word.type in ("NTH", "COUNT") and previous == "COUNT":
            word = self._compound(word)
        if word.type == "UNKNOWN":
            self.unknown.append(word.text)
        elif word.type == "AND":
            word = Word("SEP", word.text, word.number)
        self.words.append(word)

    def _holiday(self, at: int, text: str) -> int:
        """«День Победы», «День защитника Отечества»: a name of two words needs both."""
        name, tail = self.lexicon.holidays[text]
        following = self.pieces[at + 1][1] if at + 1 < len(self.pieces) else ""
        if tail and following != tail:
            self._lost(text)
            return 1
        day = self.words.pop()
        self.words.append(Word("HOLIDAY", f"{day.text} {name.text} {tail}".strip(), name.number))
        return 2 if tail else 1

    def _each_weekday(self, previous: str) -> bool:
        """«каждую субботу апреля»: the month is when it holds; «вторая суббота апреля» is one day."""
        return previous == "WEEKDAY" and len(self.words) > 1 and self.words[-2].type in ("ALSO_EACH", "PO")

    def _compound(self, word: Word) -> Word:
        """«двадцать пятое», «тридцати двух»: tens and ones are one number."""
        tens = self.words[-1]
        if tens.number % 10 or tens.number < 20:
            return word
        self.words.pop()
        return Word(word.type, f"{tens.text} {word.text}", tens.number + word.number)

    def _spelt_again(self) -> None:
        """«10 (десяти)»: the bracket repeats the number; another number in it stays and is out of place."""
        last = self.words[-4:]
        if [word.type for word in last[1::2]] != ["LPAR", "RPAR"] or last[0].type != "NUM":
            return
        if last[2].type in ("COUNT", "NTH") and last[2].number == last[0].number:
            del self.words[-3:]
            self.mended.append(f"число {last[0].text} повторено прописью: «{last[2].text}»")

    def _dash(self, at: int) -> None:
        before = self.words[-1].type if self.words else ""
        kind, text = self.pieces[at + 1] if at + 1 < len(self.pieces) else ("", "")
        after = kind
        if kind == "WORD":
            role = self.lexicon.words.get(text)
            after = role.type if role else ""
        elif kind == "LATIN":
            after = "ROMAN"
        elif kind == "TAILED":
            after = "NUM"
        elif kind == "NUM":
            after = number_word(text).type
        elif kind == "PAIR":
            after = pair_word(text).type
        if before in _YEAR_TYPES and after == "YEAR":
            self._put(Word("YEAR_DASH", "-"))
        elif self._next_is(at + 1, "STAGE"):
            self._put(Word("SEP", "-"))
        elif before in _RANGE_BEFORE and after in _RANGE_AFTER:
            self._put(Word("RANGE", "-"))
        else:
            self._put(Word("SEP", "-"))

    def _joins_years(self, at: int) -> bool:
        """«2023/2024»: a slash between a year and the next one."""
        before = self.words[-1] if self.words else None
        after = self.pieces[at + 1][1] if at + 1 < len(self.pieces) else ""
        year = before.number if before and before.type in _YEAR_TYPES else 0
        return bool(year) and self.pieces[at][1] == "/" and after == str(year + 1)

    def _short_years(self, text: str) -> None:
        first, second = int(text[:4]), int(text[-2:])
        if second != (first + 1) % 100:
            self._lost(text)
            return
        self._put(Word("YEAR", text[:4], first))
        self._put(Word("YEAR_DASH", "-"))
        self._put(Word("YEAR", text[-2:], first + 1))

    def _tailed(self, text: str) -> None:
        digits, tail = text.split("~")
        role = self.lexicon.words.get(tail)
        if role is not None and role.type.startswith("LONG_"):
            self._put(Word("NUM", digits, int(digits)))
            self._put(role)
        else:
            number = number_word(digits)
            year = number.type == "YEAR"
            self._put(number if year else Word("NUM", text.replace("~", "-"), int(digits)))

    def _lost(self, text: str) -> None:
        self._put(Word("UNKNOWN", text))

    def _mend(self, at: int, text: str) -> int:
        """Read a word not in the lexicon: broken by a line, hyphenated, glued, with a doubled letter."""
        return (
            self._split_hyphen(text)
            or self._split_prefix(text)
            or self._verbal_noun(text)
            or self._adjective(at, text)
            or self._respell(text)
            or self._give_up(text)
        )

    def _known(self, text: str) -> bool:
        return text in self.lexicon.words

    def _rejoin(self) -> None:
        """Put words broken by a line together: «ноя- бря»; only the lexicon knows words."""
        at = 0
        while at < len(self.pieces):
            if not self._stranger(at):
                at += 1
                continue
            for first, last in ((at, at + 1), (at, at + 2), (at - 1, at), (at - 2, at)):
                if whole := self._whole(first, last):
                    self.pieces[first : last + 1] = [("WORD", whole)]
                    self.mended.append(f"слово «{whole}» в документе разорвано")
                    at = first
                    break
            at += 1

    def _stranger(self, at: int) -> bool:
        kind, text = self.pieces[at]
        return kind == "WORD" and text not in self.lexicon.words

    def _whole(self, first: int, last: int) -> str:
        """Return the known word that two pieces make, with nothing or a dash between them, else nothing."""
        if first < 0 or last >= len(self.pieces):
            return ""
        dashed = last == first + 1 or self.pieces[first + 1][0] == "DASH"
        both = self.pieces[first][0] == self.pieces[last][0] == "WORD"
        whole = self.pieces[first][1] + self.pieces[last][1]
        return whole if both and dashed and self._known(whole) else ""

    def _verbal_noun(self, text: str) -> int:
        """A noun in -ение, -ание, -ация names an action; «исключение» turns a phrase about."""
        if not _VERBAL_NOUN.fullmatch(text) or text.startswith(_NO_ACTION):
            return 0
        self._put(Word("ACTION", text))
        return 1

    def _adjective(self, at: int, text: str) -> int:
        """«официального опубликования»: an adjective only describes the noun that follows it."""
        following = self.pieces[at + 1][1] if at + 1 < len(self.pieces) else ""
        noun = self.lexicon.words.get(following)
        described = noun.type in _DESCRIBED if noun else bool(_VERBAL_NOUN.fullmatch(following))
        if not described or not _ADJECTIVE.fullmatch(text):
            return 0
        self._put(Word("QUALITY", text))
        return 1

    def _split_hyphen(self, text: str) -> int:
        parts = text.split("-")
        if len(parts) == 1:
            return 0
        joined = "".join(parts)
        if self._known(joined):
            role = self.lexicon.words[joined]
            self._put(role)
            self.mended.append(f"слово «{joined}» в документе разорвано")
            return 1
        inner: list[Piece] = [("WORD", parts[0])]
        for part in parts[1:]:
            inner += [("DASH", "-"), ("WORD", part)]
        outer, self.pieces = self.pieces, inner
        at = 0
        while at < len(inner):
            at += self._take(at)
        self.pieces = outer
        return 1

    def _split_prefix(self, text: str) -> int:
        for prefix, number in self.lexicon.prefixes.items():
            role = self.lexicon.words.get(text[len(prefix) :]) if text.startswith(prefix) else None
            if role is not None and role.type.startswith("LONG_"):
                self._put(Word("NUM", prefix, number))
                self._put(role)
                return 1
        return 0

    def _respell(self, text: str) -> int:
        for at in range(1, len(text)):
            single = text[:at] + text[at + 1 :]
            if text[at] == text[at - 1] and self._known(single):
                role = self.lexicon.words[single]
                self._put(role)
                self.mended.append(f"«{text}» прочитано как «{single}»")
                return 1
        for at in range(3, len(text) - 2):
            left, right = self.lexicon.words.get(text[:at]), self.lexicon.words.get(text[at:])
            if left and right and left.type == right.type == "MONTH":
                self._put(left)
                self._put(Word("RANGE", "", 0))
                self._put(right)
                self.doubts.append(
                    f"«{text}» написано слитно: прочитано как «{text[:at]}-{text[at:]}», перечень или период"
                )
                return 1
        return 0

    def _give_up(self, text: str) -> int:
        self._lost(text)
        return 1


def lex(text: str) -> Lexed:
    """Return the tokens of a plain phrase: each word in `words`, those without a role in `unknown` too."""
    return _Reader(text, lexicon()).read()


class WordLexer(Lexer):
    """The door lark asks for: its input is the tuple of words that `lex` has made."""

    def __init__(self, lexer_conf: object) -> None:
        """Lark hands over its terminals; the words come from the lexicon instead."""

    def lex(self, lexer_state: tuple[Word, ...], parser_state: object = None) -> Iterator[Word]:  # type: ignore[override]
        """Yield the words; a word has one role whatever the parser expects, so its state is not asked."""
        del parser_state
        return iter(lexer_state)
