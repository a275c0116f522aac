"""What a transport must do: take one letter at a time and say what became of it."""

from typing import Protocol

from vekha.domain.letters import Envelope, Reply


class Line(Protocol):
    """One letter in flight at a time (design 4.12)."""

    async def send(self, envelope: Envelope) -> Reply:
        """Hand one letter over and return the answer; never raises for what a network may do."""
        ...

    async def close(self) -> None:
        """Let go of the connection."""
        ...
