#!/bin/sh
# From a clean clone to the main result: installs, builds, runs the flagship model and prints its scoreboard.
set -eu
cd "$(dirname "$0")"
tools/setup.sh
cmake --preset release
cmake --build --preset release --target detente
[ $# -gt 0 ] || set -- -n 256 # each future is run in more than forty arms, which the claims compare
build/release/detente run models/us_china_ai "$@"
