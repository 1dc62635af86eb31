"""What a suite's file becomes, and what is right. Part of bench/conformance.

A case's payloads are sent one after the other, each on a connection of its own; the worst outcome is the case's.
"""
import dataclasses

from conformance_suites import rights

FORWARDED, REFUSED, CLOSED, NO_ANSWER, AMBIGUOUS = "forwarded", "refused", "closed", "no answer", "AMBIGUOUS"
KINDS = (FORWARDED, NO_ANSWER, CLOSED, REFUSED, AMBIGUOUS)  # from best to worst

EXPECTED = {
    "accepted": "forwarded, each message",
    "refused or rewritten": "refused, or forwarded in a form that is read in one way",
    "unambiguous": "either, but never a form that is read in two ways",
    "unfinished": "not refused: it may go on",
    "waits": "no answer: it has to go on",
    "relayed": "the client gets this answer",
    "cut": "502, or an end that the client sees to be too early",
}


@dataclasses.dataclass
class Case:
    suite: str
    name: str
    payloads: list            # bytes of a client
    expects: str              # one of EXPECTED, or a status' bounds: "200-299,404-404"
    messages: int = 1         # that a server answers
    half_close: bool = False  # the client ends its side behind the payload
    status: int = 0           # of the answer that is played, which has to come
    body: bytes = b""         # that it, or an answer with 200, has to bring
    played: tuple = None      # (bytes, close behind them) that the upstream answers with
    methods: tuple = (b"GET",)


@dataclasses.dataclass
class Outcome:
    kind: str
    statuses: tuple = ()  # final ones that the client got
    requests: int = 0     # complete ones that the upstream got
    body: bytes = b""     # of the first answer
    why: str = ""

    def text(self):
        words = [self.kind, *map(str, self.statuses)]
        if self.requests > 1:
            words.append(f"({self.requests} requests)")
        return " ".join(words) + (f": {self.why}" if self.why else "")


def worst(outcomes):
    return max(outcomes, key=lambda outcome: KINDS.index(outcome.kind))


def within(status, ranges):
    bounds = (part.split("-") for part in ranges.split(","))
    return any(int(low) <= status <= int(high) for low, high in bounds)


def passes(case, outcome):
    """Whether it is what the suite expects, and the right that a proxy has to refuse it (""), if that is why."""
    if outcome.kind == AMBIGUOUS:
        return False, ""
    if case.expects in ("refused or rewritten", "unambiguous"):
        return True, ""
    if case.expects == "waits":
        return outcome.kind == NO_ANSWER, ""
    if case.expects == "cut":
        return outcome.kind in (REFUSED, CLOSED), ""
    if case.expects[0].isdigit():
        status = outcome.statuses[0] if outcome.statuses else 0
        return within(status, case.expects) and (status != 200 or case.body in (b"", outcome.body)), ""
    if as_expected(case, outcome):
        return True, ""
    if outcome.kind not in (REFUSED, CLOSED):
        return False, ""
    right = rights.of_answer(case.played[0]) if case.played else rights.of_request(case.payloads[0])
    return bool(right), right


def as_expected(case, outcome):
    if case.expects == "unfinished":
        return outcome.kind not in (REFUSED, CLOSED)
    if case.expects == "relayed":
        return outcome.kind == FORWARDED and outcome.statuses[0] == case.status and outcome.body == case.body
    return outcome.kind == FORWARDED and outcome.requests == case.messages
