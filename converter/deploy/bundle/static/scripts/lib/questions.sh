# shellcheck shell=bash
# Questions to the user. They go to the terminal, which standard input need not be: the parameters may come from there.

ANSWERS='' # the file descriptor that answers come from

# require_terminal REMEDY: ends the run where nobody could be asked, before anything is done.
require_terminal() {
  if [[ -t 0 ]]; then
    ANSWERS=0
  elif { : </dev/tty; } 2>/dev/null; then
    exec 8</dev/tty
    ANSWERS=8
  else
    fail "$EXIT_USAGE" "a question is to be asked, and there is no terminal to ask it on" "$1"
  fi
}

# read_answer QUESTION: REPLY is what the user types; empty at the end of input. Holds the lock meanwhile.
read_answer() {
  local status
  printf '%s' "$1" >&2
  while :; do
    status=0
    read -r -t "$LOCK_RENEWAL" -u "$ANSWERS" || status=$?
    ((status > 128)) || break
    [[ -z $LOCK_TAG ]] || renew_lock
  done
}
