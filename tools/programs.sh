#!/bin/sh
# Programs that the tests in tests/external/SUITE run. Missing ones are installed from Debian by root.
#   sh tools/programs.sh dns|fetch|pipelines|snippets|tools
set -eu
PATH=$PATH:/usr/sbin:/sbin:/lib/systemd
case "$1" in
dns) programs="named:bind9 named-checkzone:bind9-utils nsd:nsd nsd-checkzone:nsd knotd:knot
    kzonecheck:knot-dnssecutils unbound:unbound dnsmasq:dnsmasq-base" ;;
fetch) programs="kubectl:kubernetes-client" ;;
pipelines) programs="rsyslogd:rsyslog journalctl:systemd systemd-journal-remote:systemd-journal-remote
    kubectl:kubernetes-client parallel:parallel zstd:zstd tail:coreutils" ;;
snippets) programs="gawk:gawk mawk:mawk busybox:busybox lua5.1:lua5.1 lua5.4:lua5.4 luajit:luajit
    ruby:ruby node:nodejs npm:npm go:golang-go mcs:mono-mcs mono:mono-runtime php:php-cli perl:perl
    jq:jq java:default-jdk-headless pg_ctlcluster:postgresql mariadbd:mariadb-server
    soffice:libreoffice-calc-nogui" ;;
tools) programs="promtool:prometheus ssh:openssh-client chromium:chromium chromedriver:chromium-driver
    npm:npm" ;;
*)
    echo "expected dns, fetch, pipelines, snippets or tools, got '$1'" >&2
    exit 2
    ;;
esac
missing= packages=
for pair in $programs; do
    command -v "${pair%:*}" >/dev/null && continue
    missing="$missing ${pair%:*}"
    packages="$packages ${pair#*:}"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "missing:$missing; on Debian: apt-get install$packages" >&2
    exit 1
fi
echo "installing from Debian:$packages" >&2
# With runlevel 1 no service is started.
export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
apt-get update -qq
# shellcheck disable=SC2086
apt-get install -y -qq --no-install-recommends $packages >/dev/null
