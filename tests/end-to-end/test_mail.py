"""winnow mail against a real mail server and msmtp: sent once, never lost, and said what happened."""
import os
import re
import signal
import socket
import subprocess
import threading

import pytest
from conftest import BUILD
from feedserver import HOUR, NOW, rss
from mailserver import PASSWORD, USER, MailServer, certificates
from winnowd import CONF, PATIENCE_S, wait_for

DONE, REFUSED, USAGE, NO_DAEMON = range(4)
TRAP = "Trap\r\nBcc: all@example.org\r\n\r\n\x1b[31m\u202e" + "Übermäßig 学习 " * 700
TITLES = ["Learning circles in a hospital", TRAP]


@pytest.fixture(scope="module")
def mail():
    server = MailServer()
    server.port = server.listen()
    yield server
    server.close()


@pytest.fixture(scope="module")
def secure(mail, tmp_path_factory):
    """The same server, over TLS: ports of one with STARTTLS and log-in, and one that is TLS from the beginning."""
    mail.certificate, context = certificates(tmp_path_factory.mktemp("tls"))
    more = {"authenticator": mail.authenticate, "auth_required": True}
    mail.starttls = mail.listen(tls_context=context, require_starttls=True, **more)
    mail.smtps = mail.listen(tls=context, auth_require_tls=False, **more)
    mail.plain_login = mail.listen(auth_require_tls=False, authenticator=mail.authenticate)
    return mail


@pytest.fixture
def curator(make_daemon, server, mail, tmp_path):
    """A daemon with a digest 'weekly' of two items, and winnow() with places of its own."""
    mail.reset()
    d = make_daemon()
    d.conf.write_text(CONF + f"[mail]\nfrom = Zoë <zoe@example.org>\nsmtp = smtp://127.0.0.1:{mail.port}\n")
    d.start()
    d.env = {"XDG_STATE_HOME": str(tmp_path / "states"), "TZ": "UTC"}
    server.say("/one.xml", rss("Feed One", [{"title": t, "text": f"About peer learning: {n}.", "guid": str(n), "when": NOW - HOUR,
                                             "link": f"https://one.example/{n}"} for n, t in enumerate(TITLES)]))
    d.follow(server.url("/one.xml"))
    d.refresh()
    d.topic("learning", "peer learning", threshold=1)
    d.refresh()
    assert d.put("/v1/digests/weekly", {"title": "Weekly — Lernen"}).status in (200, 201)
    return d


def send(curator, *words, code=DONE, env=None, to="anna@example.org"):
    ran = curator.winnow("mail", "weekly", "--to", to, *words, env={**curator.env, **(env or {})})
    assert ran.returncode == code and "Sanitizer" not in ran.stderr, (ran.returncode, ran.stdout, ran.stderr)
    return ran


def issues(curator):
    return curator.get("/v1/digests/weekly/issues").json["issues"]


def delivered(curator):
    return [i["delivered"] for i in issues(curator)]


# ---- what is sent ----

def test_an_issue_is_sent_once_and_marked_and_then_nothing_is_due(curator, mail):
    said = send(curator, "--to", "Ben Berg <ben@example.org>")
    assert said.stdout == "sent issue 1 of 'weekly' (2 items) to anna@example.org, ben@example.org\n" and said.stderr == ""
    assert mail.taken[0][:2] == ("zoe@example.org", ["anna@example.org", "ben@example.org"])
    assert delivered(curator) == [True]
    again = send(curator)
    assert again.stdout == "" and again.stderr.startswith("winnow: nothing new since ")
    assert len(mail.taken) == 1 and len(issues(curator)) == 1


def test_who_is_not_to_be_seen_gets_it_too(curator, mail):
    send(curator, "--bcc", "ben@example.org")
    assert mail.taken[0][1] == ["anna@example.org", "ben@example.org"]
    assert mail.messages()[0]["To"] == "anna@example.org" and b"ben@" not in mail.taken[0][2]


def all_parts(message):
    return [message, *message.iter_parts()]


