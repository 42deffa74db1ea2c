#!/usr/bin/env python3
"""Labels blocks with the gold of ../shared/bench/extract: usage  label.py BLOCKS.jsonl LABELS.jsonl

BLOCKS is what `judge blocks` wrote. A block is 1 if it aligns with the gold body, 0 if not, null
if it is the title or too short to tell. `half` splits the pages by publisher family.
"""
import json, sys
from pathlib import Path

SHARED = Path(__file__).resolve().parents[4] / "shared" / "bench" / "extract"
sys.path.insert(0, str(SHARED))
from textutil import TextIndex, tokens  # noqa: E402  (the benchmark's own alignment)


def main():
    if len(sys.argv) != 3:
        print(__doc__)
        return 2
    gold = {}
    for line in open(SHARED / "gold.jsonl", encoding="utf-8"):
        page = json.loads(line)
        if page.get("body") and not page.get("gold_flag"):
            gold[page["id"]] = page
    with open(sys.argv[2], "w", encoding="utf-8") as out:
        for line in open(sys.argv[1], encoding="utf-8"):
            page = json.loads(line)
            truth = gold.get(page["id"])
            if not truth:
                continue
            index = TextIndex("\n".join(" ".join(block.split()) or "-" for block in page["blocks"]))
            flags = index.line_flags(index.align(truth["body"]))
            title = [token.casefold() for token in tokens(truth["title"] or "")]
            for at, (start, end) in enumerate(index.spans):
                if flags[at] is False and index.tok[start:end] == title:
                    flags[at] = None
            half = int(truth["family"][:4], 16) % 2
            labels = [None if flag is None else int(flag) for flag in flags]
            out.write(json.dumps({"id": page["id"], "half": half, "labels": labels}) + "\n")
    return 0


sys.exit(main())
