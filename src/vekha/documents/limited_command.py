"""`python -m vekha.documents.limited_command MEMORY CPU COMMAND...`: bounds itself, becomes the command."""

import os
import sys

from vekha.documents.process_limits import limit_this_process


def main() -> None:
    memory_bytes, cpu_seconds, *command = sys.argv[1:]
    limit_this_process(int(memory_bytes), int(cpu_seconds))
    os.execvp(command[0], command)  # noqa: S606 -- a command of ours, bounded by what was just set


if __name__ == "__main__":
    main()