def test_the_message_is_what_mail_programs_expect(curator, mail):
    send(curator)
    message, raw = mail.messages()[0], mail.taken[0][2]
    assert all(part.defects == [] and all(h.defects == () for h in part.values()) for part in all_parts(message))
    assert message.get_content_type() == "multipart/alternative"
    text, html = message.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    for part in (text, html):
        assert TITLES[0] in part.get_content() and "https://one.example/0" in part.get_content()
    assert message["From"].addresses[0].display_name == "Zoë"
    assert message["Subject"].startswith("Weekly — Lernen") and "1" in message["Subject"]
    issue = issues(curator)[0]
    assert message["Message-ID"] == f"<weekly.1.{issue['uid']}@example.org>" and message["List-Id"] == "<weekly.example.org>"
    assert message["Date"].datetime.strftime("%Y-%m-%dT%H:%M:%SZ") == issue["frozen_at"]
    assert message["Auto-Submitted"] == "auto-generated"
    assert all(len(line) <= 78 and line.isascii() for line in raw.split(b"\r\n")) and b"\n" not in raw.replace(b"\r\n", b"")


def test_no_title_escapes_into_a_header(curator, mail):
    curator.put("/v1/digests/weekly", {"title": ("Weekly Bcc: x@example.org \u202e " + "Übermäßig 学习 " * 700)[:200]})
    send(curator)
    message = mail.messages()[0]
    assert message["Bcc"] is None and len(message["Subject"]) < 450 and "\u202e" not in message["Subject"]
    assert all(len(line) <= 78 for line in mail.taken[0][2].split(b"\r\n"))
    assert not re.search(rb"^Bcc", mail.taken[0][2], re.M)


def test_an_empty_issue_is_sent_only_when_it_is_asked_for(curator, mail):
    send(curator)
    send(curator)
    assert len(mail.taken) == 1
    assert "(0 items)" in send(curator, "--even-if-empty").stdout
    assert len(mail.taken) == 2 and delivered(curator) == [True, True]


# ---- refusals: nobody got it, and it is still there ----

@pytest.mark.parametrize("reply,words", [("550 5.1.1 no such user", "Mend it"), ("451 4.2.1 try later", "later")])
def test_a_refused_recipient_is_named_and_nobody_gets_it(curator, mail, reply, words):
    mail.mood.refused = {"ben@example.org": reply}
    ran = send(curator, "--to", "ben@example.org", code=REFUSED)
    assert f"refused ben@example.org: {reply}" in ran.stderr and words in ran.stderr and ran.stdout == ""
    assert mail.seen == [] and delivered(curator) == [False]
    mail.mood.refused = {}
    send(curator, "--to", "ben@example.org")
    assert len(mail.taken) == 1 and delivered(curator) == [True]


@pytest.mark.parametrize("reply,words", [("554 5.7.1 looks like spam", "Mend it"), ("452 4.3.1 full", "later")])
def test_a_refused_message_is_sent_again_as_the_same(curator, mail, reply, words):
    mail.mood.answer = reply
    ran = send(curator, code=REFUSED)
    assert f"refused the message: {reply}" in ran.stderr and words in ran.stderr
    mail.mood.answer = "250 taken"
    assert send(curator).stderr == ""
    assert len(mail.seen) == 2 and mail.seen[0] == mail.seen[1]


def test_no_server_and_one_that_says_nothing_are_told(curator, mail):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        ran = send(curator, "--smtp", f"smtp://127.0.0.1:{port}", "--timeout", "1s", code=REFUSED)
        assert "nobody got" in ran.stderr and "later" in ran.stderr
    ran = send(curator, "--smtp", f"smtp://127.0.0.1:{port}", code=REFUSED)
    assert "nobody got" in ran.stderr and delivered(curator) == [False]


# ---- ends that are not clear ----

@pytest.mark.parametrize("how", ["dropped", "silent"])
def test_no_answer_to_the_message_means_the_same_message_again(curator, mail, how):
    mail.mood.drops = how == "dropped"
    mail.mood.hold = threading.Event() if how == "silent" else None
    ran = send(curator, "--timeout", "1s", code=REFUSED)
    if mail.mood.hold is not None:
        mail.mood.hold.set()
        mail.mood.hold = None
    message_id = re.search(rb"Message-ID: (\S+)", mail.seen[0])[1].decode()
    assert "may have arrived" in ran.stderr and message_id in ran.stderr and delivered(curator) == [False]
    mail.mood.drops = False
    assert "not known" in send(curator).stderr
    assert mail.seen[0] == mail.seen[1] and delivered(curator) == [True]


