"""What a process costs, and how long its answers take."""
import os
import signal
import socket
import threading
import time

CPU_OF_PROCESS = 2  # the kernel's word for "what the scheduler gave it", in its numbers of clocks


def cpu_s(pid):
    """To the nanosecond, with threads that have ended; /proc counts in hundredths of a second."""
    return time.clock_gettime(~pid << 3 | CPU_OF_PROCESS)


def memory_mb(pid, line):
    """`line` of /proc/PID/status: VmRSS now, VmHWM at its peak."""
    with open(f"/proc/{pid}/status") as status:
        return next(int(words[1]) for words in map(str.split, status) if words[0] == line + ":") / 1024


def quantile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else float("nan")


def median(values):
    return quantile(values, 0.5)


class Echo:
    """A child that answers a byte with a byte: what two processes on this machine pay for talking to each other at all."""

    def __init__(self):
        self.near, far = socket.socketpair()
        self.pid = os.fork()
        if self.pid == 0:
            self.serve(far)
        far.close()

    def serve(self, far):
        """In the child; it must never run what the parent does at its end."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        try:
            self.near.close()
            while byte := far.recv(1):
                far.send(byte)
        finally:
            os._exit(0)

    def ask(self):
        self.near.send(b"x")
        self.near.recv(1)

    def end(self):
        self.near.close()
        os.waitpid(self.pid, 0)


class Probe:
    """Asks for each path in turn while something else is going on; milliseconds by path, those of the echo under None."""

    PAUSE_S = 0.005

    def __init__(self, connect, paths):
        self.connect = connect
        self.paths = paths
        self.ms = {path: [] for path in [*paths, None]}
        self.is_over = False

    def __enter__(self):
        self.echo = Echo()
        self.thread = threading.Thread(target=self.run)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.is_over = True
        self.thread.join()
        self.echo.end()

    def run(self):
        connection = self.connect()
        while not self.is_over:
            for path in self.paths:
                self.take(path, lambda: ask(connection, "GET", path))
                self.take(None, self.echo.ask)
        connection.close()

    def take(self, path, what):
        self.ms[path].append(timed_ms(what))
        time.sleep(self.PAUSE_S)


def timed_ms(what):
    begun = time.perf_counter()
    what()
    return (time.perf_counter() - begun) * 1000


def ask(connection, method, path, body=None):
    connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
    answer = connection.getresponse()
    text = answer.read()
    if answer.status >= 400:
        raise RuntimeError(f"{method} {path}: {answer.status} {text[:200]}")
    return text
