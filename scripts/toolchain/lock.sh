# One writer at a time. Sourced.
#
# A lock is a symbolic link whose target names its owner, `host:pid`: made atomically, readable atomically, on any
# file system. An owner that died on this host is taken over at once; two takers are kept apart by a folder.

lock_limit_seconds=900

# take_lock <path> <what its owner does>
take_lock() {
  local lock=$1 me owner waited=0
  me=$(uname -n):$$
  mkdir -p "${lock%/*}"
  until ln -s "$me" "$lock" 2>/dev/null; do
    owner=$(readlink "$lock" || true)
    if owner_is_dead "$owner" && mkdir "$lock.takeover" 2>/dev/null; then
      [ "$(readlink "$lock" || true)" != "$owner" ] || rm -f "$lock"
      rmdir "$lock.takeover"
      continue
    fi
    [ $((waited % 75)) -ne 10 ] || say "Waiting for another run (${owner:-just ended}) that $2"
    waited=$((waited + 1))
    [ $((waited / 5)) -lt $lock_limit_seconds ] ||
      refuse "waited ${lock_limit_seconds}s for $lock, held by $owner" "If that run is gone: rm -rf '$lock' '$lock.takeover'"
    sleep 0.2
  done
  held_lock=$lock
}

release_lock() {
  [ -z "${held_lock:-}" ] || rm -f "$held_lock"
  held_lock=
}

owner_is_dead() {
  case $1 in
    "$(uname -n)":*) ! kill -0 "${1##*:}" 2>/dev/null ;;
    *) return 1 ;; # unknown, or of another host: its life cannot be seen from here
  esac
}
