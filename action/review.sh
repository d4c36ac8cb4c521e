#!/usr/bin/env bash
# Lints the policy documents of a Git repository, and compares the access of documents that changed
# since a base commit. Variables:
#
#   FILES       Git pathspecs, one per line
#   BASE        commit to compare with; empty for no comparison
#   FAIL_ON     lowest severity that fails
#   OUT         folder for rolewright.sarif and rolewright.md
#   ROLEWRIGHT  command to run [default: rolewright]
#
# Exit code: 0 no findings; 2 findings; 64 no file matches; otherwise an error. Differences in access
# are reported but don't fail. If GITHUB_OUTPUT is set, the outputs `sarif`, `report` and `code` are
# written and findings exit with 0, so that later steps run.
set -euo pipefail

rolewright=${ROLEWRIGHT:-rolewright}
# A comment can have 65,536 characters.
limit=60000

mkdir -p "$OUT"
OUT=$(cd "$OUT" && pwd)
cd "$(git rev-parse --show-toplevel)"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
nothing='{"Version":"1","Statement":[]}'

pathspecs=()
while IFS= read -r line; do
    if [ -n "$line" ]; then pathspecs+=("$line"); fi
done <<<"$FILES"
if [ ${#pathspecs[@]} -eq 0 ]; then
    echo "error: no pathspec is set" >&2
    echo " help: set \`files\` to the paths of the policy documents" >&2
    exit 64
fi

# Whether it is a regular file; a symbolic link can lead out of the repository.
is_file() {
    [ -f "$1" ] && [ ! -L "$1" ]
}

# Git also lists files that are deleted in the working tree.
documents=()
while IFS= read -r -d '' file; do
    if is_file "$file"; then documents+=("$file"); fi
done < <(git ls-files -z -- "${pathspecs[@]}")

# Prints a file name as Markdown code, without characters that could end it.
shown() {
    printf '<code>%s</code>' "$(printf '%s' "$1" | tr -d '\000-\037' | tr '<>&`|' '?')"
}

lint() {
    "$rolewright" policy lint --fail-on "$FAIL_ON" --output "$1" -- "${documents[@]}"
}

# Appends the access diff of before.json and after.json, under the name of the file.
compare() {
    local code=0
    (cd "$work" && "$rolewright" policy diff --access before.json after.json --output markdown) \
        >"$work/diff.md" || code=$?
    case $code in
    0) return ;;
    2) tail -n +2 "$work/diff.md" >"$work/body.md" ;;
    *) printf '\nNot compared: one of the versions is not a policy that can be attached.\n' \
        >"$work/body.md" ;;
    esac
    printf '\n#### Access in %s\n' "$(shown "$1")" >>"$OUT/rolewright.md"
    cat "$work/body.md" >>"$OUT/rolewright.md"
}

: >"$OUT/rolewright.md"
code=0
if [ ${#documents[@]} -gt 0 ]; then
    lint sarif >"$OUT/rolewright.sarif" || code=$?
    if [ "$code" -ne 0 ] && [ "$code" -ne 2 ]; then exit "$code"; fi
    lint markdown >"$OUT/rolewright.md" || [ $? -eq 2 ]
fi

changed=0
if [ -n "$BASE" ]; then
    git cat-file -e "$BASE^{commit}" 2>/dev/null ||
        git fetch --quiet --no-tags --depth=1 origin "$BASE"
    git diff -z --name-status --diff-filter=ADMR --find-renames "$BASE" -- "${pathspecs[@]}" \
        >"$work/changes"
    while IFS= read -r -d '' status && IFS= read -r -d '' old; do
        changed=1
        new=$old
        case $status in R*) IFS= read -r -d '' new ;; esac
        if [ "$status" = D ]; then
            echo "$nothing" >"$work/after.json"
        elif is_file "$new"; then
            cat -- "$new" >"$work/after.json"
        else
            continue
        fi
        if [ "$status" = A ]; then
            echo "$nothing" >"$work/before.json"
        else
            git show "$BASE:$old" >"$work/before.json"
        fi
        compare "$new"
    done <"$work/changes"
fi

if [ ${#documents[@]} -eq 0 ] && [ "$changed" -eq 0 ]; then
    echo "error: no file matches ${pathspecs[*]}" >&2
    echo " help: set \`files\` to the paths of the policy documents" >&2
    exit 64
fi
if [ "$(wc -c <"$OUT/rolewright.md")" -gt "$limit" ]; then
    head -c "$limit" "$OUT/rolewright.md" >"$work/short.md"
    printf '\n\n_The report exceeds the size limit of a comment and is truncated._\n' >>"$work/short.md"
    mv "$work/short.md" "$OUT/rolewright.md"
fi
if [ -n "${GITHUB_OUTPUT:-}" ]; then
    {
        if [ -f "$OUT/rolewright.sarif" ]; then echo "sarif=$OUT/rolewright.sarif"; fi
        echo "report=$OUT/rolewright.md"
        echo "code=$code"
    } >>"$GITHUB_OUTPUT"
    cat "$OUT/rolewright.md" >>"$GITHUB_STEP_SUMMARY"
    exit
fi
exit "$code"
