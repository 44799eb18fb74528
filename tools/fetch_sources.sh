#!/usr/bin/env bash
# Fetches the sources that are built into the page and that no Debian package installs, from the Debian
# archive that this machine already uses: Dear ImGui (of the next release), Little CMS, the codecs of DICOM's
# pixels, and LibTIFF with zlib. Checks them and unpacks them into third_party. Nothing is installed and the
# machine's own package lists stay as they are.
set -euo pipefail
cd "$(dirname "$0")/.."

# Folder in third_party, Debian source package, release, file, its sha256, what is said of it. Debian's
# own revision of a package may be any: the makers' file is what is checked. Behind "patched:" Debian's
# mends of its faults are laid over it; apt has checked their signature.
sources=(
  "imgui imgui trixie imgui_1.90.1+ds.orig.tar.xz
   ecce377df0f90b292f15dcbd83d438bddc162b2388c881132bde18c787572a1c Dear ImGui 1.90.1, 0.8 MB"
  "lcms2 lcms2 bookworm lcms2_2.14.orig.tar.gz
   28474ea6f6591c4d4cee972123587001a4e6e353412a41b3e9e82219818d5740 Little CMS 2.14, 7 MB"
  "gdcm gdcm bookworm gdcm_3.0.21.orig.tar.gz
   7c456162a2de722cc90e3bdc46900302b1c367540a7131268d7bfd2a819cb5ed GDCM 3.0.21, 4 MB"
  "openjpeg openjpeg2 bookworm openjpeg2_2.5.0.orig.tar.xz
   007e19d772c8b6b22e35379630b06ff3549e49ba719d96453607a36ad7b4de73 patched: OpenJPEG 2.5.0, 1 MB"
  "tiff tiff bookworm tiff_4.5.0.orig.tar.bz2
   638f43d7dea33948d5dee7f39572fc0194d9cc3c74195de9dd26a4388a1f880a patched: LibTIFF 4.5.0, 2 MB"
  "zlib zlib bookworm zlib_1.2.13.dfsg.orig.tar.bz2
   71feb7947e3c00ef125f83b79a4e529bde31171e5babe48b391f06758d1ab0a1 zlib 1.2.13, 1 MB"
)

is_there() { [ -f "third_party/$1/.sha256" ] && [ "$(cat "third_party/$1/.sha256")" = "$2" ]; }

# The archive's address as this machine knows it, from either form of apt's lists.
archive() {
  { sed -n 's/^URIs:[[:space:]]*\([^[:space:]]*\).*/\1/p' /etc/apt/sources.list.d/*.sources 2>/dev/null
    sed -n 's/^deb[[:space:]]\+\(\[[^]]*\][[:space:]]\+\)\?\([^[:space:]]*\).*/\2/p' \
      /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null
  } | sed 's#/$##' | grep -m1 '/debian$' || true
}

# fetch FOLDER PACKAGE RELEASE FILE SHA256 WORDS...
fetch() {
  local folder=$1 package=$2 release=$3 file=$4 sha256=$5 patched=no address
  shift 5
  if [ "$1" = patched: ]; then
    patched=yes
    shift
  fi
  address=$(archive)
  if [ -z "$address" ]; then
    echo "No Debian archive is listed in /etc/apt. Unpack $* yourself into" >&2
    echo "third_party/$folder and write $sha256 into third_party/$folder/.sha256." >&2
    exit 1
  fi
  local work
  work=$(mktemp -d)
  chmod 755 "$work"
  mkdir -p "$work/lists/partial" "$work/parts" "$work/files"
  cat >"$work/parts/source.sources" <<END_SOURCES
Types: deb-src
URIs: $address
Suites: $release
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
END_SOURCES
  cat >"$work/apt.conf" <<END_CONF
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$work/parts";
Dir::State::lists "$work/lists";
Dir::Cache "$work";
APT::Sandbox::User "root";
END_CONF
  echo "Fetching the sources of $* (Debian source package $package)"
  if ! APT_CONFIG=$work/apt.conf apt-get -qq update >"$work/log" 2>&1 ||
     ! (cd "$work/files" && APT_CONFIG=$work/apt.conf apt-get -qq source --download-only \
          "$package") >>"$work/log" 2>&1; then
    cat "$work/log" >&2
    rm -rf "$work"
    echo "These sources could not be fetched (see above)." >&2
    exit 1
  fi
  echo "$sha256  $work/files/$file" | sha256sum --check --quiet
  mkdir -p third_party
  local unpacked
  unpacked=$(mktemp -d "third_party/$folder.XXXXXX")
  tar -xf "$work/files/$file" -C "$unpacked" --strip-components=1
  if [ $patched = yes ]; then
    tar -xf "$work/files/$package"_*.debian.tar.xz -C "$work" debian/patches
    local name
    while read -r name; do
      [ -z "$name" ] || patch -s -p1 -d "$unpacked" <"$work/debian/patches/$name"
    done <"$work/debian/patches/series"
  fi
  rm -rf "$work"
  echo "$sha256" >"$unpacked/.sha256"
  rm -rf "third_party/$folder"
  mv "$unpacked" "third_party/$folder"
  chmod 755 "third_party/$folder"
}

for source in "${sources[@]}"; do
  # shellcheck disable=SC2086
  set -- $source
  is_there "$1" "$5" || fetch "$@"
done
