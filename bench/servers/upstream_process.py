"""bin/upstream (tests/fixtures/upstream.cc) as a process that is killed and comes back at the same port. Part of
bench/no-request-lost and bench/sluice-hunts.
"""
import subprocess


class Upstream:
    """Listens at `port` from its creation on; 0: at one that is free."""

    def __init__(self, bin_dir, port=0):
        self.command = [bin_dir / "upstream"]
        self.port = port
        self.process = None
        self.start()

    def start(self):
        self.process = subprocess.Popen([*self.command, "--port", str(self.port)], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])

    def kill(self):
        """At once, with what is under way."""
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    close = kill
