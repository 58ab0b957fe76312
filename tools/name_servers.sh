#!/bin/sh
# The name servers that tests/external/dns starts: installed from Debian if one is missing, by root.
set -eu
PATH=$PATH:/usr/sbin:/sbin
missing=
for program in named named-checkzone nsd nsd-checkzone knotd kzonecheck unbound dnsmasq; do
    command -v "$program" >/dev/null || missing="$missing $program"
done
[ -n "$missing" ] || exit 0
packages="bind9 bind9-utils nsd knot knot-dnssecutils unbound dnsmasq-base"
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "missing:$missing; on Debian: apt-get install $packages" >&2
    exit 1
fi
# They are not to be started as services of this machine: a runlevel in which none is.
export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
apt-get update -qq
# shellcheck disable=SC2086
apt-get install -y -qq --no-install-recommends $packages >/dev/null
