"""Whatever a file holds, reading it costs less than a second of CPU; the kernel is the judge."""

import subprocess
import sys
from pathlib import Path

from tests.calendar.hostile_ics import FILES, TOML


def test_each_hostile_file_is_refused_within_a_second_of_cpu():
    child = Path(__file__).with_name("hostile_ics.py")
    read = subprocess.run([sys.executable, str(child)], capture_output=True, text=True, check=False)
    assert (0, [*FILES, *TOML]) == (read.returncode, read.stdout.splitlines()), read.stderr
