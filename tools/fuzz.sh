#!/usr/bin/env bash
# Runs the fuzz targets of build/debug-tree, as many at once as there are processors.
#   tools/fuzz.sh SECONDS [--keep] [DOOR...]    each door for so long; without DOOR all
# Begins from the inputs of fuzz_seeds; with --keep also from build/fuzz-corpus/DOOR, where new inputs
# are then kept. What is found stands in build/fuzz-findings.
set -uo pipefail
cd "$(dirname "$0")/.."
seconds=$1
shift
keep=no
if [ "${1:-}" = --keep ]; then
  keep=yes
  shift
fi
programs=build/debug-tree/tests/fuzz
findings=build/fuzz-findings
mkdir -p "$findings"
doors=("$@")
if [ ${#doors[@]} -eq 0 ]; then
  for program in "$programs"/fuzz_*; do
    name=${program##*/fuzz_}
    [ -x "$program" ] && [ -f "$program" ] && [ "$name" != seeds ] && doors+=("$name")
  done
fi
[ ${#doors[@]} -gt 0 ] || { echo "There are no fuzz targets in $programs." >&2; exit 1; }

# One door, in a process of its own: a line on standard output, or what was found.
fuzz() {
  local door=$1 log=$findings/$1.log corpus=build/fuzz-corpus/$1 inputs fresh
  fresh=$(mktemp -d)
  "$programs/fuzz_seeds" "$door" "$fresh/seeds" || { echo "FAILED  $door: no seeds"; return 1; }
  [ "$keep" = yes ] || corpus=$fresh/corpus
  mkdir -p "$corpus"
  inputs=("$corpus" "$fresh/seeds")
  "$programs/fuzz_$door" -max_total_time="$seconds" -seed=1 -rss_limit_mb=2048 -timeout=10 \
    -print_final_stats=1 -artifact_prefix="$findings/$door-" "${inputs[@]}" >"$log" 2>&1
  local code=$?
  rm -rf "$fresh"
  if [ $code -eq 0 ]; then
    printf 'ok      %-12s %s inputs tried, %s\n' "$door" \
      "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")" \
      "$(grep -oE 'cov: [0-9]+' "$log" | tail -n 1)"
    return 0
  fi
  local found
  found=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
  printf 'FAILED  %s\n' "$door"
  grep -vE '^(#|INFO|stat::|Seed)' "$log" | head -n 40
  echo "The whole output is in $log. To see it again:"
  echo "  $programs/fuzz_$door ${found:-INPUT}"
  return 1
}
export -f fuzz
export seconds keep programs findings
printf '%s\0' "${doors[@]}" | xargs -0 -n 1 -P "$(nproc)" bash -c 'fuzz "$1"' fuzz
