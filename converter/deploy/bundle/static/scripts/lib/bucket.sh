# shellcheck shell=bash
# The bucket that CloudFormation reads the templates from, and the templates in it.

BUCKET=''
MAIN_URL='' # the main template in the bucket

readonly BODY_LIMIT=1000000 # bytes of a template in a bucket ("Understand CloudFormation quotas")

# file_hash FILE: REPLY is the SHA-256 of its content.
file_hash() {
  if command -v sha256sum >/dev/null; then
    REPLY=$(sha256sum <"$1")
  elif command -v shasum >/dev/null; then
    REPLY=$(shasum -a 256 <"$1")
  else
    REPLY=$(openssl dgst -sha256 -r <"$1")
  fi
  REPLY=${REPLY%% *}
}

# check_sizes: no template is larger than CloudFormation reads.
check_sizes() {
  local file size
  for file in "$TEMPLATES"/*.yaml; do
    size=$(wc -c <"$file")
    if ((size > BODY_LIMIT)); then
      fail "$EXIT_TOO_LARGE" "templates/${file##*/} has $((size)) bytes, and CloudFormation reads $BODY_LIMIT at most" \
        "divide the stack: see [layout] in tf2cfn.toml"
    fi
  done
}

# bucket_in_place NAME: the bucket that the user names, or one of this account's own, made where it is missing.
bucket_in_place() {
  local own=''
  BUCKET=$1
  if [[ -z $BUCKET ]]; then
    BUCKET=tf2cfn-$ACCOUNT-$REGION
    own=yes
  fi
  if aws_call s3api head-bucket --bucket "$BUCKET" --expected-bucket-owner "$ACCOUNT"; then
    protect_bucket "$own"
    return
  fi
  case $ERROR_CODE in
    404 | NoSuchBucket) ;;
    403 | AccessDenied | Forbidden)
      fail "$EXIT_BUCKET" "bucket $BUCKET: not permitted (s3:ListBucket), or it belongs to another account" \
        "let ${CALLER:-the caller} use it, or name another one with --bucket"
      ;;
    *) fail_call "bucket $BUCKET" "$EXIT_BUCKET" ;;
  esac
  say "making bucket $BUCKET: encrypted, without public access"
  local place=()
  [[ $REGION == us-east-1 ]] || place=(--create-bucket-configuration "LocationConstraint=$REGION")
  aws_call s3api create-bucket --bucket "$BUCKET" "${place[@]}" || [[ $ERROR_CODE == BucketAlreadyOwnedByYou ]] ||
    fail_bucket s3:CreateBucket
  protect_bucket yes
}

# protect_bucket OWN: a bucket of ours is encrypted and without public access; the block of public access is set last, so
# that a run that was killed between the two is made good.
protect_bucket() {
  aws_call s3api get-public-access-block --bucket "$BUCKET" && return
  if [[ -z $1 ]]; then
    [[ $ERROR_CODE != NoSuchPublicAccessBlockConfiguration ]] || warn "bucket $BUCKET does not block public access"
    return
  fi
  aws_call s3api put-bucket-encryption --bucket "$BUCKET" --server-side-encryption-configuration \
    '{"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}' ||
    fail_bucket s3:PutEncryptionConfiguration
  aws_call s3api put-public-access-block --bucket "$BUCKET" --public-access-block-configuration \
    BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true ||
    fail_bucket s3:PutBucketPublicAccessBlock
}

# fail_bucket PERMISSION: the last call on the bucket failed.
fail_bucket() {
  if is_permission_error; then
    fail "$EXIT_BUCKET" "bucket $BUCKET: $1 is not permitted: $ERROR_TEXT" \
      "let ${CALLER:-the caller} do this, or name a bucket that is there with --bucket"
  fi
  fail_call "bucket $BUCKET" "$EXIT_BUCKET"
}

# object_url KEY: REPLY is the address that CloudFormation reads.
object_url() {
  url_suffix
  REPLY=https://$BUCKET.s3.$REGION.$REPLY/$1
}

# upload FILE NAME: puts a file under its content's hash, once. REPLY is its key.
upload() {
  file_hash "$1"
  local key=$STACK_NAME/templates/$REPLY/$2
  aws_call s3api put-object --bucket "$BUCKET" --key "$key" --body "$1" --if-none-match '*' || is_there_already ||
    fail_bucket s3:PutObject
  REPLY=$key
}

# is_there_already: whether the last call was refused because its condition does not hold.
is_there_already() {
  case $ERROR_CODE in
    PreconditionFailed | ConditionalRequestConflict | 412 | 409) ;;
    *) return 1 ;;
  esac
}

# upload_templates: the nested templates, then the main template with their addresses in it.
upload_templates() {
  local file text name
  text=$(<"$TEMPLATES/main-stack.yaml")
  for file in "$TEMPLATES"/*-stack.yaml; do
    name=${file##*/}
    [[ $name != main-stack.yaml && $text == *"TemplateURL: \"./$name\""* ]] || continue
    upload "$file" "$name"
    object_url "$REPLY"
    text=${text//"TemplateURL: \"./$name\""/"TemplateURL: \"$REPLY\""}
  done
  printf '%s\n' "$text" >"$WORK/main-stack.yaml"
  upload "$WORK/main-stack.yaml" main-stack.yaml
  object_url "$REPLY"
  # shellcheck disable=SC2034 # the change set names it
  MAIN_URL=$REPLY
}

# ------------------------------------------------------------------------------------------ steps still to be done

# A mark in the bucket says that a deployment began whose later steps are not known to be done. It outlives a run that is
# killed, and the next run does them.
mark_pending() {
  printf 'steps after the deployment are still to be done\n' >"$WORK/pending"
  aws_call s3api put-object --bucket "$BUCKET" --key "$STACK_NAME/pending" --body "$WORK/pending" || fail_bucket s3:PutObject
}

is_pending() {
  aws_call s3api head-object --bucket "$BUCKET" --key "$STACK_NAME/pending"
}

unmark_pending() {
  aws_call s3api delete-object --bucket "$BUCKET" --key "$STACK_NAME/pending" || fail_bucket s3:DeleteObject
}
