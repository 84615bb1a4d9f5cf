#!/bin/sh
# As root: packages of the distribution for this machine, whose own services stay as they are.
#   packages.sh fetch PACKAGE...      only download them
#   packages.sh install PACKAGE...    install what was downloaded
set -eu
export DEBIAN_FRONTEND=noninteractive

deed=$1
shift
units="nginx.service rabbitmq-server.service epmd.socket epmd.service"
policy=/usr/sbin/policy-rc.d
clusters=/etc/postgresql-common/createcluster.conf

get() { apt-get install -y -qq --no-install-recommends "$@"; }
is_unit() { test -e "/lib/systemd/system/$1"; }

if [ "$deed" = fetch ]; then
    apt-get update -qq
    get --download-only "$@"
    exit
fi

changed=""
mark="# Until KaryaSetu's packages are installed"
change() { # change FILE: until the end only; of what an end by force left behind the marked one is ours
    if [ -e "$1" ] && [ ! -e "$1.before" ] && ! grep -q "^$mark" "$1"; then cp -p "$1" "$1.before"; fi
    changed="$changed $1"
}
change_back() {
    for file in $changed; do
        if [ -e "$file.before" ]; then mv "$file.before" "$file"; else rm -f "$file"; fi
    done
}
trap change_back EXIT
trap 'exit 1' HUP INT TERM

# Packages start their services, unless this program says that it is not allowed; left behind, it allows everything.
change "$policy"
printf '#!/bin/sh\n%s\n! grep -qs packages.sh /proc/%s/cmdline || exit 101\n' "$mark" $$ >"$policy"
chmod 755 "$policy"

came=""
for unit in $units; do is_unit "$unit" || came="$came $unit"; done

case " $* " in
*" postgresql "*)
    # PostgreSQL makes a cluster for the machine, unless this file says no; it comes with a package of its own.
    get postgresql-common
    change "$clusters"
    printf '%s\ncreate_main_cluster = off\n' "$mark" >>"$clusters"
    ;;
esac
get "$@"

# What came just now shall not start with the machine either.
if command -v systemctl >/dev/null; then
    for unit in $came; do ! is_unit "$unit" || systemctl --quiet disable "$unit"; done
fi
