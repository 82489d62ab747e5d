#!/bin/bash
# The program as a user meets it: tables and JSON against tests/cli/expected, exit codes, messages, Ctrl-C, studies.
# Usage: tests/cli/run.sh BUILD_FOLDER      PROMOTE=1 rewrites what is expected instead.
set -u
cd "$(dirname "$0")/../.."
program=$PWD/$1/detente
expected=tests/cli/expected
models=tests/cli
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

ok() { passed=$((passed + 1)); }
bad() {
  failed=$((failed + 1))
  echo "FAIL $1"
}

# golden NAME CODE ARGUMENTS...: exit code, stdout and stderr are as expected.
golden() {
  local name=$1 code=$2
  shift 2
  "$program" "$@" >"$work/out" 2>"$work/err" </dev/null
  local status=$?
  [ -s "$work/err" ] && { echo "--- stderr"; cat "$work/err"; } >>"$work/out"
  [ "${PROMOTE:-}" = 1 ] && cp "$work/out" "$expected/$name"
  if [ $status -ne "$code" ]; then
    bad "$name: exit code $status instead of $code"
  elif ! diff -u "$expected/$name" "$work/out"; then
    bad "$name: output differs"
  else
    ok
  fi
}

# exits CODE NAME COMMAND...
exits() {
  local code=$1 name=$2
  shift 2
  "$@" >"$work/out" 2>"$work/err" </dev/null
  local status=$?
  if [ $status -eq "$code" ]; then ok; else bad "$name: exit code $status instead of $code"; fi
}

# same NAME A B
same() { if [ -n "$2" ] && [ "$2" = "$3" ]; then ok; else bad "$1: \`$2\` and \`$3\` differ"; fi; }

# contains NAME FILE PATTERN
contains() { if grep -qE -- "$3" "$2"; then ok; else bad "$1: no \`$3\` in: $(head -c 400 "$2")"; fi; }

digest_of() { "$program" "$@" --json 2>/dev/null </dev/null | sed -n 's/^  "digest": "\(.*\)",$/\1/p'; }

race=$models/race.detente

# --- Tables and JSON -------------------------------------------------------------------------------------------------
golden check 0 check $race
golden check.json 0 check $race --json
golden check_wrong 3 check $models/wrong.detente
golden check_wrong.json 3 check $models/wrong.detente --json
golden run 0 run $race -n 500
golden run.json 0 run $race -n 500 --trace 'arms[a],rival' --json
golden run_set 0 run $race -n 200 --scenario calm --set 'reaction=0.5/year' --set form=linear --metric 'peak,last[a]'
golden run_steady 0 run $models/steady.detente --trace fund
golden run_central 0 run $race --central
golden run_faulty 0 run $models/faulty.detente -n 500
golden run_faulty.json 0 run $models/faulty.detente -n 500 --json
golden run_fault_limit 4 run $models/faulty.detente -n 500 --fault-limit 0.3 --metric end
golden run_broken 4 run $models/broken.detente
golden run_broken.json 4 run $models/broken.detente --json
golden run_sobol 0 run $race -n 512 --design sobol --replicates 16 --cross
golden compare 0 compare $race calm short -n 500
golden compare.json 0 compare $race calm -n 200 --metric peak --json
golden compare_sobol 0 compare $race calm -n 512 --design sobol
golden calibrate 0 calibrate $models/measured.detente -n 500 --points
golden calibrate.json 0 calibrate $models/measured.detente past -n 500 --json
golden calibrate_none 2 calibrate $race
exits 5 calibrate_no_folder "$program" calibrate $models/measured.detente -n 50 -o "$work/nothing/x.json"
golden claim 0 claim $race -n 500
golden claim.json 0 claim $race -n 500 --only follows --json
golden claim_gate 1 claim $race -n 500 --gate
golden claim_gate_passes 0 claim $models/steady.detente --gate
golden show_tokens 0 show tokens $models/steady.detente
golden show_ast 0 show ast $models/steady.detente
golden show_model 0 show model $models/steady.detente
golden show_plan 0 show plan $models/steady.detente
golden show_inputs 0 show inputs $race
golden show_inputs.json 0 show inputs $race --json
golden show_results 0 show results $models/faulty.detente -n 4
golden show_findings.json 0 show findings $models/steady.detente --json
golden explain 0 explain e1602
golden fmt_check 0 fmt --check $race $models/steady.detente

