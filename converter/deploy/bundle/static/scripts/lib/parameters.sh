# shellcheck shell=bash
# shellcheck disable=SC2016 # texts from Terraform hold ${…} that the shell must not expand
# The parameters: what the templates take, what the user gives, what a deployed stack already has.

PARAMETERS=()                                  # names, in the templates' order
declare -A PARAMETER_ORIGIN=()                 # variable, look-up, derived, package, stage or other
declare -A PARAMETER_NO_ECHO=()                # yes or nothing
declare -A PARAMETER_HAS_DEFAULT=()            # yes or nothing
declare -A PARAMETER_DEFAULT=()
declare -A PARAMETER_SOURCES=()                # of a derived parameter: the parameters it is made from
declare -A PARAMETER_LABEL=()                  # how a message calls it
declare -A VALUE=()                            # the values of this deployment
declare -A GIVEN=()                            # yes for those from the user's file or options
declare -A KEPT=()                             # yes for those whose value stays as the stack has it, unknown here
declare -A FOLDED=()                           # of a piece of another parameter: that one, its place and the separator
declare -A DEPLOYED=()                         # yes for the parameters that the deployed stack has

# One row of parameters.tsv.
remember_parameter() {
  PARAMETERS+=("$1")
  PARAMETER_ORIGIN[$1]=$3
  PARAMETER_NO_ECHO[$1]=$4
  PARAMETER_HAS_DEFAULT[$1]=$5
  PARAMETER_DEFAULT[$1]=$6
  PARAMETER_SOURCES[$1]=$7
  PARAMETER_LABEL[$1]=$1${8:+ ($8)}
}

# One row of folded.tsv.
remember_folded() {
  FOLDED[$1]=$2$'\t'$3$'\t'$4
}

