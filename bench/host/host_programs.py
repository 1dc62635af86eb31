"""Programs that bench/host-check runs, and the work that they do: each a function that takes a host_work.Work and notes
what has to come out the same.
"""
import concurrent.futures
import contextlib
import os
import pathlib
import pwd
import re
import signal
import subprocess
import time

from host import host_scripts
from servers import peers
from host.host_work import NotInstalled

PYTHON = "/usr/bin/python3"  # Debian's, which libpython3-testsuite belongs to
PYTHON_MODULES = [
    "test_array", "test_bytes", "test_bz2", "test_capi", "test_ctypes", "test_decimal", "test_dict", "test_fork1",
    "test_gc", "test_io", "test_json", "test_list", "test_lzma", "test_memoryview", "test_mmap",
    "test_multiprocessing_fork", "test_os", "test_pickle", "test_posix", "test_queue", "test_re", "test_resource",
    "test_select", "test_set", "test_socketserver", "test_sqlite3", "test_subprocess", "test_thread", "test_threading",
    "test_threadsignals", "test_tracemalloc", "test_weakref", "test_xml_etree_c", "test_zlib"]
PYTHON_TEST = re.compile(r"^(test\w*) \(([\w.]+)\).*?\.\.\. (ok|FAIL|ERROR|skipped.*|expected failure)$", re.M)
PARALLEL = 2
JEMALLOC = "/usr/lib/x86_64-linux-gnu/libjemalloc.so.2"


def python_tests(work):
    if subprocess.run([PYTHON, "-c", "import test.test_mmap"], capture_output=True).returncode:
        raise NotInstalled("libpython3.11-testsuite")

    def one(module):
        end = subprocess.run([PYTHON, "-m", "test", "-v", module], stdin=subprocess.DEVNULL, cwd=work.directory,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                             env=dict(host_scripts.clean_environment(), **work.environment), timeout=600)
        return module, end.returncode, end.stdout

    with concurrent.futures.ThreadPoolExecutor(PARALLEL) as pool:
        results = sorted(pool.map(one, PYTHON_MODULES))
    for module, status, output in results:
        # Tests of crashes crash on purpose, and write so: only what the runner itself died of counts.
        outcomes = sorted({f"{name} {where} {outcome.split()[0]}" for name, where, outcome in PYTHON_TEST.findall(output)})
        ran = re.findall(r"^Ran (\d+) tests?", output, re.M)
        work.note(f"{module}: exit {status}, ran {sum(map(int, ran))}")
        work.lines.extend(outcomes)


def python_jemalloc(work):
    if not pathlib.Path(JEMALLOC).exists():
        raise NotInstalled("libjemalloc2")
    path = work.directory / "work.py"
    path.write_text(host_scripts.PYTHON)
    work.shows([PYTHON, str(path)], environment={**work.preloads(JEMALLOC), "PYTHONMALLOC": "malloc"})


def scripted(program, name, text, *options):
    def do(work):
        work.need(program)
        work.script(name, text, [program, *options])
    return do


def redis(work):
    work.need("redis-server", "redis-cli", "redis-benchmark")
    port = str(peers.free_port())
    client = ["redis-cli", "-p", port]
    server = ["redis-server", "--port", port, "--bind", "127.0.0.1", "--dir", str(work.directory), "--save", ""]
    with work.running(server, port=int(port)):
        for command in host_scripts.REDIS:
            work.shows([*client, *command], counted=False)
        work.note("mem_allocator:jemalloc" in work.run([*client, "info", "memory"], counted=False))
        work.note("llocated" in work.run([*client, "memory", "malloc-stats"], counted=False))
        for options in (["-n", "30000", "-P", "16"], ["-n", "10000", "-c", "20", "-d", "3000", "-t", "set,get,lpush"]):
            output = work.run(["redis-benchmark", "-p", port, "-q", "--csv", *options], counted=False)
            work.note(re.findall(r'^"([^"]+)",', output, re.M))
        for command in (["bgsave"], ["bgrewriteaof"]):
            work.run([*client, *command], counted=False)
            wait_until(lambda: "_in_progress:1" not in subprocess.run([*client, "info", "persistence"],
                                                                      capture_output=True, text=True).stdout)
        persistence = work.run([*client, "info", "persistence"], counted=False)
        work.note(re.findall(r"\w+_status:\w+", persistence))
        work.note(work.run([*client, "debug", "sleep", "0"], counted=False))
        work.run([*client, "shutdown", "nosave"], counted=False)


