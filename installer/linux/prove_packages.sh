#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Proves the Debian packages in a bare Debian 12: `./dev package --prove` calls it as
#     prove_packages.sh <folder with the packages> <folder to work in>
# It makes a bare system there with debootstrap (from the mirror that apt of this machine uses), installs the packages
# from local files, runs an example without a window, starts the studio by its desktop entry on a display of its own
# and takes a picture, removes and purges everything, and compares what is left with what was there before. Then it
# follows the container file in a second bare system. Needs root, debootstrap, Xvfb and ImageMagick.
set -euo pipefail

packages=$(realpath "$1")
work=$(realpath -m "$2")
container=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../container/Containerfile")
tree="$work/bare"
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive

say() { printf 'prove: %s\n' "$*" >&2; }
die() { say "NOT PROVED: $*"; exit 1; }
((EUID == 0)) || die "root is needed for chroot"

# --- the bare system -------------------------------------------------------------------------------------------------
mounted=()
background=()
clean_up() {
    local one
    for one in "${background[@]}"; do kill "$one" 2>/dev/null || true; done
    for one in "${mounted[@]}"; do umount "$one" 2>/dev/null || umount -l "$one" 2>/dev/null || true; done
    background=() mounted=()
}
# What debootstrap or a run that was broken off has left mounted below a tree of ours.
unmount_below() {
    local one
    awk -v below="$1/" 'index($2, below) == 1 {print $2}' /proc/self/mounts | sort -r | while read -r one; do
        umount "$one" 2>/dev/null || umount -l "$one" || true
    done
}
# Never into what is mounted there.
remove_tree() {
    local one
    for one in "$@"; do
        unmount_below "$one"
        ! mountpoint -q "$one/proc" || die "$one/proc is still mounted"
        rm -rf --one-file-system "$one"
    done
}
trap clean_up EXIT

# The archive of this machine's own apt, whatever it is called.
mirror() {
    apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
        awk '$2 == "bookworm" && $3 == "main" {print $1; exit}'
}

bare_system() {
    local uri
    remove_tree "$work/first" "$1"
    if [[ ! -f $work/bare.tar ]]; then
        uri=$(mirror)
        [[ -n $uri ]] || die "apt of this machine knows no archive of Debian 12"
        say "making a bare Debian 12"
        debootstrap --variant=minbase bookworm "$work/first" "$uri" >"$work/debootstrap.log" 2>&1 ||
            die "debootstrap failed, see $work/debootstrap.log"
        cp /etc/apt/sources.list.d/debian.sources "$work/first/etc/apt/sources.list.d/" 2>/dev/null &&
            : >"$work/first/etc/apt/sources.list"
        in_tree "$work/first" sh -c 'apt-get -qq update && apt-get -qq -y upgrade && apt-get clean &&
            useradd --create-home --uid 1000 visitor' >>"$work/debootstrap.log" 2>&1
        tar -C "$work/first" --one-file-system -cf "$work/bare.tar" .
        remove_tree "$work/first"
    fi
    mkdir -p "$1"
    tar -C "$1" -xf "$work/bare.tar"
}

in_tree() {
    local where=$1
    shift
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive chroot "$where" "$@"
}

mount_proc() {
    mount -t proc proc "$1/proc"
    mounted+=("$1/proc")
}

# Every file and folder with mode, owner and where links lead, the sums of all contents, and what dpkg knows. Left out is
# what a system writes in passing: the kernel's own trees, temporary files, logs, package lists, caches that are made
# anew, dpkg's own records, and the home of the visitor (what people keep there is theirs).
picture_of() {
    local skip=(\( -path ./proc -o -path ./sys -o -path ./dev -o -path ./tmp -o -path ./run -o -path ./var/log -o -path ./var/cache
        -o -path ./var/lib/apt -o -path ./var/lib/dpkg -o -path ./home/visitor -o -path ./etc/ld.so.cache \) -prune -o)
    (cd "$1" && find . -xdev "${skip[@]}" -printf '%p %M %u %g %l\n' | sort &&
        find . -xdev "${skip[@]}" -type f -exec md5sum {} + | sort -k 2)
    in_tree "$1" dpkg-query -W -f '${Package} ${Version} ${db:Status-Abbrev}\n'
}

