# Verified downloads. Sourced.

connect_limit_seconds=10

# fetch <url> <file>: the host gets ten seconds to answer the call; a download that stands still for 30 s is ended.
fetch() {
  curl --fail --silent --show-error --location --proto '=https' --connect-timeout $connect_limit_seconds \
    --speed-limit 1024 --speed-time 30 --output "$2" "$1"
}

# sha <256|512> <file...>: lines of `<sum>  <file>`; macOS has no sha256sum.
sha() {
  local bits=$1
  shift
  if command -v "sha${bits}sum" >/dev/null 2>&1; then "sha${bits}sum" "$@"; else shasum -a "$bits" "$@"; fi
}

# verify <file> <published sums>: the line with the file's name decides; a file without a line is refused.
verify() {
  local name=${1##*/} expected actual
  expected=$(awk -v name="$name" '{ sub(/^\*/, "", $2) } $2 == name || $2 == "./" name { print $1; exit }' "$2")
  case ${#expected} in
    64) actual=$(sha 256 "$1") ;;
    128) actual=$(sha 512 "$1") ;;
    *) say "$name is not among the published checksums" && return 1 ;;
  esac
  [ "${actual%% *}" = "$expected" ] || { say "$name does not have its published checksum" && return 1; }
}

# platform <x64 word>: `linux-x64`, `darwin-arm64`, as the vendors spell them.
platform() {
  local os arch
  case $(uname -s) in
    Linux) os=linux ;;
    Darwin) os=darwin ;;
    *) return 1 ;;
  esac
  case $(uname -m) in
    x86_64 | amd64) arch=x64 ;;
    aarch64 | arm64) arch=arm64 ;;
    *) return 1 ;;
  esac
  printf '%s-%s' $os $arch
}

# fetch_verified <url> <url of the sums> <folder>: the file stands in the folder only if its checksum is the published one.
fetch_verified() {
  fetch "$2" "$3/sums" && fetch "$1" "$3/${1##*/}.unverified" && mv "$3/${1##*/}.unverified" "$3/${1##*/}" || return 1
  verify "$3/${1##*/}" "$3/sums" || { rm -f "$3/${1##*/}" && return 1; }
}

# replace_folder <new> <old>: readers see the old folder or the new one, never half of one.
replace_folder() {
  rm -rf "$2.old"
  [ ! -e "$2" ] || mv "$2" "$2.old"
  mv "$1" "$2"
  rm -rf "$2.old"
}

# how_to_install <Debian packages>: the command for this machine.
how_to_install() {
  if command -v apt-get >/dev/null 2>&1; then
    echo "sudo apt-get install $*"
  elif command -v dnf >/dev/null 2>&1; then
    echo "sudo dnf install $(echo "$*" | sed 's/golang-go/golang/')"
  elif command -v apk >/dev/null 2>&1; then
    echo "apk add $(echo "$*" | sed 's/golang-go/go/')"
  elif command -v brew >/dev/null 2>&1; then
    echo "brew install $(echo "$*" | sed 's/golang-go/go/; s/nodejs npm/node/; s/^npm$/node/')"
  else
    echo "install $* with the package manager of this system"
  fi
}
