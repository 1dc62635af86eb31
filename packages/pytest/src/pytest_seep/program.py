"""Starts the program `seep` and waits for its end."""
import json
import os
import subprocess
import sys

from pytest_seep.result import result_of
from pytest_seep.words import words_of

# After a first signal Seep stops the server and reports; a second one, sent so much later, ends it at once.
PATIENCE_SECONDS = 10
SCHEMA = "seep.run/1"


class SeepError(Exception):
    """There is no verdict. `exit_code` is Seep's, None if it has none; `run` is what was recorded of a failed run."""

    def __init__(self, message, exit_code=None, run=None):
        super().__init__(message)
        self.exit_code = exit_code
        self.run = run


class NotFound(SeepError):
    """The program could not be started."""


class UsageError(SeepError):
    """Exit code 2: an option, address or file is wrong."""


class RunFailed(SeepError):
    """Exit code 4: the server could not be started, died, or answered something else than asked."""


class Seep:
    """The program: that of $SEEP, or else the one on PATH."""

    def run(self, command, *, path=None, requests=None, time=None, connections=None, options=(), cwd=None, env=None):
        """Runs the server `command` under traffic and returns the Result, whatever the verdict.

        `{port}` in the command is replaced by a free port, which is also in $PORT. requests: at most so many. time: at
        most so long, in seconds or as "2m". options: further words of `seep run`. env: variables beside those of this
        process. Raises SeepError when there is no verdict. Seep and the server have ended when it returns or raises.
        """
        __tracebackhide__ = True
        words = words_of(command, path, requests, time, connections, options)
        exit_code, stdout, report = _ended([_program(), *words], cwd, env)
        run = _parsed(stdout)
        if exit_code not in (0, 1, 3):
            end = f"was ended by signal {-exit_code}" if exit_code < 0 else f"ended with exit code {exit_code}"
            kind = {2: UsageError, 4: RunFailed}.get(exit_code, SeepError)
            raise kind(f"seep {end}: {report or 'it said nothing'}", exit_code, run)
        if run is None or run.get("schema") != SCHEMA:
            found = "something else" if run is None else f"schema {run.get('schema')}"
            raise SeepError(
                f"seep wrote no run in the format {SCHEMA}, but {found}; is pytest-seep of the same version as seep?",
                exit_code)
        return result_of(run, report, exit_code)


def _program():
    """$SEEP is relative to this process's folder, and not to that of the server."""
    named = os.environ.get("SEEP") or "seep"
    return os.path.abspath(named) if os.sep in named else named


def _ended(words, cwd, env):
    """The exit code, and what was written. Whatever is raised in here meanwhile, as at Ctrl-C, ends the program."""
    __tracebackhide__ = True
    if cwd is not None and not os.path.isdir(cwd):
        raise ValueError(f"seep: cwd is {os.fspath(cwd)!r}, and there is no such folder; give one that is there")
    for name, value in (env or {}).items():
        if not isinstance(value, str):
            raise TypeError(f'seep: env has {value!r} for {name}; it has to be a str, such as "1"')
    try:
        child = subprocess.Popen(words, cwd=cwd, env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except OSError as error:
        raise NotFound(_not_started(error, words[0])) from None
    try:
        stdout, stderr = child.communicate()
    except BaseException:
        _stop(child)
        raise
    return child.returncode, stdout, stderr.decode(errors="replace").rstrip()


def _stop(child):
    child.terminate()
    try:
        child.communicate(timeout=PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        child.terminate()
        child.communicate()


def _parsed(text):
    try:
        run = json.loads(text)
    except ValueError:
        return None
    return run if isinstance(run, dict) else None


def _not_started(error, program):
    what = f"SEEP is {program}, which" if os.environ.get("SEEP") else "the program seep"
    if sys.platform != "linux":
        how = "Seep runs on Linux only so far: run this test there, or in a container."
    else:
        how = 'Install Seep (README.md of its repository, "Build and install"), or set SEEP to the path of the program.'
    return f"seep: {what} cannot be started: {error.strerror}. {how}"
