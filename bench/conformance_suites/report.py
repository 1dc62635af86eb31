"""Tables in Markdown. Part of bench/conformance."""
from conformance_suites import cases

NOT_FORWARDED = (cases.REFUSED, cases.CLOSED)


def passed_table(results, servers, suites):
    lines = [f"| suite | {' | '.join(servers)} |", "|---|" + "---|" * len(servers)]
    for suite in suites:
        listed = [(case, outcomes) for case, outcomes in results if case.suite == suite]
        cells = []
        for server in servers:
            passed = sum(cases.passes(case, outcomes[server])[0] for case, outcomes in listed)
            ambiguous = sum(outcomes[server].kind == cases.AMBIGUOUS for _, outcomes in listed)
            cells.append(f"{passed} of {len(listed)}" + (f", {ambiguous} ambiguous" if ambiguous else ""))
        lines.append(f"| {suite} | {' | '.join(cells)} |")
    return "\n".join(lines)


def kind(outcome):
    return cases.REFUSED if outcome.kind in NOT_FORWARDED else outcome.kind


def stands_out(outcomes, server):
    others = [kind(outcome) for name, outcome in outcomes.items() if name != server]
    return len(others) > 1 and kind(outcomes[server]) not in others


def cell(case, outcome):
    passed, right = cases.passes(case, outcome)
    mark = "" if passed else "**✗** "
    return mark + outcome.text() + (f" (a proxy's right: {right})" if right else "")


def differences(results, servers, of):
    """The cases in which the server `of` is not as expected, makes use of a right, or is as neither of the others."""
    lines = [f"Where {of} is not as expected (✗), makes use of a right, or is as none of the others:", "",
             f"| suite | case | expected | {' | '.join(servers)} |", "|---|---|---|" + "---|" * len(servers)]
    for case, outcomes in results:
        if cases.passes(case, outcomes[of]) == (True, "") and not stands_out(outcomes, of):
            continue
        expected = cases.EXPECTED.get(case.expects, f"status {case.expects}")
        cells = " | ".join(cell(case, outcomes[server]) for server in servers)
        lines.append(f"| {case.suite} | {case.name.strip()} | {expected} | {cells} |".replace("\n", " "))
    return "\n".join(lines)
