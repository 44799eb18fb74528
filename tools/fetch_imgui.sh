#!/usr/bin/env bash
# Fetches Dear ImGui's sources from the Debian archive that this machine already uses (the package
# `imgui` of the next release), checks them and unpacks them into third_party/imgui. Nothing is
# installed and the machine's own package lists stay as they are.
set -euo pipefail
cd "$(dirname "$0")/.."

version=1.90.1+ds-1
file=imgui_1.90.1+ds.orig.tar.xz
sha256=ecce377df0f90b292f15dcbd83d438bddc162b2388c881132bde18c787572a1c
release=trixie
target=third_party/imgui

[ -f "$target/.sha256" ] && [ "$(cat "$target/.sha256")" = "$sha256" ] && exit 0

# The archive's address as this machine knows it, from either form of apt's lists.
address=$(
  { sed -n 's/^URIs:[[:space:]]*\([^[:space:]]*\).*/\1/p' /etc/apt/sources.list.d/*.sources 2>/dev/null
    sed -n 's/^deb[[:space:]]\+\(\[[^]]*\][[:space:]]\+\)\?\([^[:space:]]*\).*/\2/p' \
      /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null
  } | sed 's#/$##' | grep -m1 '/debian$' || true)
if [ -z "$address" ]; then
  echo "No Debian archive is listed in /etc/apt. Unpack Dear ImGui 1.90.1 yourself and configure" >&2
  echo "with -DIMGUI_SOURCE_DIR=/where/it/is, or put it into $target." >&2
  exit 1
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir -p "$work/lists/partial" "$work/parts" "$work/files"
cat >"$work/parts/imgui.sources" <<END
Types: deb-src
URIs: $address
Suites: $release
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
END
cat >"$work/apt.conf" <<END
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$work/parts";
Dir::State::lists "$work/lists";
Dir::Cache "$work";
APT::Sandbox::User "root";
END
echo "Fetching the sources of Dear ImGui (Debian source package imgui $version, 0.8 MB)"
export APT_CONFIG=$work/apt.conf
log=$work/log
if ! apt-get -qq update >"$log" 2>&1 ||
   ! (cd "$work/files" && apt-get -qq source --download-only "imgui=$version") >>"$log" 2>&1; then
  cat "$log" >&2
  echo "Dear ImGui's sources could not be fetched (see above)." >&2
  exit 1
fi
echo "$sha256  $work/files/$file" | sha256sum --check --quiet
mkdir -p third_party
unpacked=$(mktemp -d third_party/imgui.XXXXXX)
tar -xJf "$work/files/$file" -C "$unpacked" --strip-components=1
echo "$sha256" >"$unpacked/.sha256"
rm -rf "$target"
mv "$unpacked" "$target"
chmod 755 "$target"
