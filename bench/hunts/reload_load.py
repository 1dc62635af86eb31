#!/usr/bin/env python3
"""So many reloads, one after the other, each followed by a request: reload_load.py FOLDER PORT N

FOLDER is that of hunts/sluice_site.py, with Sluice's standard error in sluice.log, which tells the end of a reload.
Part of bench/sluice-hunts, for `seep run --load`. Exit codes: 0 all were carried out and answered, 1 one was not.
"""
import http.client
import os
import pathlib
import signal
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from hunts import sluice_site  # noqa: E402

SECONDS_MAX = 60
LOOK_SECONDS = 0.0001


def next_line(log):
    end = time.monotonic() + SECONDS_MAX
    while time.monotonic() < end:
        line = log.readline()
        if line.endswith("\n"):
            return line
        log.seek(log.tell() - len(line))
        time.sleep(LOOK_SECONDS)
    sys.exit("reload_load: it does not say that it has reloaded")


def main():
    folder, port, count = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    site = sluice_site.Site(folder, turn=count % 2)  # each call ends with the second one
    pid, = site.processes()
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS_MAX)
    with open(folder / "sluice.log", encoding="utf-8") as log:
        log.seek(0, os.SEEK_END)
        for _ in range(count):
            site.alternate()
            os.kill(pid, signal.SIGHUP)
            line = next_line(log)
            if not line.startswith("sluice: reloaded"):
                sys.exit(f"reload_load: {line}")
            client.request("GET", "/")
            answer = client.getresponse()
            answer.read()
            if answer.status != 200:
                sys.exit(f"reload_load: {answer.status}")


if __name__ == "__main__":
    main()
