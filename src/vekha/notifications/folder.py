"""Letters into a folder as `.eml`, for closed networks and for looking at them."""

import asyncio
import tempfile
from pathlib import Path

from vekha.domain.letters import Envelope, Outcome, Reply


class FolderLine:
    """Writes each letter as `<id>.eml`; the same letter again overwrites itself with the same bytes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    async def send(self, envelope: Envelope) -> Reply:
        """Write the letter whole or not at all."""
        await asyncio.to_thread(self._write, envelope)
        return Reply(Outcome.TAKEN, "записано в папку")

    def _write(self, envelope: Envelope) -> None:
        with tempfile.NamedTemporaryFile(dir=self._folder, delete=False, suffix=".part") as part:
            part.write(envelope.raw)
        Path(part.name).replace(self._folder / f"{envelope.id}.eml")

    async def close(self) -> None:
        """Nothing is held open."""
