# Sourced by the tests here. Gives each a small tree of its own, in $tree, to plant mistakes in, and:
#   passes WHAT   the check under test must pass, after WHAT was done
#   fails WHAT TEXT   it must exit 1 and print TEXT
set -eu
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
root=$(cd "$(dirname "$0")/../.." && pwd)
arguments=()  # of the check
check=${check:?the test sets it to the name of a script in scripts/}
mkdir -p "$tree/scripts" "$tree/cmake" "$tree/src/base" "$tree/src/stats" "$tree/src/sluice"
cp "$root/scripts/$check" "$tree/scripts/"
cp "$root/cmake/layers.txt" "$tree/cmake/"
printf '#pragma once\n' | tee "$tree/src/base/clock.h" "$tree/src/sluice/options.h" > "$tree/src/stats/trend.h"
cd "$tree"

run_check() { status=0; output=$("scripts/$check" "${arguments[@]}" 2>&1) || status=$?; }

passes() {
  run_check
  [ $status = 0 ] || { echo "FAILED: $check with $1 exits $status and says: $output"; exit 1; }
  echo "ok: passes with $1"
}

fails() {
  run_check
  [ $status = 1 ] || { echo "FAILED: $check with $1 exits $status, not 1"; exit 1; }
  [[ $output == *"$2"* ]] || { echo "FAILED: $check with $1 does not say \"$2\" but: $output"; exit 1; }
  echo "ok: fails with $1"
}
