#!/usr/bin/python3
"""Checks that nothing in src/ can give other bits on another compiler, library or machine.

Two looks. At the source (tests excepted): headers, functions and types whose results the standard or the libraries
leave open. At the built static libraries: undefined symbols (nm) naming libm beyond sqrt, floor, ceil, trunc, fabs,
functions that files for AVX share with others, and instructions (objdump) that fuse or approximate.

An unstable sort is allowed where a comment on its line or one of the two before it says "total order: ..." and why:
libraries break ties differently.

Usage: tools/check_bits.py [root] [--build DIR]      without --build only the source is read
"""
import argparse
import re
import subprocess
import sys
from pathlib import Path

LIBM = """acos acosh asin asinh atan atan2 atanh cbrt copysign cos cosh erf erfc exp exp2 exp10 expm1 fdim fma fmax fmin
fmod frexp hypot ilogb ldexp lgamma llrint llround log log10 log1p log2 logb lrint lround modf nearbyint nextafter pow
remainder remquo rint round roundeven scalbn scalbln sin sincos sinh tan tanh tgamma""".split()
LIBM_SYMBOLS = {name + suffix for name in LIBM for suffix in ("", "f", "l")} | {
    name + "l" for name in ("sqrt", "floor", "ceil", "trunc", "fabs")}

SOURCE_RULES = [
    (r"#\s*include\s*<random>", "<random>: its distributions differ between libraries"),
    (r"#\s*include\s*<(?:execution|format|print|valarray|regex)>", "a header outside the common subset"),
    (r"\blong\s+double\b", "long double differs between machines"),
    (r"(?:\bstd|(?<![\w>]))::(?:" + "|".join(LIBM) + r")\s*\(", "libm differs between platforms: use kernels/"),
    (r"\bstd::(?:transform_)?(?:reduce|inclusive_scan|exclusive_scan)\b", "sums in an unspecified order"),
    (r"\b(?:std::)?(?:strtod|strtof|strtold|atof|stod|stof|stold|setlocale)\s*\(", "reads or sets the locale"),
    (r"\bstd::hash\s*<[^;]*>\s*(?:\{\s*\}|\(\s*\))\s*\(", "std::hash differs between libraries"),
    (r"\bstd::(?:random_shuffle|shuffle|sample|random_device|mt19937\w*)\b", "random numbers come from sampling/"),
    (r"__int128[^;]*%", "__int128 % needs a library that wasm lacks"),
    (r"\b_mm\d*_(?:mask_|maskz_)?(?:fn?m(?:add|sub)\w*|rcp\w*|rsqrt\w*)\b|\b__builtin_fmaf?\b",
     "fused or approximate: differs between instruction sets"),
    (r"FP_CONTRACT|ffast-math|\bfp-contract=fast|optimize\s*\(\s*\"", "changes the floating-point rules"),
]
UNSTABLE = re.compile(r"\bstd::(?:ranges::)?(?:sort|nth_element|partial_sort\w*|partition|make_heap|push_heap|pop_heap"
                      r"|sort_heap|priority_queue)\b")
THREADS = re.compile(r"#\s*include\s*<(?:thread|stop_token|future|mutex|shared_mutex|condition_variable)>")
UNORDERED = re.compile(r"\bunordered_(?:multi)?(?:map|set)\s*<")
INEXACT = re.compile(r"^(?:vf(?:n?m(?:add|sub)|maddsub|msubadd)\w*|v?r(?:cp|sqrt)(?:14|28)?[ps][sd])$")


def blank_comments_and_strings(text):
    """The same lines with comments and literals blanked, so that words in them do not count."""
    token = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'', re.S)

    def blank(match):
        found = match[0]
        if found.startswith('"'):  # keeps #include "..." and optimize("...") recognisable as such
            return '""'
        return "\n" * found.count("\n")

    return token.sub(blank, text)


