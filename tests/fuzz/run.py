"""Fuzzes one target or all: `python tests/fuzz/run.py [--seconds N] [TARGET…]`; needs atheris.

Each target gets its share of the seconds, in a process of its own. What breaks one is written to
tests/fuzz/cases/TARGET/, where the suite tries it again for ever. Exit code 1 if something broke.
"""

from __future__ import annotations

import argparse
import hashlib
import runpy
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
WORDS = HERE / "words.dict"


def main() -> int:
    """Runs the targets one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--seconds", type=int, default=600, help="for all targets together")
    options = parser.parse_args()
    names = options.targets or list(runpy.run_path(str(HERE / "targets.py"))["TARGETS"])
    share = max(1, options.seconds // len(names))
    broken = [name for name in names if not survives(name, share)]
    say(f"broken: {', '.join(broken)}; see tests/fuzz/cases" if broken else f"{len(names)} targets held")
    return 1 if broken else 0


def survives(name: str, seconds: int) -> bool:
    """Whether a target holds for so long; keeps what breaks it."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        for number, seed in enumerate(seeds(name)):
            Path(corpus, f"seed{number}").write_bytes(seed)
        limits = [f"-max_total_time={seconds}", "-timeout=25", "-rss_limit_mb=3000", "-max_len=8192", "-verbosity=0"]
        where = [f"-artifact_prefix={folder}/", f"-dict={WORDS}", "-print_final_stats=1"]
        run = [sys.executable, __file__, "--inside", name, *limits, *where, str(corpus)]
        done = subprocess.run(run, capture_output=True, text=True, check=False)
        runs = [line.split()[-1] for line in done.stderr.splitlines() if "number_of_executed_units" in line]
        say(f"{name}: {runs[0] if runs else '?'} inputs{'' if done.returncode == 0 else ', BROKEN'}")
        if done.returncode == 0:
            return True
        say(done.stdout[-3000:])
        (HERE / "cases" / name).mkdir(parents=True, exist_ok=True)
        for found in Path(folder).glob("*-*"):
            data = found.read_bytes()
            (HERE / "cases" / name / hashlib.sha256(data).hexdigest()[:12]).write_bytes(data)
        return False


def say(line: str) -> None:
    """Writes a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def seeds(name: str) -> list[bytes]:
    """What a target starts from: earlier finds, and examples of the suite's own."""
    folder, examples = HERE / "cases" / name, HERE / "seeds" / name
    return [path.read_bytes() for where in (folder, examples) if where.is_dir() for path in sorted(where.iterdir())]


def fuzz(name: str, arguments: list[str]) -> int:
    """Fuzzes in this process until the time is over; libFuzzer ends it."""
    import atheris

    with atheris.instrument_imports(include=["kg"]):
        target = runpy.run_path(str(HERE / "targets.py"))["TARGETS"][name]
    atheris.Setup([sys.argv[0], *arguments], target)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    # The second form is how it calls itself: a process for each target.
    sys.exit(fuzz(sys.argv[2], sys.argv[3:]) if sys.argv[1:2] == ["--inside"] else main())
