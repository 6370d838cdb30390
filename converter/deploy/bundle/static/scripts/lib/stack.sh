# shellcheck shell=bash
# The deployed stack as it is, and the one readable stream of what happens in it and in the stacks nested in it.

STACK_NAME='' STACK_ID='' STACK_STATUS='' # the status is empty where there is no stack

# Whether AWS works on the stack for this run: it does not stop with the script.
UNDER_WAY=''

require_stack_name() {
  [[ $STACK_NAME ]] || fail "$EXIT_USAGE" "--stack-name is missing" "see --help"
  [[ $STACK_NAME =~ ^[A-Za-z][A-Za-z0-9-]{0,127}$ ]] ||
    fail "$EXIT_USAGE" "$STACK_NAME is no name of a stack" "letters, digits and hyphens, a letter first, 128 at most"
}

# interrupted CODE: the end by a signal, which the code stands for.
interrupted() {
  say ''
  if [[ $UNDER_WAY ]]; then
    say "interrupted: AWS goes on with stack $STACK_NAME by itself; run again when it has ended, for what is left to do"
  else
    say "interrupted: run again to go on"
  fi
  exit "$1"
}

# read_stack: status, ID and parameters of the stack.
read_stack() {
  local names=()
  STACK_ID='' STACK_STATUS=''
  if aws_call cloudformation describe-stacks --stack-name "${1:-$STACK_NAME}" --output text \
    --query "Stacks[0].[StackStatus, StackId, join(',', Parameters[].ParameterKey || \`[]\`)]"; then
    IFS=$'\t' read -r STACK_STATUS STACK_ID REPLY <<<"$REPLY"
    IFS=, read -r -a names <<<"$REPLY"
    [[ $STACK_STATUS != REVIEW_IN_PROGRESS ]] || return 0
    deployed_parameters "${names[@]}"
    return 0
  fi
  [[ $ERROR_TEXT == *'does not exist'* ]] || fail_call "stack $STACK_NAME" "$EXIT_CHANGE_SET"
}

# require_usable: a stack that cannot be changed as it is ends the run, with the way out.
require_usable() {
  case $STACK_STATUS in
    '' | REVIEW_IN_PROGRESS) ;;
    ROLLBACK_COMPLETE | ROLLBACK_FAILED | CREATE_FAILED)
      fail "$EXIT_ROLLED_BACK" "stack $STACK_NAME is in $STACK_STATUS: its first creation failed, and it cannot be updated" \
        "delete it (scripts/delete.sh --stack-name $STACK_NAME ${AWS_OPTIONS[*]}), then run again"
      ;;
    *_IN_PROGRESS)
      fail "$EXIT_IN_PROGRESS" "stack $STACK_NAME is in $STACK_STATUS: AWS is still working on it" \
        "wait for the end (aws cloudformation describe-stacks --stack-name $STACK_NAME ${AWS_OPTIONS[*]}), then run again"
      ;;
    UPDATE_ROLLBACK_FAILED)
      fail "$EXIT_STUCK" "stack $STACK_NAME is in UPDATE_ROLLBACK_FAILED: an update failed, and so did going back" \
        "mend the resource that the stack's events name, then: aws cloudformation continue-update-rollback --stack-name $STACK_NAME ${AWS_OPTIONS[*]}"
      ;;
    DELETE_FAILED)
      fail "$EXIT_STUCK" "stack $STACK_NAME is in DELETE_FAILED: its deletion began and did not end" \
        "delete it (scripts/delete.sh --stack-name $STACK_NAME ${AWS_OPTIONS[*]}), then run again"
      ;;
    *_COMPLETE) ;;
    *) fail "$EXIT_STUCK" "stack $STACK_NAME is in $STACK_STATUS" "see its events in the console" ;;
  esac
}

# ------------------------------------------------------------------------------------------ events

EVENTS_FROM=''            # when the last event before this operation was
declare -A EVENT_SEEN=()
declare -A FOLLOWED=()    # stack IDs by the path of logical IDs that leads there; the main stack's path is empty
declare -A FOLLOW_STATE=() # active, last (once more) or over
declare -A FOLLOW_NEWEST=() # yes for the nested stacks that the events of one look have spoken of
EVENTS=()                 # new ones: time, path, logical ID, type, status and reason between tabs
FAILURES=()               # depth, time, path, logical ID, type and reason between tabs

# later A B: whether the first time is after the second; both as the AWS CLI writes them.
later() {
  local LC_ALL=C
  [[ $1 > $2 ]]
}

# start_following: from now on.
start_following() {
  EVENT_SEEN=() FAILURES=()
  FOLLOWED=(['/']=$STACK_ID)
  FOLLOW_STATE=(['/']=active)
  aws_call cloudformation describe-stack-events --stack-name "$STACK_ID" --no-paginate --output text \
    --query 'StackEvents[0].Timestamp' || fail_call "events of $STACK_NAME" "$EXIT_FAILED"
  EVENTS_FROM=${REPLY/None/}
}

