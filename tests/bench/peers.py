"""The same feeds, read by other programs from Debian: CPU seconds of the first poll and of an unchanged one."""
import os
import resource
import shutil
import subprocess


def children_s():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def spent_s(command, env):
    before = children_s()
    subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return children_s() - before


def newsboat(folder, urls):
    (folder / "urls").write_text("\n".join(urls) + "\n")
    (folder / "config").write_text("reload-threads 64\n")
    return ["newsboat", "-u", str(folder / "urls"), "-c", str(folder / "cache.db"), "-C", str(folder / "config"), "-x", "reload"]


def sfeed(folder, urls):
    lines = [f'sfeedpath="{folder}/feeds"', "maxjobs=64", "feeds() {"]
    lines += [f'feed "{number}" "{url}"' for number, url in enumerate(urls)]
    (folder / "sfeedrc").write_text("\n".join(lines) + "\n}\n")
    return ["sfeed_update", str(folder / "sfeedrc")]


PEERS = (("newsboat", "newsboat", newsboat), ("sfeed", "sfeed_update", sfeed))


def compare(folder, urls, own):
    print(f"{'CPU seconds for ' + format(len(urls), ',') + ' feeds':<40} {'first poll':>12} {'unchanged':>12}")
    print(f"{'winnowd, ten topics':<40} {own['first']:>12.2f} {own['unchanged']:>12.2f}")
    for name, program, prepare in PEERS:
        if shutil.which(program) is None:
            print(f"{name:<40} not installed")
            continue
        (folder / name).mkdir(parents=True)
        env = {**os.environ, "HOME": str(folder / name), "XDG_CONFIG_HOME": str(folder / name), "XDG_DATA_HOME": str(folder / name)}
        command = prepare(folder / name, urls)
        print(f"{name:<40} {spent_s(command, env):>12.2f} {spent_s(command, env):>12.2f}", flush=True)
