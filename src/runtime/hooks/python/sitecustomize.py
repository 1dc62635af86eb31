"""Loaded by Seep into each Python process of a server under test: the first sitecustomize on PYTHONPATH. On request it
collects garbage and says how many blocks of memory live: src/runtime/hook_answer.h has the protocol.

It is a guest: whatever goes wrong here, its host must not notice. It writes nothing, throws nothing, imports nothing
that its host might replace later, and does not keep the process alive. The user's own sitecustomize is loaded as ever.
Every Python can read this file; those before 3.7 are not asked.
"""


def _load_the_users_own():
    """The next sitecustomize on the path, under that name, as if this one were not there."""
    import sys
    here = __file__.rpartition("/")[0]
    sys.path[:] = [folder for folder in sys.path if folder != here]
    try:
        from importlib.machinery import PathFinder
        from importlib.util import module_from_spec
    except ImportError:  # Python 2
        del sys.modules["sitecustomize"]
        __import__("sitecustomize")
        return
    spec = PathFinder.find_spec("sitecustomize", sys.path)
    if spec is None or spec.loader is None:
        return
    module = module_from_spec(spec)
    sys.modules["sitecustomize"] = module
    spec.loader.exec_module(module)


# A heap so large that one collection takes this long is not collected twice, for what finalizers let go of. It is CPU
# time of the thread: on a busy machine, a small heap takes long as well.
SLOW_SECONDS = 0.02


def _answer_seep():
    import gc
    import os
    path = os.environ.get("SEEP_RUNTIME_SOCKET")
    if not path or not hasattr(os, "register_at_fork"):
        return
    # The modules below threading and socket: those of the host, which libraries like gevent replace, stay untouched.
    import _socket
    from _thread import start_new_thread
    from sys import getallocatedblocks
    from time import perf_counter, thread_time
    collect, collects, connection = gc.collect, gc.isenabled, _socket.socket
    here, loaded = __file__.rpartition("/")[0], {}

    def lines(request):
        try:
            from importlib.util import module_from_spec, spec_from_file_location
            module = loaded.get("lines")
            if module is None:
                spec = spec_from_file_location("seep_lines", here + "/seep_lines.py")
                module = loaded["lines"] = module_from_spec(spec)
                spec.loader.exec_module(module)
            if request == b"t":
                return module.take(__file__)
            module.begin() if request == b"b" else module.end()
            return b'{"runtime":"python","sites":[]}'
        except BaseException:
            return b'{"runtime":"python","problem":"tracemalloc, which tells the lines, does not work in this Python"}'

    def serve():
        try:
            with_seep = connection(_socket.AF_UNIX, _socket.SOCK_STREAM)
            with_seep.settimeout(None)
            with_seep.connect(path)
            while True:
                request = with_seep.recv(1)
                if not request:
                    return
                if request != b"c":
                    with_seep.sendall(lines(request) + b"\n")
                    continue
                begin = perf_counter()
                # Who has switched collections off has their garbage.
                if collects():
                    used = thread_time()
                    collect()
                    if thread_time() - used < SLOW_SECONDS:
                        collect()
                blocks = getallocatedblocks()
                milliseconds = (perf_counter() - begin) * 1e3
                with_seep.sendall(b'{"runtime":"python","objects":%d,"ms":%.3f}\n' % (blocks, milliseconds))
        except BaseException:
            pass  # Seep goes on without.

    def start():
        try:
            start_new_thread(serve, ())
        except BaseException:
            pass

    start()
    os.register_at_fork(after_in_child=start)


try:
    _answer_seep()
except BaseException:
    pass
_load_the_users_own()
