#!/bin/sh
# Installs the command rolewright: downloads the archive for this platform, verifies its SHA-256, and
# puts the binary into a folder. Nothing else is changed.
#
#   sh install.sh [--to DIR] [--version VERSION]
#
# Needs curl or wget, and sha256sum, shasum or openssl. ROLEWRIGHT_DOWNLOADS is the address of a
# mirror: a folder with the files of one release.
set -eu

RELEASES=https://github.com/rolewright/rolewright/releases

fail() {
    echo "error: $1" >&2
    echo " help: $2" >&2
    exit "${3:-1}"
}

usage() {
    echo "usage: install.sh [--to DIR] [--version VERSION]"
    echo
    echo "  --to DIR           folder for the binary [default: ~/.local/bin]"
    echo "  --version VERSION  release to install, for example 0.1.0 [default: the latest]"
}

has() {
    command -v "$1" >/dev/null 2>&1
}

# The target triple of this platform.
platform() {
    system=$(uname -s)
    machine=$(uname -m)
    case $machine in
    x86_64 | amd64) machine=x86_64 ;;
    aarch64 | arm64) machine=aarch64 ;;
    *) system=unknown ;;
    esac
    case $system in
    Linux) echo "$machine-unknown-linux-musl" ;;
    Darwin) echo "$machine-apple-darwin" ;;
    *)
        fail "there is no binary for $(uname -s) on $(uname -m)" \
            "build it: cargo install --locked rolewright-cli"
        ;;
    esac
}

# Downloads $1 to the file $2. Plain HTTP is for this machine only.
download() {
    case $1 in
    https://*) protocols='=https' ;;
    http://127.0.0.1:* | http://localhost:*) protocols='=http,https' ;;
    *) fail "\`$1\` is not an https address" "set ROLEWRIGHT_DOWNLOADS to an https address" ;;
    esac
    if has curl; then
        curl --fail --silent --show-error --location --proto "$protocols" \
            --connect-timeout 20 --output "$2" "$1" && return
    elif has wget; then
        wget -q -T 20 -O "$2" "$1" && return
    else
        fail "neither curl nor wget is installed" "install one of them"
    fi
    fail "\`$1\` can't be downloaded" "check the network, the proxy and the version"
}

sha256() {
    if has sha256sum; then
        sha256sum "$1" | cut -d ' ' -f 1
    elif has shasum; then
        shasum -a 256 "$1" | cut -d ' ' -f 1
    elif has openssl; then
        openssl dgst -sha256 -r "$1" | cut -d ' ' -f 1
    else
        fail "the checksum can't be verified" "install sha256sum, shasum or openssl"
    fi
}

# Everything is in a function, so that a partly downloaded script does nothing.
main() {
    to=
    downloads=${ROLEWRIGHT_DOWNLOADS:-$RELEASES/latest/download}
    while [ $# -gt 0 ]; do
        case $1 in
        --help)
            usage
            exit
            ;;
        --to | --version)
            [ -n "${2:-}" ] || fail "\`$1\` needs a value" "run it with --help" 64
            case $1 in
            --to) to=$2 ;;
            --version) downloads=${ROLEWRIGHT_DOWNLOADS:-$RELEASES/download/v${2#v}} ;;
            esac
            shift
            ;;
        *) fail "\`$1\` is not an option" "run it with --help" 64 ;;
        esac
        shift
    done
    if [ -z "$to" ]; then
        [ -n "${HOME:-}" ] || fail "HOME is not set" "name a folder with --to" 64
        to=$HOME/.local/bin
    fi

    target=$(platform)
    archive=rolewright-$target.tar.gz
    [ ! -d "$to/rolewright" ] ||
        fail "\`$to/rolewright\` is a folder" "name another folder with --to"
    # In the same folder, so that the last step is a rename.
    mkdir -p "$to" 2>/dev/null || true
    work=$(mktemp -d "$to/.rolewright-XXXXXX" 2>/dev/null) ||
        fail "\`$to\` is not a writable folder" "name another folder with --to"
    trap 'rm -rf "$work"' EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM

    download "$downloads/SHA256SUMS" "$work/SHA256SUMS"
    download "$downloads/$archive" "$work/$archive"
    expected=$(awk -v name="$archive" '$2 == name || $2 == "*" name { print $1 }' "$work/SHA256SUMS")
    [ -n "$expected" ] ||
        fail "the release has no checksum of \`$archive\`" "choose another release with --version"
    actual=$(sha256 "$work/$archive")
    [ "$actual" = "$expected" ] ||
        fail "\`$archive\` has the SHA-256 $actual instead of $expected" \
            "download it again; if the error persists, report it and don't use the file"

    tar -xzf "$work/$archive" -C "$work" rolewright ||
        fail "\`$archive\` can't be unpacked" "check that tar and gzip are installed"
    chmod 755 "$work/rolewright"
    version=$("$work/rolewright" --version) ||
        fail "the binary for $target does not run here" \
            "build it: cargo install --locked rolewright-cli"
    mv -f "$work/rolewright" "$to/rolewright" ||
        fail "\`$to/rolewright\` can't be replaced" "name another folder with --to"

    echo "Installed $version as $to/rolewright."
    case ":$PATH:" in
    *":$to:"*) ;;
    *) echo "Add $to to PATH to run it by name." ;;
    esac
    echo "Shell completions: rolewright completions --help"
}

main "$@"
