#!/bin/sh
# From a clean clone to the main result: installs, builds, runs the flagship model and prints its scoreboard.
set -eu
cd "$(dirname "$0")"
tools/setup.sh
cmake --preset release
cmake --build --preset release --target detente
[ $# -gt 0 ] || set -- -n 256 # the claims set more than forty arms against each other: ten thousand futures take an hour
build/release/detente run models/us_china_ai "$@"
