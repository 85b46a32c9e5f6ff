"""A real mail server (aiosmtpd) whose moods a test sets, and which keeps what it took."""
import asyncio
import email
import email.policy
import pathlib
import ssl
import subprocess
import threading
import warnings

from aiosmtpd.smtp import SMTP, AuthResult

USER, PASSWORD = b"curator", b"let me in"


class Mood:
    """What the next conversations meet; all off: mail is taken."""

    def __init__(self):
        self.refused = {}  # address: reply to its RCPT
        self.answer = "250 taken"  # to the message
        self.keeps = True
        self.drops = False  # the line, once it has the message
        self.hold = None  # an event that is waited for before it answers
        self.has = threading.Event()  # it has a message


class MailServer:
    def __init__(self):
        self.mood = Mood()
        self.taken = []  # (sender, recipients, bytes)
        self.seen = []  # bytes, also of what was not taken
        self.logins = []
        self.loop = asyncio.new_event_loop()
        self.servers = []
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def reset(self):
        self.mood = Mood()
        for kept in (self.taken, self.seen, self.logins):
            kept.clear()

    def listen(self, tls=None, **options):
        """The port of one more listener; `tls` from the first byte on."""

        def converse():
            with warnings.catch_warnings():  # it takes a password without STARTTLS for one without TLS
                warnings.simplefilter("ignore")
                return SMTP(self, loop=self.loop, hostname="test", **options)

        async def start():
            return await self.loop.create_server(converse, "127.0.0.1", 0, ssl=tls)

        server = asyncio.run_coroutine_threadsafe(start(), self.loop).result(30)
        self.servers.append(server)
        return server.sockets[0].getsockname()[1]

    def close(self):
        for server in self.servers:
            self.loop.call_soon_threadsafe(server.close)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(30)

    def messages(self):
        return [email.message_from_bytes(content, policy=email.policy.default) for _, _, content in self.taken]

    # ---- what aiosmtpd calls ----
    def authenticate(self, server, session, envelope, mechanism, data):
        self.logins.append((data.login, data.password, session.ssl is not None))
        return AuthResult(success=(data.login, data.password) == (USER, PASSWORD), handled=False)

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.mood.refused:
            return self.mood.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server, session, envelope):
        mood = self.mood
        self.seen.append(envelope.original_content)
        mood.has.set()
        if mood.hold is not None:
            await self.loop.run_in_executor(None, mood.hold.wait, 60)
        if mood.keeps and mood.answer.startswith("250"):
            self.taken.append((envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        if mood.drops:
            server.transport.abort()
        return mood.answer


def certificates(folder):
    """A certificate for 127.0.0.1 that signs itself; answers its path and a server's context."""
    folder = pathlib.Path(folder)
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)],
                   check=True, capture_output=True, timeout=60)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return certificate, context
