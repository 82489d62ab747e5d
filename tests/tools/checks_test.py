#!/usr/bin/python3
"""Proves that each check of tools/ can fail, and passes what it should."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import check_bits  # noqa: E402
import check_floors  # noqa: E402

HEADER = "// What it is.\n#pragma once\n"


def tree(test, files):
    """A small source tree in a folder that goes with the test."""
    root = Path(test.enterContext(tempfile.TemporaryDirectory()))
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


class Floors(unittest.TestCase):
    def problems(self, files):
        found, self.long_files = check_floors.check(tree(self, files))
        return "\n".join(found)

    def test_a_clean_tree_passes(self):
        self.assertEqual("", self.problems({
            "src/FLOORS": "base:\nup: base\n",
            "src/base/a.h": HEADER,
            "src/up/b.cpp": '#include "base/a.h"\n',
        }))

    def test_a_line_may_not_name_a_folder_below_it(self):
        self.assertIn("not above", self.problems({"src/FLOORS": "base: up\nup:\n"}))

    def test_a_direct_include(self):
        self.assertIn("'base' may not see 'up'", self.problems({
            "src/FLOORS": "base:\nup: base\n",
            "src/up/b.h": HEADER,
            "src/base/a.cpp": '#include "up/b.h"\n',
        }))

    def test_an_include_through_a_header(self):
        found = self.problems({
            "src/FLOORS": "base:\nmiddle: base\ntop: middle\n",
            "src/base/a.h": HEADER,
            "src/middle/m.h": HEADER + '#include "base/a.h"\n',
            "src/top/t.cpp": '#include "middle/m.h"\n',
        })
        self.assertIn("'top' may not see 'base': src/top/t.cpp -> src/middle/m.h -> src/base/a.h", found)

    def test_a_test_may_see_more(self):
        files = {
            "src/FLOORS": "base:\nmiddle: base\ntop: | middle\n",
            "src/base/a.h": HEADER,
            "src/middle/m.h": HEADER + '#include "base/a.h"\n',
            "src/top/t_test.cpp": '#include "middle/m.h"\n',
        }
        self.assertEqual("", self.problems(files))
        files["src/top/t.cpp"] = files["src/top/t_test.cpp"]
        self.assertIn("'top' may not see 'middle'", self.problems(files))

    def test_a_folder_without_a_line_and_a_missing_header(self):
        found = self.problems({"src/FLOORS": "base:\n", "src/new/n.cpp": "", "src/base/a.cpp": '#include "base/no.h"\n'})
        self.assertIn("no line in src/FLOORS", found)
        self.assertIn('"base/no.h"', found)

    def test_header_hygiene(self):
        self.assertIn("#pragma once", self.problems({"src/FLOORS": "base:\n", "src/base/a.h": "// What.\n"}))
        self.assertIn("opens with", self.problems({"src/FLOORS": "base:\n", "src/base/a.h": "#pragma once\n"}))

    def test_length(self):
        self.assertIn("801 lines", self.problems({"src/FLOORS": "base:\n", "src/base/a.cpp": "\n" * 801}))
        self.assertEqual("", self.problems({"src/FLOORS": "base:\n", "src/base/a.cpp": "\n" * 401}))
        self.assertEqual(1, len(self.long_files))


class Bits(unittest.TestCase):
    def test_source_rules_fire(self):
        for code in [
            "#include <random>",
            "long double x;",
            "y = std::exp(x);",
            "y = ::pow(x, 2.0);",
            "s = std::reduce(a, b);",
            "x = strtod(text, &end);",
            "h = std::hash<int>{}(3);",
            "std::shuffle(a, b, g);",
            "std::sort(a, b);",
            "std::ranges::nth_element(v, m);",
            "#include <thread>",
            "unordered_map<int, int> seen; \nfor (auto& [k, v] : seen) {}",
            "unordered_set<std::pair<int, int>> seen_; \nx = *seen_.begin();",
            "__m256d y = _mm256_fmadd_pd(a, b, c);",
            "__m128 y = _mm_rcp_ps(x);",
            "r = (unsigned __int128)a * b % c;",
        ]:
            with self.subTest(code=code):
                self.assertEqual(1, len(check_bits.check_source("src/a.cpp", code)))

    def test_what_is_fine_passes(self):
        for code in [
            "y = std::sqrt(x) + std::floor(x);",
            "y = kernels::exp(x); z = exp(x);",
            "// std::exp(x) would differ\n",
            'message("std::exp(x) is not available");',
            "std::stable_sort(a, b);",
            "// total order: names are distinct\nstd::sort(a, b);",
            "unordered_map<int, int> checks;\nfor (auto& check : task.checks) {}",
            "unordered_map<int, int> seen;\nif (seen.find(3) == seen.end()) {}\nfor (auto x : ordered) {}",
        ]:
            with self.subTest(code=code):
                self.assertEqual([], check_bits.check_source("src/a.cpp", code))

    def test_a_member_declared_in_the_header_counts(self):
        found = check_bits.check_source("src/a.cpp", "for (auto& x : index_) {}", "std::unordered_set<int> index_;")
        self.assertEqual(1, len(found))

    def library(self, code, *flags):
        root = tree(self, {"a.cpp": code})
        run = lambda *command: subprocess.run(command, cwd=root, check=True)
        run("g++", "-O2", *flags, "-c", "a.cpp")
        run("ar", "rc", "libdetente_a.a", "a.o")
        return check_bits.check_library(root / "libdetente_a.a")

    def test_a_library_that_calls_libm(self):
        self.assertIn("exp", self.library("#include <cmath>\ndouble f(double x) { return std::exp(x); }")[0])

    def test_a_library_with_fused_instructions(self):
        code = "double f(double a, double b, double c) { return a * b + c; }"
        self.assertIn("fused", self.library(code, "-mfma", "-ffp-contract=fast")[0])
        self.assertEqual([], self.library(code, "-mfma", "-ffp-contract=off"))

    def test_a_clean_library(self):
        self.assertEqual([], self.library("#include <cmath>\ndouble f(double x) { return std::sqrt(std::floor(x)); }"))


class Format(unittest.TestCase):
    def test_it_can_fail(self):
        root = tree(self, {"bad.cpp": "int  f( ){return 1 ;}\n", "good.cpp": "int f() { return 1; }\n"})
        (root / ".clang-format").write_text((ROOT / ".clang-format").read_text())
        check = lambda name: subprocess.run([ROOT / "tools/check_format.sh", root / name], capture_output=True)
        self.assertEqual(0, check("good.cpp").returncode)
        self.assertNotEqual(0, check("bad.cpp").returncode)


if __name__ == "__main__":
    unittest.main()
