#!/bin/bash
# Everything that must pass: checks, the g++ build and all its tests, clang 19 under ASan and UBSan, the wasm hashes.
# Usage: ./test.sh [stage...]      stages: checks release instructions sanitize wasm (all of them without an argument)
# Ends with "N passed, N failed": single tests, not suites.
set -u
cd "$(dirname "$0")"
passed=0
failed=0
failures=()
logs=build/logs
mkdir -p "$logs"

# count PASSED FAILED NAME
count() {
  passed=$((passed + $1))
  failed=$((failed + $2))
  [ "$2" -eq 0 ] || failures+=("$3")
}

# step NAME COMMAND...: one test, its output shown only when it fails.
step() {
  local name=$1 start=$SECONDS
  shift
  if "$@" >"$logs/$name.log" 2>&1; then
    echo "  ok    $name ($((SECONDS - start)) s)"
    count 1 0 "$name"
  else
    echo "  FAIL  $name ($((SECONDS - start)) s): $*"
    tail -n 60 "$logs/$name.log" | sed 's/^/        /'
    count 0 1 "$name"
    return 1
  fi
}

# suite BUILD_FOLDER: every test of that build, counted one by one.
suite() {
  local name log="$logs/$1-tests.log" start=$SECONDS ok bad broken
  ctest --test-dir "build/$1" -j "$(nproc)" --verbose --no-tests=error --timeout 900 >"$log" 2>&1
  local status=$?
  ok=$(grep -c '\[       OK \]' "$log")
  bad=$(grep -cE '^[0-9]+: \[  FAILED  \] [A-Za-z0-9_/]+\.[^ ]+ \([0-9]+ ms\)' "$log")
  # A suite that crashed prints no verdict for its last test.
  broken=$(grep -cE '^ *[0-9]+/[0-9]+ Test .*(\*\*\*Exception|\*\*\*Timeout|\*\*\*Not Run)' "$log")
  bad=$((bad + broken))
  [ $status -ne 0 ] && [ $bad -eq 0 ] && bad=1
  echo "  $([ $bad -eq 0 ] && echo 'ok   ' || echo 'FAIL ') tests of $1: $ok passed, $bad failed ($((SECONDS - start)) s)"
  if [ $bad -ne 0 ]; then
    grep -vE '\[       OK \]|\[ RUN      \]|\[-+\]' "$log" | tail -n 150 | sed 's/^/        /'
  fi
  count "$ok" "$bad" "tests of $1"
}

checks() {
  step floors tools/check_floors.py
  step bits tools/check_bits.py
  step format tools/check_format.sh
  step checks_can_fail tests/tools/checks_test.py
}

release() {
  step configure-release cmake --preset release || return
  step build-release cmake --build --preset release || return
  suite release
  step bits-of-the-build tools/check_bits.py --build build/release
  local script
  for script in tests/*/run.sh; do  # scripts that drive the built program, each given its build folder
    [ -e "$script" ] && step "$(basename "$(dirname "$script")")" "$script" build/release
  done
}

sanitize() {
  step configure-sanitize cmake --preset sanitize || return
  step build-sanitize cmake --build --preset sanitize || return
  ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1 suite sanitize
}

# What the virtual machine retires for fixed work, against bench/instructions.json: speed without a clock.
instructions() {
  step configure-bench cmake --preset release -B build/bench -DDETENTE_BENCH=ON -DDETENTE_TESTS=OFF || return
  step build-bench cmake --build build/bench --target work || return
  step instructions bench/instructions.py build/bench
}

wasm() {
  step configure-native cmake --preset release || return
  step build-native cmake --build --preset release --target wasm_core || return
  step build-wasm tools/build_wasm.sh || return
  step wasm-equals-native node --experimental-wasi-unstable-preview1 --no-warnings tests/wasm/run.mjs \
    build/release/wasm_core build/wasm/wasm_core.wasm
}

tools/setup.sh || exit 1
[ $# -gt 0 ] || set -- checks release instructions wasm sanitize
for stage in "$@"; do
  echo "$stage"
  "$stage"
done
for name in "${failures[@]}"; do echo "failed: $name"; done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
