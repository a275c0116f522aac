"""Every command of the README runs: the first ten minutes in an empty folder, the make targets by name."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from vekha.cli.commands import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
SECONDS = 300


def test_every_make_command_is_a_target() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

    assert {"demo", "test"} <= set(re.findall(r"^make ([a-z-]+)$", README, re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", README, re.MULTILINE)) <= targets


@pytest.mark.system
def test_the_first_ten_minutes_run_as_printed(tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    steps = next(block for block in BLOCKS if "vekha organisations" in block)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VEKHA_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", steps],
        cwd=tmp_path,
        env=environment | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )

    assert 0 == done.returncode, done.stderr
    assert "Журнал цел" in done.stdout
    assert list((tmp_path / "letters").glob("*.eml"))
    assert {".docx", ".html"} == {path.suffix for path in (tmp_path / "papers").iterdir()}


def test_every_file_the_readme_names_exists() -> None:
    named = re.findall(r"\]\(([^)#]+)\)", README)

    assert [] == [name for name in named if not (ROOT / name).exists()]


def test_every_setting_is_documented() -> None:
    from vekha.settings.settings import Settings

    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")

    assert [] == [name for name in Settings.model_fields if f"`{name}`" not in text]


def test_every_command_is_documented() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")

    assert [] == [name for name in COMMANDS if f"`{name}" not in text]
