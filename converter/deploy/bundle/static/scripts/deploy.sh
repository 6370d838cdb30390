#!/usr/bin/env bash
# Deploys the templates of this bundle with the AWS CLI: creates the stack, or updates it. docs/deployment.md is the guide.
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
# shellcheck source=lib/lookups.sh
source "$SCRIPTS/lib/lookups.sh"
# shellcheck source=lib/bucket.sh
source "$SCRIPTS/lib/bucket.sh"
# shellcheck source=lib/lock.sh
source "$SCRIPTS/lib/lock.sh"
# shellcheck source=lib/questions.sh
source "$SCRIPTS/lib/questions.sh"
# shellcheck source=lib/stack.sh
source "$SCRIPTS/lib/stack.sh"
# shellcheck source=lib/change_set.sh
source "$SCRIPTS/lib/change_set.sh"
# shellcheck source=lib/steps.sh
source "$SCRIPTS/lib/steps.sh"
# shellcheck source=lib/packages.sh
source "$SCRIPTS/lib/packages.sh"
# shellcheck source=lib/images.sh
source "$SCRIPTS/lib/images.sh"

usage() {
  cat <<'TEXT'
usage: scripts/deploy.sh --stack-name NAME [options]

Creates or updates a stack from the templates of this bundle: uploads them, fills in what can be looked up, shows the
changes, asks, carries them out and follows them. It is safe to run again at any point.

options:
  --stack-name NAME         the stack
  --parameters FILE         parameter values as in parameters.json.example (default: parameters.json beside it, if there);
                            - reads standard input. Secrets that are not given stay as they are deployed.
  --region REGION           where (default: AWS_REGION, AWS_DEFAULT_REGION, or the profile's region)
  --profile PROFILE         credentials of the AWS CLI to use
  --bucket BUCKET           bucket for the templates (default: tf2cfn-ACCOUNT-REGION); made, encrypted and without public
                            access, where it is missing
  --stage STAGE             deploy no further than this stage (default: as far as the images allow)
  --sources DIR             folder of the Terraform configuration, for files that steps upload from it
  --dry-run                 show the changes; carry nothing out
  --yes                     do not ask
  --allow-replacement NAME  let the change replace or remove a resource that holds data; once for each
  --allow-hidden-changes    update although no change set shows what changes in nested stacks
  --skip-image-check        do not look whether the images are there
  --break-lock              take the lock of a run that is gone
  -h, --help                this text

exit codes:
  0 done, or nothing to change     1 the deployment failed          2 usage
  10 credentials                   11 permission                    12 bucket
  13 parameter                     14 template too large            15 images missing
  16 look-up                       17 derived parameter             18 AWS cannot be reached
  20 ROLLBACK_COMPLETE             21 in progress                   22 stuck
  23 locked by another run         24 data would be lost            25 change set
  26 answered no                   30 deploy step
TEXT
}

STAGES=() STAGE_PARAMETER=''

# One row of stages.tsv, in the order of deployment.
remember_stage() {
  STAGE_PARAMETER=$1
  STAGES+=("$2")
}

read_options() {
  STAGE='' BUCKET_GIVEN='' PARAMETERS_FILE='' REGION_GIVEN='' PROFILE_GIVEN='' SOURCES=''
  DRY_RUN='' YES='' ALLOW_HIDDEN='' SKIP_IMAGES='' BREAK_LOCK=''
  while (($#)); do
    case $1 in
      -h | --help) usage && exit 0 ;;
      --dry-run) DRY_RUN=yes ;;
      --yes) YES=yes ;;
      --allow-hidden-changes) ALLOW_HIDDEN=yes ;;
      --skip-image-check) SKIP_IMAGES=yes ;;
      --break-lock) BREAK_LOCK=yes ;;
      --*=*)
        set -- "${1%%=*}" "${1#*=}" "${@:2}"
        continue
        ;;
      --stack-name | --parameters | --region | --profile | --bucket | --stage | --sources | --allow-replacement)
        (($# > 1)) && [[ $2 ]] || fail "$EXIT_USAGE" "$1 needs a value" "see --help"
        case $1 in
          --stack-name) STACK_NAME=$2 ;;
          --parameters) PARAMETERS_FILE=$2 ;;
          --region) REGION_GIVEN=$2 ;;
          --profile) PROFILE_GIVEN=$2 ;;
          --bucket) BUCKET_GIVEN=$2 ;;
          --stage) STAGE=$2 ;;
          --sources) SOURCES=$2 ;;
          --allow-replacement) ALLOWED[$2]=yes ;;
        esac
        shift
        ;;
      *) fail "$EXIT_USAGE" "unknown option $1" "see --help" ;;
    esac
    shift
  done
  require_stack_name
}

