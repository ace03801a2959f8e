"""The documents made from the code are current."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_the_register_is_documented_as_it_is_declared():
    done = subprocess.run(
        [sys.executable, ROOT / "packaging" / "document_register.py", "check"], cwd=ROOT, check=False
    )
    assert done.returncode == 0, "run packaging/document_register.py"
