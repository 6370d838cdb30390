# shellcheck shell=bash
# Change sets: made, shown, judged, carried out or dropped.

CHANGE_SET=''            # its ARN
CHANGE_SET_NESTED=yes    # nothing where it does not show what changes in nested stacks
CHANGE_SET_REASON=''     # why one was not made
CHANGE_SET_KIND=''       # CREATE or UPDATE
CHANGES=()               # action, stack, logical ID, type and replacement between tabs
declare -A ALLOWED=()    # resources whose replacement or removal is allowed, as the user names them

# make_change_set: REPLY is made, none (nothing changes) or failed.
make_change_set() {
  local outcome
  CHANGE_SET_KIND=UPDATE
  [[ $STACK_STATUS && $STACK_STATUS != REVIEW_IN_PROGRESS ]] || CHANGE_SET_KIND=CREATE
  drop_leftovers
  CHANGE_SET_NESTED=yes
  try_change_set
  outcome=$REPLY
  if [[ $outcome == failed ]]; then
    say "a change set that includes the nested stacks cannot be made: $CHANGE_SET_REASON"
    if [[ $CHANGE_SET_KIND == UPDATE && -z $ALLOW_HIDDEN ]]; then
      judge_reason
      fail "$EXIT_CHANGE_SET" "one without them hides what changes in nested stacks, replacements of data among it" \
        "correct what the message says, or accept that with --allow-hidden-changes"
    fi
    say "falling back to one without: changes inside nested stacks are not shown"
    CHANGE_SET_NESTED=
    try_change_set
    outcome=$REPLY
    if [[ $outcome == failed ]]; then
      judge_reason
      fail "$EXIT_CHANGE_SET" "no change set can be made: $CHANGE_SET_REASON"
    fi
  fi
  REPLY=$outcome
}

# judge_reason: ends the run where the reason against a change set has a message and an exit code of its own.
judge_reason() {
  case $CHANGE_SET_REASON in
    *'Template may not exceed'* | *'at '*'templateBody'*'less than or equal to'* | *'exceeds the maximum'*)
      fail "$EXIT_TOO_LARGE" "a template is too large for CloudFormation: $CHANGE_SET_REASON" \
        "divide the stack: see [layout] in tf2cfn.toml"
      ;;
    *ROLLBACK_COMPLETE*'can not be updated'*) fail "$EXIT_ROLLED_BACK" "$CHANGE_SET_REASON" "delete the stack, then run again" ;;
    *_IN_PROGRESS*'can not be updated'*) fail "$EXIT_IN_PROGRESS" "$CHANGE_SET_REASON" "wait for its end, then run again" ;;
    *'must have values'* | *'Parameter '*'failed to satisfy'* | *'Parameter validation'* | *'Template error: Rule'* | *'Parameters: ['*)
      fail "$EXIT_PARAMETER" "a parameter is missing or wrong: $CHANGE_SET_REASON" "correct the parameters file"
      ;;
  esac
}

# try_change_set: makes one, and waits for it.
try_change_set() {
  local name json nested=true status reason
  now
  name=tf2cfn-$REPLY-$$
  [[ $CHANGE_SET_NESTED ]] || nested=false
  parameters_json
  json="\"Parameters\": $REPLY"
  json_string "$STACK_NAME"
  json="{\"StackName\": $REPLY, $json"
  json_string "$MAIN_URL"
  json+=", \"TemplateURL\": $REPLY, \"ChangeSetName\": \"$name\", \"ChangeSetType\": \"$CHANGE_SET_KIND\""
  json+=", \"IncludeNestedStacks\": $nested"
  json+=', "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]}'
  CHANGE_SET_REASON=
  if ! aws_request "$json" cloudformation create-change-set --query '[Id, StackId]' --output text; then
    if is_permission_error || is_credentials_error; then
      fail_call "a change set of $STACK_NAME" "$EXIT_CHANGE_SET"
    fi
    CHANGE_SET_REASON=$ERROR_TEXT
    REPLY=failed
    return
  fi
  read -r CHANGE_SET STACK_ID <<<"$REPLY"
  while :; do
    aws_call cloudformation describe-change-set --change-set-name "$CHANGE_SET" --no-paginate --output text \
      --query '[Status, StatusReason]' || fail_call "change set of $STACK_NAME" "$EXIT_CHANGE_SET"
    IFS=$'\t' read -r status reason <<<"${REPLY//$'\n'/ }"
    case $status in
      CREATE_COMPLETE) REPLY=made && return ;;
      FAILED)
        case $reason in
          *"didn't contain changes"* | *'No updates are to be performed'*) REPLY=none ;;
          *) REPLY=failed ;;
        esac
        local outcome=$REPLY
        CHANGE_SET_REASON=$reason
        [[ $outcome == none ]] || nested_reason
        drop_change_set
        REPLY=$outcome
        return
        ;;
    esac
    renew_lock
    pause
  done
}

# nested_reason: adds why the change set of a nested stack failed, which the main one names by its ARN only.
nested_reason() {
  local pattern='(arn:[^ ]*:changeSet/[^ ]*)'
  if [[ $CHANGE_SET_REASON =~ $pattern ]]; then
    aws_call cloudformation describe-change-set --change-set-name "${BASH_REMATCH[1]}" --no-paginate --output text \
      --query '[StackName, StatusReason]' || return 0
    CHANGE_SET_REASON+=" (${REPLY//[$'\t\n']/: })"
  fi
}

