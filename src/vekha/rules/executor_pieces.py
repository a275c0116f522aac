"""A piece of an executor's cell: a phrase or a name, with what stood before it and what is doubted of it."""

from dataclasses import dataclass, field

from vekha.rules.executor_tokens import Token

SEPARATORS = frozenset({"comma", "semicolon", "slash", "joint", "newline", "dash", "stop", "colon", "other"})
APART = frozenset({"qualifier", "remainder", "label"})
HEADS = frozenset({"post", "org", "abbr"})


@dataclass(slots=True)
class Piece:
    """A run of tokens. `kind`: phrase, name, qualifier, remainder, label. `joint`: what stood before it
    ("" nothing, comma, semicolon, «и» as joint, dash, bracket ...).
    """

    kind: str
    joint: str
    tokens: list[Token] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    @property
    def head(self) -> Token | None:
        return next((token for token in self.tokens if token.kind in HEADS), None)
