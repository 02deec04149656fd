# How a script that installs or builds ends, however it ends: its child first, then its lock. Sourced.

leave() {
  local code=$?
  trap '' INT TERM
  [ -z "${child:-}" ] || end_group "$child"
  release_lock
  exit "$code"
}

# The lock may go only when nothing writes any more; npm and go end their own children within a moment.
end_group() {
  local polls=0 limit=50
  kill -- "-$1" 2>/dev/null || return 0
  while kill -0 -- "-$1" 2>/dev/null; do
    polls=$((polls + 1))
    [ $polls -lt $limit ] || kill -KILL -- "-$1" 2>/dev/null || true
    sleep 0.1
  done
}

trap leave EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
