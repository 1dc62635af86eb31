"""Whether all proxies do the same work, before it is measured. Part of bench/proxy.

Through each, on one connection, every file is asked for twice: the status, the length of the body and how it is framed
have to be the same, the connection has to stay, and both requests have to reach the upstream on one connection of its
own. Over TLS, version, cipher and certificate have to be those that all have.
"""
import http.client
import ssl

from proxies import proxy_load


class Unequal(Exception):
    """Its text: what is not as with the others."""


def exchanges(connection, sizes):
    """The upstream's words about each request: its connection, how many have come on it, and an id of this one."""
    connection.connect()
    connection.auto_open = 0  # a second connection would be an error
    for size in [size for size in sizes for _ in range(2)]:
        connection.request("GET", f"/check/{size}")
        answer = connection.getresponse()
        body = answer.read()
        found = (answer.status, len(body), answer.getheader("Content-Length"))
        if found != (200, size, str(size)):
            raise Unequal(f"status, length and Content-Length are {found}, not {(200, size, str(size))}")
        if answer.will_close:
            raise Unequal("it does not keep the client's connection")
        words = answer.getheader("X-Upstream")
        if not words:
            raise Unequal("the answer is not the upstream's")
        yield words.split()


def check_exchanges(connection, sizes):
    try:
        words = list(exchanges(connection, sizes))
    except (OSError, http.client.HTTPException) as error:
        raise Unequal(f"{type(error).__name__} on the second request or before: {error}") from error
    finally:
        connection.close()
    if len({identity for _, _, identity in words}) != len(words):
        raise Unequal("a request did not reach the upstream")
    if len({number for number, _, _ in words}) != 1:
        raise Unequal("it does not keep the upstream's connection")


def check_tls(proxy, options):
    shown = ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate(("127.0.0.1", proxy.tls_port)))
    if shown != ssl.PEM_cert_to_DER_cert((options.keys / "certificate.pem").read_text()):
        raise Unequal("it shows another certificate")
    url = proxy_load.address("tls", proxy, options.bytes[0])
    load = proxy_load.seep(["-n", "2", "-c", "1", "-k", url], options)
    if load.failed or load.connections != 1 or load.protocol != proxy_load.PROTOCOL:
        raise Unequal(f"over TLS it has {load.protocol or load.failed} on {load.connections} connections, not "
                      f"{proxy_load.PROTOCOL} on one")


def check(proxy, options):
    """Raises Unequal."""
    check_exchanges(http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=10), options.bytes)
    if proxy.tls_port and any(proxy_load.KINDS[kind].tls for kind in options.kinds):
        context = ssl.create_default_context(cafile=options.keys / "certificate.pem")
        connection = http.client.HTTPSConnection("127.0.0.1", proxy.tls_port, timeout=10, context=context)
        check_exchanges(connection, options.bytes)
        check_tls(proxy, options)
