#!/bin/sh
# Make this machine able to run KaryaSetu: packages of the distribution, then the virtual environment.
#   bootstrap.sh base        what `make run` needs
#   bootstrap.sh dev         what `make test` and `make check` need besides
#   bootstrap.sh look        say what is missing and the line that mends it, and change nothing
set -eu

want=${1:-base}
began=$(date +%s)
here=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
venv=${KS_VENV:-$here/.venv}

missing=""
need() { # need PACKAGE COMMAND...
    package=$1
    shift
    "$@" >/dev/null 2>&1 || missing="$missing $package"
}
postgres_is_there() { ls /usr/lib/postgresql/1[5-9]/bin/postgres; }
rabbitmq_is_there() { test -x /usr/lib/rabbitmq/bin/rabbitmq-server && command -v epmd; }
nginx_is_there() { test -x /usr/sbin/nginx || command -v nginx; }
python_is_there() { python3 -c 'import ensurepip, venv'; }
certificates_are_there() { test -e /etc/ssl/certs/ca-certificates.crt; }
library_is_there() { /sbin/ldconfig -p | grep -q "$1"; }
libfaketime_is_there() { ls /usr/lib/*/faketime/libfaketime.so.1; }
fonts_are_there() { ls /usr/share/fonts/truetype/noto/NotoSansDevanagari-Regular.ttf; }

need postgresql postgres_is_there
need rabbitmq-server rabbitmq_is_there
need nginx nginx_is_there
need python3-venv python_is_there
need ca-certificates certificates_are_there
need libpangoft2-1.0-0 library_is_there libpangoft2-1.0
need libharfbuzz-subset0 library_is_there libharfbuzz-subset
need fonts-noto-core fonts_are_there
if [ "$want" = dev ]; then
    need chromium-headless-shell command -v chromium-headless-shell
    need libatomic1 library_is_there libatomic.so.1
    need nodejs command -v node
    need npm command -v npm
    need iproute2 command -v ip
    need faketime libfaketime_is_there
fi

downloads=0
download() { # download COMMAND...: its seconds are counted apart
    since=$(date +%s)
    "$@" || return
    downloads=$((downloads + $(date +%s) - since))
}
packages() { # packages fetch|install PACKAGE...
    $sudo sh "$here/deploy/local/packages.sh" "$@"
}

if [ -n "$missing" ]; then
    line="sudo apt-get update && sudo apt-get install -y --no-install-recommends$missing"
    if [ "$want" = look ]; then
        echo "  ✗ not installed:$missing" >&2
        echo "      $line" >&2
        exit 1
    fi
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "Missing:$missing. Install them with this system's package manager, then try again." >&2
        exit 1
    elif [ "$(id -u)" = 0 ]; then
        sudo=""
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        sudo="sudo"
    elif command -v sudo >/dev/null 2>&1 && [ -t 0 ]; then
        sudo="sudo"
        echo "Missing:$missing. sudo asks for your password. If you may not use it, the line for an administrator:" >&2
        echo "  $line" >&2
    else
        echo "Missing:$missing. They need an administrator. The line to run:" >&2
        echo "  $line" >&2
        exit 1
    fi
    echo "  installing$missing" >&2
    log=${TMPDIR:-/tmp}/karyasetu-apt.$$.log
    # shellcheck disable=SC2086 # The list is meant to fall into words.
    { download packages fetch $missing && packages install $missing; } >"$log" 2>&1 || {
        tail -20 "$log" >&2
        echo "The packages could not be installed. The line to run:" >&2
        echo "  $line" >&2
        exit 1
    }
    rm -f "$log"
fi

python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Python 3.11 or newer is needed; this machine has $(python3 --version)." >&2
    exit 1
}

is_installed() { # is_installed SET
    [ "$(cat "$venv/$1.installed" 2>/dev/null || true)" = "$(cksum <"$here/requirements/$1.lock")" ]
}
if [ "$want" = look ]; then
    if is_installed base || is_installed dev; then exit 0; fi
    echo "  ✗ the Python packages are not installed" >&2
    echo "      make run" >&2
    exit 1
fi
build_node() { # The portal in the tests and the validator of pages stand on libraries for Node.
    from=$here/tests/node
    to=$here/build/node
    if [ "$(cat "$to/installed" 2>/dev/null || true)" = "$(cksum <"$from/package-lock.json")" ]; then return; fi
    echo "  installing the libraries for Node" >&2
    mkdir -p "$to"
    cp "$from/package.json" "$from/package-lock.json" "$to"
    download npm --prefix "$to" ci --silent --no-audit --no-fund --ignore-scripts || {
        echo "The libraries for Node could not be installed. Is a package registry reachable? The line to run:" >&2
        echo "  cd $to && npm ci" >&2
        exit 1
    }
    cksum <"$from/package-lock.json" >"$to/installed"
}
if [ "$want" = dev ]; then build_node; fi
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
if is_installed "$want"; then exit 0; fi
# The developers' set holds the whole base set.
if [ "$want" = base ] && is_installed dev; then exit 0; fi

locked() { # locked COMMAND OPTION...: pip on the locked packages
    "$venv/bin/python" -m pip "$@" -qq --disable-pip-version-check --no-input \
        --require-hashes --no-deps --only-binary :all: -r "$here/requirements/$want.lock"
}
echo "  installing Python packages ($want)" >&2
wheels=$(mktemp -d)
trap 'rm -rf "$wheels"' EXIT
trap 'exit 1' HUP INT TERM
{ download locked download --dest "$wheels" && locked install --no-index --find-links "$wheels"; } || {
    echo "The Python packages could not be installed. Is a package index reachable? The line to run:" >&2
    echo "  $venv/bin/python -m pip install --require-hashes -r requirements/$want.lock" >&2
    exit 1
}
took=$(($(date +%s) - began))
echo "  installed in $took s, of these $downloads s downloads" >&2
if [ "$want" = base ] && [ ! -e "$venv/base.installed" ] && [ ! -e "$venv/dev.installed" ]; then
    echo "$took $downloads" >"$venv/fresh" # `make run` adds its own time.
fi
cksum <"$here/requirements/$want.lock" >"$venv/$want.installed"
