#!/usr/bin/env bash
# Posts a report as a comment on a pull request, or updates the comment of an earlier run. Variables:
#
#   REPORT      Markdown file
#   REPOSITORY  OWNER/NAME
#   NUMBER      number of the pull request
#   GH_TOKEN    token with write access to pull requests
set -euo pipefail

marker='<!-- rolewright -->'
body=$(mktemp)
trap 'rm -f "$body"' EXIT
{
    echo "$marker"
    cat "$REPORT"
} >"$body"
comments=repos/$REPOSITORY/issues/$NUMBER/comments
earlier=$(gh api --paginate "$comments" \
    --jq ".[] | select(.user.type == \"Bot\" and (.body | startswith(\"$marker\"))) | .id" | sed -n 1p)
if [ -n "$earlier" ]; then
    gh api --silent --method PATCH "repos/$REPOSITORY/issues/comments/$earlier" --field "body=@$body"
else
    gh api --silent --method POST "$comments" --field "body=@$body"
fi
