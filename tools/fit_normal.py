#!/usr/bin/env python3
"""Prints the coefficients of src/kernels/normal.h: truncated Chebyshev series, written in powers.

Needs mpmath (python3-mpmath). Each table comes with its largest relative error, coefficients rounded to doubles.
"""

from mpmath import erfc, exp, expm1, cos, log, mp, mpf, nstr, pi, sqrt

mp.dps = 60


def chebyshev(f, lo, hi, count):
    """The first `count` Chebyshev coefficients of f on [lo, hi]."""
    nodes = count + 24
    angles = [pi * (k + mpf(1) / 2) / nodes for k in range(nodes)]
    values = [f((lo + hi) / 2 + (hi - lo) / 2 * cos(angle)) for angle in angles]
    series = [2 * sum(v * cos(j * a) for v, a in zip(values, angles)) / nodes for j in range(count)]
    return [series[0] / 2] + series[1:]


def times(p, q):
    product = [mpf(0)] * (len(p) + len(q) - 1)
    for i, x in enumerate(p):
        for j, y in enumerate(q):
            product[i + j] += x * y
    return product


def powers(series, lo, hi, centre):
    """The Chebyshev series on [lo, hi] as coefficients of powers of (x - centre)."""
    y = [(2 * centre - lo - hi) / (hi - lo), 2 / (hi - lo)]
    before, now = [mpf(1)], y
    total = [mpf(0)] * len(series)
    for coefficient in series:
        for i, c in enumerate(before):
            total[i] += coefficient * c
        following = [2 * c for c in times(y, now)]
        for i, c in enumerate(before):
            following[i] -= c
        before, now = now, following
    return [float(c) for c in total]


def show(name, f, lo, hi, centre, count):
    coefficients = powers(chebyshev(f, lo, hi, count), lo, hi, centre)
    worst = mpf(0)
    for i in range(500):
        x = lo + (hi - lo) * i / 499
        value = mpf(0)
        for c in reversed(coefficients):
            value = value * (x - centre) + c
        worst = max(worst, abs(value / f(x) - 1))
    print(f"// {name}: relative error {nstr(worst, 2)}")
    print(",\n".join(c.hex() for c in coefficients))


def tail(u):
    """exp(t^2/2) (1 - Phi(t)) (t + 5/4) with u = (t - 5) / (t + 5)."""
    t = 5 * (1 + u) / (1 - u)
    return exp(t * t / 2) * erfc(t / sqrt(mpf(2))) / 2 * (t + mpf(5) / 4)


def quantile(p):
    """The normal quantile for p <= 1/2, by Halley's method."""
    x = -sqrt(-2 * log(p)) if p < mpf("0.1") else mpf("2.5") * (p - mpf(1) / 2)
    for _ in range(80):
        step = (erfc(-x / sqrt(mpf(2))) / 2 - p) * sqrt(2 * pi) * exp(x * x / 2)
        step /= 1 + x * step / 2
        x -= step
        if abs(step) < mpf(10) ** -50:
            break
    return x


def probability(w):
    """The lower p with w = -ln(4p(1 - p)), and p - 1/2."""
    below = -sqrt(-expm1(-w)) / 2
    return exp(-w) / 4 / (mpf(1) / 2 - below), below


def middle(w):
    if w == 0:
        return sqrt(2 * pi)
    p, below = probability(w)
    return quantile(p) / below


show("kTail", tail, mpf(-1), mpf(39 - 5) / (39 + 5), mpf(0), 23)
show("kQuantile", middle, mpf(0), mpf(5), mpf(5) / 2, 22)
show("kQuantileOuter", lambda s: -quantile(probability(s * s)[0]), sqrt(mpf(5)) - mpf(2) ** -20, mpf(4), mpf(3), 20)
show(
    "kQuantileGuess",
    lambda u: -quantile(probability(1 / u**2)[0]) * u,
    1 / sqrt(mpf(746)),
    1 / sqrt(mpf("4.9")),
    mpf(0),
    13,
)
