"""The program ``gistcli``, also run as ``python -m gistcli``."""

from __future__ import annotations

import sys

INTERRUPTED = 130
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
        sys.exit(INTERRUPTED)
    except Exception:
        import traceback

        traceback.print_exc()
        print(REPORT, file=sys.stderr)
        sys.exit(DEFECT)


if __name__ == "__main__":
    main()
