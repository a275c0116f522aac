"""`python -m vekha`."""

from vekha.cli.commands import main

if __name__ == "__main__":
    main()
