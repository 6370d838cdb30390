# shellcheck shell=bash
# One run at a time: an object in the bucket, made on the condition that there is none (S3's conditional writes).
#
# Its holder renews it while it works. A lock that nobody renewed for LOCK_LEASE seconds, or whose process is gone from
# this machine, was left by a run that was killed, and is taken over on the condition that it is still the same one.

readonly LOCK_LEASE=600 LOCK_RENEWAL=60
LOCK_TAG=''     # the ETag of the lock while this run holds it
LOCK_RENEWED=0

# lock_write CONDITION...: writes the lock; returns 1 where the condition does not hold.
lock_write() {
  now
  LOCK_RENEWED=$REPLY
  printf '%s\n%s\n%s\n%s\n' "${HOSTNAME:-unknown}" "$$" "$REPLY" "$CALLER" >"$WORK/lock"
  if aws_call s3api put-object --bucket "$BUCKET" --key "$STACK_NAME/lock" --body "$WORK/lock" "$@" \
    --query ETag --output text; then
    LOCK_TAG=$REPLY
    return 0
  fi
  case $ERROR_CODE in
    NoSuchKey | 404) ;; # the lock that was to be taken over is gone
    *) is_there_already || fail_bucket s3:PutObject ;;
  esac
  return 1
}

# lock_stack FORCE: holds the lock, or ends the run.
lock_stack() {
  local attempt tag host pid since who age
  for attempt in 1 2 3; do
    lock_write --if-none-match '*' && return
    aws_call s3api get-object --bucket "$BUCKET" --key "$STACK_NAME/lock" "$WORK/held" --query ETag --output text || continue
    tag=$REPLY
    { read -r host && read -r pid && read -r since && read -r who; } <"$WORK/held" || true
    # what another run wrote is data: bash would carry out a command inside an arithmetic expression
    [[ ${since-} =~ ^[0-9]+$ && ${pid-} =~ ^[0-9]+$ ]] || since=0 pid=0
    now
    age=$((REPLY - since))
    if [[ -z $1 ]] && ((age < LOCK_LEASE)) && { [[ ${host-} != "${HOSTNAME:-unknown}" ]] || kill -0 "$pid" 2>/dev/null; }; then
      fail "$EXIT_LOCKED" "another run works on stack $STACK_NAME: ${who-} on $host, process $pid, last seen $age seconds ago" \
        "wait for its end; if it is gone for certain, take its lock with --break-lock"
    fi
    ((attempt > 1)) || say "taking over the lock of a run that is gone: ${who-} on ${host-}, process $pid"
    lock_write --if-match "$tag" && return
  done
  fail "$EXIT_LOCKED" "another run works on stack $STACK_NAME" "wait for its end"
}

# renew_lock: while this run works; ends the run where another one has taken the lock.
renew_lock() {
  now
  ((REPLY - LOCK_RENEWED >= LOCK_RENEWAL)) || return 0
  lock_write --if-match "$LOCK_TAG" && return
  LOCK_TAG=''
  fail "$EXIT_LOCKED" "another run has taken the lock of stack $STACK_NAME" "look at the stack before you run again"
}

unlock_stack() {
  [[ $LOCK_TAG ]] || return 0
  aws_call s3api head-object --bucket "$BUCKET" --key "$STACK_NAME/lock" --query ETag --output text || return 0
  if [[ $REPLY == "$LOCK_TAG" ]]; then
    aws_call s3api delete-object --bucket "$BUCKET" --key "$STACK_NAME/lock" || warn "the lock of $STACK_NAME stays: $ERROR_TEXT"
  fi
  LOCK_TAG=''
}

# clean_up: at the end of every run, however it ends.
clean_up() {
  [[ -z $WORK ]] && return
  unlock_stack
  rm -rf -- "$WORK"
  WORK=''
}
