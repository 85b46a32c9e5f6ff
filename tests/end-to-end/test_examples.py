"""Documents that show a topic what is wanted: items, pages, files."""
import pytest
from feedserver import HOUR, NOW, rss
from test_learning import fill, margin, parts


def examples(daemon, topic="learning"):
    return daemon.get(f"/v1/topics/{topic}").json.get("examples", [])


def test_an_item_a_page_and_a_file_teach_a_topic(daemon, server, tmp_path):
    good, bad = fill(daemon, server)
    before = margin(daemon, bad[0])
    server.say("/essay", "<html><head><title>On soup &amp; spoons</title></head><body><p>Stir the soup.</p></body></html>",
               headers={"Content-Type": "text/html"})
    page, text = tmp_path / "page.html", tmp_path / "notes.txt"
    page.write_text("<!doctype html><title>A kitchen</title><p>Simmer leeks <b>slowly</b>.</p>")
    text.write_text("Of soups\n\nThe spoon, the kitchen and the soup.\n")
    said = daemon.winnow("topic", "example", "learning", bad[1], "https://all.example/8", server.url("/essay"), str(page), str(text))
    assert said.returncode == 0, said.stderr
    daemon.refresh()
    listed = examples(daemon)
    assert [e["title"] for e in listed] == ["Soup of onions", "Soup of carrots", "On soup & spoons", "A kitchen", "Of soups"]
    assert [e.get("item") for e in listed] == [bad[1], bad[2], None, None, None]
    # No verdict was given, all the same they taught; the sum holds.
    assert margin(daemon, bad[0]) > before
    assert any("like 5 of your examples" in what for what in parts(daemon, bad[0], "learnt"))
    assert daemon.get("/v1/topics/learning").json["kept"] == 0
    shown = daemon.winnow("topic", "show", "learning").stdout
    assert "0 kept, 0 skipped and 5 examples" in shown and "Of soups" in shown
    # Taken back: by the item, by what it is shown as, by address and by title.
    assert daemon.winnow("topic", "example", "learning", "--remove", bad[1], "e" + listed[3]["id"], server.url("/essay"),
                         "Of soups", "https://all.example/8").returncode == 0
    daemon.refresh()
    assert examples(daemon) == [] and abs(margin(daemon, bad[0]) - before) < 1e-9


def test_an_example_outlives_its_item_and_a_restart(daemon, server):
    good, bad = fill(daemon, server)
    assert daemon.post("/v1/topics/learning/examples", {"item": int(bad[0])}).status == 201
    assert daemon.post("/v1/topics/learning/examples", {"item": bad[0]}).status == 201
    assert daemon.delete(f"/v1/feeds/{daemon.feed}").status == 204
    daemon.kill()
    daemon.start()
    assert [e["item"] for e in examples(daemon)] == [bad[0]]
    # What is tried is tried with the examples.
    assert daemon.post("/v1/topics/learning/test", {"terms": ["soup"]}).status == 200
    # Forgetting is of keeps and skips.
    assert daemon.winnow("topic", "forget", "learning").returncode == 0
    assert len(examples(daemon)) == 1
    assert daemon.delete("/v1/topics/learning").status == 204
    daemon.topic("learning", "soup")
    assert examples(daemon) == []


def test_what_is_no_example_is_refused(daemon, server, tmp_path):
    daemon.topic("learning", "peer learning")
    server.say("/none", "", status=404)
    server.say("/picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", headers={"Content-Type": "image/png"})
    empty = tmp_path / "empty.txt"
    empty.write_text(" ")
    for what in ("99", server.url("/none"), server.url("/picture"), "ftp://a.example/", str(tmp_path / "nothing"), str(empty)):
        said = daemon.winnow("topic", "example", "learning", what)
        assert said.returncode == 1 and said.stderr.startswith("winnow: "), (what, said)
    path = "/v1/topics/learning/examples"
    for body in ({}, {"text": " "}, {"item": "x"}, {"what": "x"}, {"text": "x", "verdict": "maybe"}, {"url": 3}):
        assert daemon.post(path, body).status == 422, body
    assert daemon.post("/v1/topics/nothing/examples", {"text": "x"}).status == 404
    assert daemon.delete(path).status == 400 and daemon.delete(path + "?id=7").status == 404
    assert examples(daemon) == []


JAPANESE = ["職場の学習と知識の共有について", "学習する組織をつくる方法", "社員の学習を支える仕組み"], ["野球の試合の結果", "今夜の夕食の献立", "天気予報と台風の進路"]
CHINESE = ["工作场所的学习与知识共享", "学习型组织的建设方法", "支持员工学习的制度"], ["足球比赛的结果", "今晚的晚餐菜单", "天气预报和台风路径"]
THAI = ["การเรียนรู้ในที่ทำงานและการแบ่งปันความรู้", "วิธีสร้างองค์กรแห่งการเรียนรู้", "ระบบสนับสนุนการเรียนรู้ของพนักงาน"], ["ผลการแข่งขันฟุตบอล", "เมนูอาหารเย็นวันนี้", "พยากรณ์อากาศและพายุ"]
POLISH = ["Uczenie się w pracy", "Organizacja ucząca się: uczenie na co dzień", "Uczenie dorosłych"], ["Mecz piłki nożnej", "Obiad na dziś", "Prognoza pogody"]


