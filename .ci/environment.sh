# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The environment that ./run and ./test share; sourced, not run.
#
#   environment LOCK    make .venv from a lock file, or leave it alone where it is complete already
#
# Every file that enters .venv is checked against a hash of the lock. So the project itself is not
# built and installed, which would fetch a build backend and what it needs past the lock: a .pth
# line puts src/ on the path and two lines of bash are the command. That works alike with uv and
# pip, and an editable installation comes to the same. pyproject.toml is therefore no part of what
# makes an environment stale; that its dependencies stand in the lock is a test's business.

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
venv=$project/.venv
stamp=$venv/complete # written last: an environment without it was never finished
unset PYTHONHOME PYTHONPATH # another environment's packages do not belong in this one

say() { printf '%s\n' "$*" >&2; }

die() {
  say "$@"
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

environment() {
  {
    if has flock && ! flock -n 9; then
      say "waiting for another ./run or ./test that is making the environment"
      flock 9
    fi
    complete "$1" || make_environment "$1"
  } 9<"$project/.ci/environment.sh"
}

complete() {
  local now
  now=$(fingerprint "$1" 2>/dev/null) && grep -qxF "$now" "$stamp" 2>/dev/null
}

# What an environment is made of: a Python, a place, this file and a lock.
fingerprint() {
  "$venv/bin/python" -IS -c '
import hashlib, pathlib, sys
parts = [sys.version, sys.argv[1], *(pathlib.Path(path).read_text() for path in sys.argv[2:])]
print(hashlib.sha256("\0".join(parts).encode()).hexdigest())
' "$project" "$project/.ci/environment.sh" "$project/$1"
}

make_environment() {
  local python
  python=$(find_python) || die "foedus needs Python 3.11 or newer, with its venv module where uv" \
    "is not there; no such Python is on the PATH (Debian: apt-get install python3 python3-venv)"
  say "making .venv from $1 with $python (once; this takes minutes)"
  { fill "$python" "$1" && connect && mark "$1"; } ||
    die "the environment could not be made: see the messages above, then run this again"
}

# Print the path of the first Python that is new enough and, without uv, can make an environment.
find_python() {
  local name needs="venv, ensurepip"
  if has uv; then needs="venv"; fi
  for name in python3 python3.15 python3.14 python3.13 python3.12 python3.11; do
    "$name" -c "
import sys
if sys.version_info < (3, 11): sys.exit(1)
import $needs
print(sys.executable)
" 2>/dev/null && return
  done
  has uv && uv python find -q '>=3.11' 2>/dev/null
}

# Make .venv anew with a Python and fill it from a lock: by uv where there is one, else by pip.
fill() {
  if has uv; then
    rm -rf "$venv"
    uv venv -q --python "$1" "$venv" &&
      uv pip install -q --compile-bytecode --python "$venv/bin/python" --require-hashes -r "$project/$2" &&
      return
    say "uv did not manage; trying pip"
  fi
  rm -rf "$venv"
  "$1" -m venv "$venv" &&
    "$venv/bin/python" -m pip install -qq --no-input --disable-pip-version-check \
      --require-hashes -r "$project/$2"
}

# Put the project itself into the environment, compiled as pip and uv compile what they install: some
# users forbid Python to write bytecode, and every command would start seconds later.
connect() {
  local packages
  packages=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))') &&
    printf '%s\n' "$project/src" >"$packages/foedus.pth" || return
  # -P: a file of the user's in the current folder is not a module of the program.
  cat >"$venv/bin/foedus" <<COMMAND
#!/usr/bin/env bash
exec $(printf '%q' "$venv/bin/python") -P -m foedus "\$@"
COMMAND
  chmod +x "$venv/bin/foedus" && "$venv/bin/python" -m compileall -q "$project/src"
}

# Write down what the environment is complete for. The development lock holds every pin of the
# other lock, so it serves ./run as well.
mark() {
  { fingerprint requirements.lock && fingerprint "$1"; } >"$stamp"
}
