"""Read an executor's cell: posts, organisations, bodies and names, none of its words dropped.

Not lark: executors are an open class (places, names of institutions, fields of work), their abbreviations
have no case, and whether a comma cuts depends on the case of the noun after any number of adjectives. An LALR
grammar over such tokens is ambiguous at every comma. So: a table of words with their forms, a cutter that
asks one question at each separator, and a table of role rules. What is not understood stays as a part with a
doubt.
"""

from dataclasses import dataclass, field
from itertools import pairwise

from vekha.domain.executors import ExecutorLevel, ExecutorPart, ExecutorRole, Executors
from vekha.domain.organisations import Level
from vekha.rules.executor_cuts import cut
from vekha.rules.executor_pieces import Piece
from vekha.rules.executor_roles import Reading, phrase_reading
from vekha.rules.executor_starts import LOST
from vekha.rules.executor_tokens import Token, tokens_of

CLOSE = frozenset({"", "dash", "bracket", "colon", "stop"})  # joints that do not part a name from its post
NOBODY = "Исполнитель не указан; напоминание получит автор плана или контролирующее лицо."
NUMBER_OPEN = "«{}»: один или все, из сокращения не видно."
SECOND_NAME = "Не ясно, относится ли должность перед ним и к {}."
TWO_POSTS = "К одному имени подходят две должности: «{}»."
PLURAL_AND_NAME = "После множественного числа названо имя: все или только названный?"
POST_THEN_NAME = "Не ясно, занимает ли {} должность, названную перед запятой."


@dataclass(slots=True)
class _Draft:
    """A part while names are bound to posts."""

    piece: Piece
    reading: Reading | None
    name: str | None = None
    spans: list[Token] = field(default_factory=list)

    @property
    def takes_name(self) -> bool:
        return (
            self.reading is not None and self.reading.is_post and not self.reading.many and self.name is None
        )


def read_executors(text: str, issuer_level: Level | None) -> Executors:
    """Return who is named in a cell. Never raises; an empty cell is one unspecified part and a doubt."""
    pieces = cut(tokens_of(text))
    drafts = [_draft(piece, issuer_level) for piece in pieces if piece.kind in {"phrase", "name"}]
    doubts: list[str] = []
    bound = _bound(drafts, doubts)
    for draft in bound:
        if draft.reading and draft.reading.number_open and draft.name is None:
            doubts.append(NUMBER_OPEN.format(_text(text, draft.spans)))
        doubts += draft.piece.doubts + (list(draft.reading.doubts) if draft.reading else [])
    parts = tuple(_part(text, draft, issuer_level) for draft in bound)
    if not parts:
        parts = (ExecutorPart("", ExecutorRole.UNSPECIFIED, ExecutorLevel.SCHOOL, many=False),)
        doubts.append(NOBODY)
    return Executors(
        text=text,
        parts=parts,
        qualifiers=_texts(text, pieces, "qualifier", "label"),
        remainder=_texts(text, pieces, "remainder"),
        doubts=tuple(dict.fromkeys(doubts)),
    )


def executors_json(line_id: str, executors: Executors) -> dict[str, object]:
    """Return the line `vekha executors --jsonl` prints for one cell."""
    return {
        "id": line_id,
        "parts": [
            {
                "text": part.text,
                "role": part.role.value,
                "name": part.name,
                "post": part.post,
                "level": part.level.value,
                "many": part.many,
            }
            for part in executors.parts
        ],
        "qualifiers": [*executors.qualifiers, *executors.remainder],
        "needs_review": executors.needs_review,
        "remarks": list(executors.doubts),
    }


def _draft(piece: Piece, issuer: Level | None) -> _Draft:
    if piece.kind == "name":
        return _Draft(piece, None, piece.tokens[0].name, list(piece.tokens))
    return _Draft(piece, phrase_reading(piece, issuer), None, list(piece.tokens))


