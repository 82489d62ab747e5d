#!/bin/sh
# Fails when a tracked C++ file (or one of those named) is not laid out as .clang-format says.
# clang-format 19 is the one version used: others break lines differently. --fix rewrites instead.
set -eu
mode="--dry-run -Werror"
[ "${1:-}" = --fix ] && { mode="-i"; shift; }
if [ $# -gt 0 ]; then
  # shellcheck disable=SC2086
  exec clang-format-19 --style=file $mode "$@"
fi
cd "$(dirname "$0")/.."
git ls-files -z '*.cpp' '*.h' | xargs -0 -r clang-format-19 --style=file $mode
echo "check_format: ok"
