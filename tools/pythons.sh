#!/bin/sh
# Prepares a Python that few machines have, for tools/distcheck.py; prints its path.
#   sh tools/pythons.sh 3.13t|musl|aarch64
# In build/pythons, from Debian, on x86-64; as root, since packages are installed. So it is used:
#   make test-dist PYTHONS="$(sh tools/pythons.sh musl)"
# For aarch64, set QEMU_LD_PREFIX=$PWD/build/pythons/aarch64: the libraries are there.
#   3.13t     CPython 3.13, free-threaded
#   musl      CPython 3.13, its libraries, and what it compiles, by musl-gcc
#   aarch64   CPython 3.11 of Debian; qemu runs its machine code, also in child processes
set -eu
kind=$1
# The mirror that this machine's apt uses.
debian=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep '/debian/$' | head -n 1)
debian=${debian%/}
test -n "$debian" || { echo "needs Debian, with a mirror in apt's sources" >&2; exit 1; }
place=$(cd "$(dirname "$0")/.." && pwd)/build/pythons
root=$place/$kind
mkdir -p "$place"
exec 3>&1 >"$place/$kind.log" 2>&1 # What is printed is the path.
trap 'test $? = 0 || { echo "failed; the log is $place/$kind.log" >&3; exit 1; }' EXIT
export DEBIAN_FRONTEND=noninteractive

packages() {
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "$@"
}

# Unpacks Debian's newest source of package $1, and prints the directory.
source_of() {
    index=$place/Sources.xz
    test -s "$index" || wget -qO "$index" $debian/dists/trixie/main/source/Sources.xz
    paths=$(xz -dc "$index" | awk -v package="$1" '
        /^Package: /   { own = $2 == package; }
        /^Files:/      { in_files = 1; next }
        /^[^ ]/        { in_files = 0 }
        own && in_files && $3 ~ /\.orig\.tar\.[gx]z$/ { file = $3 }
        own && /^Directory: / { directory = $2 }
        /^$/ && own && file { print directory "/" file; own = 0 }' | sort -rV)
    unpacked=$place/source/$kind/$1
    rm -rf "$unpacked"
    mkdir -p "$unpacked"
    for path in $paths; do # The newest may not be there yet.
        wget -qO "$unpacked.tar" "$debian/$path" && break
    done
    tar -xf "$unpacked.tar" --strip-components=1 -C "$unpacked"
    echo "$unpacked"
}

# $@: options of configure.
build_python() {
    cd "$(source_of python3.13)"
    ./configure --prefix="$root" --with-ensurepip=install --disable-test-modules "$@"
    make -j"$(nproc)"
    make install
    find "$root" -name test -path '*/lib/python*' -prune -exec rm -rf {} +
}

build_with_musl() {
    # configure refuses a compiler that names another system.
    mkdir -p "$root/bin"
    printf '%s\n' '#!/bin/sh' 'test "$1" = --print-multiarch && exec echo x86_64-linux-musl' \
        'exec musl-gcc "$@"' >"$root/bin/musl-cc"
    chmod +x "$root/bin/musl-cc"
    export CC="$root/bin/musl-cc" CFLAGS="-O2 -fPIC" CPPFLAGS="-I$root/include" LDFLAGS="-L$root/lib"
    export PKG_CONFIG_LIBDIR="$root/lib/pkgconfig"
    # What Linux itself declares; musl-gcc looks nowhere else.
    mkdir -p "$root/include"
    ln -sfn /usr/include/linux "$root/include/linux"
    ln -sfn "/usr/include/$(uname -m)-linux-gnu/asm" "$root/include/asm"
    ln -sfn /usr/include/asm-generic "$root/include/asm-generic"
    (cd "$(source_of zlib)" && ./configure --static --prefix="$root" && make install)
    (cd "$(source_of bzip2)" && make libbz2.a CC="$CC" CFLAGS="$CFLAGS" && cp bzlib.h "$root/include" &&
        cp libbz2.a "$root/lib")
    (cd "$(source_of sqlite3)" && ./configure --disable-shared --disable-tcl --prefix="$root" &&
        make sqlite3.c sqlite3.h && "$CC" -O2 -fPIC -c sqlite3.c && ar rcs "$root/lib/libsqlite3.a" sqlite3.o &&
        cp sqlite3.h "$root/include")
    (cd "$(source_of libffi)" && autoreconf --install &&
        ./configure --disable-shared --disable-docs --prefix="$root" && make install)
    (cd "$(source_of openssl)" && ./Configure linux-x86_64 no-shared no-tests no-apps no-docs \
        --prefix="$root" --libdir=lib && make -j"$(nproc)" && make install_sw)
    build_python --with-openssl="$root" --without-readline
}

# Tells the kernel who runs machine code of AArch64, as Debian's package does if it can.
register_qemu() {
    kernel=/proc/sys/fs/binfmt_misc
    test -e $kernel/register || mount -t binfmt_misc binfmt_misc $kernel
    test -e $kernel/qemu-aarch64 || printf '%s' ":qemu-aarch64:M::\
\\x7fELF\\x02\\x01\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x02\\x00\\xb7\\x00:\
\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\x00\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xfe\\xff\\xff\\xff:\
/usr/bin/qemu-aarch64-static:F" >$kernel/register
}

case $kind in
3.13t)
    packages build-essential pkg-config wget xz-utils zlib1g-dev libssl-dev libffi-dev libsqlite3-dev
    build_python --disable-gil
    python=$root/bin/python3.13t
    ;;
musl)
    packages build-essential pkg-config wget xz-utils musl-tools linux-libc-dev \
        autoconf automake libtool libltdl-dev
    build_with_musl
    python=$root/bin/python3.13
    ;;
aarch64)
    packages mmdebstrap qemu-user-static gcc-aarch64-linux-gnu
    rm -rf "$root"
    mmdebstrap --variant=extract --architectures=arm64 \
        --include=python3.11-venv,libpython3.11-dev,libstdc++6,python3-pip-whl,python3-setuptools-whl \
        bookworm "$root" $debian
    # So that these are the ones of this machine, not of the directory.
    rm -rf "$root/dev" "$root/tmp" "$root/proc" "$root/sys" "$root/run" "$root/etc"
    register_qemu
    python=$root/usr/bin/python3.11
    ;;
*)
    echo "expected 3.13t, musl or aarch64, got '$kind'" >&3
    exit 2
    ;;
esac
QEMU_LD_PREFIX=$root "$python" -c "import ctypes, ssl, zlib"
echo "$python" >&3
