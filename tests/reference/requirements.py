"""The Python packages that these tests need; without them a test is skipped, with a word."""

import importlib
import sys

SKIPPED = 77  # the exit code that CTest takes for "skipped"


def require(*packages):
    """Ends the script with SKIPPED if a package is missing."""
    for package in packages:
        try:
            importlib.import_module(package)
        except ImportError:
            print(f"skipped: {package} is not installed (apt install python3-{package})")
            sys.exit(SKIPPED)
