"""The program ``gistcli``, also run as ``python -m gistcli``."""

from __future__ import annotations

import sys

DEFECT = 70  # "internal software error" of sysexits.h: 1 would say that a row could not be read
REPORT = (
    "gistcli: this is a defect of gistcli, not of your input. Please report it, with the command and the lines above."
)


def main() -> None:
    """Run the command line; an exception that no user can cause shows its traceback and asks to be reported."""
    try:
        from gistcli.cli.plain import answer

        status = answer(sys.argv[1:])
        if status is not None:
            sys.exit(status)
        from gistcli.cli.main import cli

        cli(prog_name="gistcli")
    except KeyboardInterrupt:
        from gistcli.cli.signals import Stopped, say_stopped

        stopped = Stopped()
        say_stopped(stopped)
        raise stopped from None
    except Exception:
        import traceback

        from gistcli.writers.words import printable

        for line in [*traceback.format_exc().splitlines(), REPORT]:
            print(printable(line), file=sys.stderr)  # what is told of an input must not steer the terminal
        sys.exit(DEFECT)


if __name__ == "__main__":
    main()