# --- the proof -------------------------------------------------------------------------------------------------------
mkdir -p "$work"
bare_system "$tree"
mount_proc "$tree"
in_tree "$tree" apt-get -qq update
picture_of "$tree" >"$work/before.txt"
mkdir -p "$tree/tmp/packages"
cp "$packages"/*.deb "$tree/tmp/packages/"

say "installing millrace"
in_tree "$tree" sh -c 'apt-get -y --no-install-recommends install /tmp/packages/millrace_*.deb' >"$work/install.log" 2>&1 ||
    die "millrace does not install, see $work/install.log"
if in_tree "$tree" dpkg-query -W -f '${Package}\n' | grep -i qt; then die "millrace brings Qt with it"; fi
in_tree "$tree" ldd /usr/bin/millrace >"$work/ldd.txt"
if grep -iE 'qt|libX11|libGL|not found' "$work/ldd.txt"; then die "millrace links what it must not"; fi
version=$(in_tree "$tree" millrace version)
say "it says: $version"
as_visitor() { in_tree "$tree" setpriv --reuid=1000 --regid=1000 --init-groups env HOME=/home/visitor "$@"; }
as_visitor millrace check /usr/share/millrace/examples/fleet.mill >"$work/check.txt"
as_visitor millrace test /usr/share/millrace/examples/fleet.mill | tee "$work/test.txt" >&2
as_visitor millrace run /usr/share/millrace/examples/fleet.mill --set output=/home/visitor/fleet.sqlite --json --quiet \
    >"$work/report.json"
grep -q '"state": "finished"' "$work/report.json" || die "the example did not finish"
[[ -s $tree/home/visitor/fleet.sqlite ]] || die "the example wrote no results"
say "the fleet example ran to its end"

say "installing millrace-studio and millrace-dev"
in_tree "$tree" sh -c 'apt-get -y --no-install-recommends install /tmp/packages/*.deb' >>"$work/install.log" 2>&1 ||
    die "the packages do not install, see $work/install.log"
[[ -f $tree/usr/lib/cmake/Millrace/MillraceConfig.cmake ]] || die "millrace-dev has no CMake package"

entry="$tree/usr/share/applications/millrace-studio.desktop"
run_line=$(sed -n 's/^Exec=//p' "$entry")
icon=$(sed -n 's/^Icon=//p' "$entry")
[[ -n $run_line ]] || die "the desktop entry has no Exec line"
compgen -G "$tree/usr/share/icons/hicolor/*/apps/$icon.*" >/dev/null || die "there is no icon '$icon'"
cp "$tree/usr/share/millrace/examples/fleet.mill" "$tree/home/visitor/"
cp -r "$tree/usr/share/millrace/examples/data" "$tree/home/visitor/"
chown -R 1000:1000 "$tree/home/visitor"
mkfifo "$work/display.$$"
Xvfb -displayfd 3 -screen 0 1440x900x24 -nolisten tcp 3<>"$work/display.$$" >"$work/xvfb.log" 2>&1 &
background+=($!)
read -r -t 20 display <>"$work/display.$$" || die "Xvfb does not start"
rm -f "$work/display.$$"
mkdir -p "$tree/tmp/.X11-unix"
mount --bind /tmp/.X11-unix "$tree/tmp/.X11-unix"
mounted+=("$tree/tmp/.X11-unix")
mkdir -p "$tree/run/visitor"
chown 1000:1000 "$tree/run/visitor"
chmod 700 "$tree/run/visitor"
as_visitor env DISPLAY=":$display" XDG_RUNTIME_DIR=/run/visitor sh -c "cd && exec ${run_line//%f//home/visitor/fleet.mill}" \
    >"$work/studio.log" 2>&1 &
studio=$!
background+=("$studio")
for ((waited = 0; waited < 40; ++waited)); do
    sleep 1
    kill -0 "$studio" 2>/dev/null || die "the studio ended by itself, see $work/studio.log"
    import -display ":$display" -window root "$work/studio.png"
    # An empty display is of one colour; a window with a graph in it of many.
    (($(identify -format '%k' "$work/studio.png") > 200)) && ((waited >= 5)) && break
done
(($(identify -format '%k' "$work/studio.png") > 200)) || die "nothing is seen of the studio, see $work/studio.png"
say "the studio stands on its display: $work/studio.png"
kill "$studio"
wait "$studio" 2>/dev/null || true
umount "$tree/tmp/.X11-unix"

say "removing and purging"
in_tree "$tree" apt-get -y purge millrace millrace-studio millrace-dev >"$work/purge.log" 2>&1
in_tree "$tree" apt-get -y autoremove --purge >>"$work/purge.log" 2>&1
left=$(cd "$tree" && find . -xdev \( -path ./proc -o -path ./tmp -o -path ./home/visitor -o -path ./var/log -o -path ./var/cache/apt \) \
    -prune -o -iname '*millrace*' -print)
[[ -z $left ]] || die "left behind: $left"
picture_of "$tree" >"$work/after.txt"
if ! diff "$work/before.txt" "$work/after.txt" >"$work/trace.txt"; then
    die "not as before, see $work/trace.txt: $(head -n 5 "$work/trace.txt")"
fi
say "removed without a trace: $(wc -l <"$work/before.txt") files and folders as before"

# --- the container file, step by step ----------------------------------------------------------------------------------
image="$work/image"
bare_system "$image"
mount_proc "$image"
folder=/ user=0:0 entry_point=() command=()
words_of() { grep -oE '"[^"]*"' <<<"$1" | tr -d '"'; }
while read -r step rest; do
    case $step in
        FROM | '#' | '') ;;
        COPY) read -r what where <<<"$rest"; (cd "$packages" && cp $what "$image$where") ;;
        RUN) in_tree "$image" sh -c "$rest" >"$work/container.log" 2>&1 || die "the container's RUN fails, see $work/container.log" ;;
        WORKDIR) folder=$rest; mkdir -p "$image$folder" ;;
        USER) user=$rest ;;
        ENTRYPOINT) mapfile -t entry_point < <(words_of "$rest") ;;
        CMD) mapfile -t command < <(words_of "$rest") ;;
        *) die "the container file has a step '$step' that is not known here" ;;
    esac
done < <(grep -v '^#' "$container")
in_container() {
    in_tree "$image" setpriv --reuid="${user%:*}" --regid="${user#*:}" --clear-groups sh -c 'cd "$0" && exec "$@"' "$folder" "$@"
}
in_container "${entry_point[@]}" "${command[@]}" | grep -q 'usage: millrace' || die "the container does not greet"
cp "$image/usr/share/millrace/examples/fleet.mill" "$image$folder/"
cp -r "$image/usr/share/millrace/examples/data" "$image$folder/"
chown -R "$user" "$image$folder"
in_container "${entry_point[@]}" run fleet.mill --json --quiet >"$work/container.json"
grep -q '"state": "finished"' "$work/container.json" || die "the graph does not run in the container"
say "the container file's steps work, and a graph runs behind its entry point"
clean_up
remove_tree "$work/image" "$tree"
say "PROVED"
