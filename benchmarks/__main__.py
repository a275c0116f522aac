"""`python -m benchmarks [NAME ...]`: every measurement as JSON lines, or only those named."""

import importlib
import sys

from benchmarks.figures import line

NAMES = (
    "working_days",
    "recounting",
    "phrases",
    "documents",
    "issuing",
    "writers",
    "sweep",
    "letters",
    "roll_up",
    "dependencies",
)


def main(names: list[str]) -> None:
    """Run the measurements one after another and print each figure as it comes."""
    for name in names or NAMES:
        for figure in importlib.import_module(f"benchmarks.{name}").measure():
            print(line(figure), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
