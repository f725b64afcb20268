"""The sync form of each module that is written once is the one that its async form makes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TOOL = Path(__file__).parent.parent.parent / "tools" / "async_to_sync.py"


def test_sync_forms_are_up_to_date() -> None:
    made = subprocess.run([sys.executable, str(TOOL), "--check"], capture_output=True, text=True, check=False)
    assert (made.returncode, made.stdout) == (0, "")
