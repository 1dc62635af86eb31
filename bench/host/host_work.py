"""How bench/host-check runs things, and what it compares: the exit statuses and the text that one piece of real work
left. Everything runs in a folder of its own, and with LD_PRELOAD or without.
"""
import contextlib
import dataclasses
import hashlib
import http.client
import os
import pathlib
import re
import shutil
import subprocess
import time

from servers import peers

COMMAND_SECONDS = 600
AB_SECONDS = 30
READING_SECONDS = 8  # `seep run` goes on for longer
PLAIN_SECONDS = 2
CRASH = re.compile(r"segmentation fault|core dumped|double free|corrupted|free\(\): invalid|malloc\(\): |"
                   r"munmap_chunk|stack smashing|assertion .*failed|panic|signal (4|6|7|8|11)\b|SIGSEGV|SIGABRT", re.I)


class NotInstalled(Exception):
    pass


class Fails(Exception):
    """By itself, so that there is nothing to compare with."""


@dataclasses.dataclass
class Work:
    """Where one piece of work runs, and under what."""
    directory: pathlib.Path
    environment: dict            # LD_PRELOAD and its kin; empty for plain
    bin_dir: pathlib.Path
    reader: list = dataclasses.field(default_factory=list)  # starts a server while Seep reads its heap
    lines: list = dataclasses.field(default_factory=list)   # what is compared
    logs: list = dataclasses.field(default_factory=list)    # looked through for crashes

    def note(self, text):
        self.lines.append(str(text).replace(str(self.directory), "DIR"))

    def need(self, *programs):
        for program in programs:
            if not shutil.which(program):
                raise NotInstalled(program)

    def preloads(self, extra):
        """The environment, with another library preloaded behind ours."""
        both = [path for path in (self.environment.get("LD_PRELOAD"), extra) if path]
        return {**self.environment, "LD_PRELOAD": ":".join(both)}

    def run(self, command, counted=True, environment=None, **more):
        """Its output; its status is noted."""
        extra = environment if environment is not None else (self.environment if counted else {})
        end = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             cwd=self.directory, env={**os.environ, "LC_ALL": "C", **extra}, timeout=COMMAND_SECONDS,
                             text=True, errors="replace", start_new_session=True, **more)
        self.note(f"{pathlib.Path(command[0]).name}: exit {end.returncode}")
        self.logs.append(end.stdout)
        return end.stdout

    def shows(self, command, **more):
        """Runs it, and its output is compared whole."""
        self.note(self.run(command, **more))

    def script(self, name, text, command):
        path = self.directory / name
        path.write_text(text)
        self.shows([*command, str(path)])

    @contextlib.contextmanager
    def running(self, command, environment=None, port=None, stop_signal=None, counted=True, **more):
        """A server, ready when `port` answers; its exit status is noted at the end."""
        log = self.directory / f"log{len(self.logs)}"
        with open(log, "w") as out:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=self.directory,
                                       start_new_session=True, **more,
                                       env={**os.environ, **(environment or {}), **(self.environment if counted else {})})
            try:
                if port and not peers.wait_for(port, process):
                    self.note(f"{command[0]} does not listen")
                yield process
            finally:
                if stop_signal:
                    process.send_signal(stop_signal)
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        process.wait(peers.STOP_SECONDS)
                if counted:
                    self.note(f"{pathlib.Path(command[0]).name}: exit {peers.stop(process)}")
                else:
                    peers.stop(process)
        self.logs.append(log.read_text(errors="replace"))

    def crashes(self):
        return [line.strip() for log in self.logs for line in log.splitlines() if CRASH.search(line)]


