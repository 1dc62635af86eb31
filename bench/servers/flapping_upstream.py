#!/usr/bin/env python3
"""An upstream that is there and gone by turns, each for a fifth of a second: flapping_upstream.py BIN_DIR PORT

It is bin/upstream, killed and started again. Part of bench/sluice-hunts.
"""
import pathlib
import signal
import sys
import threading

import upstream_process

SECONDS = 0.2


def main():
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    upstream = upstream_process.Upstream(pathlib.Path(sys.argv[1]), port=int(sys.argv[2]))
    while not ended.wait(SECONDS):
        upstream.kill()
        ended.wait(SECONDS)
        upstream.start()
    upstream.kill()


if __name__ == "__main__":
    main()
