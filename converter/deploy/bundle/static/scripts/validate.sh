#!/usr/bin/env bash
# Checks the templates of this bundle without deploying anything. docs/deployment.md is the guide.
set -euo pipefail

SCRIPTS=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib/bundle.sh
source "$SCRIPTS/lib/bundle.sh"
# shellcheck source=lib/cli.sh
source "$SCRIPTS/lib/cli.sh"
# shellcheck source=lib/bucket.sh
source "$SCRIPTS/lib/bucket.sh"

readonly INLINE_LIMIT=51200 # bytes of a template that is sent with the request ("Understand CloudFormation quotas")

usage() {
  cat <<'TEXT'
usage: scripts/validate.sh [options]

Runs cfn-lint with the bundle's .cfnlintrc, the parity check where tf2cfn is installed and the Terraform configuration
is known, and CloudFormation's own validate-template where there are credentials. What cannot run is said and left out.

options:
  --terraform DIR    the Terraform configuration that the templates were made from
  --offline          without validate-template
  --region REGION    where (default: AWS_REGION, AWS_DEFAULT_REGION, or the profile's region)
  --profile PROFILE  credentials of the AWS CLI to use
  -h, --help         this text

exit codes: 0 nothing found, 1 problems found, 2 usage
TEXT
}

PROBLEMS=0

# passed_or_failed NAME COMMAND...: runs a check.
passed_or_failed() {
  local name=$1
  shift
  if "$@"; then
    say "$name: passed"
  else
    PROBLEMS=$((PROBLEMS + 1))
    say "$name: FAILED"
  fi
}

# The templates are linted together, from the bundle's folder: a nested one is named by a path beside its parent.
lint() {
  (cd -- "$BUNDLE" && cfn-lint)
}

parity() {
  tf2cfn parity "$TERRAFORM" --templates "$TEMPLATES"
}

sizes() {
  (check_sizes)
}

# Credentials are a question here, not a condition.
connected() {
  (connect "$REGION_GIVEN" "$PROFILE_GIVEN") 2>/dev/null
}

validate_templates() {
  local file wrong=0
  for file in "$TEMPLATES"/*.yaml; do
    if (($(wc -c <"$file") > INLINE_LIMIT)); then
      say "validate-template: left out for ${file##*/}, which is larger than $INLINE_LIMIT bytes; deploy.sh uploads it"
    elif ! aws_call cloudformation validate-template --template-body "file://$file"; then
      say "${file##*/}: $ERROR_TEXT"
      wrong=1
    fi
  done
  return "$wrong"
}

main() {
  TERRAFORM='' OFFLINE='' REGION_GIVEN='' PROFILE_GIVEN=''
  while (($#)); do
    case $1 in
      -h | --help) usage && exit 0 ;;
      --offline) OFFLINE=yes ;;
      --*=*)
        set -- "${1%%=*}" "${1#*=}" "${@:2}"
        continue
        ;;
      --terraform | --region | --profile)
        (($# > 1)) && [[ $2 ]] || fail "$EXIT_USAGE" "$1 needs a value" "see --help"
        case $1 in
          --terraform) TERRAFORM=$2 ;;
          --region) REGION_GIVEN=$2 ;;
          --profile) PROFILE_GIVEN=$2 ;;
        esac
        shift
        ;;
      *) fail "$EXIT_USAGE" "unknown option $1" "see --help" ;;
    esac
    shift
  done
  trap '[[ -z $WORK ]] || rm -rf -- "$WORK"' EXIT
  make_work
  passed_or_failed "sizes" sizes
  if command -v cfn-lint >/dev/null; then
    passed_or_failed "cfn-lint" lint
  else
    say "cfn-lint: left out, it is not installed (pip install cfn-lint)"
  fi
  if ! command -v tf2cfn >/dev/null; then
    say "parity: left out, tf2cfn is not installed"
  elif [[ -z $TERRAFORM ]]; then
    say "parity: left out, the Terraform configuration is not known (--terraform DIR)"
  else
    passed_or_failed "parity" parity
  fi
  if [[ $OFFLINE ]]; then
    say "validate-template: left out (--offline)"
  elif ! connected; then
    say "validate-template: left out, there are no credentials, no region or no AWS CLI"
  else
    connect "$REGION_GIVEN" "$PROFILE_GIVEN"
    passed_or_failed "validate-template" validate_templates
  fi
  ((PROBLEMS == 0)) || exit "$EXIT_FAILED"
}

main "$@"