def ask(port, method, target, body=None, headers=None):
    """One request on a connection of its own, in words. Of an error's page only the status: it may have the time in it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, target, body, headers or {})
        answer = connection.getresponse()
        data = answer.read()
        digest = hashlib.sha256(data).hexdigest()[:12] if answer.status < 400 else "-"
        return f"{method} {target} {answer.status} {len(data) if answer.status < 400 else '-'} {digest}"
    except (OSError, http.client.HTTPException) as error:
        return f"{method} {target} {type(error).__name__}"
    finally:
        connection.close()


def headers_of(answer):
    """Those that are the same each time; what Allow lists, in one order."""
    return sorted(f"{name.lower()}: {sorted(value.split(', ')) if name.lower() == 'allow' else value}"
                  for name, value in answer.getheaders()
                  if name.lower() not in ("date", "etag", "set-cookie", "last-modified", "expires"))


def answer_of(port, method, target, body, headers):
    """Status, headers and body of one request, in words."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, target, body, headers)
        answer = connection.getresponse()
        data = answer.read()
        return f"{method} {target} {answer.status} {headers_of(answer)} {len(data)} {hashlib.sha256(data).hexdigest()[:12]}"
    except (OSError, http.client.HTTPException) as error:
        return f"{method} {target} {type(error).__name__}"
    finally:
        connection.close()


PAGES = (("GET", "/", None, {}), ("HEAD", "/", None, {}), ("POST", "/json", b'{"b": 2, "a": "1"}', {"Content-Type": "application/json"}),
         ("GET", "/count", None, {}), ("GET", "/count", None, {"Cookie": "count=1"}), ("GET", "/stream", None, {}),
         ("GET", "/large", None, {}), ("GET", "/large", None, {"Accept-Encoding": "gzip"}), ("GET", "/fail", None, {}),
         ("GET", "/missing", None, {}), ("DELETE", "/", None, {}))


def use(server, work):
    """All pages over and over, for as long as Seep reads, and how often each was answered in another way."""
    laid = peers.lay_out(server, work.directory, work.bin_dir)
    reader = [word.format(port=laid.port) for word in work.reader]
    # Plain, its exit status after SIGTERM is not compared: Seep stops it otherwise.
    with work.running([*reader, *laid.command], laid.environment, laid.port, counted=False) as process:
        end = time.monotonic() + (READING_SECONDS if reader else PLAIN_SECONDS)
        answers = set()
        while time.monotonic() < end and process.poll() is None:
            answers |= {answer_of(laid.port, *page) for page in PAGES}
        if process.poll() is not None:
            if not reader:
                raise Fails(server.name)
            work.note(f"{server.name} has ended: {process.returncode}")
    for answer in sorted(answers):
        work.note(answer)


def serve(server, work):
    """Requests of every kind, then thousands at once, then SIGTERM."""
    if not peers.is_there(server, work.bin_dir):
        raise NotInstalled(server.name)
    work.need("ab")
    laid = peers.lay_out(server, work.directory, work.bin_dir)
    with contextlib.ExitStack() as stack:
        if laid.upstream:
            stack.enter_context(work.running(laid.upstream, counted=False))
        stack.enter_context(work.running(laid.command, laid.environment, laid.port))
        for method, target, body, headers in (
                ("GET", "/", None, None), ("HEAD", "/", None, None), ("POST", "/", b"a=b&" * 1000, None),
                ("GET", "/no/such/page", None, None), ("GET", "/large.bin", None, None),
                ("GET", "/", None, {"Range": "bytes=3-9"}), ("GET", "/", None, {"Accept-Encoding": "gzip"}),
                ("DELETE", "/", None, None), ("GET", "/?" + "x" * 5000, None, None),
                ("GET", "/", None, {"X-Long": "y" * 30000})):
            work.note(ask(laid.port, method, target, body, headers))
        for options in (["-n", "6000", "-c", "16", "-k"], ["-n", "2000", "-c", "8"]):
            try:
                report = subprocess.run(["ab", "-q", "-l", "-r", *options, f"http://127.0.0.1:{laid.port}/"],
                                        capture_output=True, text=True, timeout=AB_SECONDS).stdout
            except subprocess.TimeoutExpired:
                report = "Complete requests: 0"
            work.note(re.findall(r"(?:Complete requests|Failed requests|Non-2xx responses):\s+\d+", report))
