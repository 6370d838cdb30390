# shellcheck shell=bash
# Deploy steps: what CloudFormation cannot do, done with the AWS CLI before or after the stacks.
#
# steps.tsv has one row per call. A step with a "look" is done only where that look does not find what is wanted: "create"
# makes what is not there, "change" what is there and differs. A step without one is a "run". "undo" is for delete.sh.
# A step with an "owner" marks what it makes as this stack's ("mark"), and lets alone what another stack's step has made.

STEP=''           # the step that is being done
STEP_PHASE=''     # before or after
STEP_STATE=''     # skipped, absent, different, same; empty for a step without a look
STEP_DONE=''      # what was said of it already
BY_HAND=()        # what the user has to do
LATER=()          # steps that need a resource which is not there yet
OWNED_ELSEWHERE=() # what other stacks' steps have made
declare -A OWNED=() # by step: this, another or no stack's; nothing where there is nothing

# One row of steps.tsv.
step_row() {
  local step=$1 phase=$2 address=$3 source=$4 role=$5 comparisons=$6 service=$7 operation=$8 arguments=$9
  local result=${10} wanted=${11} file=${12} status=0
  [[ $phase == "$STEP_PHASE" ]] || return 0
  if [[ $step != "$STEP" ]]; then
    STEP=$step STEP_STATE='' STEP_DONE=''
  fi
  [[ $STEP_STATE != skipped ]] || return 0
  holds "$comparisons" || status=$?
  if ((status)); then
    return 0
  fi
  case $role in
    by-hand) BY_HAND+=("$address ($source): $arguments") && return ;;
    undo | owner) return 0 ;;
    mark) [[ ${OWNED[$step]-} != this ]] || return 0 ;;
    create) [[ $STEP_STATE == absent ]] || return 0 ;;
    change) [[ $STEP_STATE == different ]] || return 0 ;;
  esac
  expand json "$arguments" || status=$?
  arguments=$REPLY
  case $status:$role in
    0:*) ;;
    1:*)
      [[ $phase == after && $MISSING == */* ]] ||
        fail "$EXIT_STEP" "step for $address ($source): there is no $MISSING" "see $source"
      LATER+=("$address ($source): $MISSING is not there yet")
      STEP_STATE=skipped
      return 0
      ;;
    *:create)
      fail "$EXIT_PARAMETER" "$address ($source) is to be made and $MISSING is not given: its value is known to the stack only" \
        "give $MISSING once more"
      ;;
    *) # nothing new to say: the value is the one that is deployed
      STEP_STATE=same
      return 0
      ;;
  esac
  if [[ $file ]]; then
    step_file "$file" "$address ($source)"
    set -- "$service" "$operation" --body "$REPLY"
  else
    set -- "$service" "$operation"
  fi
  if [[ $role == look ]]; then
    look_step "$arguments" "$address ($source)" "$result" "$wanted" "$@"
    return
  fi
  [[ $STEP_DONE ]] || say "$address: $service $operation"
  STEP_DONE=yes
  aws_request "$arguments" "$@" || fail_call "step for $address ($source), $service $operation" "$EXIT_STEP" \
    "correct what AWS says, then run again"
  [[ $role != mark ]] || OWNED[$step]=this
}

# look_step REQUEST WHAT RESULT WANTED SERVICE OPERATION: what is there, compared with what is wanted.
look_step() {
  local request=$1 what=$2 result=$3 wanted=$4 found status=0
  shift 4
  if ! aws_request "$request" "$@" --query "$result" --output json; then
    case $ERROR_CODE in
      *NotFound* | *NoSuch*) STEP_STATE=absent ;;
      *) # where looking is not permitted, what is there may differ
        is_permission_error || fail_call "step for $what" "$EXIT_STEP"
        STEP_STATE=different
        ;;
    esac
    return
  fi
  json_list "$REPLY"
  found=${LIST[0]-}
  expand plain "$wanted" || status=$?
  if ((status == 2)) || [[ $status == 0 && $found == "$REPLY" ]]; then
    STEP_STATE=same
  else
    STEP_STATE=different
  fi
}

# step_file PATH WHAT: REPLY is a file of the Terraform configuration.
step_file() {
  [[ $SOURCES ]] || fail "$EXIT_USAGE" "$2 needs the file $1 of the Terraform configuration" "give its folder with --sources"
  [[ -r $SOURCES/$1 ]] || fail "$EXIT_STEP" "$2: cannot read $SOURCES/$1" "build it, or give another folder with --sources"
  REPLY=$SOURCES/$1
}

# run_steps PHASE: the steps of a phase.
run_steps() {
  STEP='' STEP_PHASE=$1 BY_HAND=() LATER=()
  each_row steps step_row
  local text
  for text in "${LATER[@]}"; do
    say "left for a later stage: $text"
  done
  for text in "${BY_HAND[@]}"; do
    say "to be done by hand: $text"
  done
}

# ask_owner STEP REQUEST SERVICE OPERATION RESULT: OWNED says whose the thing of a step is; REPLY is its stack. Returns 1
# where that cannot be asked.
ask_owner() {
  local step=$1
  OWNED[$step]=''
  if ! aws_request "$2" "$3" "$4" --query "$5" --output json; then
    [[ $ERROR_CODE == *NotFound* || $ERROR_CODE == *NoSuch* || $ERROR_CODE == InvalidResourceId ]]
    return
  fi
  json_list "$REPLY"
  REPLY=${LIST[0]-}
  case $REPLY in
    "$STACK_NAME") OWNED[$step]=this ;;
    '') OWNED[$step]=no ;;
    *) OWNED[$step]=another ;;
  esac
}

# One row of steps.tsv.
owner_row() {
  local step=$1 address=$3 source=$4 role=$5 comparisons=$6 service=$7 operation=$8 arguments=$9
  [[ $role == owner ]] || return 0
  holds "$comparisons" || return 0
  expand json "$arguments" || return 0 # the step itself says what it lacks
  arguments=$REPLY
  ask_owner "$step" "$arguments" "$service" "$operation" "${10}" ||
    fail_call "step for $address ($source), $service $operation" "$EXIT_STEP"
  [[ ${OWNED[$step]} != another ]] || OWNED_ELSEWHERE+=("$address ($source) is made by stack $REPLY: $arguments")
}

# require_ownership: no step would change what another stack's step has made, or this ends the run.
require_ownership() {
  local text
  OWNED_ELSEWHERE=()
  each_row steps owner_row
  ((${#OWNED_ELSEWHERE[@]})) || return 0
  say "error: steps beside the stacks would write over what belongs to another stack:"
  for text in "${OWNED_ELSEWHERE[@]}"; do
    say "  $text"
  done
  say "  give it another name here (a variable that is part of it), or delete the other stack first"
  exit "$EXIT_STEP"
}

# run_undo: takes back what the steps made, after the stack is gone. What is gone already is no failure.
run_undo() {
  each_row steps undo_row
}

# One row of steps.tsv.
undo_row() {
  local step=$1 address=$3 source=$4 role=$5 comparisons=$6 service=$7 operation=$8 arguments=$9 status=0
  [[ $role == undo || $role == owner ]] || return 0
  holds "$comparisons" || status=$?
  ((status != 1)) || return 0
  ((status)) || expand json "$arguments" || status=$?
  if ((status)); then
    [[ $role == owner ]] || warn "$address ($source) stays: $MISSING is not known any more"
    return 0
  fi
  arguments=$REPLY
  if [[ $role == owner ]]; then
    if ! ask_owner "$step" "$arguments" "$service" "$operation" "${10}"; then
      OWNED[$step]=no
      warn "$address ($source) stays: whose it is cannot be asked: $ERROR_TEXT"
      return 0
    fi
    case ${OWNED[$step]} in
      another) say "$address ($source) stays: it belongs to stack $REPLY: $arguments" ;;
      no) warn "$address ($source) stays: nothing says that a step of this stack has made it: $arguments" ;;
    esac
    return 0
  fi
  case ${OWNED[$step]-this} in
    another | no) return 0 ;;
  esac
  if aws_request "$arguments" "$service" "$operation"; then
    say "$address: $service $operation"
  elif [[ $ERROR_CODE != *NotFound* && $ERROR_CODE != *NoSuch* ]]; then
    warn "$address ($source) stays: $ERROR_TEXT"
  fi
}
