import sys


def test_the_server_leaks_no_memory(seep):
    seep.run([sys.executable, "server.py"], path="/hello/{rand:5000}").assert_clean()