games=tests/games
golden game_solve 0 game solve $games/reference/nau_sec3.nfg
golden game_solve.json 0 game solve $games/reference/nau_sec3.nfg --json
golden game_continuum 0 game solve $games/reference/degenerate_2.nfg
golden game_three 0 game solve $games/reference/nau_sec4.nfg
golden game_tree 0 game solve $games/reference/stripped_down_poker.efg
golden game_zero_sum.json 0 game solve $games/reference/kuhn_poker.efg --method zero_sum --json
golden game_correlated 0 game solve $games/reference/nau_sec3.nfg --method correlated --objective worst
golden game_correlated.json 0 game solve $games/reference/nau_sec3.nfg --method coarse --minimise --json
golden game_dominance 0 game solve $games/reference/mixed_dominance.nfg --method dominance
golden game_dominance.json 0 game solve $games/reference/mixed_dominance.nfg --method dominance --json
golden game_lemke_howson 0 game solve $games/reference/shapley_fig3.nfg --method lemke_howson --all
golden game_lemke 0 game solve $games/reference/myerson_4_2.efg --method lemke
golden game_alike 0 game solve $games/reference/nobody_cares.nfg
golden game_qre 0 game solve $games/reference/loopback.nfg --method qre --lambda 1,5
golden game_evolve 0 game evolve $games/reference/shapley_fig3.nfg --population 20 --intensity 0.1
golden game_fictitious 0 game evolve $games/reference/shapley_1964.nfg --fictitious 65536 --first 1,2
exits 2 game_fictitious_first "$program" game evolve $games/reference/shapley_1964.nfg --fictitious 9 --first 1,4
golden game_fictitious.json 0 game evolve $games/reference/shapley_1964.nfg --fictitious 3 --json
golden game_evolve.json 0 game evolve $games/reference/shapley_fig3.nfg --start 0.5,0.3,0.2 --time 10 --json
golden game_bad 3 game solve $games/bad/E1703_not_a_number.nfg
golden game_absent_minded.json 3 game solve $games/bad/E1706_absent_minded.efg --json
exits 0 "game convert" "$program" game convert $games/reference/stripped_down_poker.efg -o "$work/poker.nfg"
golden game_converted 0 game solve "$work/poker.nfg"
exits 0 "game convert to CSV" "$program" game convert "$work/poker.nfg" -o "$work/poker.csv"
contains "game convert to CSV" "$work/poker.csv" '^"has the king: bet, has the queen: bet",asked: call,0,0$'

# --- Wrong usage -----------------------------------------------------------------------------------------------------
golden usage_verb 2 rnu $race
golden usage_flag 2 run $race --desing sobol
golden usage_flag.json 2 run $race --desing sobol --json
golden usage_value 2 run $race --design sobl
golden usage_runs 2 run $race -n 0
golden usage_replicates 2 run $race --replicates 4
golden usage_scenario 2 run $race --scenario clam
golden usage_metric 2 run $race --metric peek
golden usage_trace 2 run $race --trace army
golden usage_claim 2 claim $race --only nothing
golden usage_set_name 2 run $race --set reactoin=0.3
golden usage_set_bounds 2 run $race --set 'grievance[a]=0.2'
golden usage_set_unit 2 run $race --set 'reaction=0.3 effort'
golden usage_set_choice 2 run $race --set form=cubic
golden usage_twice 2 compare $race calm calm
golden usage_explain 2 explain E9999
golden usage_game_method 2 game solve $games/reference/mckelvey_mclennan.nfg --method lemke_howson
golden usage_game_player 2 game solve $games/reference/nau_sec3.nfg --method correlated --objective player --player x
golden usage_game_flag 2 game solve $games/reference/nau_sec3.nfg --metod qre
golden usage_game_evolve 2 game evolve $games/reference/nau_sec3.nfg
golden no_game 5 game solve $games/nothing.nfg
exits 2 "game without a verb" "$program" game
golden no_model 5 run $models/nothing.detente
exits 2 no_verb "$program"
exits 2 no_argument "$program" run
exits 0 version "$program" --version
for verb in check run calibrate compare claim show fmt explain export guide resume doctor game; do
  exits 0 "help of $verb" "$program" $verb --help
  contains "help of $verb" "$work/out" "Examples:"
