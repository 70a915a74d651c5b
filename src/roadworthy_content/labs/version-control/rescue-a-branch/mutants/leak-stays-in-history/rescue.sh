#!/usr/bin/env bash
# Rescue main and feature/typing-indicator. Run inside the broken repository.
set -euo pipefail

topic=feature/typing-indicator

fail() {
  printf 'rescue.sh: %s\n' "$1" >&2
  exit 1
}

if git show-ref --verify --quiet "refs/heads/$topic"; then
  echo "nothing to rescue: $topic is here"
  exit 0
fi

# Look before touching anything: where main was before the reset ...
lost_main=$(git rev-parse --verify --quiet 'main@{1}') || fail 'the reflog of main does not reach back far enough'
git merge-base --is-ancestor main "$lost_main" || fail 'main has moved on since the accident; look at it by hand'

# ... and where HEAD was just before it left the branch for the last time. The reflog has the newest entry first.
tip=$(git reflog show --format='%H %gs' HEAD | awk -v left="checkout: moving from $topic to " '
  leaving && !found { print $1; found = 1 }
  index($0, left)   { leaving = 1 }')
[[ $tip ]] || fail "the reflog does not know $topic"

# Replay it where nobody's edits are in the way.
scratch=$(mktemp -d)
cleanup() {
  git worktree remove --force "$scratch/tree" 2>/dev/null || true
  rm -rf "$scratch"
}
trap cleanup EXIT
git worktree add --quiet --detach "$scratch/tree" "$lost_main"

git rev-list --reverse --no-merges "$lost_main..$tip" | while read -r commit; do
  git -C "$scratch/tree" cherry-pick --allow-empty "$commit" >/dev/null
done
rescued=$(git -C "$scratch/tree" rev-parse HEAD)

# --keep refuses to overwrite what is not committed, where --hard would not ask.
git reset --quiet --keep "$lost_main"
git branch "$topic" "$rescued"
