#!/usr/bin/env python3
"""Writes src/text/unicode_tables.cpp: the letters a name may hold and how they compose (NFC).

The blocks below are the whole of what the language accepts; docs/decisions/ says why. Run it
again only to follow a newer Unicode version: the tables then change, and so may which files compile.
"""

import pathlib
import unicodedata

BLOCKS = [  # first, last, script
    (0x0041, 0x024F, "Latin"),
    (0x0370, 0x03FF, "Greek"),
    (0x0400, 0x052F, "Cyrillic"),
    (0x1E00, 0x1EFF, "Latin"),
    (0x3041, 0x30FF, "Japanese"),
    (0x3400, 0x4DBF, "Han"),
    (0x4E00, 0x9FFF, "Han"),
    (0xAC00, 0xD7A3, "Hangul"),
]
FIRST_MARK, LAST_MARK = 0x0300, 0x036F


def is_letter(code: int) -> bool:
    """A letter that is its own composed form."""
    char = chr(code)
    return unicodedata.category(char).startswith("L") and unicodedata.normalize("NFC", char) == char


def letter_ranges():
    for first, last, script in BLOCKS:
        start = None
        for code in range(first, last + 2):
            inside = code <= last and is_letter(code)
            if inside and start is None:
                start = code
            elif not inside and start is not None:
                yield start, code - 1, script
                start = None


def compositions():
    for first, last, _ in BLOCKS:
        for code in range(first, last + 1):
            parts = unicodedata.decomposition(chr(code)).split()
            if len(parts) == 2 and not parts[0].startswith("<") and is_letter(code):
                base, mark = (int(part, 16) for part in parts)
                if FIRST_MARK <= mark <= LAST_MARK:
                    yield base, mark, code


def digit_zeros():
    for code in range(0x80, 0x20000):
        if unicodedata.category(chr(code)) == "Nd" and unicodedata.digit(chr(code)) == 0:
            yield code


def rows(items, width=6):
    items = list(items)
    for i in range(0, len(items), width):
        yield "    " + " ".join(items[i : i + width])


def table(kind, name, items, width):
    return [f"constexpr {kind} {name}[] = {{", *rows(items, width), "};"]


def main():
    lines = [
        f"// Written by tools/make_unicode_tables.py from Unicode {unicodedata.unidata_version}. Do not edit.",
        '#include "text/unicode_tables.h"',
        "",
        "namespace detente::text {",
        "namespace {",
        "",
        "// clang-format off",
    ]
    lines += table("LetterRange", "kLetterTable",
                   (f"{{0x{a:04X}, 0x{b:04X}, Script::{s}}}," for a, b, s in letter_ranges()), 3)
    lines += table("Composition", "kCompositionTable",
                   (f"{{0x{b:04X}, 0x{m:04X}, 0x{c:04X}}}," for b, m, c in sorted(compositions())), 4)
    lines += table("std::uint8_t", "kMarkClassTable",
                   (f"{unicodedata.combining(chr(c))}," for c in range(FIRST_MARK, LAST_MARK + 1)), 16)
    lines += table("char32_t", "kDigitZeroTable", (f"0x{c:04X}," for c in digit_zeros()), 12)
    lines += [
        "// clang-format on",
        "",
        "}  // namespace",
        "",
        "std::span<const LetterRange> letter_ranges() { return kLetterTable; }",
        "std::span<const Composition> compositions() { return kCompositionTable; }",
        "std::span<const std::uint8_t> mark_classes() { return kMarkClassTable; }",
        "std::span<const char32_t> digit_zeros() { return kDigitZeroTable; }",
        "",
        "}  // namespace detente::text",
    ]
    root = pathlib.Path(__file__).resolve().parent.parent
    (root / "src/text/unicode_tables.cpp").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