done

# --- Same bits -------------------------------------------------------------------------------------------------------
digest=$(digest_of run $race -n 5000 -j 1)
same threads "$digest" "$(digest_of run $race -n 5000 -j 2)"
same baseline "$digest" "$(digest_of run $race -n 5000 --isa baseline --width 8)"
same width "$digest" "$(digest_of run $race -n 5000 --width 64)"
same study "$digest" "$(digest_of run $race -n 5000 -o "$work/race.sqlite")"
same resume "$digest" "$(digest_of resume "$work/race.sqlite")"
exits 0 grow "$program" run $race -n 9000 -o "$work/race.sqlite"
same grown "$(digest_of resume "$work/race.sqlite")" "$(digest_of run $race -n 9000)"
exits 0 doctor "$program" doctor --json
contains doctor "$work/out" '"same_bits": true'

# --- Studies ---------------------------------------------------------------------------------------------------------
exits 3 fewer_runs "$program" run $race -n 100 -o "$work/race.sqlite"
exits 3 other_seed "$program" run $race -n 9000 --seed 2 -o "$work/race.sqlite"
contains other_seed "$work/err" "E1307"
sed 's/0.3 effort/0.4 effort/' $race >"$work/race.detente"
exits 3 other_model "$program" run "$work/race.detente" -n 9000 -o "$work/race.sqlite"
contains other_model "$work/err" "E1301.*line"
exits 5 no_folder "$program" run $race -n 10 -o "$work/nothing/race.sqlite"
exits 5 not_a_study "$program" resume $race
settings=(run $race --scenario calm --set form=linear --set 'restraint[a]=0.25' --trace arms --design sobol --cross)
exits 0 settings "$program" "${settings[@]}" -n 200 -o "$work/set.sqlite"
same settings "$(digest_of "${settings[@]}" -n 300)" "$(digest_of resume "$work/set.sqlite" -n 300)"

# A folder's model with an import, studied and gone on with where its files are not.
mkdir -p "$work/folder"
echo 'import "parts.detente"' | cat <(sed -n 1p $models/steady.detente) - <(sed -n '2,$p' $models/steady.detente) |
  grep -v '^constant' >"$work/folder/folder.detente"
echo 'constant rate: 1/year = 0.1' >"$work/folder/parts.detente"
kept=$(digest_of run "$work/folder" -o "$work/folder.sqlite")
rm -r "$work/folder"
same imports "$kept" "$(digest_of resume "$work/folder.sqlite")"

exits 0 export_csv "$program" export "$work/set.sqlite" -o "$work/set.csv" --table trajectories
contains export_csv "$work/set.csv" '^scenario,run,time \[year\],arms\[a\] \[effort\],arms\[b\] \[effort\]'
exits 0 export_netcdf "$program" export "$work/set.sqlite" -o "$work/set.nc"
exits 0 read_netcdf /usr/bin/python3 -c "
import sys, xarray
study = xarray.open_dataset(sys.argv[1])
assert dict(study.peak.sizes) == {'scenario': 1, 'run': 300}, study.peak.sizes
assert study.arms.dims == ('scenario', 'run', 'time', 'power'), study.arms.dims
" "$work/set.nc"
exits 0 export_stdout "$program" export "$work/set.sqlite"
contains export_stdout "$work/out" '^calm,0,'
exits 2 export_format "$program" export "$work/set.sqlite" -o "$work/set.xlsx"
exits 5 export_nothing "$program" export "$work/none.sqlite"

