"""A process, its workers, the CPU time that they have had, and their memory. Part of bench/heap-overhead, bench/load,
bench/proxy and bench/proxy-cpu.
"""
import contextlib
import pathlib
import re
import time


def children(pid):
    with contextlib.suppress(OSError), open(f"/proc/{pid}/task/{pid}/children") as f:
        return [int(child) for child in f.read().split()]
    return []


def tree(pid):
    return [pid] + [one for child in children(pid) for one in tree(child)]


def cpu_seconds(pid):
    """Of one process: nanoseconds on a CPU of each thread, schedstat's first field (proc(5))."""
    total = 0
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9


def tree_cpu_seconds(pid):
    return sum(map(cpu_seconds, tree(pid)))


def whole_cpu_seconds(pid):
    """Of a process and its workers, user and system, with threads that have ended, which schedstat forgets. It is what
    /proc/PID/stat counts in ticks of 10 ms, in nanoseconds: the process's clock, which clock_getcpuclockid(3) numbers.
    """
    return sum(time.clock_gettime((~one << 3) | 2) for one in tree(pid))


def tree_pss_bytes(pid):
    """Proportional set size (smaps_rollup, proc(5)): what is shared counts in part for each that shares it."""
    total = 0
    for one in tree(pid):
        with contextlib.suppress(OSError):  # it has ended
            rollup = pathlib.Path(f"/proc/{one}/smaps_rollup").read_text()
            total += int(re.search(r"^Pss:\s+(\d+)", rollup, re.M)[1]) * 1024
    return total
