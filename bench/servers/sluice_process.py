"""Sluice as a process that is reloaded and replaced while it serves. Part of bench/no-request-lost, bench/sluice-hunts
and tests/sluice/handover_test.
"""
import os
import pathlib
import queue
import re
import signal
import socket
import subprocess
import threading
import time

SECONDS_MAX = 60  # for a reload, a start or an end


class Failed(Exception):
    """Its text: what did not happen, and what Sluice said instead."""


def eventually(condition):
    end = time.monotonic() + SECONDS_MAX
    while not condition():
        if time.monotonic() > end:
            raise Failed("it never was")
        time.sleep(0.01)


def notify_socket(folder):
    """A socket where processes say that they serve (sd_notify(3)), and the environment that has them do so."""
    told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    told.bind(f"{folder}/notify")
    told.settimeout(SECONDS_MAX)
    return told, {**os.environ, "NOTIFY_SOCKET": f"{folder}/notify"}


def who_serves(told):
    """The process that says so next."""
    words = told.recv(4096).decode().splitlines()
    if len(words) != 2 or words[0] != "READY=1" or not words[1].startswith("MAINPID="):
        raise Failed(f"it says {words} instead of who serves")
    return int(words[1].removeprefix("MAINPID="))


def ended(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def waits_for_signals(pid):
    """Whether it has come so far that SIGHUP does not end it: a thread has it blocked (SigBlk, proc(5)), while the one
    that waits for it does not seem to (sigtimedwait(2))."""
    for status in pathlib.Path(f"/proc/{pid}/task").glob("*/status"):
        blocked = re.search(r"^SigBlk:\s+(\w+)", status.read_text(), re.M)
        if int(blocked[1], 16) >> (signal.SIGHUP - 1) & 1:
            return True
    return False


class Sluice:
    """Serves from its creation to `close`, as one process after the other. Its standard error is read here."""

    def __init__(self, command, folder):
        self.told, environment = notify_socket(folder)
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE, text=True, env=environment)
        self.reloads = queue.Queue()  # what it says of each
        self.said = []                # anything else
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        self.pid = self.process.pid
        self.pid = self._who_serves()

    def _read(self):
        for line in self.process.stderr:
            if "reloaded" in line:
                self.reloads.put(line.strip())
            else:
                self.said.append(line.strip())

    def _who_serves(self):
        try:
            return who_serves(self.told)
        except TimeoutError as error:
            raise Failed(f"it does not say that it serves; it says: {' '.join(self.said)}") from error

    def reload(self):
        """Has it read its configuration again, and waits until it has."""
        os.kill(self.pid, signal.SIGHUP)
        try:
            line = self.reloads.get(timeout=SECONDS_MAX)
        except queue.Empty as error:
            raise Failed(f"it does not say that it has reloaded; it says: {' '.join(self.said)}") from error
        if "not reloaded" in line:
            raise Failed(line)

    def replace(self):
        """Has the program on the disk take over, and waits until the process before has ended."""
        before = self.pid
        os.kill(before, signal.SIGUSR2)
        self.pid = self._who_serves()
        if self.process.pid == before:
            self.process.wait(SECONDS_MAX)
        eventually(lambda: ended(before))

    def close(self):
        if not ended(self.pid):
            os.kill(self.pid, signal.SIGTERM)
            eventually(lambda: self.process.poll() is not None if self.process.pid == self.pid else ended(self.pid))
        self.told.close()
