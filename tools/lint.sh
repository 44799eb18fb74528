#!/usr/bin/env bash
# Formatting, static analysis, types and shaders. Called by ./run lint.
#   tools/lint.sh          clang-tidy reads what differs from main (tools/tidy.mjs)
#   tools/lint.sh --all    clang-tidy reads everything
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

# Nothing is compiled here but the generated headers: the analyser reads the sources by itself.
export NODE_PATH=/usr/share/nodejs
mkdir -p build
configured() {
  cmake --preset "$1" && cmake --build --preset "$1" --target "$2"
}
if configured lint lesion_print_words >build/configure-lint.log 2>&1 &&
  configured lint lesion_error_sentences >>build/configure-lint.log 2>&1 &&
  configured wasm lesion_shaders >>build/configure-lint.log 2>&1; then
  check clang-tidy node tools/tidy.mjs "$@"
else
  cat build/configure-lint.log
  check clang-tidy false
fi

check eslint node_modules/.bin/eslint web tests tools
# The page's thread knows other globals than the worker's and the service worker's.
check types-worker node_modules/.bin/tsc --project web/jsconfig.json
check types-page node_modules/.bin/tsc --project web/page/jsconfig.json
# Node's scripts: the tests, which hand functions to the page, the tools, what builds the site.
check types-node node_modules/.bin/tsc --project tests/jsconfig.json

for shader in shaders/*.vert shaders/*.frag; do
  check "$shader" glslangValidator "$shader"
done
exit $failed
