# shellcheck shell=bash
# Container images: a service whose image is missing never becomes stable, and CloudFormation waits hours for it.

IMAGES_MISSING=() # what is wrong with each
IMAGES_LATER=''   # yes where an image lies in a repository that the stack does not have yet
declare -A IMAGE_KNOWN=()

readonly ECR_IMAGE='^([0-9]{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?/([^:@]+)(:([^@]+))?(@(.+))?$'

# One row of images.tsv.
check_image() {
  local address=$1 source=$2 comparisons=$3 image=$4 status=0 id parameter=''
  [[ $image != \$\{+([A-Za-z0-9])\} ]] || parameter=${image:2:-1}
  holds "$comparisons" || status=$?
  ((status == 0)) || return 0
  expand plain "$image" || status=$?
  case $status in
    0) image=$REPLY ;;
    1) IMAGES_LATER=yes && return ;;
    *) return 0 ;; # a value that only the stack knows was right before
  esac
  if [[ -z $image ]]; then # an array of bash has no place for an empty key
    IMAGES_MISSING+=("no image for $address ($source)${parameter:+: the parameter $parameter is empty}")
    return 0
  fi
  [[ -z ${IMAGE_KNOWN["$image"]-} ]] || return 0
  if [[ $image =~ $ECR_IMAGE ]]; then
    id=imageTag=${BASH_REMATCH[6]:-latest}
    [[ -z ${BASH_REMATCH[8]} ]] || id=imageDigest=${BASH_REMATCH[8]}
    if aws_call ecr describe-images --registry-id "${BASH_REMATCH[1]}" --region "${BASH_REMATCH[2]}" \
      --repository-name "${BASH_REMATCH[4]}" --image-ids "$id"; then
      IMAGE_KNOWN["$image"]=yes
    elif [[ $ERROR_CODE == *NotFound* ]]; then
      IMAGES_MISSING+=("$image is not there, for $address ($source)")
    elif is_permission_error; then
      warn "$image cannot be checked: $ERROR_TEXT"
    else
      fail_call "image $image" "$EXIT_IMAGES"
    fi
  else
    say "not checked, as it is in no repository of ECR: $image"
    IMAGE_KNOWN["$image"]=yes
  fi
}

# check_images: fills IMAGES_MISSING and IMAGES_LATER.
check_images() {
  IMAGES_MISSING=() IMAGES_LATER=''
  each_row images check_image
}

# warn_images: what a run that carries nothing out would be stopped by.
warn_images() {
  local text
  for text in "${IMAGES_MISSING[@]}"; do
    warn "$text"
  done
}

# fail_images STAGE: images are missing; the stage is the one that makes the repositories.
fail_images() {
  local text
  say "error: images are missing:"
  for text in "${IMAGES_MISSING[@]}"; do
    say "  $text"
  done
  say "  push them (docker push), or correct the parameters, then run again"
  [[ -z $1 ]] || say "  the repositories of this configuration are made by: --stage $1"
  exit "$EXIT_IMAGES"
}
