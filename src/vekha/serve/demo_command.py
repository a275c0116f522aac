"""`vekha demo`. Named in the table of `cli/commands.py`, imported by none."""

from pathlib import Path
from typing import Annotated

import typer

from vekha.serve.demo_show import show_demo

Out = Annotated[Path, typer.Option("--out", metavar="ПАПКА", help="Куда сложить письма, бумаги и данные.")]
EXAMPLE = Path(__file__).parent / "example_year" / "demo.toml"


def demo(out: Out = Path("demo-out")) -> None:
    """Прожить год выдуманного муниципалитета в учебном времени: от приказа до отчёта."""
    show_demo(out, EXAMPLE)
