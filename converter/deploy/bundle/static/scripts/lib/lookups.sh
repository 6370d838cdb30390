# shellcheck shell=bash
# Look-ups: parameters whose values the account already has.

declare -A LOOKED_UP=() # yes for parameters that a request was made for
LOOK_UP_WITHOUT=()      # messages for those without a request

# One row of lookups.tsv: a request for a parameter's value; the first whose comparisons hold is the one to make.
look_up() {
  local parameter=$1 address=$2 source=$3 service=$4 operation=$5 comparisons=$6 arguments=$7 result=$8
  local expected=$9 prefix=${10} advice=${11} status=0 value values=()
  [[ -z ${GIVEN[$parameter]-} && -z ${KEPT[$parameter]-} && -z ${LOOKED_UP[$parameter]-} ]] || return 0
  if [[ -z $operation ]]; then
    [[ ${VALUE[$parameter]+set} ]] || LOOK_UP_WITHOUT+=("$parameter ($address, $source): $advice")
    return 0
  fi
  holds "$comparisons" || status=$?
  ((status != 1)) || return 0
  if ((status == 0)); then
    expand json "$arguments" || status=$?
    arguments=$REPLY
  fi
  if ((status == 0)); then
    expand jmespath "$result" || status=$?
    result=$REPLY
  fi
  if ((status)); then
    # nothing to ask without it: require_parameters names what is missing
    [[ ${VALUE[$parameter]+set} ]] ||
      fail "$EXIT_PARAMETER" "the look-up of $parameter needs a value of $MISSING" "give $MISSING, or $parameter itself"
    return 0
  fi
  LOOKED_UP[$parameter]=yes
  aws_request "$arguments" "$service" "$operation" --query "$result" --output json ||
    fail_call "look-up of $parameter ($address, $source)" "$EXIT_LOOK_UP" "or give $parameter in the parameters file"
  json_list "$REPLY" || fail "$EXIT_LOOK_UP" "look-up of $parameter ($address, $source): unexpected answer"
  for value in "${LIST[@]}"; do
    values+=("${value#"$prefix"}")
  done
  case $expected:${#values[@]} in
    list:* | one:1) ;;
    *:0)
      fail "$EXIT_LOOK_UP" "look-up of $parameter ($address, $source) finds nothing" \
        "request: aws $service $operation $arguments; make what it looks for, or give $parameter in the parameters file"
      ;;
    first:*) values=("${values[0]}") ;;
    *)
      fail "$EXIT_LOOK_UP" "look-up of $parameter ($address, $source) finds ${#values[@]}: ${values[*]}" \
        "give the one that is meant as $parameter in the parameters file"
      ;;
  esac
  value=$(IFS=, && printf '%s' "${values[*]}")
  VALUE["$parameter"]=$value
  say "looked up $parameter: $value"
}

# look_up_parameters: fills every parameter that a look-up fills and nobody gave.
look_up_parameters() {
  each_row lookups look_up
  local message
  ((${#LOOK_UP_WITHOUT[@]})) || return 0
  say "error: these parameters cannot be looked up:"
  for message in "${LOOK_UP_WITHOUT[@]}"; do
    say "  $message"
  done
  exit "$EXIT_PARAMETER"
}
