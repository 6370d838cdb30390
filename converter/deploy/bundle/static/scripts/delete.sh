#!/usr/bin/env bash
# Deletes a stack of this bundle, and what its deploy steps made; says what remains. docs/deployment.md is the guide.
set -euo pipefail

SCRIPTS=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib/bundle.sh
source "$SCRIPTS/lib/bundle.sh"
# shellcheck source=lib/json.sh
source "$SCRIPTS/lib/json.sh"
# shellcheck source=lib/cli.sh
source "$SCRIPTS/lib/cli.sh"
# shellcheck source=lib/parameters.sh
source "$SCRIPTS/lib/parameters.sh"
# shellcheck source=lib/bucket.sh
source "$SCRIPTS/lib/bucket.sh"
# shellcheck source=lib/lock.sh
source "$SCRIPTS/lib/lock.sh"
# shellcheck source=lib/questions.sh
source "$SCRIPTS/lib/questions.sh"
# shellcheck source=lib/stack.sh
source "$SCRIPTS/lib/stack.sh"
# shellcheck source=lib/steps.sh
source "$SCRIPTS/lib/steps.sh"
# shellcheck source=lib/emptying.sh
source "$SCRIPTS/lib/emptying.sh"

usage() {
  cat <<'TEXT'
usage: scripts/delete.sh --stack-name NAME [options]

Deletes a stack with all stacks nested in it, and what the deploy steps made. Asks for the stack's name typed out. What the
templates retain stays, and is named at the end.

options:
  --stack-name NAME   the stack
  --confirm NAME      the stack's name, instead of typing it
  --empty             empty the buckets and image repositories that would block the deletion; what is in them is lost
  --region REGION     where (default: AWS_REGION, AWS_DEFAULT_REGION, or the profile's region)
  --profile PROFILE   credentials of the AWS CLI to use
  --bucket BUCKET     bucket that deploy.sh was given for the templates
  --delete-templates  delete the uploaded templates of this stack too
  --break-lock        take the lock of a run that is gone
  -h, --help          this text

exit codes: as deploy.sh, and
  1 the deletion failed   26 the name typed was another   31 something has to be emptied or unprotected first
TEXT
}

read_options() {
  BUCKET_GIVEN='' REGION_GIVEN='' PROFILE_GIVEN='' CONFIRM='' EMPTY='' DELETE_TEMPLATES='' BREAK_LOCK=''
  while (($#)); do
    case $1 in
      -h | --help) usage && exit 0 ;;
      --empty) EMPTY=yes ;;
      --delete-templates) DELETE_TEMPLATES=yes ;;
      --break-lock) BREAK_LOCK=yes ;;
      --*=*)
        set -- "${1%%=*}" "${1#*=}" "${@:2}"
        continue
        ;;
      --stack-name | --confirm | --region | --profile | --bucket)
        (($# > 1)) && [[ $2 ]] || fail "$EXIT_USAGE" "$1 needs a value" "see --help"
        case $1 in
          --stack-name) STACK_NAME=$2 ;;
          --confirm) CONFIRM=$2 ;;
          --region) REGION_GIVEN=$2 ;;
          --profile) PROFILE_GIVEN=$2 ;;
          --bucket) BUCKET_GIVEN=$2 ;;
        esac
        shift
        ;;
      *) fail "$EXIT_USAGE" "unknown option $1" "see --help" ;;
    esac
    shift
  done
  require_stack_name
}

# read_values: the values of the deployed parameters, as far as AWS shows them, and otherwise their defaults.
read_values() {
  local line lines name
  for name in "${PARAMETERS[@]}"; do
    [[ -z ${PARAMETER_HAS_DEFAULT[$name]} ]] || VALUE[$name]=${PARAMETER_DEFAULT[$name]}
    [[ -z ${PARAMETER_NO_ECHO[$name]} ]] || KEPT[$name]=yes
  done
  [[ $STACK_STATUS ]] || return 0
  aws_call cloudformation describe-stacks --stack-name "$STACK_NAME" --output text \
    --query "Stacks[0].Parameters[].['+', ParameterKey, ParameterValue]" || return 0
  mapfile -t lines <<<"$REPLY"
  for line in "${lines[@]}"; do
    split_row "${line//\\/\\\\}"
    [[ ${FIELDS[0]} != + || ${KEPT[${FIELDS[1]-}]-} ]] || VALUE[${FIELDS[1]}]=${FIELDS[2]-}
  done
}