def wait_until(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)


def postgresql(work):
    folders = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
    with contextlib.suppress(KeyError):
        if os.geteuid() != 0:
            raise NotInstalled("root, to be PostgreSQL's user")
        pwd.getpwnam("postgres")
        if folders and (folders[-1] / "initdb").exists():
            return postgresql_in(work, folders[-1])
    raise NotInstalled("postgresql")


def postgresql_in(work, bin_dir):
    """As its own user: it refuses root."""
    who = {"user": "postgres", "group": "postgres", "extra_groups": []}
    work.directory.chmod(0o777)
    data = str(work.directory / "data")
    work.run([str(bin_dir / "initdb"), "-D", data, "--no-sync", "-A", "trust"], **who)
    server = [str(bin_dir / "postgres"), "-D", data, "-k", str(work.directory), "-c", "listen_addresses=", "-F",
              "-c", "max_parallel_workers_per_gather=2", "-c", "logging_collector=off"]
    client = ["-h", str(work.directory), "-U", "postgres", "postgres"]
    with work.running(server, stop_signal=signal.SIGINT, **who):
        wait_until(lambda: not subprocess.run([bin_dir / "pg_isready", "-q", "-h", work.directory]).returncode)
        work.run([str(bin_dir / "pgbench"), "-i", "-s", "1", "-q", *client], **who)
        for options in (["-c", "1", "--random-seed=7", "-t", "500"], ["-c", "6", "-j", "2", "-t", "100"]):
            output = work.run([str(bin_dir / "pgbench"), "-n", *options, *client], **who)
            work.note(re.findall(r"number of (?:transactions actually processed|failed transactions): \d+", output))
        path = work.directory / "work.sql"
        path.write_text(host_scripts.SQL)
        work.shows([str(bin_dir / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", str(path), *client], **who)
        dump = work.run([str(bin_dir / "pg_dump"), *client], **who)
        work.note(f"the dump has pgbench_accounts: {'pgbench_accounts' in dump}")


def compile_program(work):
    work.need("g++", "make", "ar")
    for name, text in host_scripts.PROGRAM.items():
        (work.directory / name).write_text(text)
    work.run(["make", "-j2", "-s"])
    work.shows(["./program"])
    for path in ["main.o", "words.o", "libwords.a", "program"]:
        # The folder's name is in the debugging information, and is another each time: -ffile-prefix-map.
        work.note(f"{path}: {subprocess.check_output(['sha256sum', work.directory / path], text=True).split()[0]}")


def files_and_archives(work):
    work.need("git", "xz", "tar")
    work.script("work.sh", host_scripts.FILES, ["bash"])


def go_program(work):
    work.need("go")
    (work.directory / "work.go").write_text(host_scripts.GO)
    work.run(["go", "build", "-o", "work", "work.go"], environment={**work.environment, "GO111MODULE": "off"})
    work.shows(["./work"])


def programs():
    return {
        "Python's test suite": python_tests,
        "python3, malloc, jemalloc": python_jemalloc,
        "perl": scripted("perl", "work.pl", host_scripts.PERL),
        "ruby": scripted("ruby", "work.rb", host_scripts.RUBY),
        "node, workers": scripted("node", "work.js", host_scripts.NODE),
        "php": scripted("php", "work.php", host_scripts.PHP, "-q"),
        "redis": redis,
        "postgresql": postgresql,
        "gcc and make": compile_program,
        "bash": scripted("bash", "forks.sh", host_scripts.BASH),
        "sh": scripted("dash", "forks.sh", host_scripts.SH),
        "git, tar, xz, sort, awk": files_and_archives,
        "go build": go_program,
    }
