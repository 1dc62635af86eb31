"""Tests that a server leaks no memory: the fixture `seep` runs the program of that name and returns what it found."""
import pytest

from pytest_seep.program import NotFound, RunFailed, Seep, SeepError, UsageError
from pytest_seep.result import Interval, Result, Site

__all__ = ["Interval", "NotFound", "Result", "RunFailed", "Seep", "SeepError", "Site", "UsageError"]


@pytest.fixture(name="seep")
def seep_fixture():
    """Runs Seep: seep.run(["python3", "server.py"], path="/").assert_clean()"""
    return Seep()
