#!/bin/bash
# Times the two studies of the flagship's players that people wait for, on all cores. Goals on two cores: a minute for
# two players with five levers each over 10,000 futures, two for nine agreements at 65 choices of terms.
# Usage: bench/strategy_times.sh [DETENTE]      default: build/release/detente
set -eu
cd "$(dirname "$0")/.."
detente=${1:-build/release/detente}
deals=human_control,incident_notification,mutual_recognition,shared_evaluations,joint_research
deals+=,red_lines,compute_cap,chip_swap,moratorium
TIMEFORMAT='%R s, %U s of CPU'
study() {
  echo "detente $*"
  time "$detente" "$@" >/dev/null
}
study solve models/us_china_ai --preset core --players us,cn --futures 10000 \
  --levers posture,safety_share,sharing,chip_control,deregulation
study overlap models/us_china_ai --preset core --agreement $deals --terms 65 --futures 1000 --curve 0
