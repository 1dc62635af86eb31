# Sourced by scripts that try something on a system with nothing but a shell: debootstrap's smallest root of the release
# that this machine runs, from this machine's own package mirror. Needs root (chroot, namespaces). Gives:
#   say TEXT, die TEXT         messages, with the name of the script
#   $work, $root               a folder of this script's own, removed at its end, and the fresh root in it
#   inside FOLDER COMMAND ...  runs a command in the root, and says what it is and how long it took
# Leaves nothing behind but debootstrap's package.
me=$(basename "$0")
say() { echo "$me: $*"; }
die() { echo "$me: $*" >&2; exit 1; }

[ "$(id -u)" = 0 ] || die "needs root, for chroot and namespaces"
release=$(. /etc/os-release && echo "$VERSION_CODENAME")
# "URI suite components" of this release, as apt has it: security and updates included.
sources=$(apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Identifier: Packages' |
  awk -v release="$release" '$3 == release || index($3, release "-") == 1' | sort -u)
mirror=$(awk -v release="$release" '$3 == release && $4 == "main" { print $2; exit }' <<< "$sources")
[ -n "$mirror" ] || die "apt knows no package source for $release; is there one in /etc/apt, and was apt-get update run?"

command -v debootstrap > /dev/null ||
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends debootstrap < /dev/null > /dev/null ||
  die "could not install debootstrap"

work=$(mktemp -d -p "${TMPDIR:-/var/tmp}" fresh-root.XXXXXX)
root=$work/root
# Commands run in namespaces of their own, so their mounts and processes have ended with them.
trap 'rm -rf --one-file-system "$work"' EXIT
trap 'exit 1' INT TERM

say "a $release root"
SECONDS=0
debootstrap --variant=minbase "$release" "$root" "$mirror" > "$work/log" 2>&1 < /dev/null ||
  { tail -n 20 "$work/log" >&2; die "debootstrap failed, see above"; }
say "done in $SECONDS s: $(chroot "$root" dpkg-query -W | wc -l) packages"

# The network as this machine reaches it.
echo "$sources" > "$root/etc/apt/sources.list"
apt-config dump | grep -E '^Acquire::(https?|Check|Retries|ForceIPv)' > "$root/etc/apt/apt.conf.d/99-as-outside" || true
cp -L /etc/resolv.conf /etc/hosts "$root/etc/"

inside() {
  local folder=$1 status=0
  shift
  say "$*"
  SECONDS=0
  # proc: what Seep reads, and a shell's <(...) needs.
  unshare --mount --pid --fork --kill-child sh -c 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"' "$root" \
    env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
    sh -c 'cd "$0" && exec "$@"' "$folder" "$@" < /dev/null || status=$?
  say "exit code $status after $SECONDS s"
  return $status
}
