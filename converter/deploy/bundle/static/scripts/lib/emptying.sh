# shellcheck shell=bash
# Buckets and image repositories, which AWS deletes only when they are empty.

# empty_containers FLAG: with the flag they are emptied, without it one that is not empty ends the run.
empty_containers() {
  local key kind full=()
  for key in "${RESOURCES[@]}"; do
    kind=${EMPTIED_AS[${RESOURCE_TYPE[$key]}]-}
    [[ $kind && ${DELETION[$key]} != Retain* ]] || continue
    physical_id "$key" || continue
    if [[ $1 ]]; then
      "empty_$kind" "$REPLY"
    elif "is_full_$kind" "$REPLY"; then
      full+=("$kind $NAME, ${ORIGIN[$key]}")
    fi
  done
  ((${#full[@]})) || return 0
  say "error: these are not empty, and AWS deletes them only when they are:"
  for key in "${full[@]}"; do
    say "  $key"
  done
  say "  save what is needed, then run again with --empty"
  exit "$EXIT_BLOCKED"
}

is_full_bucket() {
  NAME=$1
  aws_call s3api list-object-versions --bucket "$1" --max-items 1 --output text \
    --query 'length([Versions, DeleteMarkers][][])' || return 1
  REPLY=${REPLY%%[!0-9]*}
  [[ ${REPLY:-0} -gt 0 ]]
}

# Every version and every delete marker, a thousand at a time.
empty_bucket() {
  local list
  say "emptying bucket $1"
  while :; do
    aws_call s3api list-object-versions --bucket "$1" --max-items 1000 --output json \
      --query "{Objects: [Versions, DeleteMarkers][][].{Key: Key, VersionId: VersionId}, Quiet: \`true\`}" ||
      fail_call "emptying bucket $1" "$EXIT_BLOCKED"
    list=$REPLY
    [[ $list == *'"Key"'* ]] || return 0
    json_string "$1"
    aws_request "{\"Bucket\": $REPLY, \"Delete\": $list}" s3api delete-objects || fail_call "emptying bucket $1" "$EXIT_BLOCKED"
  done
}

is_full_repository() {
  NAME=$1
  aws_call ecr list-images --repository-name "$1" --max-items 1 --query 'length(imageIds)' --output text || return 1
  REPLY=${REPLY%%[!0-9]*}
  [[ ${REPLY:-0} -gt 0 ]]
}

# Every image, a hundred at a time.
empty_repository() {
  local list
  say "emptying repository $1"
  while :; do
    aws_call ecr list-images --repository-name "$1" --max-items 100 --query imageIds --output json ||
      fail_call "emptying repository $1" "$EXIT_BLOCKED"
    list=$REPLY
    [[ $list == *'"imageDigest"'* ]] || return 0
    json_string "$1"
    aws_request "{\"repositoryName\": $REPLY, \"imageIds\": $list}" ecr batch-delete-image ||
      fail_call "emptying repository $1" "$EXIT_BLOCKED"
  done
}
