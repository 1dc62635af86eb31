"""Runs in the format seep.run/1, with the fields that the plugin reads."""


def meter(name, unit, verdict, estimate, confidence=0.9995):
    slope = {"estimate": estimate, "low": estimate - 1, "high": estimate + 1, "confidence": confidence}
    return {"name": name, "unit": unit, "verdict": verdict, "slope": slope}


def run(verdict, **fields):
    meters = [meter("live_heap", "B", verdict, 64), meter("descriptors", "descriptor", "CLEAN", 0)]
    return dict({"schema": "seep.run/1", "verdict": verdict, "reason": f"it is {verdict}", "meters": meters}, **fields)


def pace(estimate):
    return {"estimate": estimate, "low": estimate, "high": estimate}


def leak(**site):
    stack = [{"function": "malloc", "own": False},
             {"function": "append", "file": "/usr/lib/list.py", "line": 3, "own": False},
             {"function": "keep", "file": "/srv/server.py", "line": 14, "own": True}]
    grows = {"grows": True, "in_steps": False, "share": 1, "top": 1, "bytes_per_request": pace(64),
             "blocks_per_request": pace(1), "stack": stack}
    once = dict(grows, grows=False)
    return run("LEAK", leading="live_heap", sites={"sites": [dict(grows, **site), once]})