def _bound(drafts: list[_Draft], doubts: list[str]) -> list[_Draft]:
    """Join each name with its post: first across nothing, a dash or a bracket, then «имя, должность»."""
    by_post_first = bool(drafts) and drafts[0].reading is not None
    orders = (True, False) if by_post_first else (False, True)
    for post_first in orders:
        drafts = _joined(drafts, CLOSE, post_first=post_first)
    drafts = _joined(drafts, frozenset({"comma"}), post_first=False)
    for post_first in orders:
        drafts = _joined(drafts, frozenset({"newline"}), post_first=post_first)
    for before, after in pairwise(drafts):
        _doubt_neighbours(before, after, doubts)
    return drafts


def _joined(drafts: list[_Draft], joints: frozenset[str], *, post_first: bool) -> list[_Draft]:
    result: list[_Draft] = []
    for draft in drafts:
        before = result[-1] if result else None
        fits = before is not None and draft.piece.joint in joints
        if fits and before and post_first and before.takes_name and draft.reading is None:
            before.name = draft.name
            before.spans += draft.spans
            before.piece.doubts += draft.piece.doubts
        elif fits and before and not post_first and before.reading is None and draft.takes_name:
            draft.name = before.name
            draft.spans = before.spans + draft.spans
            draft.piece.joint = before.piece.joint
            draft.piece.doubts += before.piece.doubts
            result[-1] = draft
        else:
            result.append(draft)
    return result


def _doubt_neighbours(before: _Draft, after: _Draft, doubts: list[str]) -> None:
    joint = after.piece.joint
    name_follows = after.reading is None and before.reading is not None
    if after.reading is None and before.reading is None and joint == "":
        doubts.append(LOST.format(after.name))
    if before.reading is None and joint == "dash" and after.reading and after.reading.many:
        doubts.append(PLURAL_AND_NAME)
    if name_follows and before.reading and before.name is None:
        if before.reading.many and before.reading.is_post and joint in CLOSE:
            doubts.append(PLURAL_AND_NAME)
        elif (before.takes_name and joint == "comma") or (not before.reading.is_post and joint == ""):
            doubts.append(POST_THEN_NAME.format(after.name))
    if before.name is None or before.reading is None:
        return
    name_first = before.spans[0].kind == "name"
    if name_follows and not name_first and joint in {"comma", "", "joint"}:
        doubts.append(SECOND_NAME.format(after.name))
    if name_first and after.takes_name and joint in {"comma", ""}:
        doubts.append(TWO_POSTS.format(after.piece.tokens[0].text))


def _part(text: str, draft: _Draft, issuer: Level | None) -> ExecutorPart:
    shown = _text(text, draft.spans)
    if draft.reading is None:
        level = ExecutorLevel(issuer.value) if issuer else ExecutorLevel.UNKNOWN
        return ExecutorPart(shown, ExecutorRole.PERSON, level, many=False, name=draft.name)
    reading = draft.reading
    post = _text(text, draft.piece.tokens) if reading.is_post else None
    many = reading.many or (reading.number_open and draft.name is None)
    return ExecutorPart(shown, reading.role, reading.level, many, draft.name, post)


def _text(text: str, tokens: list[Token]) -> str:
    """Return the printed stretch of the tokens, white space folded.

    Pieces that lie apart are joined by what stands between them or, where that holds words, by a space.
    """
    shown = ""
    last = -1
    for token in sorted(tokens, key=lambda token: token.start):
        between = text[last : token.start] if last >= 0 else ""
        shown += (" " if any(sign.isalnum() for sign in between) else between) + text[token.start : token.end]
        last = token.end
    closes = shown.count("(") > shown.count(")") and text[last : last + 1] == ")"
    return " ".join((shown + ")" if closes else shown).split())


def _texts(text: str, pieces: list[Piece], *kinds: str) -> tuple[str, ...]:
    return tuple(_text(text, piece.tokens) for piece in pieces if piece.kind in kinds)
