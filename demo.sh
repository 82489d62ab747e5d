#!/bin/sh
# From a clean clone to the main results: installs, builds, runs the flagship model and prints its scoreboard, then asks
# which agreements between its players would be signed, kept, and stand.
set -eu
cd "$(dirname "$0")"
tools/setup.sh
cmake --preset release
cmake --build --preset release --target detente
[ $# -gt 0 ] || set -- -n 256 # each future is run in more than forty arms, which the claims compare
build/release/detente run models/us_china_ai "$@"
echo
build/release/detente overlap models/us_china_ai --preset core --futures 200 --terms-per-future 2 --curve 0 \
  --limits compute_cap,moratorium