def start(curator, *words):
    return subprocess.Popen([str(BUILD / "winnow"), "-s", curator.socket, "mail", "weekly", "--to", "anna@example.org", *words],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **curator.env})


def test_killed_before_the_answer_it_sends_the_same_message_again(curator, mail):
    mail.mood.hold = threading.Event()
    process = start(curator)
    assert mail.mood.has.wait(PATIENCE_S)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=PATIENCE_S)
    mail.mood.hold.set()
    mail.mood.hold = None
    assert "not known" in send(curator).stderr
    assert mail.seen[0] == mail.seen[1] and delivered(curator) == [True]


def test_what_was_accepted_is_not_sent_again_when_the_daemon_could_not_be_told(curator, mail):
    mail.mood.hold = threading.Event()
    process = start(curator)
    assert mail.mood.has.wait(PATIENCE_S)
    curator.stop()
    mail.mood.hold.set()
    _, said = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == NO_DAEMON and "was accepted" in said
    curator.start()
    assert delivered(curator) == [False]
    ran = send(curator)
    assert "accepted before" in ran.stderr and len(mail.seen) == 1 and delivered(curator) == [True]
    assert "nothing new" in send(curator).stderr


def test_killed_after_the_answer_it_sends_nothing_again(curator, mail, tmp_path):
    accepted = lambda: any(p.read_text() == "accepted\n" for p in (tmp_path / "states/winnow/mail").glob("weekly.*") if p.suffix != ".new")
    mail.mood.hold = threading.Event()
    process = start(curator)
    assert mail.mood.has.wait(PATIENCE_S)
    curator.process.send_signal(signal.SIGSTOP)  # so that it can't be told
    mail.mood.hold.set()
    wait_for(accepted)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=PATIENCE_S)
    curator.process.send_signal(signal.SIGCONT)
    send(curator)
    assert len(mail.seen) == 1 and delivered(curator) == [True]


def test_a_second_run_beside_the_first_sends_nothing(curator, mail):
    mail.mood.hold = threading.Event()
    process = start(curator)
    assert mail.mood.has.wait(PATIENCE_S)
    assert "another winnow mail" in send(curator, code=REFUSED).stderr
    mail.mood.hold.set()
    process.communicate(timeout=PATIENCE_S)
    assert process.returncode == DONE and len(mail.seen) == 1


# ---- TLS and passwords ----

@pytest.fixture
def login(curator, tmp_path):
    path = tmp_path / "login"
    path.write_bytes(USER + b"\n" + PASSWORD + b"\n")
    path.chmod(0o600)

    def use(url, certificate=None):
        conf = tmp_path / "mail.conf"
        conf.write_text(f"[mail]\nfrom = zoe@example.org\nsmtp = {url}\nsmtp-credentials = login\n")
        return {"env": {"SSL_CERT_FILE": str(certificate or "")}}, ("--config", str(conf))

    use.path = path
    return use


@pytest.mark.parametrize("scheme,port", [("smtp", "starttls"), ("smtps", "smtps")])
def test_a_password_goes_through_tls(curator, secure, login, scheme, port):
    options, words = login(f"{scheme}://127.0.0.1:{getattr(secure, port)}", secure.certificate)
    send(curator, *words, **options)
    assert secure.logins[-1][:2] == (USER, PASSWORD) and len(secure.taken) == 1


def test_a_server_that_is_not_trusted_gets_neither_password_nor_mail(curator, secure, login):
    options, words = login(f"smtp://127.0.0.1:{secure.starttls}")
    assert "can't be trusted" in send(curator, *words, code=REFUSED, **options).stderr
    options, words = login(f"smtp://127.0.0.1:{secure.plain_login}", secure.certificate)
    assert "no TLS" in send(curator, *words, code=REFUSED, **options).stderr
    assert secure.logins == [] and secure.seen == []


