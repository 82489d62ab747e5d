#!/bin/sh
# Installs what Detente needs on Debian 12 (amd64). Run as root or with sudo; running it again changes nothing.
# Usage: tools/setup.sh [slow]      "slow" adds what only tools/slow.sh needs.
set -eu

build="g++ cmake ninja-build ccache git ca-certificates
  libcli11-dev libfmt-dev libfast-float-dev nlohmann-json3-dev libxxhash-dev libsqlite3-dev libnetcdf-dev
  libgmp-dev"
tests="libgtest-dev librapidcheck-dev libbenchmark-dev libmpfr-dev
  clang-19 llvm-19 libclang-rt-19-dev clang-format-19 binutils valgrind
  sqlite3 python3 python3-numpy python3-xarray python3-netcdf4"
wasm="lld-19 wasi-libc libc++-19-dev-wasm32 libc++abi-19-dev-wasm32 libclang-rt-19-dev-wasm32 nodejs"
slow="debootstrap"

packages="$build $tests $wasm"
[ "${1:-}" = slow ] && packages="$packages $slow"

missing=""
for package in $packages; do
  status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing="$missing $package"
done
if [ -z "$missing" ]; then
  echo "setup: everything is installed"
  exit 0
fi

echo "setup: installing$missing"
sudo=""
if [ "$(id -u)" -ne 0 ]; then
  sudo="sudo"
  command -v sudo >/dev/null || { echo "setup: run me as root, or install sudo" >&2; exit 1; }
fi
$sudo apt-get update -q
# shellcheck disable=SC2086  # a list of words on purpose
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
echo "setup: done"
