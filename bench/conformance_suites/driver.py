"""A proxy with the recorder behind it, and one case through both. Part of bench/conformance."""
import asyncio
import contextlib
import re
import tempfile

from conformance_suites import answers, cases, readers, recorder
from servers import peers

SERVERS = {"sluice": "sluice", "nginx": "nginx, proxy", "haproxy": "haproxy"}  # names in peers.py
CASE_SECONDS_MAX = 10
ANSWER_SECONDS = 1.5      # without a byte
WAITS_SECONDS = 0.5       # h1spec's own limit
SETTLE_SECONDS = 0.06     # after the last answer that is due
PROBE = b"GET " + recorder.PROBE + b" HTTP/1.1\r\nHost: conformance\r\nConnection: close\r\n\r\n"


class Proxy:
    def __init__(self, name, bin_dir):
        self.name, self.bin_dir = name, bin_dir
        self.server = next(server for server in peers.natives() if server.name == SERVERS[name])
        self.recorder = recorder.Recorder()
        self.process = self.port = None

    @contextlib.asynccontextmanager
    async def running(self):
        with tempfile.TemporaryDirectory(prefix="conformance-") as folder, open(f"{folder}/log", "w+") as log:
            laid = peers.lay_out(self.server, folder, self.bin_dir)
            self.port = laid.port
            await self.recorder.listen(int(laid.upstream_address.rpartition(":")[2]))
            self.process = peers.start(laid.command, laid.environment, log)
            try:
                if not await asyncio.to_thread(peers.wait_for, laid.port, self.process):
                    log.seek(0)
                    raise RuntimeError(f"{self.name} does not listen: {log.read()}")
                yield self
            finally:
                await self.recorder.close()
                await asyncio.to_thread(peers.stop, self.process)

    async def outcome(self, case):
        return cases.worst([await self.try_payload(case, payload) for payload in case.payloads])

    async def try_payload(self, case, payload):
        if self.process.poll() is not None:
            raise RuntimeError(f"{self.name} ended with {self.process.returncode}, before {case.suite}, {case.name}")
        self.recorder.play = case.played
        answer, ended = await self.send(case, payload)
        probe, _ = await self.exchange(PROBE, [b"GET"], 1, ANSWER_SECONDS, False)
        judge = judge_response if case.played else judge_request
        found = judge(case, payload, answer, ended, self.recorder)
        if found.kind != cases.AMBIGUOUS and not probe_is_right(probe):
            why = f"then {readers.shown(probe)} to another client"
            found = cases.Outcome(cases.AMBIGUOUS, found.statuses, found.requests, why=why)
        await self.recorder.forget()
        return found

    async def send(self, case, payload):
        methods = methods_of(payload)
        seconds = WAITS_SECONDS if case.expects == "waits" else ANSWER_SECONDS
        return await self.exchange(payload, methods, len(methods), seconds, case.half_close)

    async def exchange(self, payload, methods, due, seconds, half_close):
        """(bytes, closed): what came until `due` answers were there, nothing more came, or the proxy closed."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(payload)
        if half_close:
            writer.write_eof()
        answer, ended, wait = b"", False, seconds
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(CASE_SECONDS_MAX):
                while not ended:
                    piece = await asyncio.wait_for(reader.read(1 << 20), wait)
                    answer, ended = answer + piece, not piece
                    final = filter(answers.is_final, answers.read_responses(answer, methods, False).complete())
                    wait = SETTLE_SECONDS if len(list(final)) >= due else seconds
        ended = ended or reader.exception() is not None
        writer.transport.abort()
        return answer, ended


def probe_is_right(answer):
    return bool(re.match(rb"HTTP/1\.1 200 .*\n(3\r\n)?ok\n", answer, re.DOTALL))


def methods_of(payload):
    return [message.start[0] for message in readers.read_requests(payload, "permitted").messages] or [b"GET"]


def judge_request(_case, payload, answer, ended, upstream):
    methods, requests = methods_of(payload), upstream.requests()
    messages = answers.read_responses(answer, methods, ended).messages
    statuses = tuple(message.start[0] for message in messages if message.start[0] >= 200)
    body = next((message.body for message in messages if message.start[0] >= 200 and message.complete), b"")
    why = upstream.ambiguity()
    if not why and len(requests) > len(methods):
        why = f"{len(requests)} requests went on, {len(methods)} came"
    complete = sum(request.complete for request in requests)
    found = cases.Outcome(cases.FORWARDED, statuses, complete, body, why)
    if why:
        found.kind = cases.AMBIGUOUS
    elif not answer:
        found.kind = cases.CLOSED if ended else cases.NO_ANSWER
    elif statuses and statuses[0] >= 400:
        found.kind = cases.REFUSED
    return found


def judge_response(case, _payload, answer, ended, _upstream):
    """What the client made of the upstream's bytes: whole, cut, refused, or not to be read in one way only."""
    strict = answers.read_responses(answer, case.methods, ended)
    lenient = answers.read_responses(answer, case.methods, ended, "lenient")
    finals = list(filter(answers.is_final, strict.messages))
    statuses = tuple(message.start[0] for message in finals)
    why = strict.refused or ("two readings" if strict.seen() != lenient.seen() else "")
    if len(finals) > 1:
        why = why or f"{len(finals)} answers to one request"
    if why:
        return cases.Outcome(cases.AMBIGUOUS, statuses, why=why)
    if not finals:
        return cases.Outcome(cases.CLOSED if ended else cases.NO_ANSWER)
    if statuses[0] in (500, 502, 503, 504) and not case.played[0].startswith(b"HTTP/1.1 5"):
        return cases.Outcome(cases.REFUSED, statuses)
    if not finals[0].complete:
        return cases.Outcome(cases.CLOSED if ended else cases.NO_ANSWER, statuses, why="in the middle of the answer")
    return cases.Outcome(cases.FORWARDED, statuses, body=finals[0].body)