load_parameters() {
  ((${#PARAMETERS[@]})) && return
  each_row parameters remember_parameter
  each_row folded remember_folded
}

# give NAME VALUE [previous]: a value from the user.
give() {
  if [[ -z ${PARAMETER_ORIGIN[$1]-} ]]; then
    fail "$EXIT_PARAMETER" "the templates have no parameter $1" "docs/deployment.md names them all"
  fi
  if [[ ${3-} ]]; then
    KEPT[$1]=yes
    return
  fi
  if [[ $2 == '<'*'>' ]]; then
    fail "$EXIT_PARAMETER" "parameter ${PARAMETER_LABEL[$1]} still holds the example's placeholder" "write its value into the file"
  fi
  GIVEN[$1]=yes
  VALUE[$1]=$2
  if [[ ${PARAMETER_NO_ECHO[$1]} && $2 && $2 != "${PARAMETER_DEFAULT[$1]}" ]]; then
    SECRETS[$2]=yes
    json_string "$2"
    SECRETS[${REPLY:1:${#REPLY}-2}]=yes # as it stands in a request
  fi
}

# read_parameters FILE: what the user gives; - is standard input.
read_parameters() {
  local text
  if [[ $1 == - ]]; then
    text=$(cat)
  elif [[ -r $1 && ! -d $1 ]]; then
    text=$(<"$1")
  else
    fail "$EXIT_USAGE" "cannot read the parameters file $1" "copy parameters.json.example, and write your values into it"
  fi
  text=${text#$'\xef\xbb\xbf'} # the mark that some editors begin a file with
  json_parameters "$text" give ||
    fail "$EXIT_PARAMETER" "$1 is no list of parameters" \
      'it has to be as parameters.json.example: [{"ParameterKey": "Name", "ParameterValue": "value"}, …]'
}

# deployed_parameters NAME...: which parameters the deployed stack has.
deployed_parameters() {
  local name
  for name in "$@"; do
    DEPLOYED[$name]=yes
  done
}

# settle_parameters: the value of each parameter that was not given: what the stack has, or the template's default.
# A secret stays as it is deployed; anything else follows the templates, as in Terraform.
settle_parameters() {
  local name
  for name in "${PARAMETERS[@]}"; do
    [[ -z ${GIVEN[$name]-} && -z ${KEPT[$name]-} ]] || continue
    if [[ ${PARAMETER_NO_ECHO[$name]} && ${DEPLOYED[$name]-} ]]; then
      KEPT[$name]=yes
    elif [[ ${PARAMETER_HAS_DEFAULT[$name]} ]]; then
      VALUE[$name]=${PARAMETER_DEFAULT[$name]}
    fi
  done
  for name in "${!KEPT[@]}"; do
    [[ ${DEPLOYED[$name]-} ]] ||
      fail "$EXIT_PARAMETER" "parameter ${PARAMETER_LABEL[$name]} has no value to keep: no stack has it yet" "give its value"
  done
  settle_derived
}

# A derived parameter's default is right only where everything it is made from has its default too.
settle_derived() {
  local name source
  for name in "${PARAMETERS[@]}"; do
    [[ ${PARAMETER_ORIGIN[$name]} == derived && -z ${GIVEN[$name]-} && -z ${KEPT[$name]-} ]] || continue
    for source in ${PARAMETER_SOURCES[$name]//,/ }; do
      if [[ ${KEPT[$source]-} && ${DEPLOYED[$name]-} ]]; then
        KEPT[$name]=yes
      elif [[ ${KEPT[$source]-} || ${VALUE[$source]-} != "${PARAMETER_DEFAULT[$source]-}" ]]; then
        fail "$EXIT_DERIVED" "parameter $name is computed from $source, which is not at its default, and was not given" \
          "let tf2cfn params write the parameters file: it computes $name"
      fi
    done
  done
}

# require_parameters [ORIGIN...]: every parameter has a value now, but those of an origin that is still to come, or this
# ends the run.
require_parameters() {
  local name missing=()
  for name in "${PARAMETERS[@]}"; do
    [[ " $* " != *" ${PARAMETER_ORIGIN[$name]} "* ]] || continue
    [[ ${VALUE[$name]+set} || ${KEPT[$name]-} ]] || missing+=("${PARAMETER_LABEL[$name]}")
  done
  ((${#missing[@]} == 0)) && return
  say "error: these parameters have no value:"
  for name in "${missing[@]}"; do
    say "  $name"
  done
  say "  write them into the parameters file (parameters.json.example shows its form) and give it with --parameters"
  exit "$EXIT_PARAMETER"
}

# parameters_json: REPLY is the list for a change set, secrets among it.
parameters_json() {
  local name list=''
  for name in "${PARAMETERS[@]}"; do
    json_string "$name"
    if [[ ${KEPT[$name]-} ]]; then
      list+="{\"ParameterKey\": $REPLY, \"UsePreviousValue\": true}, "
    else
      list+="{\"ParameterKey\": $REPLY, "
      json_string "${VALUE[$name]}"
      list+="\"ParameterValue\": $REPLY}, "
    fi
  done
  REPLY="[${list%, }]"
}

# ------------------------------------------------------------------------------------------ texts with values in them

declare -A PHYSICAL=() # physical IDs by STACK/LOGICAL_ID, and outputs by STACK/Outputs/NAME, as far as they were asked for
MISSING=''             # what a text lacked

# expand MODE TEXT: REPLY is the text with ${Name} replaced: by a parameter, a pseudo parameter (${AWS::Region}), an
# element of a list parameter (${Name[0]}) or all of them as elements of a JSON list ("${Name[*]}"), a resource's physical ID (${Stack/LogicalId}) or an output of a nested stack
# (${Stack/Outputs/Name}); ${!Name} stands for ${Name}. The mode says what the value is quoted for: plain, json or
# jmespath. Returns 1 where there is no such value (yet), 2 where a secret is known to the stack only; see MISSING.
expand() {
  local mode=$1 text=$2 done='' name status
  while [[ $text == *'${'* ]]; do
    done+=${text%%'${'*}
    text=${text#*'${'}
    name=${text%%\}*}
    text=${text#*\}}
    if [[ $name == '!'* ]]; then
      done+="\${${name:1}}"
      continue
    fi
    status=0
    value_of "${name%'[*]'}" || status=$?
    if ((status)); then
      MISSING=$name
      return "$status"
    fi
    case $mode in
      json)
        json_string "$REPLY"
        REPLY=${REPLY:1:${#REPLY}-2}
        [[ $name != *'[*]' ]] || REPLY=${REPLY//,*( )/'", "'} # every element, where one text of a JSON list stands
        ;;
      jmespath)
        REPLY=${REPLY//\\/\\\\}
        REPLY=${REPLY//\'/\\\'}
        ;;
    esac
    done+=$REPLY
  done
  REPLY=$done$text
}

# value_of NAME: REPLY is the value of a name in a text.
value_of() {
  local elements
  case $1 in
    AWS::Region) REPLY=$REGION ;;
    AWS::AccountId) REPLY=$ACCOUNT ;;
    AWS::Partition) REPLY=$PARTITION ;;
    AWS::StackName) REPLY=$STACK_NAME ;;
    AWS::URLSuffix) url_suffix ;;
    */*) physical_id "$1" ;;
    *'['*']')
      value_of "${1%%\[*}" || return
      REPLY+=,
      mapfile -t -d , elements <<<"$REPLY"
      REPLY=${1##*\[}
      REPLY=${REPLY%\]}
      [[ $REPLY =~ ^[0-9]+$ ]] && ((REPLY < ${#elements[@]} - 1)) || return 1
      REPLY=${elements[REPLY]##*( )}
      ;;
    *)
      if [[ ${FOLDED[$1]-} ]]; then
        piece_of "${FOLDED[$1]}"
        return
      fi
      [[ -z ${KEPT[$1]-} ]] || return 2
      [[ ${VALUE[$1]+set} ]] || return 1
      REPLY=${VALUE[$1]}
      ;;
  esac
}

# piece_of PARAMETER<tab>INDEX<tab>SEPARATOR: REPLY is one of the pieces of a folded parameter.
piece_of() {
  local parameter index separator pieces
  IFS=$'\t' read -r parameter index separator <<<"$1"
  value_of "$parameter" || return
  REPLY+=$separator
  mapfile -t -d "$separator" pieces <<<"$REPLY"
  REPLY=${pieces[index]-}
}

# physical_id STACK/LOGICAL_ID or STACK/Outputs/NAME: REPLY is what the deployed stack has. Returns 1 without one.
physical_id() {
  local stack=${1%%/*} name=${1##*/} nested=$STACK_NAME
  if [[ -z ${PHYSICAL[$1]+set} ]]; then
    if [[ $stack ]]; then
      physical_id "/$stack" || return 1
      nested=$REPLY
    fi
    if [[ $1 == */Outputs/* ]]; then
      aws_call cloudformation describe-stacks --stack-name "$nested" --output text \
        --query "Stacks[0].Outputs[?OutputKey=='$name'].OutputValue | [0]" || return 1
    else
      aws_call cloudformation describe-stack-resource --stack-name "$nested" --logical-resource-id "$name" --output text \
        --query 'StackResourceDetail.[ResourceStatus, PhysicalResourceId]' || return 1
      [[ $REPLY != DELETE_COMPLETE* ]] || return 1
      REPLY=${REPLY#*$'\t'}
    fi
    [[ $REPLY && $REPLY != None ]] || return 1
    PHYSICAL[$1]=$REPLY
  fi
  REPLY=${PHYSICAL[$1]}
}

# forget_physical_ids: before the next look, because the stacks have changed.
forget_physical_ids() {
  PHYSICAL=()
}

# holds COMPARISONS: whether all of them do; each is three fields (text, = or !=, text) between tabs. Returns 1 where one
# does not, 2 where a value is not known.
holds() {
  local rest=$1 left operator right
  while [[ $rest ]]; do
    split_row "$rest"
    left=${FIELDS[0]} operator=${FIELDS[1]} right=${FIELDS[2]}
    rest=${rest#*$'\t'}
    rest=${rest#*$'\t'}
    [[ $rest == *$'\t'* ]] && rest=${rest#*$'\t'} || rest=''
    expand plain "$left" || return 2
    left=$REPLY
    expand plain "$right" || return 2
    case $operator in
      '=') [[ $left == "$REPLY" ]] || return 1 ;;
      *) [[ $left != "$REPLY" ]] || return 1 ;;
    esac
  done
}
