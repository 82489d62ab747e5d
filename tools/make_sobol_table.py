#!/usr/bin/env python3
"""Writes src/sampling/sobol_directions.cpp: direction numbers of Sobol' sequences.

The numbers are those of S. Joe and F. Y. Kuo, "Constructing Sobol sequences with better two-dimensional projections",
SIAM J. Sci. Comput. 30 (2008), 2635-2654 (file new-joe-kuo-6). They are read from the copy that SciPy (BSD-3-Clause)
carries; the dimensions of all primitive polynomials up to degree 13 are kept.

Usage: python3 tools/make_sobol_table.py      with numpy and scipy installed
"""

import pathlib

import numpy
import scipy.stats

LARGEST_DEGREE = 13


def rows():
    """Per dimension after the first: the polynomial's coefficients as bits, then m_1 .. m_degree."""
    package = pathlib.Path(scipy.stats.__file__).parent
    with numpy.load(package / "_sobol_direction_numbers.npz") as table:
        for polynomial, numbers in zip(table["poly"][1:], table["vinit"][1:]):
            degree = int(polynomial).bit_length() - 1
            if degree > LARGEST_DEGREE:
                return
            yield [int(polynomial), *(int(m) for m in numbers[:degree])]


def main():
    table = list(rows())
    lines, line = [], "   "
    for number in (n for row in table for n in row):
        piece = f" {number},"
        if len(line) + len(piece) > 120:
            lines.append(line)
            line = "   "
        line += piece
    lines.append(line)
    text = (
        "// Written by tools/make_sobol_table.py; do not edit.\n"
        "// Direction numbers new-joe-kuo-6 of Joe and Kuo (2008), up to polynomials of degree "
        f"{LARGEST_DEGREE}; see NOTICE.\n"
        '#include "sampling/sobol.h"\n\n'
        "namespace detente::sampling {\n\n"
        f"static_assert(kSobolDimensions == {len(table) + 1});\n\n"
        "// clang-format off\n"
        "const std::uint16_t kSobolTable[] = {\n" + "\n".join(lines) + "\n};\n"
        "// clang-format on\n\n"
        "}  // namespace detente::sampling\n"
    )
    root = pathlib.Path(__file__).resolve().parent.parent
    (root / "src/sampling/sobol_directions.cpp").write_text(text)


if __name__ == "__main__":
    main()
