#!/usr/bin/python3
"""Every key that the program prints as JSON stands in docs/json.md. Usage: json_keys.py FILE.json..."""
import json
import re
import sys

NAMED = {"metrics", "traces", "differences", "values"}  # their keys are names of the model


def keys(value, named_levels=0):
    if isinstance(value, list):
        for item in value:
            yield from keys(item)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if named_levels == 0:
                yield key
            below = named_levels - 1 if named_levels > 0 else {"differences": 2}.get(key, 1 if key in NAMED else 0)
            yield from keys(inner, max(below, 0))


documented = set(re.findall(r"`([a-z0-9_]+)`", open("docs/json.md").read()))
missing = set()
for path in sys.argv[1:]:
    text = open(path).read().split("--- stderr")[0]
    missing |= {key for key in keys(json.loads(text)) if key not in documented}
if missing:
    sys.exit(f"not in docs/json.md: {', '.join(sorted(missing))}")
