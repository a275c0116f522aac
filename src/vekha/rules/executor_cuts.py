"""Where one addressee ends and the next begins: the pieces of a cell.

Every token ends up in exactly one piece or is a separator between two.
"""

from collections.abc import Sequence

from vekha.rules.executor_pieces import APART, HEADS, SEPARATORS, Piece
from vekha.rules.executor_starts import LOST, nominative, plural_start, starts
from vekha.rules.executor_tokens import Token

OBLIQUE_SURNAMES = (
    "овой", "евой", "иной", "ской", "цкой", "ову", "еву", "ину", "ского", "скому", "цкого", "цкому", "овым",
    "евым", "иным", "ским",
)  # fmt: skip
ROLE_ONLY = "«{}» — роль в плане, не должность: подтвердите исполнителя."
OBLIQUE_NAME = "Имя «{}» похоже на косвенный падеж: подтвердите фамилию."
SURNAME = "«{}» похоже на фамилию без инициалов."
ASIDE = "В скобках при исполнителе названы другие: «{}»."


def cut(tokens: Sequence[Token]) -> list[Piece]:
    """Return the pieces of a cell in the order printed."""
    pieces: list[Piece] = []
    joint, held = "", list[Token]()
    for at, token in enumerate(tokens):
        if token.kind in SEPARATORS:
            joint = _stronger(joint, token)
            held.append(token)
            continue
        if token.kind in APART:
            pieces.append(Piece(token.kind, joint, [token]))
        elif token.kind == "name":
            after_label = not joint and bool(pieces) and pieces[-1].kind == "label"
            doubts = [ROLE_ONLY.format(pieces[-1].tokens[0].text)] if after_label else []
            pieces.append(Piece("name", joint, [token], doubts + _name_doubts(token)))
        elif token.kind == "bracket" and _names_only(token):
            pieces += [Piece("name", "bracket", [inner]) for inner in token.inner if inner.kind == "name"]
        elif token.kind == "bracket" and pieces and pieces[-1].kind == "name" and _head_inside(token):
            doubts = [] if any(inner.kind == "post" for inner in token.inner) else [ASIDE.format(token.text)]
            pieces.append(Piece("phrase", "bracket", list(token.inner), doubts))
        else:
            _place(pieces, tokens, at, joint, held)
        joint, held = "", []
    return pieces


def _name_doubts(token: Token) -> list[str]:
    if not token.sure:
        return [SURNAME.format(token.text)]
    return [OBLIQUE_NAME.format(token.name)] if token.name.split()[0].endswith(OBLIQUE_SURNAMES) else []


def _stronger(joint: str, token: Token) -> str:
    order = ("", "stop", "newline", "dash", "slash", "joint", "comma", "colon", "other", "semicolon")
    kind = token.kind
    if kind == "joint" and joint in {"", "newline"} and token.low != "и" and token.low not in {"или", "либо"}:
        return "with"
    return kind if joint not in order or order.index(kind) > order.index(joint) else joint


def _head_inside(bracket: Token) -> bool:
    """Whether a bracket after a name holds one post or organisation: «Петрова П.П. (куратор)»."""
    kinds = {token.kind for token in bracket.inner}
    return bool(kinds & HEADS) and not kinds & (SEPARATORS | APART | {"name", "bracket"})


def _names_only(bracket: Token) -> bool:
    kinds = {token.kind for token in bracket.inner}
    return "name" in kinds and kinds <= {"name", "comma", "semicolon", "joint", "stop", "newline", "slash"}


def _place(pieces: list[Piece], tokens: Sequence[Token], at: int, joint: str, held: list[Token]) -> None:
    """Put tokens[at] into the open phrase or open a new one; what separates inside a phrase goes with it."""
    last = _open_phrase(pieces)
    if last is None:
        after_name = bool(pieces) and pieces[-1].kind == "name" and not joint
        doubts = [LOST.format(tokens[at].text)] if after_name and plural_start(tokens, at) else []
        pieces.append(Piece("phrase", joint, [tokens[at]], doubts))
        return
    adjacent = last is pieces[-1]
    new, doubt = starts(tokens, at, last, joint if adjacent else joint or "comma")
    if doubt and adjacent:
        last.doubts.append(doubt)
    if new:
        joint = "with" if last.joint == "with" and not nominative(tokens, at) else joint
        pieces.append(Piece("phrase", joint, [tokens[at]]))
    else:
        if tokens[at].kind == "bracket" and _names_others(tokens[at], last):
            last.doubts.append(ASIDE.format(tokens[at].text))
        last.tokens += [*held, tokens[at]]


def _names_others(bracket: Token, last: Piece) -> bool:
    """Whether a bracket may hold addressees of its own: a name, numbered schools, a nominative that is not
    another word for the head («Управление образования (отдел общего образования)»).
    """
    kinds = {token.kind for token in bracket.inner}
    if "name" in kinds or {"abbr", "number"} <= kinds:
        return True
    told, head = next((token for token in bracket.inner if token.kind in {"post", "org"}), None), last.head
    alias = told and told.entry and head and head.entry and told.entry.family == head.entry.family
    return told is not None and not alias and nominative(bracket.inner, 0)


def _open_phrase(pieces: list[Piece]) -> Piece | None:
    for piece in reversed(pieces):
        if piece.kind == "phrase":
            return piece
        if piece.kind == "name":
            return None
    return None