# --- Guide -----------------------------------------------------------------------------------------------------------
exits 0 guide "$program" guide $race -o "$work/guide.html"
"$program" guide $race -o "$work/again.html" --json >"$work/guide.json"
exits 0 guide_same_bits cmp "$work/guide.html" "$work/again.html"
exits 0 guide_flagship "$program" guide models/us_china_ai -o "$work/flagship.html"
exits 0 guide_preset "$program" guide models/us_china_ai --preset core -o "$work/core.html"
exits 0 guide_past "$program" guide tests/cli/measured.detente --past tests/cli/measured.detente -n 400 -o "$work/past.html"
contains guide_past_is_told "$work/past.html" 'held out: what the fit never saw'
exits 2 guide_past_without_one "$program" guide $race --past $race -o "$work/none.html"
exits 0 guide_page tests/cli/guide_page.py "$work/guide.html" "$work/flagship.html" "$work/core.html" "$work/past.html"
contains guide_equation "$work/guide.html" '<mfrac>.*grievance'
exits 2 guide_no_output "$program" guide $race
exits 2 guide_preset_unknown "$program" guide $race --preset small -o "$work/none.html"
exits 3 guide_wrong "$program" guide $models/wrong.detente -o "$work/none.html"
exits 5 guide_no_folder "$program" guide $race -o "$work/nothing/guide.html"
contains guide_no_folder "$work/err" 'E1304'
same guide_leaves_nothing "$(ls "$work" | grep -c none.html)" 0

# --- Ctrl-C ----------------------------------------------------------------------------------------------------------
# interrupt SECONDS ARGUMENTS...: SIGINT after a while; the exit code is left in $status.
interrupt() {
  local seconds=$1
  shift
  "$program" "$@" >"$work/out" 2>"$work/err" </dev/null &
  local process=$!
  for _ in $(seq 100); do  # a loaded machine may take its time to begin
    case " $* " in *" -o "*) [ -e "$work/long.sqlite" ] || { sleep 0.1; continue; } ;; esac
    break
  done
  sleep "$seconds"
  kill -INT $process
  wait $process
  status=$?
}
# Background jobs of a script ignore SIGINT unless job control is on.
set -m
interrupt 1 run $race -n 100000000 -o "$work/long.sqlite"
same interrupted $status 130
contains interrupted "$work/err" "detente resume $work/long.sqlite"
contains interrupted_runs <(sqlite3 "$work/long.sqlite" 'SELECT count(*) > 0 FROM block') '^1$'
awk 'BEGIN { print "NFG 1 R \"long\" { \"a\" \"b\" \"c\" } { 5 5 5 }"
  for (k = 0; k < 375; ++k) print (k * k * k * 7919 + k * 104729) % 1009 }' >"$work/long.nfg"
interrupt 1 game solve "$work/long.nfg"
same game_interrupted $status 130
contains game_interrupted "$work/err" "interrupted: nothing was answered"
interrupt 1 run $race -n 100000000 --json
same interrupted_json $status 130
contains interrupted_json "$work/out" '"interrupted": true'
set +m

# --- Output ----------------------------------------------------------------------------------------------------------
if [ -e /dev/full ]; then
  "$program" run $race -n 10 >/dev/full 2>"$work/err"
  same full_disk $? 5
