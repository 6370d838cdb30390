# shellcheck shell=bash
# Packages: files of the configuration that are uploaded, and the parameters that name their place.

# One row of packages.tsv: a file, or what is packed into one first, and the parameters for bucket and key.
package_row() {
  local bucket_parameter=$1 key_parameter=$2 address=$3 source=$4 file=$5 packs=$6 packed=$7 excludes=$8 packed_at=$9
  if [[ -z ${GIVEN[$bucket_parameter]-} && -z ${KEPT[$bucket_parameter]-} ]]; then
    VALUE["$bucket_parameter"]=$BUCKET
  fi
  [[ -z ${GIVEN[$key_parameter]-} && -z ${KEPT[$key_parameter]-} ]] || return 0
  case $packs in
    '')
      [[ $file ]] || fail "$EXIT_STEP" "$address ($source): which file it is is not known to the scripts" \
        "upload it, and give $bucket_parameter and $key_parameter"
      step_file "$file" "$address ($source)"
      upload "$REPLY" "${file##*/}"
      ;;
    file | folder)
      step_file "$packed" "$address ($source)"
      upload_packed "$packs" "$REPLY" "$excludes"
      ;;
    *)
      fail "$EXIT_STEP" "$address ($source): $packed_at packs texts of the configuration, which the scripts do not know" \
        "make the archive, upload it, and give $bucket_parameter and $key_parameter"
      ;;
  esac
  VALUE["$key_parameter"]=$REPLY
}

# upload_packed KIND PATH EXCLUDES: packs a file or a folder and uploads it. The key is the hash of what is in it: an
# archive's own bytes hold times, and would be another one with every run. REPLY is the key.
upload_packed() {
  local folder=$2 names=() name hashes='' mode key
  if [[ $1 == file ]]; then
    folder=$(dirname -- "$2")
    names=("${2##*/}")
  else
    while IFS= read -r -d '' name; do
      is_excluded "${name#./}" "$3" || names+=("${name#./}")
    done < <(cd -- "$folder" && find . -type f -print0 | LC_ALL=C sort -z)
  fi
  ((${#names[@]})) || fail "$EXIT_STEP" "there is no file to pack in $folder"
  for name in "${names[@]}"; do
    file_hash "$folder/$name"
    mode=-
    [[ ! -x $folder/$name ]] || mode=x
    hashes+="$REPLY $mode $name"$'\n'
  done
  printf '%s' "$hashes" >"$WORK/packed"
  file_hash "$WORK/packed"
  key=$STACK_NAME/packages/$REPLY.zip
  if ! aws_call s3api head-object --bucket "$BUCKET" --key "$key"; then
    command -v zip >/dev/null || fail "$EXIT_USAGE" "the program zip is needed to pack $2" "install it"
    rm -f -- "$WORK/package.zip"
    (cd -- "$folder" && printf '%s\n' "${names[@]}" | zip -q -X -@ "$WORK/package.zip") ||
      fail "$EXIT_STEP" "cannot pack $2" "see what zip says"
    aws_call s3api put-object --bucket "$BUCKET" --key "$key" --body "$WORK/package.zip" || fail_bucket s3:PutObject
  fi
  REPLY=$key
}

# is_excluded NAME PATTERNS: whether one of the patterns (between tabs) is the name, a folder above it, or matches it.
is_excluded() {
  local pattern patterns=()
  [[ $2 ]] || return 1
  split_row "$2"
  patterns=("${FIELDS[@]}")
  for pattern in "${patterns[@]}"; do
    pattern=${pattern//'**/'/*}
    # shellcheck disable=SC2053 # a pattern
    [[ $1 != $pattern && $1 != "${pattern%/}"/* ]] || return 0
  done
  return 1
}

upload_packages() {
  each_row packages package_row
}
