#!/usr/bin/env bash
# Set this checkout up for one purpose: run, test, fonts, bench or lock. Done once, then remembered by a stamp.
#
# Debian packages (packaging/debian.txt) are installed when this runs as root; otherwise the one command
# to paste is printed. Python packages come from the lock file of the purpose, each checked by its hash,
# into an environment of this checkout: nothing outside it is changed.
set -euo pipefail
cd "$(dirname "$0")/.."
unset PYTHONHOME PYTHONPATH

purpose=${1:-run}
case $purpose in
run | test) environment=.venv lock=requirements-dev.lock ;;
fonts) environment=build/fonts lock=packaging/requirements-fonts.lock ;;
bench) environment=build/bench lock=bench/requirements.lock ;;
lock) environment=build/lock lock=packaging/requirements-lock.lock ;;
*) echo "setup.sh: run, test, fonts, bench or lock, not \"$purpose\"" >&2 && exit 2 ;;
esac

say() { echo "set-up: $*" >&2; }

stamp=$environment/set-up-$purpose
recipe=$(cat packaging/setup.sh packaging/debian.txt "$lock" | sha256sum | cut -d ' ' -f 1)
if [[ -e $stamp && $(<"$stamp") == "$recipe" ]] && "$environment/bin/python" -c "" 2>/dev/null; then
    exit 0
fi

find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3.11 python3 python3.12 python3.13; do
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
}

# The Debian packages this purpose still lacks, one a line. Everything that runs needs what "run" needs.
missing_packages() {
    local wanted python package
    wanted=$(awk -v purpose="$purpose" \
        '$1 == purpose || ($1 == "run" && (purpose == "test" || purpose == "bench")) { print $2 }' packaging/debian.txt)
    python=$(find_python)
    if [[ -z $python ]]; then
        wanted+=$'\npython3\npython3-venv'
    elif ! "$python" -c "import ensurepip, venv" 2>/dev/null; then
        wanted+=$'\npython3-venv'
    fi
    for package in $wanted; do
        if [[ $(dpkg-query --show --showformat '${Status}' "$package" 2>/dev/null) != "install ok installed" ]]; then
            echo "$package"
        fi
    done
}

install_debian_packages() {
    local missing
    missing=$(missing_packages | tr '\n' ' ')
    missing=${missing% }
    if [[ -z $missing ]]; then
        return
    fi
    if [[ $(id -u) != 0 ]]; then
        say "these Debian packages are missing. Please run, then try again:"
        echo "    sudo apt-get update && sudo apt-get install -y --no-install-recommends $missing" >&2
        exit 1
    fi
    say "installing Debian packages: $missing"
    export DEBIAN_FRONTEND=noninteractive
    # A foreign source that does not answer is no reason to stop: the install below tells.
    apt-get update -qq </dev/null >/dev/null || say "apt-get update did not succeed for every source"
    # shellcheck disable=SC2086  # one word a package
    apt-get install -y -qq --no-install-recommends $missing </dev/null >/dev/null
}

if command -v dpkg-query >/dev/null; then
    install_debian_packages
else
    say "no Debian here: the libraries of packaging/debian.txt have to be present already"
fi

python=$(find_python)
if [[ -z $python ]]; then
    say "Python 3.11 to 3.13 is needed and was not found; name one with PYTHON=/path/to/python3.11"
    exit 1
fi

if ! "$environment/bin/python" -m pip --version >/dev/null 2>&1; then
    say "making the virtual environment $environment with $("$python" --version)"
    mkdir -p "$(dirname "$environment")"
    "$python" -m venv --clear "$environment"
fi
say "installing the Python packages of $lock"
"$environment/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
    --require-hashes -r "$lock" </dev/null
echo "$recipe" >"$stamp"
