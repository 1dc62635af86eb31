"""A process, its workers, and the CPU time that they have had. Part of bench/heap-overhead, bench/load and bench/proxy-cpu."""
import contextlib
import pathlib


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
