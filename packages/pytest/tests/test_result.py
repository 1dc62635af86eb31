"""What comes of each end of `seep`."""
import pytest
from fake_runs import leak, meter, run
from pytest_seep import RunFailed, SeepError, UsageError

COMMAND = ["python3", "server.py"]


def test_a_leak_has_its_bytes_a_request_and_the_line_of_the_own_code(seep, seep_does):
    seep_does(leak(first_own=2), "LEAK  live heap grows\n", 1)
    result = seep.run(COMMAND)
    assert (result.verdict, result.reason, result.report) == ("LEAK", "it is LEAK", "LEAK  live heap grows")
    assert result.bytes_per_request == (64, 63, 65)
    assert len(result.sites) == 1
    site = result.sites[0]
    assert (site.file, site.line, site.function, site.share) == ("/srv/server.py", 14, "keep", 1)
    assert site.blocks_per_request.estimate == 1
    assert result.run["leading"] == "live_heap"


def test_without_own_code_the_line_is_that_of_the_innermost_that_is_no_allocator(seep, seep_does):
    seep_does(leak(), exit_code=1)
    assert seep.run(COMMAND).sites[0].file == "/usr/lib/list.py"


def test_a_frame_without_debug_information_has_no_line(seep, seep_does):
    seep_does(leak(first_own=0), exit_code=1)
    assert seep.run(COMMAND).sites[0][:3] == (None, None, "malloc")


def test_bytes_of_a_run_that_leaks_nothing_are_those_of_the_first_meter_that_came_out_so(seep, seep_does):
    meters = [meter("live_heap", "B", "CLEAN", 0), meter("held_bytes", "B", "INCONCLUSIVE", 7)]
    seep_does(run("INCONCLUSIVE", meters=meters), exit_code=3)
    assert seep.run(COMMAND).bytes_per_request.estimate == 7


def test_bytes_are_not_known_of_a_leak_of_descriptors_and_of_too_few_readings(seep, seep_does):
    meters = [meter("live_heap", "B", "CLEAN", 0), meter("descriptors", "descriptor", "LEAK", 1)]
    seep_does(run("LEAK", meters=meters, leading="descriptors"), exit_code=1)
    assert seep.run(COMMAND).bytes_per_request is None
    seep_does(run("INCONCLUSIVE", meters=[meter("live_heap", "B", "INCONCLUSIVE", 0, confidence=0)]), exit_code=3)
    assert seep.run(COMMAND).bytes_per_request is None


def test_a_leak_fails_with_the_report_whatever_inconclusive_is(seep, seep_does):
    seep_does(leak(), "LEAK  64 B a request\n", 1)
    for inconclusive in ("fail", "pass"):
        with pytest.raises(AssertionError, match="^LEAK  64 B a request$"):
            seep.run(COMMAND).assert_clean(inconclusive)


def test_a_clean_server_passes(seep, seep_does):
    seep_does(run("CLEAN"))
    seep.run(COMMAND).assert_clean()


def test_inconclusive_fails_unless_it_is_to_pass(seep, seep_does):
    seep_does(run("INCONCLUSIVE"), "too few requests", 3)
    result = seep.run(COMMAND)
    with pytest.raises(AssertionError, match="too few requests"):
        result.assert_clean()
    result.assert_clean(inconclusive="pass")
    with pytest.raises(ValueError, match="inconclusive is 'skip'; it has to be"):
        result.assert_clean(inconclusive="skip")


def test_beside_a_baseline_its_comparison_decides(seep, seep_does):
    seep_does(leak(), exit_code=0)
    result = seep.run(COMMAND, options=["--baseline", "base.json"])
    assert (result.verdict, result.exit_code) == ("LEAK", 0)
    result.assert_clean()


@pytest.mark.parametrize("exit_code, kind", [(2, UsageError), (4, RunFailed), (5, SeepError)])
def test_an_end_without_a_verdict_is_an_error_with_what_seep_said(seep, seep_does, exit_code, kind):
    seep_does(run("FAILED") if exit_code == 4 else None, "seep: the server died\n", exit_code)
    with pytest.raises(SeepError, match="the server died") as raised:
        seep.run(COMMAND)
    assert type(raised.value) is kind
    assert raised.value.exit_code == exit_code
    assert (raised.value.run is not None) == (exit_code == 4)


def test_a_verdict_without_a_run_in_the_known_format_is_an_error(seep, seep_does):
    seep_does(None)
    with pytest.raises(SeepError, match="no run in the format seep.run/1, but something else"):
        seep.run(COMMAND)
    seep_does(run("CLEAN", schema="seep.run/2"))
    with pytest.raises(SeepError, match="schema seep.run/2"):
        seep.run(COMMAND)


def test_what_a_person_reads_is_the_report_and_none_of_the_plugins_code(pytester, seep_does):
    seep_does(leak(), "LEAK  live heap grows by 64 B a request\n  sites  keep server.py:14\n", 1)
    pytester.makepyfile('def test_leaks(seep):\n    seep.run(["server"]).assert_clean()\n')
    output = pytester.runpytest_subprocess("-p", "pytest_seep")
    output.assert_outcomes(failed=1)
    output.stdout.fnmatch_lines([
        "E * AssertionError: LEAK  live heap grows by 64 B a request",
        "E * sites  keep server.py:14"])
    assert "raise AssertionError" not in output.stdout.str()