@pytest.mark.parametrize("tag,term,texts", [("ja", "学習", JAPANESE), ("zh", "学习", CHINESE), ("th", "การเรียนรู้", THAI), ("pl", "uczenie", POLISH)])
def test_texts_without_spaces_or_stemmers_are_judged(daemon, server, tag, term, texts):
    daemon.topic("t", term, language=tag)
    assert daemon.get("/v1/topics/t").json["language"] == tag
    told = [t for side in texts for t in side]
    server.say("/a.xml", rss("A", [{"title": t, "text": t + "。", "guid": str(n), "link": f"https://a.example/{n}", "when": NOW - n * HOUR}
                                   for n, t in enumerate(told)]))
    daemon.follow(server.url("/a.xml"))
    daemon.refresh()
    best = [i["title"] for i in daemon.items(topic="t", sort="score", scores="all", min_score=0)][:3]
    assert set(best) == set(texts[0])
    text = daemon.winnow("topic", "export", "t").stdout
    assert f"language = {tag}\n" in text and daemon.winnow("topic", "import", "-", input=text).returncode == 0


def test_each_kind_of_term_counts_where_it_says(daemon, server):
    told = {"Trust at work": "People meet.", "Meetings": "There is trust in them.", "Peer learning": "Trust and hiring.",
            "Hiring peers": "They learn about trust.", "Weather": "It rains."}
    server.say("/a.xml", rss("A", [{"title": t, "text": x, "guid": t, "link": "https://a.example/" + t.replace(" ", "-"), "when": NOW - HOUR}
                                   for t, x in told.items()]))
    daemon.follow(server.url("/a.xml"))
    ini = "[t]\nlanguage = en\nterm = title:trust ^2\nterm = peer learning\nterm = -title:hiring\n"
    assert daemon.winnow("topic", "import", "-", input=ini).returncode == 0
    daemon.refresh()
    topic = daemon.get("/v1/topics/t").json
    assert [t["phrase"] for t in topic["terms"]] == ["title:trust", "peer learning"] and topic["exclude"] == ["title:hiring"]
    ids = {i["title"]: i["id"] for i in daemon.items()}
    hits = {t: sorted(parts(daemon, ids[t], "term", "t")) for t in told}
    assert hits == {"Trust at work": ['"title:trust" in the title'], "Meetings": [], "Peer learning": ['"peer learning" in the title'],
                    "Hiring peers": [], "Weather": []}
    assert {t for t in told if parts(daemon, ids[t], "excluded", "t")} == {"Hiring peers"}


def ranking(daemon):
    return [i["title"] for i in daemon.items(topic="learning", sort="score", min_score=0, duplicates="show")]


def test_what_taught_a_topic_goes_to_another_machine(make_daemon, server):
    one, two, three = (make_daemon(name).start() for name in ("one", "two", "three"))
    good, bad = fill(one, server)
    for item, verdict in [(good[0], "skip"), (good[1], "keep"), (bad[0], "keep"), (bad[1], "keep"), (bad[2], "skip")]:
        assert one.patch(f"/v1/items/{item}", {"verdict": verdict, "topic": "learning"}).status == 200
    assert one.winnow("topic", "example", "learning", "-", input="On mentors\n\nText = of mentors\n\n# who ask\n[questions]\n").returncode == 0
    assert one.winnow("topic", "forget", "learning", "spoon").returncode == 0
    one.refresh()
    text = one.winnow("topic", "export", "learning", "--learnt").stdout
    assert "\n[learning: keep]\nurl = https://all.example/1\ntitle = Learning with mentors\n" in text
    assert "\n[learning: example]\ntitle = On mentors\n" in text and "\ntext = [questions]\n" in text and "\nforget = spoon\n" in text
    # Where the same items are known, they are kept and skipped as they were.
    fill(two, server)
    assert two.winnow("topic", "import", "-", input=text).returncode == 0
    two.refresh()
    assert ranking(two) == ranking(one)
    assert {i["title"]: i["_winnow"].get("verdict") for i in two.items()} == {i["title"]: i["_winnow"].get("verdict") for i in one.items()}
    assert abs(margin(two, bad[4]) - margin(one, bad[4])) < 1e-6
    assert two.winnow("topic", "export", "learning", "--learnt").stdout == text
    # Where they are not, they teach all the same; and go when verdicts are forgotten.
    assert three.winnow("topic", "import", "-", input=text).returncode == 0
    assert [e.get("verdict") for e in examples(three)].count("keep") == 3
    server.say("/more.xml", rss("More", [{"title": t, "text": t, "guid": t, "link": f"https://more.example/{n}", "when": NOW - HOUR}
                                         for n, t in enumerate(["Soup with onions and leeks in the kitchen", "Learning with circles begins"])]))
    three.follow(server.url("/more.xml"))
    three.refresh()
    assert three.get("/v1/topics/learning").json["kept"] == 3
    assert three.winnow("topic", "forget", "learning").returncode == 0
    assert [e["title"] for e in examples(three)] == ["On mentors"]
    for wrong in ("[learning: keep]\ntext = x\n", text + "[learning: like]\n", text + "[learning: keep]\nterm = x\n"):
        said = three.winnow("topic", "import", "-", input=wrong)
        assert said.returncode == 1 and "nothing was imported" in said.stderr
