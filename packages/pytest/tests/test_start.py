"""How `seep` is started and ended."""
import os
import signal
import threading
import time

import pytest
from fake_runs import run
from pytest_seep import NotFound

COMMAND = ["python3", "server.py", "--port", "{port}"]


def test_arguments_become_words_of_seep_run_in_front_of_the_command(seep, seep_does):
    seep_does(run("CLEAN"))
    result = seep.run(COMMAND, path="/api?x={i}", requests=30000, time=1.5, connections=8,
                      options=["--tolerance", "16"])
    assert result.run["words"] == ["run", "--json", "-", "--path", "/api?x={i}", "-n", "30000", "--time", "1500ms",
                                   "--connections", "8", "--tolerance", "16", "--", *COMMAND]


def test_a_time_in_words_is_left_as_it_is_and_words_may_be_paths(seep, seep_does, tmp_path):
    seep_does(run("CLEAN"))
    words = seep.run([tmp_path / "server"], time="2m").run["words"]
    assert words[3:] == ["--time", "2m", "--", str(tmp_path / "server")]


def test_seep_runs_in_the_folder_that_is_asked_for_though_it_is_named_relative_to_another(
        seep, seep_does, tmp_path, monkeypatch):
    program = seep_does(run("CLEAN"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEEP", f"./{program.name}")
    folder = tmp_path / "server"
    folder.mkdir()
    assert seep.run(COMMAND, cwd=folder).run["cwd"] == str(folder)


@pytest.mark.parametrize("arguments, message", [
    ({"command": "python3 server.py"}, "command is 'python3 server.py'; it has to be a list of words"),
    ({"command": []}, "its first word has to be a program"),
    ({"command": ["sleep", 3]}, "command has 3; each of its words has to be a str or a path"),
    ({"path": "api"}, "path is 'api'; it has to begin with a slash"),
    ({"requests": 0}, "requests is 0; it has to be a whole number above 0"),
    ({"connections": True}, "connections is True; it has to be a whole number above 0"),
    ({"time": float("nan")}, "time is nan; it has to be seconds"),
    ({"options": ["--json", "x.json"]}, "options has --json, which is taken"),
    ({"options": ["--", "x"]}, "give the server's command as `command`"),
    ({"env": {"LEAK": 1}}, "env has 1 for LEAK; it has to be a str"),
    ({"cwd": "/no/such/folder"}, "cwd is '/no/such/folder', and there is no such folder"),
])
def test_bad_input_is_named(seep, seep_does, arguments, message):
    seep_does(run("CLEAN"))
    with pytest.raises((TypeError, ValueError), match=message):
        seep.run(**dict({"command": COMMAND}, **arguments))


def test_a_seep_that_is_not_there_is_named_with_what_to_do(seep, monkeypatch):
    monkeypatch.setenv("SEEP", "/no/such/seep")
    with pytest.raises(NotFound, match="SEEP is /no/such/seep, which cannot be started: No such file.*or set SEEP"):
        seep.run(COMMAND)


def test_without_seep_on_the_path_the_error_says_how_to_install_it(seep, monkeypatch, tmp_path):
    monkeypatch.delenv("SEEP", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotFound, match="the program seep cannot be started: No such file.*Install Seep"):
        seep.run(COMMAND)


def test_an_interrupted_run_has_ended_before_it_raises(seep, seep_does, tmp_path):
    state = tmp_path / "state"
    seep_does(wait=str(state))

    def interrupt():
        while not state.exists():
            time.sleep(0.005)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        seep.run(COMMAND)
    thread.join()
    assert state.read_text() == "ended"
