#!/bin/sh
# Prepares a fresh clone for building, and more on request.
#
#   ./autogen.sh         make ./configure
#   ./autogen.sh demo    install what is missing, build, and open the dashboard on simulated data
#   ./autogen.sh check   the same with what the tests need, and run every test
#
# What it does goes to standard error, the results to standard output.

set -eu
cd "$(dirname "$0")"
top=$PWD
log=$top/build/autogen.log
jobs=$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)

say() {
    echo "driftop: $*" >&2
}

fail() {
    say "$@"
    exit 1
}

# step WHAT COMMAND...: runs a command; the end of its output is shown only when it fails.
step() {
    say "$1"
    shift
    "$@" >"$log" 2>&1 </dev/null && return 0
    sed '/^  [A-Z]* /d' "$log" | tail -n 40 >&2
    fail "this failed: $* (all it said is in $log)"
}

# --- What must be there -------------------------------------------------------------------------

# One line each: for which goal, what, and its package where apt-get, dnf, pacman and brew are at
# home.
requirements() {
    cat <<'END'
build c-compiler          gcc,libc6-dev   gcc                 gcc       gcc
build program:make        make            make                make      make
build program:autoreconf  autoconf        autoconf            autoconf  autoconf
build program:automake    automake        automake            automake  automake
build program:pkg-config  pkg-config      pkgconf-pkg-config  pkgconf   pkgconf
build library:hiredis     libhiredis-dev  hiredis-devel       hiredis   hiredis
build library:libcjson    libcjson-dev    cjson-devel         cjson     cjson
build library:libuv       libuv1-dev      libuv-devel         libuv     libuv
build library:inih        libinih-dev     inih-devel          libinih   inih
build library:ncursesw    libncurses-dev  ncurses-devel       ncurses   ncurses
build library:zlib        zlib1g-dev      zlib-devel          zlib      zlib
build library:openssl     libssl-dev      openssl-devel       openssl   openssl
build library:libcurl     libcurl4-openssl-dev libcurl-devel curl curl
check library:check       check           check-devel         check     check
check library:vterm       libvterm-dev    libvterm-devel      libvterm  libvterm
check program:openssl     openssl         openssl             openssl   openssl
check redis-server        redis-server    redis               redis     redis
check python:redis        python3-redis   -                   -         -
check python:prometheus_client python3-prometheus-client - - -
END
}

python_with() {
    python3 -c "import $1" 2>/dev/null || /usr/bin/python3 -c "import $1" 2>/dev/null
}

is_there() {
    case $1 in
    c-compiler)
        echo '#include <stdio.h>' | ${CC:-cc} -E -x c -o /dev/null - >/dev/null 2>&1
        ;;
    redis-server)
        (
            PATH=$PATH:/usr/sbin:/usr/local/sbin
            command -v redis-server || command -v valkey-server
        ) >/dev/null
        ;;
    program:*) command -v "${1#program:}" >/dev/null ;;
    python:*)
        # Only some tests want it, and skip themselves where it is hard to get.
        ! command -v apt-get >/dev/null || python_with "${1#python:}"
        ;;
    library:*) command -v pkg-config >/dev/null && pkg-config --exists "${1#library:}" ;;
    esac
}

# missing GOAL SYSTEM: prints what is not there, by the names of a system's packages or by our own.
missing() {
    requirements | while read -r goal what apt dnf pacman brew; do
        [ "$goal" = build ] || [ "$goal" = "$1" ] || continue
        is_there "$what" && continue
        case $2 in
        apt-get) echo "$apt" ;;
        dnf) echo "$dnf" ;;
        pacman) echo "$pacman" ;;
        brew) echo "$brew" ;;
        *) echo "${what#*:}" ;;
        esac
    done | tr ',\n' '  ' | sed 's/ $//'
}

# --- Installing it ------------------------------------------------------------------------------

# Sets $as_root to what makes a command run as root: a word or nothing.
become_root() {
    as_root=
    [ "$(id -u)" -ne 0 ] || return 0
    command -v sudo >/dev/null || fail "please install as root: apt-get install $1"
    as_root=sudo
}

