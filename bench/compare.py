#!/usr/bin/env python3
"""Prints what a run costs in the virtual machine, in straight-line SIMD, in scalar C++ and in NumPy, and the ratios.

Usage: bench/compare.py BUILD/bench/ratios [seconds per model]
Everything runs on one core in turns, and the shortest time of each candidate counts. NumPy evaluates the same operations
over an ensemble: as usually written, 10,000 runs at once with a new array for every result, and tuned, into
preallocated arrays for the best of several smaller blocks of runs.
"""

import json
import pathlib
import re
import subprocess
import sys
import time

import numpy

FUNCTIONS = {
    "Exp": numpy.exp, "Ln": numpy.log, "Pow": numpy.power, "Div": numpy.divide, "Min": numpy.minimum,
    "Max": numpy.maximum, "Add": numpy.add, "Sub": numpy.subtract, "Mul": numpy.multiply,
}  # fmt: skip
UNARY = {"Exp", "Ln"}
MODELS = pathlib.Path(__file__).parent / "models"

# Goals for the best instruction set: of straight-line SIMD, times scalar C++, times NumPy.
GOALS = {"mathematics": (0.80, 3.5, 5), "arithmetic": (0.55, 3.5, 20)}


def numpy_program(name, size, preallocated):
    """A function without arguments that computes all rates of `size` runs."""
    text = (MODELS / f"{name}.inc").read_text()
    random = numpy.random.default_rng(1)
    inputs = {}
    for value in re.findall(r"RUN\((\d+)\)", text):
        inputs[int(value)] = random.uniform(0.6, 1.9, size)
    for value, x in re.findall(r"UNIFORM\((\d+), ([0-9.]+)\)", text):
        inputs[int(value)] = float(x)
    lines = [
        (FUNCTIONS[op], int(dst), (int(a),) if op in UNARY else (int(a), int(b)))
        for op, dst, a, b in re.findall(r"X\((\w+), (\d+), (\d+), (\d+)\)", text)
    ]
    space = {dst: numpy.empty(size) for _, dst, _ in lines} if preallocated else {}

    def rates():
        values = dict(inputs)
        for function, dst, operands in lines:
            values[dst] = function(*(values[k] for k in operands), out=space.get(dst))

    return rates


def shortest(work, seconds):
    best, end = 1e300, time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.thread_time()  # waiting for other work on the machine does not count
        work()
        best = min(best, time.thread_time() - start)
    return best


def main():
    ratios = sys.argv[1]
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 3.0
    rounds = 3
    times = {}
    for _ in range(rounds):  # so that NumPy and the others meet the same machine
        output = subprocess.run([ratios, str(seconds / rounds), "--json"], check=True, capture_output=True, text=True)
        for line in output.stdout.splitlines():
            row = json.loads(line)
            key = (row["model"], row["candidate"])
            times[key] = min(times.get(key, 1e300), row["nanoseconds"])
        for name in GOALS:
            for size, candidate in ((10_000, "numpy"), (1024, "tuned"), (4096, "tuned"), (16384, "tuned")):
                work = numpy_program(name, size, preallocated=candidate == "tuned")
                best = shortest(work, seconds / rounds / 4) * 1e9 / size
                times[(name, candidate)] = min(times.get((name, candidate), 1e300), best)

    for name, (of_straight, of_scalar, of_numpy) in GOALS.items():
        own = {candidate: ns for (model, candidate), ns in times.items() if model == name}
        print(f"{name}: ns a run: scalar C++ {own['scalar']:.1f}, NumPy {own['numpy']:.1f}, tuned {own['tuned']:.1f}")
        print(f"  {'':10} {'ns a run':>10} {'of straight':>12} {'x scalar':>10} {'x NumPy':>10} {'x tuned':>10}")
        for isa in ("baseline", "avx2", "avx512"):
            if f"vm {isa}" in own:
                vm = own[f"vm {isa}"]
                of = [own[f"straight {isa}"] / vm] + [own[other] / vm for other in ("scalar", "numpy", "tuned")]
                print(f"  {isa:10} {vm:10.1f} {of[0]:12.2f} {of[1]:10.2f} {of[2]:10.2f} {of[3]:10.2f}")
        print(f"  {'goal':10} {'':10} {of_straight:12.2f} {of_scalar:10.1f} {of_numpy:10.1f}")


main()
