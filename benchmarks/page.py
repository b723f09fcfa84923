"""What benchmarks begin and end with: tix installed as users have it, and the page."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from benchmarks import quoted
from benchmarks.quoted import BEGIN, END, PAGE, ROOT


def install(venv: Path) -> Path:
    """Install tix as a user would, into a new venv, and return its Python."""
    if not venv.exists():
        tell(f"installing tix into {venv}")
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
        env = {name: v for name, v in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        pip = [str(venv / "bin" / "pip"), "install", "-q", str(ROOT)]
        subprocess.run(pip, check=True, env=env, stderr=subprocess.DEVNULL)
    return venv / "bin" / "python"


def write_table(name: str, table: str) -> None:
    """Put a table between its marks in the page."""
    opening, closing = BEGIN.format(name), END.format(name)
    before, begin, rest = PAGE.read_text().partition(opening)
    _, end, after = rest.partition(closing)
    if not (begin and end):
        sys.exit(f"{PAGE} lacks the lines {opening} and {closing}")
    PAGE.write_text(f"{before}{opening}\n\n{table}\n\n{closing}{after}")
    quoted.main()


def tell(text: str) -> None:
    """Say how it goes."""
    print(text, file=sys.stderr, flush=True)