apt_get() {
    $as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 \
        apt-get -q -y -o DPkg::Lock::Timeout=300 "$@"
}

# Fetches the lists of packages only when what they say does not suffice.
apt_install() {
    say "installing $*"
    apt_get install --no-install-recommends "$@" >"$log" 2>&1 </dev/null && return 0
    step "fetching the lists of packages" apt_get update
    step "installing" apt_get install --no-install-recommends "$@"
}

# Debian starts a server when it installs one, now and at every boot, but the tests start their own.
# So its package is installed under a policy that starts nothing, and the service is disabled.
apt_install_without_service() {
    policy=/usr/sbin/policy-rc.d
    if [ -e "$policy" ]; then
        apt_install "$@"
    else
        trap '$as_root rm -f "$policy"' EXIT
        trap 'exit 1' HUP INT TERM
        printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
        $as_root chmod 755 "$policy"
        apt_install "$@"
        $as_root rm -f "$policy"
        trap - EXIT HUP INT TERM
    fi
    # A policy that was there before may have let it start.
    $as_root update-rc.d redis-server disable >>"$log" 2>&1 || true
    $as_root service redis-server stop >>"$log" 2>&1 || true
}

name_missing() {
    say "missing: $(missing "$1" names)"
    say "Without apt-get they cannot be installed from here. The packages are called"
    for system in dnf pacman brew; do
        say "  $system install: $(missing "$1" $system)"
    done
    exit 1
}

install_missing() {
    packages=$(missing "$1" apt-get)
    [ -n "$packages" ] || return 0
    command -v apt-get >/dev/null || name_missing "$1"
    become_root "$packages"
    case " $packages " in
    *' redis-server '*) install=apt_install_without_service ;;
    *) install=apt_install ;;
    esac
    # shellcheck disable=SC2086 # a list of words
    $install $packages
    packages=$(missing "$1" names)
    [ -z "$packages" ] || fail "still missing: $packages"
}

# --- Building and running -----------------------------------------------------------------------

bootstrap() {
    step "making ./configure" autoreconf -fi
}

# build DIRECTORY TARGETS CONFIGURE-OPTIONS...: later changes of the build files are make's business.
build() {
    directory=$1
    targets=$2
    shift 2
    mkdir -p "$directory"
    if [ ! -x configure ] || [ ! -f Makefile.in ]; then
        bootstrap
    fi
    if [ ! -f "$directory/config.status" ]; then
        cd "$directory"
        step "configuring in $directory" "$top/configure" "$@"
        cd "$top"
    fi
    # shellcheck disable=SC2086 # a list of words
    step "building in $directory" make -s -C "$directory" -j "$jobs" $targets
}

demo() {
    install_missing build
    build build all
    if [ -t 1 ]; then
        exec build/driftop demo:
    fi
    exec build/driftop snapshot demo:
}

# Prints one of the totals that automake counts from the tests' TAP.
total() {
    count=$(sed -n "s/^# $1: *//p" "$log")
    echo "${count:-0}"
}

check() {
    install_missing check
    build build/check 'check TESTS=' --enable-werror
    say "running the tests"
    status=0
    make -C build/check -j "$jobs" check >"$log" 2>&1 </dev/null || status=$?
    passed=$(total PASS)
    failed=$(($(total FAIL) + $(total ERROR) + $(total XPASS)))
    skipped=$(($(total SKIP) + $(total XFAIL)))
    if [ "$failed" -gt 0 ] || [ "$status" -ne 0 ]; then
        sed -e '1,/^\.\. contents/d' -e '/^ok /d' -e '/^PASS: /d' build/check/test-suite.log >&2 ||
            cat "$log" >&2
    fi
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ] && [ "$status" -eq 0 ]
}

mkdir -p build
case ${1-} in
'')
    bootstrap
    say "now: cd build && ../configure && make"
    ;;
demo) demo ;;
check) check ;;
*)
    sed -n '2,/^$/s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
