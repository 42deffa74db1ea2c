#!/usr/bin/env python3
"""Builds an index of generated articles, beside other engines in one run, and prints ratios.

    scale.py path/to/newsidx DOCS.jsonl [--larger DOCS.jsonl] [--times 5] [--add 0.01]
             [--queries Q.jsonl] [--pages FOLDER] [--peer 'NAME=COMMAND {docs} {index}']...

DOCS has an article a line (`id title body date outlet`). What is measured takes turns, TIMES times,
so that other work on the machine falls on all alike; medians are shown. `cpu` is user and system
time of the process, `peak` its largest memory, `size` everything in the index over the bytes of
DOCS. The first peer is what others are measured by. A peer's command is run in a shell, with the
articles and an empty folder filled in.

    all     a build of everything, cleaned             txt     the same articles, a file each
    given   the same with --no-clean                   no-op   the txt files again, unchanged
    add     a share of the articles is added           larger  a build of the larger corpus

Two builds, in one thread and in all, must answer QUERIES (a JSON object a line with `text`; without
it the headlines of some articles) alike, byte for byte. With --pages a folder of pages is built too,
and held against the time that `newsidx inspect` takes to clean them without an index.
"""
import argparse, json, os, shlex, shutil, statistics, subprocess, sys, tempfile, time


def run(command, **options):
    """Wall and CPU seconds, peak memory in bytes, and what was printed."""
    read, write = os.pipe()
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=write, stderr=subprocess.DEVNULL, **options)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        printed = pipe.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1, 3):
        sys.exit(f"failed ({process.returncode}): {command}")
    return time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, printed


def size_of(folder):
    return sum(os.path.getsize(os.path.join(place, name)) for place, _, names in os.walk(folder) for name in names)


class Measures:
    def __init__(self):
        self.rows = {}

    def add(self, name, wall, cpu, peak, size=None):
        self.rows.setdefault(name, []).append((wall, cpu, peak, size))

    def middle(self, name, column):
        values = [row[column] for row in self.rows.get(name, []) if row[column] is not None]
        return statistics.median(values) if values else None

    def show(self, raw):
        print(f"{'':14}{'wall s':>9}{'cpu s':>9}{'peak MB':>9}{'size':>7}")
        for name in self.rows:
            wall, cpu, peak, size = (self.middle(name, column) for column in range(4))
            share = f"{size / raw:7.2f}" if size else ""
            print(f"{name:14}{wall:9.2f}{cpu:9.2f}{peak / 1e6:9.0f}{share}")

    def ratio(self, what, one, other, asked):
        walls, cpus = ([self.middle(name, column) for name in (one, other)] for column in (0, 1))
        if None not in walls and walls[1] > 0:
            print(f"{what:44}{walls[0] / walls[1]:7.3f} wall {cpus[0] / max(cpus[1], 0.01):7.3f} cpu   asked {asked}")


def as_files(docs, folder):
    """An article a file: its headline, an empty line, its text."""
    for number, line in enumerate(open(docs, encoding="utf-8")):
        article = json.loads(line)
        below = os.path.join(folder, f"{number // 1000:04}")
        os.makedirs(below, exist_ok=True)
        with open(os.path.join(below, f"{number:07}.txt"), "w", encoding="utf-8") as page:
            page.write(f"{article['title']}\n\n{article['body']}\n")


def answers(exe, index, queries):
    found = []
    for query in queries:
        printed = run([exe, "search", query, "--json", "--index", index])[3]
        answer = json.loads(printed)
        answer["summary"].pop("elapsed_ms", None)
        found.append(json.dumps(answer, sort_keys=True))
    return found


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("newsidx")
    asked.add_argument("docs")
    asked.add_argument("--larger")
    asked.add_argument("--times", type=int, default=5)
    asked.add_argument("--add", type=float, default=0.01)
    asked.add_argument("--queries")
    asked.add_argument("--pages")
    asked.add_argument("--peer", action="append", default=[])
    asked = asked.parse_args()
    exe, docs = os.path.abspath(asked.newsidx), os.path.abspath(asked.docs)
    peers = [peer.split("=", 1) for peer in asked.peer]
    raw, found = os.path.getsize(docs), Measures()
    with tempfile.TemporaryDirectory(prefix="newsidx-scale-") as place:
        index, pages = os.path.join(place, "index"), os.path.join(place, "txt")
        os.mkdir(pages)
        as_files(docs, pages)
        lines = open(docs, encoding="utf-8").readlines()
        some = max(1, int(len(lines) * asked.add))
        start, rest = os.path.join(place, "start.jsonl"), os.path.join(place, "rest.jsonl")
        open(start, "w", encoding="utf-8").writelines(lines[:-some])
        open(rest, "w", encoding="utf-8").writelines(lines[-some:])

        def build(name, *args, fresh=True):
            if fresh:
                shutil.rmtree(index, ignore_errors=True)
            wall, cpu, peak, _ = run([exe, "build", *args, "--index", index])
            if name:
                found.add(name, wall, cpu, peak, size_of(index))

        for _ in range(asked.times):
            for name, command in peers:
                folder = os.path.join(place, "peer")
                shutil.rmtree(folder, ignore_errors=True)
                os.mkdir(folder)
                command = command.format(docs=shlex.quote(docs), index=shlex.quote(folder))
                wall, cpu, peak, _ = run(["/bin/sh", "-c", "exec " + command])
                found.add(name, wall, cpu, peak, size_of(folder))
            build("all", docs)
            build("given", docs, "--no-clean")
            build("txt", pages)
            build("no-op", pages, fresh=False)
            build(None, start)
            build("add", rest, fresh=False)
            if asked.larger:
                build("larger", os.path.abspath(asked.larger))
            if asked.pages:
                build("pages", os.path.abspath(asked.pages))
                wall, cpu, peak, _ = run(f"find {shlex.quote(os.path.abspath(asked.pages))} -type f -print0"
                                         f" | xargs -0 -n 64 {shlex.quote(exe)} inspect --json", shell=True)
                found.add("inspect", wall, cpu, peak)
        found.show(raw)
        print()
        for name, _ in peers:
            found.ratio(f"all over {name}", "all", name, "<= 2.0 of plain tantivy with stems")
        found.ratio("txt over all", "txt", "all", "<= 1.3")
        found.ratio(f"adding {some} over all", "add", "all", "< 0.03")
        found.ratio("larger over all", "larger", "all", "<= 11 for ten times as many")
        found.ratio("inspect over pages", "inspect", "pages", ">= 0.8")
        print(f"no-op of {len(lines)} files{found.middle('no-op', 0):28.2f} s                    asked < 2")

        if asked.queries:
            queries = [json.loads(line)["text"] for line in open(asked.queries, encoding="utf-8")]
        else:
            queries = [json.loads(line)["title"] for line in lines[:: max(1, len(lines) // 50)]]
        build(None, docs, "--threads", "1")
        alone = answers(exe, index, queries)
        build(None, docs)
        same = sum(one == other for one, other in zip(alone, answers(exe, index, queries)))
        print(f"the same answers from two builds: {same} of {len(queries)}")
    return 0 if same == len(queries) else 1


sys.exit(main())
