#!/usr/bin/env python3
"""Times what a user waits for: usage  measure.py path/to/newsidx ARTICLES.jsonl [WORDS.txt]

Builds the articles (JSON lines with a `text`/`body` field) in a temporary folder, builds
again with nothing changed, and searches from a cold process, one process a query: one- and
two-word queries drawn from the articles' own words, rare to common. Prints medians and 95th
percentiles. Compare only figures of one run on one machine.
"""
import collections, json, os, random, re, statistics, subprocess, sys, tempfile, time


def words_of(path):
    count = collections.Counter()
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            text = record.get("text") or record.get("body") or ""
            count.update(set(re.findall(r"[a-z]{4,}", text.lower())))
    return [word for word, articles in count.most_common() if articles >= 3]


def main():
    if len(sys.argv) < 3:
        print(__doc__)
        return 2
    exe, corpus = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])

    def timed(*args):
        began = time.perf_counter()
        run = subprocess.run([exe, *args], capture_output=True, text=True)
        return (time.perf_counter() - began) * 1e3, run

    with tempfile.TemporaryDirectory(prefix="newsidx-bench-") as place:
        os.chdir(place)
        took, run = timed("build", corpus)
        print(f"build      {took / 1e3:8.2f} s    {run.stdout.strip().splitlines()[-1]}")
        again = [timed("build", corpus)[0] for _ in range(5)]
        print(f"no change  {statistics.median(again):8.1f} ms   median of 5")
        random.seed(42)
        words = words_of(corpus)
        ones = [words[int(len(words) ** (i / 60)) - 1] for i in range(60)]
        twos = [f"{a} {b}" for a, b in zip(ones, random.sample(words[: len(words) // 4], 60))]
        for name, queries in (("one word", ones), ("two words", twos)):
            took = sorted(timed("search", query)[0] for query in queries for _ in range(3))
            print(f"{name:<10} {statistics.median(took):8.1f} ms   95 %: {took[int(len(took) * 0.95)]:.1f} ms, {len(took)} cold processes")
    return 0


sys.exit(main())