# read_events PATH: adds the new events of one stack to EVENTS, and the stacks nested in it to those that are followed.
read_events() {
  local path=$1 line event=() lines
  aws_call cloudformation describe-stack-events --stack-name "${FOLLOWED[$path]}" --no-paginate --output text --query \
    "StackEvents[].['+', Timestamp, EventId, LogicalResourceId, ResourceType, ResourceStatus, PhysicalResourceId, ResourceStatusReason]" ||
    return 0
  mapfile -t lines <<<"$REPLY"
  for line in "${lines[@]}" $'+\t'; do
    if [[ $line == $'+\t'* ]]; then
      ((${#event[@]} == 0)) || take_event "$path" "${event[@]}"
      split_row "${line//\\/\\\\}"
      event=("${FIELDS[@]:1}")
    else
      event[6]+=" $line" # a reason of several lines
    fi
  done
}

# take_event PATH TIME ID LOGICAL_ID TYPE STATUS PHYSICAL_ID REASON
take_event() {
  local path=$1 time=$2 id=$3 logical=$4 type=$5 status=$6 physical=$7 reason=${8-} below slashes
  [[ $id && -z ${EVENT_SEEN[$id]-} ]] || return 0
  later "$time" "$EVENTS_FROM" || return 0
  EVENT_SEEN[$id]=yes
  [[ $reason != None ]] || reason=
  if [[ $type == AWS::CloudFormation::Stack && $physical == arn:* && $physical != "${FOLLOWED[$path]}" ]]; then
    below=${path%/}/$logical
    # the newest event comes first and decides
    if [[ -z ${FOLLOW_NEWEST[$below]-} ]]; then
      FOLLOWED[$below]=$physical
      FOLLOW_STATE[$below]=last
      [[ $status != *_IN_PROGRESS ]] || FOLLOW_STATE[$below]=active
      FOLLOW_NEWEST[$below]=yes
    fi
  fi
  # what a nested stack says of itself the stack above says too
  [[ $path == / || $physical != "${FOLLOWED[$path]}" ]] || return 0
  EVENTS+=("$time"$'\t'"$path"$'\t'"$logical"$'\t'"$type"$'\t'"$status"$'\t'"$reason")
  if [[ $status == *_FAILED && $reason != *' cancelled'* && $physical != "${FOLLOWED[$path]}" ]]; then
    slashes=${path//[!\/]/}
    [[ $path == / ]] && slashes=''
    FAILURES+=("${#slashes}"$'\t'"$time"$'\t'"$path"$'\t'"$logical"$'\t'"$type"$'\t'"$reason")
  fi
}

# show_events: one look at every stack in which something may happen, then what is new, in the order of time.
show_events() {
  local path paths time logical type status reason where known
  local -A polled=()
  EVENTS=()
  while :; do
    known=''
    mapfile -t paths < <(printf '%s\n' "${!FOLLOWED[@]}" | LC_ALL=C sort) # parents first
    for path in "${paths[@]}"; do
      [[ -z ${polled[$path]-} && ${FOLLOW_STATE[$path]} != over ]] || continue
      polled[$path]=yes
      known=yes
      FOLLOW_NEWEST=()
      read_events "$path"
      [[ ${FOLLOW_STATE[$path]} != last ]] || FOLLOW_STATE[$path]=over
    done
    [[ $known ]] || break
  done
  ((${#EVENTS[@]})) || return 0
  while IFS= read -r path; do
    split_row "${path//\\/\\\\}"
    time=${FIELDS[0]} path=${FIELDS[1]} logical=${FIELDS[2]} type=${FIELDS[3]} status=${FIELDS[4]} reason=${FIELDS[5]}
    where=${path#/}
    [[ $reason != 'Resource creation Initiated' ]] || continue
    time=${time#*T}
    printf -v where '%s  %-28s %s  %s%s' "${time:0:8}" "$status" "${where:+$where/}$logical" "$type" "${reason:+  $reason}"
    say "$where"
  done < <(printf '%s\n' "${EVENTS[@]}" | LC_ALL=C sort)
}

# follow: shows events until the operation ends; STACK_STATUS says how.
follow() {
  local looks=0
  while :; do
    [[ -z $LOCK_TAG ]] || renew_lock
    read_stack "$STACK_ID"
    show_events
    looks=$((looks + 1))
    # the status may lag behind the order for a moment: then there are no events yet
    if [[ $STACK_STATUS != *_IN_PROGRESS ]] && { ((${#EVENT_SEEN[@]})) || ((looks > 12)); }; then
      return
    fi
    pause
  done
}

# tell_root_cause: the first failure of the deepest stack, where it comes from in Terraform.
tell_root_cause() {
  local path logical type reason stack
  if ((${#FAILURES[@]} == 0)); then
    say "no resource failed: see the events of $STACK_NAME in the console"
    return
  fi
  # deepest first, then by time
  IFS= read -r REPLY < <(printf '%s\n' "${FAILURES[@]}" | LC_ALL=C sort -t $'\t' -k1,1nr -k2,2)
  split_row "${REPLY//\\/\\\\}"
  path=${FIELDS[2]} logical=${FIELDS[3]} type=${FIELDS[4]} reason=${FIELDS[5]}
  stack=${path#/}
  say ''
  say "root cause: ${stack:+$stack/}$logical ($type): $reason"
  origin_of "$stack" "$logical"
  [[ -z $REPLY ]] || say "  in Terraform: $REPLY"
}