def test_a_wrong_password_is_told_and_one_that_others_may_read_is_not_used(curator, secure, login):
    options, words = login(f"smtp://127.0.0.1:{secure.starttls}", secure.certificate)
    login.path.write_text("curator\nguess\n")
    assert "refused the user or the password: 535" in send(curator, *words, code=REFUSED, **options).stderr
    login.path.chmod(0o644)
    assert "chmod 600" in send(curator, *words, code=REFUSED, **options).stderr
    assert len(secure.logins) == 1 and secure.seen == []


# ---- programs of the machine ----

def script(path, text):
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(0o755)
    return str(path)


def test_the_mail_that_digest_writes_is_the_one_that_was_sent(curator, tmp_path):
    taken, written = tmp_path / "taken", tmp_path / "week.eml"
    program = script(tmp_path / "mta", f"cat >{taken}\n")
    send(curator, f"--sendmail={program}", "--from", "zoe@example.org")
    assert curator.winnow("digest", "weekly", "--issue=1", "--output", str(written)).returncode == DONE
    # Who it is from, to and of which domain is for the one who sends it to say.
    theirs = re.compile(rb"^(?:From|To): .*\n|(?<=@)[^>\n]+(?=>)|(?<=^List-Id: <weekly\.)[^>]+", re.M)
    sent, shown = (theirs.sub(b"", f.read_bytes().replace(b"\r\n", b"\n")) for f in (taken, written))
    assert shown == sent and sent.count(b"\n") > 40 and b"Message-ID: <weekly.1." in sent


def test_msmtp_takes_it_as_sendmail_does(curator, mail, tmp_path):
    (tmp_path / ".msmtprc").write_text(f"account default\nhost 127.0.0.1\nport {mail.port}\nauto_from off\n")
    (tmp_path / ".msmtprc").chmod(0o600)
    send(curator, "--sendmail=msmtp", env={"HOME": str(tmp_path)})
    assert mail.taken[0][:2] == ("zoe@example.org", ["anna@example.org"]) and mail.messages()[0].defects == []
    assert delivered(curator) == [True]


def test_a_program_gets_recipients_as_arguments_and_the_message_as_input(curator, mail, tmp_path):
    program = script(tmp_path / "mta", f'printf "%s\\n" "$@" >{tmp_path}/arguments\ncat >{tmp_path}/message\n')
    send(curator, f"--sendmail={program}", "--from=-oops@example.org", to="-x@example.org")
    assert (tmp_path / "arguments").read_text().split("\n")[:-1] == ["-i", "-f", "-oops@example.org", "--", "-x@example.org"]
    message = (tmp_path / "message").read_bytes()
    assert b"\r" not in message and message.startswith(b"From: -oops@example.org\n")


@pytest.mark.parametrize("end,words", [("exit 75", "later"), ("exit 67", "Mend it"), ("kill -9 $$", "may have arrived"),
                                       ("exec sleep 60", "may have arrived")])
def test_how_a_program_ends_is_told(curator, tmp_path, end, words):
    program = script(tmp_path / "mta", end + "\n")
    assert words in send(curator, f"--sendmail={program}", "--timeout", "1s", code=REFUSED).stderr
    assert delivered(curator) == [False]
    assert "can't be run" in send(curator, f"--sendmail={tmp_path}/none", code=REFUSED).stderr


# ---- what was typed ----

@pytest.mark.parametrize("words,why", [
    ([], "--to"), (["--to", "anna"], "not a mail address"), (["--to", "a@b.example", "--from", "x\r\ny@b.example"], "not a mail address"),
    (["--to", "a@b.example", "--smtp", "http://x"], "not a mail server"), (["--to", "a@b.example", "--smtp", "smtp://u:p@x"], "smtp-credentials"),
    (["--to", "a@b.example", "--smtp", "smtp://x", "--sendmail"], "one of the two"), (["--to", "a@b.example", "--timeout", "0"], "--timeout"),
])
def test_what_makes_no_sense_is_refused_before_anything_is_frozen(curator, words, why):
    ran = curator.winnow("mail", "weekly", *words, env=curator.env)
    assert ran.returncode == USAGE and why in ran.stderr and issues(curator) == []
