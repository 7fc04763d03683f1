# Shared by the scripts here; they source it after `set -euo pipefail`.
# shellcheck shell=bash

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

# Downloads that are worth keeping between clones.
# shellcheck disable=SC2034 # used by the scripts that source this
cache="${XDG_CACHE_HOME:-$HOME/.cache}/training-licences"

# rustup is asked for what is missing by `scripts/setup` alone, not at every call of cargo.
export RUSTUP_AUTO_INSTALL=0

say() { printf '%s\n' "$*" >&2; }
die() { say "error: $*"; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# Node.js, and the packages of a folder under e2e-tests in the versions of its lock file.
node_packages() {
    scripts/setup --node
    (
        cd "e2e-tests/$1" || exit
        if ! cmp -s package-lock.json node_modules/.lock; then
            say "e2e-tests/$1: npm ci"
            npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2
            cp package-lock.json node_modules/.lock
        fi
    )
}
