#!/bin/sh
# Builds the core for wasm32-wasi with SIMD into build/wasm: what the browser and tests/wasm use.
set -eu
cd "$(dirname "$0")/.."
cmake --preset wasm
cmake --build --preset wasm
ls -l build/wasm/*.wasm
