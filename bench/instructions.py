#!/usr/bin/env python3
"""Counts the instructions that the virtual machine retires for a fixed amount of work, and compares with what it did.

Usage: bench/instructions.py BUILD [--update]
Counts do not depend on how busy a machine is, so CI can hold on to them. They do depend on the compiler, so the baseline,
bench/instructions.json, has one entry per compiler version. More than 3 % above it fails; --update writes it anew.
Valgrind does not know AVX-512, which is why AVX2 is the widest set counted.
"""

import json
import pathlib
import re
import subprocess
import sys

CASES = [(model, isa, width) for model in ("mathematics", "arithmetic") for isa in ("baseline", "avx2") for width in (8, 64)]
MARGIN = 1.03
BASELINE = pathlib.Path(__file__).parent / "instructions.json"


def compiler_of(build):
    cache = (build / "CMakeCache.txt").read_text()
    compiler = re.search(r"^CMAKE_CXX_COMPILER:\w+=(.*)$", cache, re.M)[1]
    version = subprocess.run([compiler, "--version"], check=True, capture_output=True, text=True).stdout.splitlines()[0]
    return re.sub(r"^[gc]\+\+ ", "g++ ", version)  # two names of one compiler


def count(build, model, isa, width):
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", str(build / "bench/work")]
    run = subprocess.run([*command, model, isa, str(width)], check=True, capture_output=True, text=True)
    return int(re.search(r"Collected : (\d+)", run.stderr)[1])


def main():
    build = pathlib.Path(sys.argv[1])
    compiler = compiler_of(build)
    baselines = json.loads(BASELINE.read_text()) if BASELINE.is_file() else {}
    counts = {f"{model} {isa} {width}": count(build, model, isa, width) for model, isa, width in CASES}
    if "--update" in sys.argv:
        baselines[compiler] = counts
        BASELINE.write_text(json.dumps(baselines, indent=2, sort_keys=True) + "\n")
        return 0
    if compiler not in baselines:
        print(f"instructions: no baseline for {compiler}; write one with --update", file=sys.stderr)
        return 1
    worse = False
    for case, now in counts.items():
        before = baselines[compiler].get(case, 0)
        too_many = now > before * MARGIN
        worse |= too_many
        print(f"{case:24} {now:12,} {now / before - 1 if before else 1:+8.1%}{'  too many' if too_many else ''}")
    return 1 if worse else 0


sys.exit(main())
