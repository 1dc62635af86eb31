"""Which lines of a Python program allocate what stays, for sitecustomize.py beside it, which loads this on request only:
tracemalloc, from begin() to end().
"""
import ast
import gc
import json
import os
import sysconfig
import tracemalloc

FRAMES_MAX = 16
SITES_MAX = 200
LIBRARIES = tuple({os.path.join(path, "") for name in ("stdlib", "platstdlib", "purelib", "platlib")
                   if (path := sysconfig.get_path(name))})
PACKAGES = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")

_was_on = False
_functions = {}  # file → [(first line, last line, name)], the inner ones last


def begin():
    """Somebody else may have switched it on: then it stays on."""
    global _was_on
    _was_on = tracemalloc.is_tracing()
    if not _was_on:
        tracemalloc.start(FRAMES_MAX)


def end():
    if not _was_on:
        tracemalloc.stop()
    _functions.clear()


def take(own_file):
    """The sites, as src/runtime/hook_answer.h has them. Without what this and the hook allocate. A snapshot's own
    filters match each frame of each block against patterns, for seconds: its raw traces are added up first.
    """
    gc.collect()
    held = {}  # frames, innermost first → [bytes, blocks]
    for trace in tracemalloc.take_snapshot().traces._traces:  # domain, size, frames, …
        sums = held.setdefault(trace[2], [0, 0])
        sums[0] += trace[1]
        sums[1] += 1
    ours = {tracemalloc.__file__, __file__, own_file}
    grown = sorted((entry for entry in held.items() if not any(file in ours for file, _ in entry[0])),
                   key=lambda entry: entry[1][0], reverse=True)[:SITES_MAX]
    sites = [{"bytes": size, "blocks": count, "stack": [_frame(*frame) for frame in frames]}
             for frames, (size, count) in grown]
    return json.dumps({"runtime": "python", "sites": sites}, separators=(",", ":")).encode()


def _frame(file, line):
    own = not (file.startswith("<") or file.startswith(LIBRARIES) or any(part in file for part in PACKAGES))
    return [_function(file, line), file, line, own]


def _function(file, line):
    """tracemalloc knows lines alone: the innermost function around the line, by the source."""
    if file not in _functions:
        _functions[file] = _read(file)
    return next((name for first, last, name in reversed(_functions[file]) if first <= line <= last), "<module>")


def _read(file):
    try:
        with open(file, "rb") as source:
            tree = ast.parse(source.read())
    except (OSError, SyntaxError, ValueError):
        return []
    found = []

    def visit(node, prefix):
        for child in ast.iter_child_nodes(node):
            name = prefix
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                name = f"{prefix}{child.name}."
                if not isinstance(child, ast.ClassDef):
                    found.append((child.lineno, child.end_lineno, name[:-1]))
            visit(child, name)

    visit(tree, "")
    return found
