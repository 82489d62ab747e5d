#!/usr/bin/python3
"""Checks the shape of the source tree: floors, headers, file sizes.

- A line of src/FLOORS names only folders above it ("folder: below ... | below for tests only").
- Everything a file includes, directly or through other headers, is in its own folder or in one its line names.
- A header opens with a comment saying what it is and has #pragma once.
- No file is longer than 800 lines; files above 400 are listed.

Usage: tools/check_floors.py [root]
"""
import re
import subprocess
import sys
from pathlib import Path

HARD_LIMIT = 800
SOFT_LIMIT = 400
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.M)


def read_floors(root, problems):
    """Folder -> (folders it may include, folders its tests may include besides)."""
    floors = {}
    for number, line in enumerate((root / "src/FLOORS").read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = re.fullmatch(r"([a-z_/]+):([a-z_/ ]*)(?:\|([a-z_/ ]*))?", line)
        if not match:
            problems.append(f"src/FLOORS:{number}: not 'folder: folders': {line}")
            continue
        folder, below, for_tests = match[1], match[2].split(), (match[3] or "").split()
        for other in below + for_tests:
            if other not in floors:
                problems.append(f"src/FLOORS:{number}: '{folder}' names '{other}', which is not above it")
        if folder in floors:
            problems.append(f"src/FLOORS:{number}: '{folder}' has two lines")
        floors[folder] = (set(below), set(for_tests))
    return floors


def source_files(root):
    listed = subprocess.run(["git", "-C", str(root), "ls-files", "-co", "--exclude-standard"], capture_output=True, text=True)
    names = listed.stdout.split() if listed.returncode == 0 else [
        str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()]
    return sorted(Path(name) for name in names if (root / name).is_file())


class Includes:
    """The files of src/ that one file includes, each with the chain that leads to it."""

    def __init__(self, root):
        self.root = root
        self.direct = {}

    def of(self, path):
        if path not in self.direct:
            self.direct[path] = INCLUDE.findall((self.root / path).read_text(errors="replace"))
        return self.direct[path]

    def closure(self, path):
        chains = {}
        todo = [(path, (str(path),))]
        while todo:
            current, chain = todo.pop(0)
            for name in self.of(current):
                target = Path("src") / name
                if not (self.root / target).is_file():
                    target = Path("include") / name
                if target in chains:
                    continue
                chains[target] = chain + (str(target),)
                if (self.root / target).is_file():
                    todo.append((target, chains[target]))
        return chains


def check(root):
    problems, long_files = [], []
    floors = read_floors(root, problems)
    includes = Includes(root)
    for path in source_files(root):
        if path.suffix not in {".h", ".cpp", ".py", ".sh", ".mjs", ".ts", ".svelte"}:
            continue
        text = (root / path).read_text(errors="replace")
        lines = text.count("\n")
        if lines > HARD_LIMIT:
            problems.append(f"{path}: {lines} lines; the limit is {HARD_LIMIT}")
        elif lines > SOFT_LIMIT:
            long_files.append(f"{path}: {lines} lines")
        if path.suffix == ".h":
            if not text.startswith(("//", "/*")):
                problems.append(f"{path}:1: a header opens with what it is, its invariant, its units")
            if path.parts[0] == "src" and not re.search(r"^#pragma once$", text, re.M):
                problems.append(f"{path}: has no #pragma once")
        if path.parts[0] != "src" or path.suffix not in {".h", ".cpp"}:
            continue

        folder = "/".join(path.parts[1:-1])
        if folder not in floors:
            problems.append(f"{path}: its folder has no line in src/FLOORS")
            continue
        below, for_tests = floors[folder]
        is_test = path.stem.endswith("_test")
        if is_test:  # what its test-only folders include themselves is their business
            below = below | for_tests
            for other in for_tests:
                below |= floors.get(other, (set(), set()))[0]
        for target, chain in includes.closure(path).items():
            if not (root / target).is_file():
                problems.append(f"{chain[-2]}: includes \"{'/'.join(target.parts[1:])}\", which is not in src/ or include/")
                continue
            other = "/".join(target.parts[1:-1])
            if target.parts[0] == "src" and other != folder and other not in below:
                problems.append(f"{path}: '{folder}' may not see '{other}': {' -> '.join(chain)}")
    return sorted(set(problems)), long_files


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    problems, long_files = check(root)
    for line in long_files:
        print(f"check_floors: above {SOFT_LIMIT}: {line}")
    for line in problems:
        print(f"check_floors: {line}", file=sys.stderr)
    print(f"check_floors: {len(problems)} problems" if problems else "check_floors: ok")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
