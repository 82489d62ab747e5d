#!/usr/bin/python3
"""Runs the example of docs/reference/study_file.md on the file export_test.cpp wrote. Usage: reading_test.py STUDY"""
import re
import sys
from pathlib import Path

example = re.search(r"```python\n(.*?)```", Path("docs/reference/study_file.md").read_text(), re.S)[1]
names = {}
exec(example.replace("race.study", sys.argv[1]), names)
gap = names["gap"]
assert gap.shape == (4106,) and (gap[:5] >= 0).all() and gap[5] != gap[5], gap
