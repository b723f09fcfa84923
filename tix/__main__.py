"""Where the program begins, as `tix`, as `git tix` and as `python -m tix`."""

from __future__ import annotations

import gc
import sys

#: New objects before Python looks for circles of them. A command is over before there are many, and
#: its imports alone would have it look hundreds of times, for 5 ms.
GARBAGE = 100_000


def main() -> None:
    """Run the program; Ctrl-C while it is still being read ends it as quietly as later."""
    gc.set_threshold(GARBAGE)
    try:
        from tix.cli.main import main as run
    except KeyboardInterrupt:
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
