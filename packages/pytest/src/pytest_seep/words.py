"""What the caller asks for, checked, and the words that `seep` is started with."""
import math
import os


def words_of(command, path=None, requests=None, time=None, connections=None, options=()):
    """The words behind `seep`. The run goes to standard output as JSON, so that the report goes to standard error.

    Raises TypeError or ValueError with what cannot be used and what can.
    """
    words = ["run", "--json", "-"]
    if path is not None:
        words += ["--path", _path(path)]
    if requests is not None:
        words += ["-n", _count("requests", requests)]
    if time is not None:
        words += ["--time", _time(time)]
    if connections is not None:
        words += ["--connections", _count("connections", connections)]
    words += _options(options) + ["--"]
    command = _list("command", command, '["python3", "server.py"]')
    if not command or not command[0]:
        raise ValueError(f'seep: command is {command!r}; its first word has to be a program, such as "python3"')
    return words + command


def _list(name, value, example):
    """A list of str. A str is a sequence of str as well, and never what is meant."""
    if isinstance(value, (str, bytes)) or not hasattr(value, "__iter__"):
        raise TypeError(f"seep: {name} is {value!r}; it has to be a list of words, such as {example}")
    words = []
    for word in value:
        if not isinstance(word, (str, os.PathLike)):
            raise TypeError(f"seep: {name} has {word!r}; each of its words has to be a str or a path")
        words.append(os.fspath(word))
    return words


def _options(value):
    words = _list("options", value, '["--baseline", "base.json"]')
    if any(word == "--json" or word.startswith("--json=") for word in words):
        raise ValueError("seep: options has --json, which is taken: what it would write is `run` of the result")
    if "--" in words:
        raise ValueError("seep: options has '--'; give the server's command as `command`")
    return words


def _path(value):
    if not isinstance(value, str) or not value.startswith("/"):
        raise ValueError(f'seep: path is {value!r}; it has to begin with a slash, such as "/api/items"')
    return value


def _count(name, value):
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(f"seep: {name} is {value!r}; it has to be a whole number above 0, such as 16")
    return str(value)


def _time(value):
    if isinstance(value, str) and value:
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0.001 <= value < math.inf:
        raise ValueError(f'seep: time is {value!r}; it has to be seconds, such as 20, or a time such as "2m"')
    return f"{round(value * 1000)}ms"
