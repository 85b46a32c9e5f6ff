"""The HTML page as a browser shows it: on a phone and at a desk, in light and in dark. Once, not under each sanitizer: it is one file."""
import json
import re
import subprocess

import pytest
from conftest import BUILD, ROOT

PAGE = ROOT / "tests/unit/cli/golden/issue.html"  # what the program writes; a unit test holds it to that
PATIENCE_S = 60
# The page goes into frames of two widths, and the frame's parent says what became of it.
MEASURE = """<!doctype html><body style="margin:0"><script>
const page = %s, widths = [360, 1000];
const seen = frame => {
  const d = frame.contentDocument, root = d.documentElement, all = [...d.querySelectorAll("main *")];
  return {width: root.clientWidth, needed: root.scrollWidth, widest: Math.max(...all.map(e => e.getBoundingClientRect().right)),
    height: root.scrollHeight, title: d.title, articles: d.querySelectorAll("article").length,
    size: parseFloat(getComputedStyle(d.querySelector("article .note p")).fontSize), background: getComputedStyle(d.body).backgroundColor,
    fetched: frame.contentWindow.performance.getEntriesByType("resource").length, scripts: d.scripts.length};
};
const frames = widths.map(width => {
  const frame = document.createElement("iframe");
  frame.style = `width:${width}px;height:900px;border:0`;
  frame.srcdoc = page;
  return document.body.appendChild(frame);
});
onload = () => document.title = JSON.stringify(frames.map(seen));
</script>"""


def show(folder, *options):
    wrapper = folder / "measure.html"
    wrapper.write_text(MEASURE % json.dumps(PAGE.read_text()).replace("</", "<\\/"))
    ran = subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-background-networking",
                          "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={folder}/profile", "--dump-dom", *options, wrapper.as_uri()],
                         capture_output=True, text=True, timeout=PATIENCE_S, env={"PATH": "/usr/bin:/bin", "HOME": str(folder)})
    title = re.search(r"<title>(.*?)</title>", ran.stdout, re.S)
    assert title, ran.stderr[-2000:]
    return json.loads(title[1].replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">"))


@pytest.mark.skipif("san" in BUILD.name, reason="the page is the same whatever the build")
def test_the_page_fits_a_phone_and_a_desk_in_light_and_dark_and_fetches_nothing(tmp_path):
    phone, desk = show(tmp_path)
    for seen in (phone, desk):
        assert seen["title"] == "Weekly, issue 3" and seen["articles"] == 8
        assert seen["needed"] <= seen["width"] and seen["widest"] <= seen["width"]
        assert seen["scripts"] == 0 and seen["fetched"] == 0
        assert seen["size"] >= 16 and seen["background"] == "rgb(253, 252, 250)"
    assert (phone["width"], desk["width"]) == (360, 1000) and phone["height"] > desk["height"] > 900
    assert [s["background"] for s in show(tmp_path, "--blink-settings=preferredColorScheme=0")] == ["rgb(25, 24, 23)"] * 2
