#!/usr/bin/env bash
# Gives each bot an environment of its own: install.sh WHEELHOUSE TARGET
set -euo pipefail

wheelhouse=${1:?usage: install.sh WHEELHOUSE TARGET}
target=${2:?usage: install.sh WHEELHOUSE TARGET}
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)

fill() { # NAME: install what NAME.txt says; leave nothing behind if that fails
  local place=$target/$1
  python -m pip --disable-pip-version-check --python "$place/bin/python" install --quiet \
    --find-links "$wheelhouse" --require-hashes --requirement "$here/$1.txt" && return
  rm -rf -- "$place"
  echo "install.sh: $1 could not be installed" >&2
  return 1
}

mkdir -p -- "$target"
rm -rf -- "$target/greeter" "$target/archiver"
python -m venv --without-pip -- "$target/greeter"
fill greeter
python -m virtualenv --quiet --no-pip --no-download -- "$target/archiver"
fill archiver
