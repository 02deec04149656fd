# What people see while the toolchain is made ready. Sourced. All of it goes to stderr: stdout is data.

report_every_seconds=15
log_lines_on_failure=30
longest_line=300 # of what was made small for machines, nobody reads more

say() { printf '%s\n' "$*" >&2; }

# refuse <what is wrong> <what to do>
refuse() {
  say "error: $1"
  shift
  for line in "$@"; do say "  $line"; done
  exit 1
}

# with_progress <label> <command...>: runs the command quietly, shows the time, and its last lines when it fails.
with_progress() {
  local label=$1 log started seconds reported=0 code=0
  shift
  log=$(mktemp "${TMPDIR:-/tmp}/cloudmake-toolchain.XXXXXX")
  started=$SECONDS
  [ -t 2 ] || say "$label"
  set -m # a process group of its own, which the interrupt handler of `ensure` can end as a whole
  "$@" >"$log" 2>&1 </dev/null &
  child=$!
  set +m
  while kill -0 "$child" 2>/dev/null; do
    seconds=$((SECONDS - started))
    if [ -t 2 ]; then
      printf '\r\033[K%s %ss' "$label" "$seconds" >&2
    elif [ $((seconds - reported)) -ge $report_every_seconds ]; then
      reported=$seconds
      say "  ... ${seconds}s"
    fi
    sleep 0.2
  done
  wait "$child" || code=$?
  child=
  seconds=$((SECONDS - started))
  [ -t 2 ] && printf '\r\033[K' >&2
  if [ "$code" -eq 0 ]; then
    [ -t 2 ] && say "$label ${seconds}s" || say "  done in ${seconds}s"
  else
    say "  failed after ${seconds}s (exit code $code). Its last lines:"
    tail -n $log_lines_on_failure "$log" | sed $'s/\x1b\\[[0-9;]*m//g; s/^/    /' | cut -c 1-$longest_line >&2
  fi
  rm -f "$log"
  return "$code"
}
