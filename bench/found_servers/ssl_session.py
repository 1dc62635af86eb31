"""How much a process grows by each time that SSLSocket.session is read: ssl_session.py FOLDER

FOLDER has certificate.pem and key.pem. Prints the bytes of resident memory, of the server's and of the client's socket.
"""
import socket
import ssl
import sys
import threading

READS = 20_000
PAGE_BYTES = 4096


def resident_bytes():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * PAGE_BYTES


def connected(folder):
    """Both ends of a TLS connection."""
    server_end, client_end = socket.socketpair()
    server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_context.load_cert_chain(f"{folder}/certificate.pem", f"{folder}/key.pem")
    client_context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client_context.check_hostname = False
    client_context.verify_mode = ssl.CERT_NONE
    ends = {}
    accepting = threading.Thread(target=lambda: ends.update(server=server_context.wrap_socket(server_end, server_side=True)))
    accepting.start()
    ends["client"] = client_context.wrap_socket(client_end)
    accepting.join()
    return ends


def grown(end):
    for _ in range(READS // 10):  # what it takes once
        end.session
    before = resident_bytes()
    for _ in range(READS):
        end.session
    return (resident_bytes() - before) / READS


for name, end in sorted(connected(sys.argv[1]).items()):
    print(f"{name}: {grown(end):,.0f} B a read")