# find_retained: RETAINED names what the templates keep, with its physical ID.
find_retained() {
  local key
  RETAINED=()
  for key in "${RESOURCES[@]}"; do
    case ${DELETION[$key]} in
      Retain | RetainExceptOnCreate | Snapshot)
        physical_id "$key" || continue
        RETAINED+=("${RESOURCE_TYPE[$key]} $REPLY, ${ORIGIN[$key]} (${DELETION[$key]})")
        ;;
    esac
  done
}

require_unprotected() {
  aws_call cloudformation describe-stacks --stack-name "$STACK_NAME" --output text \
    --query 'Stacks[0].EnableTerminationProtection' || fail_call "stack $STACK_NAME" "$EXIT_FAILED"
  [[ $REPLY != True ]] || fail "$EXIT_BLOCKED" "stack $STACK_NAME is protected against termination" \
    "aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name $STACK_NAME ${AWS_OPTIONS[*]}"
}

confirm() {
  local text answer=$CONFIRM
  say "stack $STACK_NAME ($STACK_STATUS, $REGION, account $ACCOUNT) and all stacks nested in it will be deleted"
  for text in "${RETAINED[@]}"; do
    say "  stays: $text"
  done
  if [[ -z $answer ]]; then
    read_answer 'type the name of the stack: '
    answer=$REPLY
  fi
  [[ $answer == "$STACK_NAME" ]] || fail "$EXIT_DECLINED" "that is not the stack's name: nothing was deleted"
}

delete_stack() {
  start_following
  aws_call cloudformation delete-stack --stack-name "$STACK_ID" || fail_call "deleting $STACK_NAME" "$EXIT_FAILED"
  UNDER_WAY=yes
  pause
  follow
  UNDER_WAY=
  [[ $STACK_STATUS == DELETE_COMPLETE ]] && say "stack $STACK_NAME: $STACK_STATUS" && return
  tell_root_cause
  fail "$EXIT_FAILED" "stack $STACK_NAME: $STACK_STATUS" \
    "remove what blocks the deletion, then run again; resources may also be kept in the console (retain resources)"
}

# tell_remains: what is still there, and what AWS leaves behind by itself.
tell_remains() {
  local text key type
  local -A told=()
  for text in "${RETAINED[@]}"; do
    say "remains: $text"
  done
  ((${#RETAINED[@]} == 0)) || say "  their names are taken: delete them before a new deployment, or import them into it"
  for key in "${RESOURCES[@]}"; do
    type=${RESOURCE_TYPE[$key]}
    [[ ${REMAINS[$type]-} && -z ${told[${REMAINS[$type]-}]-} ]] || continue
    told[${REMAINS[$type]}]=yes
    say "remains: ${REMAINS[$type]}"
  done
}

main() {
  read_options "$@"
  [[ $CONFIRM ]] || require_terminal "--confirm $STACK_NAME deletes without a question"
  trap clean_up EXIT
  trap 'interrupted 129' HUP
  trap 'interrupted 130' INT
  trap 'interrupted 143' TERM
  make_work
  load_parameters
  load_resources
  connect "$REGION_GIVEN" "$PROFILE_GIVEN"
  BUCKET=${BUCKET_GIVEN:-tf2cfn-$ACCOUNT-$REGION}
  read_stack
  read_values
  RETAINED=()
  if [[ $STACK_STATUS == *_IN_PROGRESS && $STACK_STATUS != REVIEW_IN_PROGRESS && $STACK_STATUS != DELETE_IN_PROGRESS ]]; then
    require_usable
  fi
  if [[ $STACK_STATUS ]]; then
    require_unprotected
    find_retained
    confirm
  else
    say "there is no stack $STACK_NAME in $REGION: only what its deploy steps made is removed"
    [[ ${CONFIRM:-$STACK_NAME} == "$STACK_NAME" ]] || fail "$EXIT_DECLINED" "$CONFIRM is not the stack's name"
  fi
  if aws_call s3api head-bucket --bucket "$BUCKET" --expected-bucket-owner "$ACCOUNT"; then
    lock_stack "$BREAK_LOCK"
  fi
  if [[ $STACK_STATUS ]]; then
    empty_containers "$EMPTY"
    delete_stack
  fi
  run_undo
  tell_remains
  if [[ $LOCK_TAG ]]; then
    unmark_pending
    if [[ $DELETE_TEMPLATES ]]; then
      aws_call s3 rm --recursive "s3://$BUCKET/$STACK_NAME/" || warn "the templates stay: $ERROR_TEXT"
    else
      say "remains: the uploaded templates, s3://$BUCKET/$STACK_NAME/ (--delete-templates deletes them)"
    fi
  fi
}

main "$@"
