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


class Disk:
    """Overwrites 16 KB of a file and waits until the disk has them: what this machine pays for keeping anything at all."""

    BYTES, PLACES = 16384, 64

    def __init__(self, path):
        self.file = os.open(path, os.O_RDWR | os.O_CREAT)
        self.count = 0
        os.write(self.file, bytes(self.BYTES * self.PLACES))
        os.fsync(self.file)

    def ask(self):
        self.count += 1
        os.pwrite(self.file, b"%016d" % self.count * (self.BYTES // 16), self.count % self.PLACES * self.BYTES)
        os.fdatasync(self.file)

    def end(self):
        os.close(self.file)


class Probe:
    """Asks each question in turn while something else is going on; milliseconds by question, those of the floor under None.

    A question is a path to GET, or a name of `asks`: functions of a connection and a number.
    """

    PAUSE_S = 0.005

    def __init__(self, connect, questions, floor=Echo, asks=None):
        self.connect = connect
        self.questions = questions
        self.asks = asks or {}
        self.make_floor = floor
        self.ms = {question: [] for question in [*questions, None]}
        self.is_over = False

    def __enter__(self):
        self.floor = self.make_floor()
        self.thread = threading.Thread(target=self.run)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.is_over = True
        self.thread.join()
        self.floor.end()

    def run(self):
        connection, number = self.connect(), 0
        while not self.is_over:
            for question in self.questions:
                self.take(question, lambda: self.ask(connection, question, number))
                self.take(None, self.floor.ask)
            number += 1
        connection.close()

    def ask(self, connection, question, number):
        if question in self.asks:
            self.asks[question](connection, number)
        else:
            ask(connection, "GET", question)

    def take(self, question, what):
        self.ms[question].append(timed_ms(what))
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
