# What one look into a container reads. Runs in the audit container, which shares the process and
# network namespaces of the container that is audited, with its uid and no capability.
#
# Each section is one command's output between two lines that carry the nonce of this run, so that
# no file name or process title inside the audited container can imitate them. The closing line has
# the command's exit status: a section that failed is "could not look", never an empty answer.
# Nothing here reads the content of a secret: it would then stand in the audited container's memory.
root=/proc/1/root
own=$(readlink /proc/self/ns/mnt)

section() {
    printf '\n@@%s begin %s\n' "$nonce" "$1"
    shift
    "$@" 2>&1
    printf '\n@@%s end %s\n' "$nonce" "$?"
}

reach_root() {
    [ -d "$root/" ] && [ -x "$root/" ] && printf 'reachable\n'
}

# Regular files that can be executed or change the user, and links in program folders. Folders that
# this uid may not enter are passed over: the audited process has the same uid and may not either.
list_programs() {
    find "$root/" \( -path "$root/proc" -o -path "$root/sys" \) -prune -o \
        \( -type f -perm /6111 -o -type l -path '*bin/*' \) \
        -printf '%m\t%U\t%G\t%y\t%P\0' 2>/dev/null
    return 0
}

list_secrets() {
    reach_root >/dev/null || return 1
    [ -d "$root/run/secrets" ] || return 0
    find "$root/run/secrets" -mindepth 1 -printf '%m\t%U\t%G\t%y\t%P\0'
}

# The kernel leaves mode=1777 out of a tmpfs's options, because it is the default: ask the folder.
list_tmpfs_folders() {
    while read -r _ _ _ _ target rest; do
        case $rest in
            *" - tmpfs "*) find "$root$target" -maxdepth 0 -printf '%m\t%U\t%G\t%y\t%p\0' ;;
        esac
    done </proc/1/mountinfo
}

# TEST-NET-1 (RFC 5737) belongs to nobody: whoever answers is a proxy or a way around the networks.
try_connection() {
    /usr/bin/python3 -c '
import socket
try:
    socket.create_connection(("192.0.2.1", 443), timeout=0.5).close()
    print("connected")
except OSError as error:
    print("refused:", type(error).__name__)
'
}

# Each line of $targets is a workload, an address and a port. All are tried at once: where packets are
# dropped, a try takes its whole time.
try_targets() {
    printf '%s\n' "$targets" | /usr/bin/python3 -c '
import socket, sys
from concurrent.futures import ThreadPoolExecutor
def tried(line):
    name, address, port = line.split()
    try:
        socket.create_connection((address, int(port)), timeout=1).close()
        return f"{name} {address} {port} open"
    except OSError as error:
        return f"{name} {address} {port} closed {type(error).__name__}"
lines = [line for line in sys.stdin.read().splitlines() if line.strip()]
with ThreadPoolExecutor(32) as pool:
    print("\n".join(pool.map(tried, lines)))
'
}

# While the engine starts a health check, runc is already in the container, still with its own rights
# and the name runc:[...]. It becomes the check within milliseconds; whatever keeps that name for
# longer is looked at as it is.
await_entered() {
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        read -r name <"$1/comm" 2>/dev/null || return
        case $name in
            runc:*) sleep 0.1 ;;
            *) return ;;
        esac
    done
}

# A process that has just been started may be readable a moment later than its name says.
read_environ() {
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        cat "$1/environ" 2>/dev/null && return
        sleep 0.1
    done
    cat "$1/environ"
}

section root reach_root
section limits cat /proc/1/limits
section mounts cat /proc/1/mountinfo
section tcp cat /proc/net/tcp
section tcp6 cat /proc/net/tcp6
section udp cat /proc/net/udp
section udp6 cat /proc/net/udp6
section routes cat /proc/net/route
section connection try_connection
section reach try_targets
section tmpfs-folders list_tmpfs_folders
section programs list_programs
section secrets list_secrets
for process in /proc/[0-9]*; do
    # The audit's own processes live in another mount namespace. One whose namespace cannot be
    # read is not ours, and so it is looked at.
    [ "$(readlink "$process/ns/mnt" 2>/dev/null)" = "$own" ] && continue
    [ -r "$process/status" ] || continue
    await_entered "$process"
    pid=${process#/proc/}
    section "status $pid" cat "$process/status"
    section "cmdline $pid" cat "$process/cmdline"
    section "environ $pid" read_environ "$process"
    # A process that ended meanwhile may have been read in part, so it is left out.
    [ -d "$process" ] || section "gone $pid" true
done
