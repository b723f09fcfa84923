"""Where the program begins, as `tix`, as `git tix` and as `python -m tix`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the program; Ctrl-C while it is still being read ends it as quietly as later."""
    try:
        from tix.cli.main import main as run
    except KeyboardInterrupt:
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
