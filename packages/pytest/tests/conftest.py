"""A program that stands for `seep` in the tests: it does what a test says."""
import json
import sys

import pytest

pytest_plugins = ["pytester"]

FAKE = """#!{python}
import json, os, pathlib, signal, sys, time
told = json.loads(os.environ["FAKE_SEEP"])
if "wait" in told:
    def end(*_):
        pathlib.Path(told["wait"]).write_text("ended")
        sys.exit(3)
    signal.signal(signal.SIGTERM, end)
    pathlib.Path(told["wait"]).write_text("waits")
    while True:
        time.sleep(1)
if told["run"] is not None:
    print(json.dumps(dict(told["run"], words=sys.argv[1:], cwd=os.getcwd())))
sys.stderr.write(told["report"])
sys.exit(told["exit_code"])
"""


@pytest.fixture
def seep_does(tmp_path, monkeypatch):
    """Has the next `seep` do so."""
    program = tmp_path / "fake_seep"
    program.write_text(FAKE.format(python=sys.executable))
    program.chmod(0o755)
    monkeypatch.setenv("SEEP", str(program))

    def does(run=None, report="", exit_code=0, **more):
        monkeypatch.setenv("FAKE_SEEP", json.dumps(dict(more, run=run, report=report, exit_code=exit_code)))
        return program

    return does
