"""`python -m console`: the one command, for those who start it by the interpreter."""

from console.commands import main

if __name__ == "__main__":
    main()
