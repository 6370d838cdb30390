# shellcheck shell=bash
# JSON: texts out, and as much of reading as parameter files and results of the AWS CLI need.

# json_string TEXT: REPLY is the text as a JSON string.
json_string() {
  local text=$1 code character
  text=${text//\\/\\\\}
  text=${text//\"/\\\"}
  text=${text//$'\n'/\\n}
  text=${text//$'\r'/\\r}
  text=${text//$'\t'/\\t}
  if [[ $text == *[[:cntrl:]]* ]]; then
    for code in {1..8} 11 12 {14..31}; do
      printf -v character '%b' "\\0$(printf '%o' "$code")"
      text=${text//"$character"/$(printf '\\u%04x' "$code")}
    done
  fi
  REPLY=\"$text\"
}

# utf8 CODE_POINT: REPLY is the character, in any locale.
utf8() {
  local code=$1 bytes=() byte octal
  if ((code < 0x80)); then
    bytes=("$code")
  elif ((code < 0x800)); then
    bytes=($((0xc0 | code >> 6)) $((0x80 | code & 0x3f)))
  elif ((code < 0x10000)); then
    bytes=($((0xe0 | code >> 12)) $((0x80 | code >> 6 & 0x3f)) $((0x80 | code & 0x3f)))
  else
    bytes=($((0xf0 | code >> 18)) $((0x80 | code >> 12 & 0x3f)) $((0x80 | code >> 6 & 0x3f)) $((0x80 | code & 0x3f)))
  fi
  REPLY=
  for byte in "${bytes[@]}"; do
    printf -v octal '\\0%o' "$byte"
    printf -v octal '%b' "$octal"
    REPLY+=$octal
  done
}

# json_text STRING: REPLY is what a JSON string (with its quotes) stands for.
json_text() {
  local rest=${1:1:${#1}-2} result='' escape code low
  while [[ $rest == *\\* ]]; do
    result+=${rest%%\\*}
    rest=${rest#*\\}
    escape=${rest:0:1}
    rest=${rest:1}
    case $escape in
      n) result+=$'\n' ;;
      r) result+=$'\r' ;;
      t) result+=$'\t' ;;
      b) result+=$'\b' ;;
      f) result+=$'\f' ;;
      u)
        code=$((16#${rest:0:4}))
        rest=${rest:4}
        if ((code >= 0xd800 && code < 0xdc00)) && [[ $rest == \\u* ]]; then
          low=$((16#${rest:2:4}))
          rest=${rest:6}
          code=$((0x10000 + (code - 0xd800 << 10) + low - 0xdc00))
        fi
        utf8 "$code"
        result+=$REPLY
        ;;
      *) result+=$escape ;;
    esac
  done
  REPLY=$result$rest
}

readonly JSON_TOKEN='^[[:space:]]*(\[|\]|\{|\}|:|,|"(\\["\\/bfnrt]|\\u[0-9a-fA-F]{4}|[^"\\])*"|[a-z]+|-?[0-9][0-9.eE+-]*)'
JSON_REST='' # what is still to be read

# json_next: TOKEN is the next token of JSON_REST, empty at its end. Returns 1 where there is none.
json_next() {
  TOKEN=
  if [[ $JSON_REST =~ $JSON_TOKEN ]]; then
    TOKEN=${BASH_REMATCH[1]}
    JSON_REST=${JSON_REST:${#BASH_REMATCH[0]}}
    return 0
  fi
  [[ $JSON_REST != *[![:space:]]* ]]
}

# json_list TEXT: LIST is what a JSON list of texts and numbers holds; null stands for an empty list.
json_list() {
  JSON_REST=$1
  LIST=()
  while json_next && [[ $TOKEN ]]; do
    case $TOKEN in
      '[' | ']' | , | null) ;;
      \"*) json_text "$TOKEN" && LIST+=("$REPLY") ;;
      '{' | '}' | :) return 1 ;;
      *) LIST+=("$TOKEN") ;;
    esac
  done
}

# json_parameters TEXT FUNCTION: calls the function with key and value of each entry of a parameters file, a list of
# {"ParameterKey": …, "ParameterValue": …}; an entry with "UsePreviousValue": true has the third argument "previous".
# Returns 1 where the text is no such list.
json_parameters() {
  local name key value kept
  JSON_REST=$1
  json_next && [[ $TOKEN == '[' ]] || return 1
  json_next || return 1
  while [[ $TOKEN == '{' ]]; do
    key='' value='' kept=''
    json_next || return 1
    while [[ $TOKEN == \"* ]]; do
      json_text "$TOKEN"
      name=$REPLY
      json_next && [[ $TOKEN == : ]] || return 1
      json_next || return 1
      case $name:$TOKEN in
        ParameterKey:\"*) json_text "$TOKEN" && key=$REPLY ;;
        ParameterValue:\"*) json_text "$TOKEN" && value=$REPLY ;;
        ParameterValue:[0-9-]* | ParameterValue:true | ParameterValue:false) value=$TOKEN ;;
        UsePreviousValue:true) kept=previous ;;
        UsePreviousValue:false) ;;
        *) return 1 ;;
      esac
      json_next || return 1
      [[ $TOKEN == , ]] || break
      json_next && [[ $TOKEN == \"* ]] || return 1
    done
    [[ $TOKEN == '}' && $key ]] || return 1
    "$2" "$key" "$value" "$kept"
    json_next || return 1
    [[ $TOKEN == , ]] || break
    json_next && [[ $TOKEN == '{' ]] || return 1
  done
  [[ $TOKEN == ']' ]] && json_next && [[ -z $TOKEN ]]
}
