"""Run the command line with `python -m tix`."""

from __future__ import annotations

from tix.cli.main import main

if __name__ == "__main__":
    main()
