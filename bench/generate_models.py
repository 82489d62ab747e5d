#!/usr/bin/env python3
"""Writes bench/models/*.inc: two models of 24 stocks and about 250 operations each, drawn with a fixed seed.

A line X(op, dst, a, b) is one operation of src/kernels/ops.h on values 0-23 (stocks), 24-45 (parameters, one value
a run), 46 and 47 (the constants 0.5 and 2) and 48 up (results, each written once and each needed). RUN(value) names an input that differs between runs, UNIFORM(value, x) one
that is x in all. A line RATE(stock, value) says which value is the stock's rate of change. An operation is
kept only where its result stays below 20 on a sample of runs, and divisors and bases above 0.05.
"""

import pathlib

import numpy

STOCKS, PARAMETERS, LEAST, MOST = 24, 22, 46, 47
FIRST_UNIFORM = 35
MATHEMATICS = {"Exp": 20, "Ln": 8, "Pow": 7, "Div": 30, "Min": 2, "Max": 2, "Add": 35, "Sub": 21, "Mul": 28}
ARITHMETIC = {"Min": 4, "Max": 4, "Add": 63, "Sub": 39, "Mul": 43}

FUNCTIONS = {
    "Exp": numpy.exp, "Ln": numpy.log, "Pow": numpy.power, "Div": numpy.divide, "Min": numpy.minimum,
    "Max": numpy.maximum, "Add": numpy.add, "Sub": numpy.subtract, "Mul": numpy.multiply,
}  # fmt: skip


def generate(counts, seed):
    random = numpy.random.default_rng(seed)
    values = [random.uniform(0.5, 2.0, 4000) for _ in range(FIRST_UNIFORM)]
    uniform = [round(random.uniform(0.6, 1.9), 3) for _ in range(FIRST_UNIFORM, STOCKS + PARAMETERS)] + [0.5, 2.0]
    values += [numpy.full(4000, value) for value in uniform]
    unused = set(range(STOCKS + PARAMETERS))
    operations = [name for name, count in counts.items() for _ in range(count)]
    random.shuffle(operations)
    lines = [f"RUN({value})" for value in range(FIRST_UNIFORM)]
    lines += [f"UNIFORM({FIRST_UNIFORM + i}, {value})" for i, value in enumerate(uniform)]

    def pick():
        """A value: mostly a late one, often one that nothing has read yet."""
        if unused and random.random() < 0.85:
            return int(random.choice(sorted(unused)))
        if random.random() < 0.5:
            return int(random.integers(max(0, len(values) - 40), len(values)))
        return int(random.integers(0, len(values)))

    def add(op, a, b):
        lines.append(f"X({op}, {len(values)}, {a}, {b})")
        with numpy.errstate(all="ignore"):
            values.append(FUNCTIONS[op](values[a]) if op in ("Exp", "Ln") else FUNCTIONS[op](values[a], values[b]))
        unused.difference_update((a, b))
        unused.add(len(values) - 1)

    for op in operations:
        for _ in range(10_000):
            a, b = pick(), pick()
            if a == b:
                continue
            with numpy.errstate(all="ignore"):
                result = FUNCTIONS[op](values[a]) if op in ("Exp", "Ln") else FUNCTIONS[op](values[a], values[b])
            safe = values[a].min() > 0.05 if op in ("Ln", "Pow") else op != "Div" or numpy.abs(values[b]).min() > 0.05
            if safe and numpy.all(numpy.isfinite(result)) and numpy.abs(result).max() < 20:
                break
        else:
            raise SystemExit(f"no operands for {op}")
        add(op, a, b if op not in ("Exp", "Ln") else a)

    # Every stock relaxes towards a late value between 0.5 and 2, at the rate that a parameter says.
    rates = []
    targets = sorted(unused - set(range(STOCKS + PARAMETERS)))
    while len(targets) > STOCKS:
        add("Sub", targets.pop(), targets.pop())
        targets.insert(0, len(values) - 1)
    for stock in range(STOCKS):
        add("Max", targets[stock] if stock < len(targets) else len(values) - 1 - stock, LEAST)
        add("Min", len(values) - 1, MOST)
        add("Sub", len(values) - 1, stock)
        add("Mul", len(values) - 1, STOCKS + stock % PARAMETERS)
        rates.append(f"RATE({stock}, {len(values) - 1})")
    return lines + rates


here = pathlib.Path(__file__).parent / "models"
for name, counts in (("mathematics", MATHEMATICS), ("arithmetic", ARITHMETIC)):
    lines = generate(counts, 2026)
    (here / f"{name}.inc").write_text("// Written by bench/generate_models.py.\n" + "\n".join(lines) + "\n")
    print(f"{name}: {sum(line.startswith('X') for line in lines)} operations")
