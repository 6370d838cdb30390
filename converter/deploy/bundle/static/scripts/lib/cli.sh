# shellcheck shell=bash
# Calls of the AWS CLI: what they answer, and what their errors mean.

WORK=''         # a folder of this run's own, without any secret, removed at the end
AWS_OPTIONS=()  # --region and --profile
ACCOUNT='' REGION='' PARTITION='' CALLER=''

export AWS_PAGER='' AWS_CLI_AUTO_PROMPT=off AWS_RETRY_MODE=${AWS_RETRY_MODE:-standard}

make_work() {
  local place=${TMPDIR:-/tmp} name=tf2cfn-${HOSTNAME:-unknown}
  name=${name//[!A-Za-z0-9.-]/_}
  umask 077
  [[ ! -d /dev/shm || ! -w /dev/shm ]] || place=/dev/shm # in memory
  drop_left_work "$place/$name"
  WORK=$(mktemp -d "$place/$name-$$-XXXXXXXX")
}

# drop_left_work NAME: removes the folders of this user's runs on this machine that were killed.
drop_left_work() {
  local folder pid
  for folder in "$1"-+([0-9])-*; do
    [[ -d $folder && -O $folder && ! -L $folder ]] || continue
    pid=${folder#"$1"-}
    kill -0 "${pid%%-*}" 2>/dev/null || rm -rf -- "$folder"
  done
}

# aws_call ARGUMENT...: runs the AWS CLI. REPLY is what it prints; where it fails ERROR_CODE and ERROR_TEXT say why.
# A request with a secret in it is never an argument (see aws_request).
aws_call() {
  local status=0
  ERROR_CODE='' ERROR_TEXT=''
  REPLY=$(aws "${AWS_OPTIONS[@]}" "$@" 2>"$WORK/errors") || status=$?
  if ((status == 0)); then
    return 0
  fi
  ERROR_TEXT=$(<"$WORK/errors")
  : >"$WORK/errors"
  understand_error
  return 1
}

# aws_request JSON SERVICE OPERATION [ARGUMENT...]: as aws_call, with the request as JSON. It may hold secrets, so it is in
# no process's arguments (printf is part of the shell) and in no file that has a name. The AWS CLI reads its input twice:
# a pipe would be empty then, a file without a name is opened anew as standard input.
aws_request() {
  local json=$1 status=0
  shift
  exec 9<>"$WORK/request"
  rm -f -- "$WORK/request"
  printf '%s' "$json" >&9
  if [[ $(</dev/fd/9) ]]; then
    aws_call "$@" --cli-input-json file:///dev/stdin <&9 || status=$?
  else # a system where opening it again goes on where writing ended, such as macOS: a file with a name, for one call
    printf '%s' "$json" >"$WORK/request"
    aws_call "$@" --cli-input-json "file://$WORK/request" || status=$?
    rm -f -- "$WORK/request"
  fi
  exec 9>&-
  return "$status"
}

readonly ERROR_FORM='An error occurred \(([^)]*)\) when calling the [A-Za-z0-9]+ operation[^:]*: (.*)'

# What an error of the AWS CLI says: its code, and its message without the preamble.
understand_error() {
  if [[ $ERROR_TEXT =~ $ERROR_FORM ]]; then
    ERROR_CODE=${BASH_REMATCH[1]}
    ERROR_TEXT=${BASH_REMATCH[2]}
    return
  fi
  ERROR_TEXT=${ERROR_TEXT#"${ERROR_TEXT%%[![:space:]]*}"}
  case $ERROR_TEXT in
    *'Unable to locate credentials'* | *'Partial credentials'* | *'Token has expired'* | *'retrieving token'* | \
      *'Error loading SSO'* | *'config profile'*'could not be found'* | *'assume role'* | *'CredentialRetrievalError'*)
      ERROR_CODE=Credentials
      ;;
    *'Unknown options'*) ERROR_CODE=UnknownOptions ;;
    *'Could not connect'* | *'onnect timeout'* | *'ead timeout'* | *'Connection was closed'* | *'Failed to connect to proxy'*)
      ERROR_CODE=Connection
      ;;
    *'region_name'*'supported format'*) ERROR_CODE=Region ;;
  esac
}

is_credentials_error() {
  case $ERROR_CODE in
    Credentials | InvalidClientTokenId | UnrecognizedClientException | ExpiredToken | ExpiredTokenException | \
      SignatureDoesNotMatch | AuthFailure | InvalidAccessKeyId | IncompleteSignature | MissingAuthenticationToken) ;;
    *) return 1 ;;
  esac
}

is_permission_error() {
  case $ERROR_CODE in
    AccessDenied* | UnauthorizedOperation | Forbidden | 403 | AuthorizationError* | NotAuthorized*) ;;
    *) return 1 ;;
  esac
}

# fail_call WHAT CODE [REMEDY]: ends the run for the error of the last call; the code is for errors of no known kind.
fail_call() {
  if is_credentials_error; then
    fail "$EXIT_CREDENTIALS" "AWS does not accept the credentials: $ERROR_TEXT" \
      "sign in, or choose others with --profile or AWS_PROFILE, and try: aws sts get-caller-identity --region ${REGION:-REGION}"
  fi
  if is_permission_error; then
    fail "$EXIT_PERMISSION" "$1: not permitted: $ERROR_TEXT" "let ${CALLER:-the caller} do this, then run again"
  fi
  case $ERROR_CODE in
    UnknownOptions) fail "$EXIT_USAGE" "$1: the AWS CLI is too old: $ERROR_TEXT" "install 1.37 or 2.22, or newer" ;;
    Region) fail "$EXIT_USAGE" "$REGION is no region: $ERROR_TEXT" "give one such as eu-west-1 with --region" ;;
    Connection)
      fail "$EXIT_UNREACHABLE" "$1: AWS cannot be reached: $ERROR_TEXT" \
        "see whether there is a region $REGION, and look at the network and its proxies"
      ;;
  esac
  fail "$2" "$1: $ERROR_TEXT" "${3-}"
}

# connect REGION PROFILE: who calls, and where. Either may be empty.
connect() {
  command -v aws >/dev/null || fail "$EXIT_USAGE" "the AWS CLI (aws) is not on the PATH" "install version 1 or 2 of it"
  [[ -z $2 ]] || AWS_OPTIONS+=(--profile "$2")
  REGION=${1:-${AWS_REGION:-${AWS_DEFAULT_REGION:-}}}
  if [[ -z $REGION ]]; then
    REGION=$(aws "${AWS_OPTIONS[@]}" configure get region 2>/dev/null) || REGION=
  fi
  [[ $REGION ]] || fail "$EXIT_USAGE" "no region" "give --region, or set AWS_REGION"
  AWS_OPTIONS+=(--region "$REGION")
  aws_call sts get-caller-identity --query '[Account, Arn]' --output text || fail_call "who calls" "$EXIT_CREDENTIALS"
  read -r ACCOUNT CALLER <<<"$REPLY"
  PARTITION=${CALLER#arn:}
  PARTITION=${PARTITION%%:*}
}

# url_suffix: REPLY is the domain of AWS's services here.
url_suffix() {
  REPLY=amazonaws.com
  [[ $PARTITION != aws-cn ]] || REPLY=amazonaws.com.cn
}

# now: REPLY is the time in seconds.
now() {
  printf -v REPLY '%(%s)T' -1
}

# Between two looks at what AWS is doing.
pause() {
  sleep "${TF2CFN_POLL_SECONDS:-5}"
}