def unordered_names(text):
    """Names declared with an unordered container type in this text."""
    names = set()
    for match in UNORDERED.finditer(text):
        depth, at = 1, match.end()
        while at < len(text) and depth:
            depth += {"<": 1, ">": -1}.get(text[at], 0)
            at += 1
        name = re.match(r"\s*&?\s*([A-Za-z_]\w*)", text[at:])
        if name:
            names.add(name[1])
    return names


def check_source(path, text, header_text=""):
    problems = []
    code = blank_comments_and_strings(text)
    lines, code_lines = text.splitlines(), code.splitlines()
    names = unordered_names(code) | unordered_names(blank_comments_and_strings(header_text))
    iterates = None
    if names:
        any_name = "(?:" + "|".join(sorted(names)) + ")"
        iterates = re.compile(rf"\bfor\s*\([^;)]*:\s*(?:this->)?{any_name}\s*\)|(?<![\w.>]){any_name}\s*\.\s*c?begin\s*\(")
    for number, line in enumerate(code_lines, 1):
        for rule, why in SOURCE_RULES:
            if re.search(rule, line):
                problems.append(f"{path}:{number}: {why}")
        if UNSTABLE.search(line):
            near = "\n".join(lines[max(0, number - 3):number])
            if "total order:" not in near:
                problems.append(f"{path}:{number}: unstable order: say '// total order: why' or use stable_sort")
        if THREADS.search(line) and not re.search(r"exec/threads(?:_test)?\.(?:h|cpp)$", str(path)):
            problems.append(f"{path}:{number}: threads live in exec/threads")
        if iterates and iterates.search(line):
            problems.append(f"{path}:{number}: iterates over an unordered container")
    return problems


def check_sources(root):
    problems = []
    for path in sorted((root / "src").rglob("*")):
        if path.suffix not in {".h", ".cpp"} or path.stem.endswith("_test"):
            continue
        header = path.with_suffix(".h")
        header_text = header.read_text(errors="replace") if path.suffix == ".cpp" and header.is_file() else ""
        problems += check_source(path.relative_to(root), path.read_text(errors="replace"), header_text)
    return problems


def check_library(path):
    problems = []
    run = lambda *command: subprocess.run(command, capture_output=True, text=True, check=True).stdout
    member = ""
    for line in run("nm", str(path)).splitlines():
        if line.endswith(":"):
            member = line[:-1]
        kind, symbol = line.split()[-2:] if len(line.split()) > 1 else ("", "")
        if kind == "U" and symbol.split("@")[0] in LIBM_SYMBOLS:
            problems.append(f"{path.name}({member}): calls {symbol} of libm")
        # The linker keeps one copy of a weak function, and might keep this one for machines without AVX.
        if kind in ("W", "V", "u") and re.search(r"_avx\d*\.cpp\.o$", member):
            problems.append(f"{path.name}({member}): {symbol} is shared with files for other machines")
    function = ""
    for line in run("objdump", "-d", "--no-show-raw-insn", "--demangle", str(path)).splitlines():
        if line.endswith(">:"):
            function = line.split(" ", 1)[1].strip("<>:")
        elif "\t" in line and INEXACT.match(line.split("\t", 1)[1].split(" ")[0]):
            problems.append(f"{path.name}: {function}: {line.split(chr(9), 1)[1].strip()}: fused or approximate")
    return sorted(set(problems))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("root", nargs="?", type=Path, default=Path(__file__).resolve().parent.parent)
    parser.add_argument("--build", type=Path, help="build folder with the static libraries")
    options = parser.parse_args()
    problems = check_sources(options.root)
    if options.build:
        libraries = sorted(options.build.glob("libdetente_*.a"))
        if not libraries:
            problems.append(f"{options.build}: no libdetente_*.a to look at")
        for library in libraries:
            problems += check_library(library)
    for line in problems:
        print(f"check_bits: {line}", file=sys.stderr)
    print(f"check_bits: {len(problems)} problems" if problems else "check_bits: ok")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
