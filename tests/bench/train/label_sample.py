#!/usr/bin/env python3
"""Labels the blocks of the sample corpus with its truth: usage  label_sample.py PAGES BLOCKS.jsonl LABELS.jsonl

First lays the corpus's text and HTML pages flat into PAGES if it does not exist (then run
`judge blocks PAGES BLOCKS.jsonl` and call this again). Body and headings are 1, title and
standfirst null, all other blocks 0. `title` is empty where the page has none.
"""
import json, shutil, sys
from pathlib import Path

CORPUS = Path(__file__).resolve().parents[3] / "sample_corpus"
# Its pages are few and short; what they show must not be outvoted.
WEIGHT = 3.0
NAMES = {"title": None, "subtitle": None, "body": 1, "heading": 1}


def pages():
    """Flat name, page and truth of every page that holds one article."""
    for truth in sorted((CORPUS / "truth").rglob("*.json")):
        page = CORPUS / "pages" / truth.relative_to(CORPUS / "truth").with_suffix("")
        articles = json.loads(truth.read_text(encoding="utf-8"))["articles"]
        if page.suffix in (".txt", ".html") and page.exists() and len(articles) == 1:
            yield "-".join(page.relative_to(CORPUS / "pages").with_suffix("").parts), page, articles[0]


def by_line(page, article, blocks):
    """Every non-blank line is in exactly one block, in order."""
    roles = {}
    for lines, role in article["lines"].items():
        first, _, last = lines.partition("-")
        for line in range(int(first), int(last or first) + 1):
            roles[line] = NAMES.get(role.partition(":")[0], 0)
    text = page.read_text(encoding="utf-8", errors="replace").lstrip("\ufeff")
    lines = [(number, line.strip()) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    labels, at = [], 0
    for block in blocks:
        taken = []
        while at < len(lines) and " ".join(taken) != block:
            number, line = lines[at]
            at += 1
            taken.append(line)
            label = roles.get(number)
        labels.append(label)
    return labels


def main():
    if len(sys.argv) != 4:
        print(__doc__)
        return 2
    flat = Path(sys.argv[1])
    if not flat.exists():
        flat.mkdir(parents=True)
        for name, page, _ in pages():
            shutil.copy(page, flat / (name + page.suffix))
        return 0
    blocks = {row["id"]: row["blocks"] for row in map(json.loads, open(sys.argv[2], encoding="utf-8"))}
    with open(sys.argv[3], "w", encoding="utf-8") as out:
        for name, page, article in pages():
            if page.suffix == ".txt":
                labels = by_line(page, article, blocks[name])
            else:
                body = {" ".join(text.split()) for text in article["body"]}
                titles = {article["title"], article.get("subtitle")}
                labels = [None if block in titles else int(" ".join(block.split()) in body) for block in blocks[name]]
            row = {"id": name, "half": 0, "weight": WEIGHT, "labels": labels, "title": article["title"] or ""}
            out.write(json.dumps(row) + "\n")
    return 0


sys.exit(main())
