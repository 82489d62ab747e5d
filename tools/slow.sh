#!/bin/bash
# The slow suites, run before a change that touches their subject is done. Not part of CI.
# Usage: tools/slow.sh [suite...]      all without an argument
# Suites: tsan kills fuzz clean_root performance coverage intervals
# FUZZ_SECONDS (600) bounds each fuzz target, KILLS (200) counts the kills, REPLICATES (4000) the simulated studies,
# MIRROR is where clean_root gets Debian from, if not from where debootstrap looks by itself.
set -u
cd "$(dirname "$0")/.."
root=$PWD
failures=()

tsan() {
  cmake --preset tsan && cmake --build --preset tsan &&
    TSAN_OPTIONS=halt_on_error=1 ctest --test-dir build/tsan --no-tests=error --output-on-failure
}

kills() {
  cmake --preset release && cmake --build --preset release --target tests_kill &&
    DETENTE_KILLS=${KILLS:-200} build/release/tests_kill
}

fuzz() {
  cmake --preset sanitize && cmake --build --preset sanitize || return
  local fuzzer name status=0
  for fuzzer in build/sanitize/*_fuzz; do
    [ -x "$fuzzer" ] || continue
    name=$(basename "$fuzzer" _fuzz)
    mkdir -p "build/fuzz/$name"
    "$fuzzer" -max_total_time="${FUZZ_SECONDS:-600}" -artifact_prefix="build/fuzz/$name-" -print_final_stats=1 \
      "build/fuzz/$name" "tests/fuzz/corpus/$name" || status=1
  done
  return $status
}

# The committed state, in a bare Debian 12 where nothing but a shell and apt is installed; says how long each took.
clean_root() {
  tools/setup.sh slow || return
  local sudo="" room
  [ "$(id -u)" -eq 0 ] || sudo=sudo
  room=$(mktemp -d /var/tmp/detente-clean-XXXXXX)
  $sudo debootstrap --variant=minbase bookworm "$room" ${MIRROR:+"$MIRROR"} >"$room.log" 2>&1 ||
    { tail -n 20 "$room.log"; return 1; }
  # How this machine reaches the network, and nothing else of it.
  $sudo cp /etc/resolv.conf "$room/etc/resolv.conf"
  [ -d /etc/apt/apt.conf.d ] && $sudo cp -r /etc/apt/apt.conf.d/. "$room/etc/apt/apt.conf.d/"
  $sudo git clone -q "$root" "$room/detente"
  $sudo mount -t proc proc "$room/proc"
  $sudo mount -t devpts devpts "$room/dev/pts"  # a test looks at what is printed on a terminal
  $sudo chroot "$room" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
    bash -c 'cd /detente && time ./demo.sh && time ./test.sh'
  local status=$?
  $sudo umount "$room/dev/pts" "$room/proc"
  $sudo rm -rf --one-file-system "$room" "$room.log"
  return $status
}

performance() {
  cmake --preset release -B build/bench -DDETENTE_BENCH=ON -DDETENTE_TESTS=OFF && cmake --build build/bench || return
  local bench status=0
  for bench in build/bench/bench/*_bench; do
    [ -x "$bench" ] || continue
    echo "== $(basename "$bench")"
    "$bench" --benchmark_min_time=0.5 || status=1
  done
  python3 bench/compare.py build/bench/bench/ratios || status=1
  python3 bench/instructions.py build/bench || status=1
  bench/strategy_times.sh build/bench/detente || status=1
  return $status
}

coverage() {
  local flags="-fprofile-instr-generate -fcoverage-mapping" objects=() program
  cmake --preset sanitize -B build/coverage -DDETENTE_SANITIZE= -DDETENTE_FUZZ=OFF \
    -DCMAKE_CXX_FLAGS="$flags" -DCMAKE_EXE_LINKER_FLAGS="$flags" && cmake --build build/coverage || return
  LLVM_PROFILE_FILE="$root/build/coverage/%p.profraw" ctest --test-dir build/coverage --output-on-failure || return
  llvm-profdata-19 merge -sparse build/coverage/*.profraw -o build/coverage/all.profdata || return
  for program in build/coverage/*_test build/coverage/tests_*; do
    [ -x "$program" ] && objects+=(-object "$program")
  done
  llvm-cov-19 report "${objects[@]}" -instr-profile=build/coverage/all.profdata -ignore-filename-regex='_test\.cpp|/usr/'
}

# Coverage of the statistical intervals, over simulated studies.
intervals() {
  cmake --preset release && cmake --build --preset release --target tests_slow &&
    DETENTE_REPLICATES=${REPLICATES:-4000} build/release/tests_slow
}

tools/setup.sh || exit 1
[ $# -gt 0 ] || set -- tsan kills fuzz clean_root performance coverage intervals
for suite in "$@"; do
  echo "== $suite"
  start=$SECONDS
  "$suite" || failures+=("$suite")
  echo "== $suite: $((SECONDS - start)) s"
done
for name in "${failures[@]}"; do echo "failed: $name"; done
[ ${#failures[@]} -eq 0 ]
