# shellcheck shell=bash
# Messages, exit codes, and the tables of this configuration in scripts/data.
# shellcheck disable=SC2034 # each script uses some of what stands here

if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 404)); then
  echo "error: bash 4.4 or newer is needed, this is $BASH_VERSION" >&2
  exit 2
fi

shopt -s extglob

BUNDLE=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
readonly BUNDLE DATA=$BUNDLE/scripts/data TEMPLATES=$BUNDLE/templates

# Exit codes; docs/deployment.md explains each of them.
readonly EXIT_FAILED=1 EXIT_USAGE=2
readonly EXIT_CREDENTIALS=10 EXIT_PERMISSION=11 EXIT_BUCKET=12 EXIT_PARAMETER=13 EXIT_TOO_LARGE=14 EXIT_IMAGES=15
readonly EXIT_LOOK_UP=16 EXIT_DERIVED=17 EXIT_UNREACHABLE=18
readonly EXIT_ROLLED_BACK=20 EXIT_IN_PROGRESS=21 EXIT_STUCK=22 EXIT_LOCKED=23 EXIT_REPLACEMENT=24 EXIT_CHANGE_SET=25
readonly EXIT_DECLINED=26 EXIT_STEP=30 EXIT_BLOCKED=31

declare -A SECRETS=() # values that must never be shown, as keys

# Progress and messages go to standard error, results to standard output; neither ever holds a secret.
say() {
  redact "$*"
  printf '%s\n' "$REPLY" >&2
}

warn() { say "warning: $*"; }

# fail CODE MESSAGE [REMEDY]
fail() {
  local code=$1
  say "error: $2"
  [[ -z ${3-} ]] || say "  $3"
  exit "$code"
}

# redact TEXT: REPLY is the text without the values of secrets. Very short values are words that occur anywhere.
redact() {
  local secret
  REPLY=$1
  for secret in "${!SECRETS[@]}"; do
    ((${#secret} < 4)) || REPLY=${REPLY//"$secret"/****}
  done
}

# ------------------------------------------------------------------------------------------ tables

# split_row LINE: FIELDS are the fields between tabs, empty ones too; \t, \n, \r and \\ in them are read back.
split_row() {
  local rest=$1 field
  FIELDS=()
  while :; do
    field=${rest%%$'\t'*}
    [[ $field != *\\* ]] || printf -v field '%b' "$field"
    FIELDS+=("$field")
    [[ $rest == *$'\t'* ]] || break
    rest=${rest#*$'\t'}
  done
}

# each_row TABLE FUNCTION: calls the function for every row below the heading, with its fields as arguments.
each_row() {
  local line heading=1
  [[ -r $DATA/$1.tsv ]] || fail "$EXIT_USAGE" "scripts/data/$1.tsv is missing" "convert the configuration again: tf2cfn convert"
  while IFS= read -r line <&3; do
    if ((heading)); then
      [[ $line == '#'* ]] || heading=0
      continue
    fi
    split_row "$line"
    "$2" "${FIELDS[@]}"
  done 3<"$DATA/$1.tsv"
}

declare -A ORIGIN=() RESOURCE_TYPE=() DELETION=()  # by STACK/LOGICAL_ID; the main stack's name is empty
RESOURCES=()                                       # the keys in order
declare -A HOLDS_DATA=() EMPTIED_AS=() REMAINS=()  # by type: yes; bucket or repository; what AWS leaves behind

# One row of resources.tsv.
remember_resource() {
  local key=$1/$2
  RESOURCES+=("$key")
  RESOURCE_TYPE[$key]=$3
  ORIGIN[$key]="$4 ($5:$6)"
  DELETION[$key]=$7
}

# One row of types.tsv.
remember_type() {
  HOLDS_DATA[$1]=$2
  EMPTIED_AS[$1]=$3
  REMAINS[$1]=$4
}

load_resources() {
  ((${#HOLDS_DATA[@]})) && return
  each_row resources remember_resource
  each_row types remember_type
}

# origin_of STACK LOGICAL_ID: REPLY is the Terraform address with file and line, or nothing.
origin_of() {
  load_resources
  REPLY=${ORIGIN[$1/$2]-}
}
