"""uNetworking/h1spec: the list testCases of http_test.ts, so that no runtime is needed. Part of bench/conformance.

Its own rule is kept: a request that is not finished gets no byte for half a second, any other an answer with a
status within the given bounds, and a 200 to a body has to echo it.
"""
import json
import re

from conformance_suites import cases

REPOSITORY, FOLDER, SHOWS = "uNetworking/h1spec", "h1spec", "http_test.ts"


def as_json(text):
    """Object literals of strings and numbers, as JSON has them: names in quotes, no comma at the end, no \\x."""
    def one(match):
        if match["string"]:
            return re.sub(r"\\x(..)", r"\\u00\1", match["string"])
        return f'"{match["name"]}":' if match["name"] else ""
    return re.sub(r'(?P<string>"(?:[^"\\]|\\.)*")|(?P<name>\w+)\s*:|,(?=\s*[}\]])', one, text)


def load(folder):
    text = (folder / SHOWS).read_text(encoding="utf-8")
    listed = re.search(r"const testCases[^=]*= (\[.*?\n\]);", text, re.DOTALL)[1]
    return [case_of(entry) for entry in json.loads(as_json(listed))]


def case_of(entry):
    bounds = ",".join(f"{low}-{high}" for low, high in entry["expectedStatus"])
    return cases.Case(FOLDER, entry["description"], [entry["request"].encode("latin-1")],
                      "waits" if entry.get("expectedTimeout") else bounds, body=entry.get("expectedBody", "").encode())
