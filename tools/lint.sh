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

# Core, which is what runs on untrusted files, and the viewer's state: both compile natively without
# libtorch. The analyser takes from seconds to a minute a file, so each processor has one.
tidy() { printf '%s\0' "$@" | xargs -0 -n 1 -P "$(nproc)" clang-tidy --quiet -p build/debug-tree; }
cmake --preset debug >/dev/null
cmake --build --preset debug --target lesion_print_words lesion_error_sentences >/dev/null
mapfile -t core < <(git ls-files 'core/*.cc' 'wasm/viewer/state/*.cc')
check clang-tidy tidy "${core[@]}"

check eslint node_modules/.bin/eslint web tests/web tools
# The page's thread knows other globals than the worker's and the service worker's.
check types-worker node_modules/.bin/tsc --project web/jsconfig.json
check types-page node_modules/.bin/tsc --project web/page/jsconfig.json

for shader in shaders/*.vert shaders/*.frag; do
  check "$shader" glslangValidator "$shader"
done
exit $failed
