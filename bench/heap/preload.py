"""Preloading libseep_heap.so by hand, as `seep run` does. Part of bench/heap-overhead and bench/host-check."""
import dataclasses
import subprocess


@dataclasses.dataclass
class Counts:
    """What stands in the region: see bench/heap/heap_region.cc."""
    allocations: int
    threads_lost: int
    processes_lost: int
    followed: int


class Region:
    """The file that is counted in, and the environment of a program that counts in it. A context manager."""

    def __init__(self, build_dir, follow=False):
        self.library = build_dir / "lib/seep/libseep_heap.so"
        self.command = [build_dir / "bin/heap_region", *(["--follow"] if follow else [])]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.path = self.process.stdout.readline().strip()
        if not self.path:
            raise OSError(f"{self.command[0]} made no region")
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    @property
    def environment(self):
        return {"LD_PRELOAD": str(self.library), "SEEP_HEAP_REGION": self.path}

    def counts(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return Counts(*map(int, self.process.stdout.readline().split()))