# settle_stage: STAGE is one of the stages, given as an option or as a parameter; empty where it is to be found out.
settle_stage() {
  local stage
  each_row stages remember_stage
  if ((${#STAGES[@]} == 0)); then
    [[ -z $STAGE ]] || fail "$EXIT_USAGE" "this configuration has no stages" "leave out --stage"
    return 0
  fi
  if [[ -z $STAGE && ${GIVEN[$STAGE_PARAMETER]-} ]]; then
    STAGE=${VALUE[$STAGE_PARAMETER]}
  fi
  [[ $STAGE ]] || return 0
  for stage in "${STAGES[@]}"; do
    [[ $stage != "$STAGE" ]] || return 0
  done
  fail "$EXIT_USAGE" "there is no stage $STAGE" "the stages are: ${STAGES[*]}"
}

# ask QUESTION: whether the user says yes.
ask() {
  [[ -z $YES ]] || return 0
  read_answer "$1 [yes/no] "
  [[ $REPLY == yes ]] || [[ $REPLY == y ]]
}

# deploy_stage STAGE: one round: change set, question, steps before, execution.
deploy_stage() {
  [[ -z $STAGE_PARAMETER ]] || VALUE[$STAGE_PARAMETER]=$1
  [[ -z $1 ]] || say "stage: $1"
  make_change_set
  if [[ $REPLY == none ]]; then
    say "nothing to change"
    drop_empty_stack
    [[ $DRY_RUN ]] || run_steps before
    return 0
  fi
  show_changes
  refuse_data_loss
  if [[ $DRY_RUN ]]; then
    drop_change_set
    drop_empty_stack
    say "dry run: nothing was carried out"
    return 0
  fi
  if ! ask "carry these changes out?"; then
    drop_change_set
    drop_empty_stack
    fail "$EXIT_DECLINED" "nothing was carried out"
  fi
  run_steps before
  mark_pending
  execute_change_set
  EXECUTED=yes
}

# choose_stages: STAGES_NOW are the stages to deploy in this run; later ones wait for images.
choose_stages() {
  local first last
  STAGES_NOW=('')
  if ((${#STAGES[@]} == 0)); then
    [[ $SKIP_IMAGES ]] || check_images
    [[ -z $DRY_RUN ]] || warn_images
    ((${#IMAGES_MISSING[@]} == 0)) || [[ $DRY_RUN ]] || fail_images ''
    return 0
  fi
  first=${STAGES[0]} last=${STAGES[-1]}
  STAGES_NOW=("${STAGE:-$last}")
  [[ ${STAGES_NOW[0]} == "$last" && -z $SKIP_IMAGES ]] || return 0
  check_images
  if [[ $IMAGES_LATER ]]; then
    STAGES_NOW=("$first" "$last")
  elif ((${#IMAGES_MISSING[@]})); then
    # Without any stack the first stage makes the repositories; with one there is nothing to gain by it
    if [[ $STACK_STATUS && $STACK_STATUS != REVIEW_IN_PROGRESS ]] || [[ $STAGE ]]; then
      [[ $DRY_RUN ]] || fail_images "$first"
    else
      STAGES_NOW=("$first" "$last")
    fi
  fi
  [[ -z $DRY_RUN ]] || warn_images
}

show_outputs() {
  aws_call cloudformation describe-stacks --stack-name "$STACK_NAME" --output text \
    --query 'Stacks[0].Outputs[].[OutputKey, OutputValue]' || fail_call "outputs of $STACK_NAME" "$EXIT_FAILED"
  [[ -z $REPLY || $REPLY == None ]] || printf '%s\n' "$REPLY"
}

main() {
  local stage earlier=''
  EXECUTED=''
  read_options "$@"
  [[ $YES || $DRY_RUN ]] || require_terminal "--yes deploys without a question, --dry-run shows the changes only"
  trap clean_up EXIT
  trap 'interrupted 129' HUP
  trap 'interrupted 130' INT
  trap 'interrupted 143' TERM
  make_work
  load_parameters
  if [[ -z $PARAMETERS_FILE && -r $BUNDLE/parameters.json ]]; then
    PARAMETERS_FILE=$BUNDLE/parameters.json
  fi
  [[ -z $PARAMETERS_FILE ]] || read_parameters "$PARAMETERS_FILE"
  settle_stage
  check_sizes
  connect "$REGION_GIVEN" "$PROFILE_GIVEN"
  read_stack
  require_usable
  settle_parameters
  look_up_parameters
  require_parameters package stage
  bucket_in_place "$BUCKET_GIVEN"
  lock_stack "$BREAK_LOCK"
  read_stack # nothing changes it any more
  require_usable
  upload_packages
  require_parameters
  choose_stages
  require_ownership
  upload_templates
  for stage in "${STAGES_NOW[@]}"; do
    if [[ $earlier ]]; then
      forget_physical_ids
      check_images
      ((${#IMAGES_MISSING[@]} == 0)) || fail_images ''
      read_stack
    fi
    earlier=yes
    deploy_stage "$stage"
    [[ -z $DRY_RUN ]] || return 0
  done
  if [[ $EXECUTED ]] || is_pending; then
    run_steps after
    unmark_pending
  fi
  show_outputs
}

main "$@"
