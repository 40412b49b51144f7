"""Add PyTorch to this environment where a build without graphics cards can be had.

    python course.py torch

The course does not need PyTorch, but compares itself with it: lecture 15 shows one library more,
and tests of conversion and parity run that are left out otherwise. What is offered for Linux is
mostly the build for graphics cards, several gigabytes with its libraries. So pip is asked first
what it would install, and nothing is installed when those are among it.
"""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TORCH = "torch==2.13.0"  # the tests have seen this one; it is no part of constraints.txt
FOR_CARDS = ("cuda", "nvidia", "pytorch-triton", "triton")
SECONDS = 600  # to be told what there is


def pip(*arguments, **options):
    """Call pip with the versions that the course is tested with."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    command += ["--only-binary=:all:", "-c", "constraints.txt", *arguments, TORCH]
    return subprocess.run(command, cwd=ROOT, text=True, **options)


def large_parts(report):
    """Return which packages of pip's report belong to the build for graphics cards."""
    names = [part["metadata"]["name"].lower() for part in report["install"]]
    return sorted(name for name in names if name.startswith(FOR_CARDS))


def main():
    """Add PyTorch or say why not; the exit code is 0 where it is there in the end."""
    if importlib.util.find_spec("torch"):
        print("PyTorch is there.")
        return 0
    try:
        asked = pip("--dry-run", "--report=-", capture_output=True, timeout=SECONDS)
        large = large_parts(json.loads(asked.stdout)) if asked.returncode == 0 else []
    except subprocess.TimeoutExpired:
        print(f"PyTorch is left out: pip found nothing within {SECONDS} s.")
        return 1
    if asked.returncode:
        last = (asked.stderr.strip() or "it said nothing").splitlines()[-1]
        print(f"PyTorch is left out: pip cannot get {TORCH} here ({last}).")
        return 1
    if large:
        print(
            f"PyTorch is left out: only its build for graphics cards is offered here, with "
            f"{', '.join(large[:3])} and so on, several gigabytes. 'pip install {TORCH}' in the "
            "environment .venv installs it all the same."
        )
        return 1
    print("Adding PyTorch.", flush=True)
    return pip().returncode


if __name__ == "__main__":
    sys.exit(main())