fi
printf 'model m\nstock s=1\n  inflow 2\n' >"$work/untidy.detente"
exits 1 fmt_check_untidy "$program" fmt --check "$work/untidy.detente"
exits 0 fmt_in_place "$program" fmt "$work/untidy.detente"
exits 0 fmt_tidy "$program" fmt --check "$work/untidy.detente"
same fmt_stdin "$(printf 'model m\nstock s=1\n' | "$program" fmt -)" "$(printf 'model m\nstock s = 1\n')"
if grep -q $'\e' "$expected"/*; then bad "colours away from a terminal"; else ok; fi
coloured() { script -qec "$1" /dev/null </dev/null | grep -c $'\e\[3[123]m'; }
if [ "$(TERM=xterm NO_COLOR='' coloured "$program run $race -n 100")" -gt 0 ]; then ok; else bad "no colours on a terminal"; fi
same no_color "$(TERM=xterm NO_COLOR=1 coloured "$program run $race -n 100")" 0
"$program" doctor --json >"$work/doctor.json"
"$program" explain E0402 --json >"$work/explain.json"
"$program" fmt - --json <$race >"$work/fmt.json"
"$program" export "$work/set.sqlite" -o "$work/set.nc" --json >"$work/export.json"
"$program" show plan $race --json >"$work/show.json"
"$program" show results $race -n 2 --json >"$work/results.json"
if tests/cli/json_keys.py "$expected"/*.json "$work"/*.json; then ok; else bad "docs/json.md"; fi

# --- Players who think back ------------------------------------------------------------------------------------------
contest=$models/contest.detente
"$program" solve $contest --futures 100 --search-futures 32 --tolerance 0.01 >"$work/solve" 2>&1
contains solve_grade "$work/solve" '^equilibrium 1 of 1, pure, grade E2'
"$program" solve $contest --futures 20 --grid 3 --game "$work/contest.nfg" --json >"$work/solve.out"
contains solve_json "$work/solve.out" '"grade": "E1"'
exits 0 solve_game "$program" game solve "$work/contest.nfg"
for verb in 'overlap --curve 0' 'solve --evaluations 8'; do
  if script -qec "$program $verb $contest --futures 16" /dev/null </dev/null | grep -q $'\e\[K.* runs, .*/s\r\e\[K'; then
    ok
  else
    bad "$verb says how far it is on a terminal"
  fi
done
"$program" overlap $contest --futures 160 --terms 2 >"$work/overlap" 2>&1
contains overlap_table "$work/overlap" '^limit +50 %'
"$program" overlap $contest --futures 160 >"$work/overlap" 2>&1
contains overlap_dealt "$work/overlap" '; 20 choices of terms per agreement, 8 of them in each future$'
"$program" overlap $contest --futures 160 --terms 2 --against baseline --lag ceiling --limits limit >"$work/overlap" 2>&1
contains overlap_against "$work/overlap" '^under baseline, in the same futures'
contains overlap_lag "$work/overlap" '^      at ceiling = 2: '
contains overlap_narrow "$work/overlap" '^the zone is not narrow: no agreement passes'
"$program" overlap $contest --futures 160 --terms 2 --against baseline --lag ceiling --json >"$work/overlap.json"
if tests/cli/json_keys.py "$work/overlap.json"; then ok; else bad "docs/json.md: overlap"; fi
golden claim_players 0 claim $contest --players-futures 128 -n 500
golden claim_players.json 0 claim $contest --players-futures 32 -n 64 --only all_spend,answers --json
"$program" claim $contest --players-futures 0 -n 500 >"$work/unsolved"
contains claim_players_left "$work/unsolved" '^not solved +answers .*best reply'
exits 2 solve_unknown_player "$program" solve $contest --players c
exits 2 solve_no_players "$program" solve models/canon/bass.detente
exits 2 solve_replies_of_steps "$program" solve $contest --level-k 2 --replies
exits 2 solve_game_of_a_leader "$program" solve $contest --leader a --game "$work/none.nfg"
"$program" solve $contest --policy mild 2>"$work/err"
contains solve_policies_named "$work/err" '`a` has no policy `mild`; it has meek'
"$program" solve $contest --policy meek 2>"$work/err"
contains solve_policy_fixed "$work/err" 'leaves nothing to choose'
exits 2 overlap_unknown "$program" overlap $contest --agreement none
exits 2 overlap_unknown_player "$program" overlap $contest --players c
exits 2 overlap_unknown_term "$program" overlap $contest --lag none
exits 2 overlap_sign_outside "$program" overlap $contest --sign-at 2050
exits 2 overlap_no_agreement "$program" overlap models/canon/bass.detente
exits 3 solve_known_needs_a_grid "$program" solve $contest --reading known

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