# drop_change_set: and the stack that exists for nothing else.
drop_change_set() {
  [[ $CHANGE_SET ]] || return 0
  aws_call cloudformation delete-change-set --change-set-name "$CHANGE_SET" || warn "a change set stays: $ERROR_TEXT"
  CHANGE_SET=
}

# drop_empty_stack: a stack that was never created, only looked at.
drop_empty_stack() {
  [[ $CHANGE_SET_KIND == CREATE && $STACK_ID ]] || return 0
  aws_call cloudformation delete-stack --stack-name "$STACK_ID" || warn "an empty stack stays in review: $ERROR_TEXT"
}

# drop_leftovers: change sets of runs that were killed.
drop_leftovers() {
  local set
  [[ $STACK_STATUS ]] || return 0
  aws_call cloudformation list-change-sets --stack-name "$STACK_NAME" --output text \
    --query "Summaries[?starts_with(ChangeSetName, 'tf2cfn-') && ExecutionStatus != 'EXECUTE_COMPLETE'].ChangeSetId" || return 0
  for set in $REPLY; do
    [[ $set == None ]] || aws_call cloudformation delete-change-set --change-set-name "$set" || continue
  done
}

# ------------------------------------------------------------------------------------------ what changes

# read_changes CHANGE_SET STACK: fills CHANGES, nested change sets with it.
read_changes() {
  local line lines action logical type replacement below
  aws_call cloudformation describe-change-set --change-set-name "$1" --output text --query \
    "Changes[].ResourceChange.['+', Action, LogicalResourceId, ResourceType, Replacement, ChangeSetId]" ||
    fail_call "change set of ${2:-$STACK_NAME}" "$EXIT_CHANGE_SET"
  mapfile -t lines <<<"$REPLY"
  for line in "${lines[@]}"; do
    [[ $line == $'+\t'* ]] || continue
    IFS=$'\t' read -r _ action logical type replacement below <<<"$line"
    CHANGES+=("$action"$'\t'"$2"$'\t'"$logical"$'\t'"$type"$'\t'"$replacement")
    [[ $below == None || -z $CHANGE_SET_NESTED ]] || read_changes "$below" "${2:+$2/}$logical"
  done
}

# show_changes: every change with where it comes from in Terraform.
show_changes() {
  local line action stack logical type replacement word
  CHANGES=()
  read_changes "$CHANGE_SET" ''
  say ''
  word="an update"
  [[ $CHANGE_SET_KIND == UPDATE ]] || word="a new stack"
  say "changes of stack $STACK_NAME in $REGION, account $ACCOUNT ($word):"
  for line in "${CHANGES[@]}"; do
    IFS=$'\x1f' read -r action stack logical type replacement <<<"${line//$'\t'/$'\x1f'}"
    word=$action
    [[ $replacement != True ]] || word=Replace
    [[ $replacement != Conditional ]] || word='Replace?'
    origin_of "$stack" "$logical"
    printf -v line '  %-8s %s  %s%s' "$word" "${stack:+$stack/}$logical" "$type" "${REPLY:+  $REPLY}"
    say "$line"
  done
  say "${#CHANGES[@]} changes"
}

# refuse_data_loss: a change that replaces or removes what holds data needs a flag that names it.
refuse_data_loss() {
  local line action stack logical type replacement refused=()
  for line in "${CHANGES[@]}"; do
    IFS=$'\x1f' read -r action stack logical type replacement <<<"${line//$'\t'/$'\x1f'}"
    load_resources
    [[ ${HOLDS_DATA[$type]-} ]] || continue
    [[ $action == Remove || $replacement == True || $replacement == Conditional ]] || continue
    [[ -z ${ALLOWED[$logical]-} && -z ${ALLOWED[$stack/$logical]-} ]] || continue
    refused+=("${stack:+$stack/}$logical ($type)")
  done
  ((${#refused[@]})) || return 0
  say "error: these hold data, and the change replaces or removes them (or may):"
  for line in "${refused[@]}"; do
    say "  $line"
  done
  say "  their data is lost unless it was saved; allow it for each with --allow-replacement NAME"
  drop_change_set
  drop_empty_stack
  exit "$EXIT_REPLACEMENT"
}

# execute_change_set: carries it out and follows it; ends the run where it fails.
execute_change_set() {
  local done_status=CREATE_COMPLETE
  [[ $CHANGE_SET_KIND == CREATE ]] || done_status=UPDATE_COMPLETE
  start_following
  if ! aws_call cloudformation execute-change-set --change-set-name "$CHANGE_SET"; then
    CHANGE_SET_REASON=$ERROR_TEXT
    judge_reason
    fail_call "carrying the changes of $STACK_NAME out" "$EXIT_CHANGE_SET"
  fi
  CHANGE_SET=
  UNDER_WAY=yes
  pause
  follow
  UNDER_WAY=
  forget_physical_ids
  if [[ $STACK_STATUS == "$done_status" ]]; then
    say "stack $STACK_NAME: $STACK_STATUS"
    return
  fi
  tell_root_cause
  case $STACK_STATUS in
    ROLLBACK_* | CREATE_FAILED)
      fail "$EXIT_FAILED" "stack $STACK_NAME: $STACK_STATUS" \
        "correct the cause, delete the stack (scripts/delete.sh --stack-name $STACK_NAME ${AWS_OPTIONS[*]}), then run again"
      ;;
    UPDATE_ROLLBACK_COMPLETE)
      fail "$EXIT_FAILED" "stack $STACK_NAME: $STACK_STATUS: everything is as before" "correct the cause, then run again"
      ;;
    *) require_usable && fail "$EXIT_FAILED" "stack $STACK_NAME: $STACK_STATUS" ;;
  esac
}
