"""Resolve the dependencies anew into the lock files, and prove that every platform has its wheels.

The lock files are universal (one for Linux and Windows), hold a hash for every wheel and no address of an
index, so that any mirror serves. Run by ``make lock`` from an environment of its own.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNTIME = "requirements.lock"
# Lock file: the arguments that say what it holds. Later ones agree with the run-time's versions.
LOCKS = {
    RUNTIME: ["pyproject.toml"],
    "requirements-dev.lock": ["pyproject.toml", "--extra", "dev", "--constraint", RUNTIME],
    "bench/requirements.lock": ["pyproject.toml", "bench/requirements.in", "--constraint", RUNTIME],
    "packaging/requirements-fonts.lock": ["packaging/requirements-fonts.in"],
    "packaging/requirements-lock.lock": ["packaging/requirements-lock.in"],
}
# The oldest glibc and the Windows that are supported (docs/decisions.md).
PLATFORMS = ("x86_64-manylinux_2_28", "x86_64-pc-windows-msvc")


def uv(*arguments: str) -> None:
    """Run uv; its messages are the script's. Raises CalledProcessError."""
    subprocess.run([Path(sys.executable).with_name("uv"), "--quiet", *arguments], cwd=ROOT, check=True)


def resolve(lock: str, inputs: list[str]) -> None:
    """Write one lock file."""
    uv(
        *("pip", "compile", "--upgrade", "--universal", "--python-version", "3.11"),
        *("--generate-hashes", "--only-binary", ":all:", "--emit-build-options"),
        *("--no-emit-index-url", "--no-emit-find-links", "--no-header"),
        *("--output-file", lock, *inputs),
    )


def prove_wheels(lock: str) -> None:
    """Fail unless every package of `lock` has a wheel with a locked hash on every platform."""
    for platform in PLATFORMS:
        uv(
            *("pip", "install", "--dry-run", "--python-version", "3.11", "--python-platform", platform),
            *("--target", "build/no-such-folder", "--only-binary", ":all:", "--require-hashes"),
            *("--requirements", lock),
        )


def main() -> None:
    """Resolve and prove every lock file."""
    for lock, inputs in LOCKS.items():
        resolve(lock, inputs)
        prove_wheels(lock)
        print(f"{lock}: resolved, wheels for {' and '.join(PLATFORMS)}")


if __name__ == "__main__":
    main()
