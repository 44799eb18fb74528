#!/usr/bin/env bash
# Formatting, static analysis, types and shaders. Called by ./run lint.
set -uo pipefail
cd "$(dirname "$0")/.."
failed=0
check() {
  local name=$1
  shift
  if "$@"; then printf 'ok      %s\n' "$name"; else printf 'FAILED  %s\n' "$name"; failed=1; fi
}

mapfile -t cpp < <(git ls-files '*.h' '*.cc')
check clang-format clang-format --dry-run -Werror "${cpp[@]}"

# Core only: it is what runs on untrusted files, and it compiles in seconds.
cmake --preset debug >/dev/null
mapfile -t core < <(git ls-files 'core/*.cc' 'wasm/viewer/state/*.cc')
check clang-tidy clang-tidy --quiet -p build/debug-tree "${core[@]}"

check eslint node_modules/.bin/eslint web tests/web tools
check types node_modules/.bin/tsc --project web/jsconfig.json

for shader in shaders/*.vert shaders/*.frag; do
  check "$shader" glslangValidator "$shader"
done
exit $failed
