#!/usr/bin/env python3
"""Labels blocks with the gold of ../shared/bench/extract: usage  label.py BLOCKS.jsonl LABELS.jsonl [PREDICTIONS.jsonl]

BLOCKS is what `judge blocks` wrote. A block is 1 if it aligns with the gold body, 0 if not, null
if it is the title or too short to tell. `half` splits the pages by publisher family.

Most pages have no gold body, only phrases that must and must not be in it. With PREDICTIONS (what
`predict.py --cond html` wrote) such a page is labelled with the body predicted from its HTML, if
every phrase agrees, at half the weight: what markup shows teaches what text without markup means.
"""
import json, re, sys
from pathlib import Path

SHARED = Path(__file__).resolve().parents[4] / "shared" / "bench" / "extract"
sys.path.insert(0, str(SHARED))
from textutil import TextIndex, tokens  # noqa: E402  (the benchmark's own alignment)

WEAK = 0.5


def agrees(page, body):
    """Whether a predicted body holds all phrases it must and none it must not."""
    plain = re.sub(r"\s+", " ", body)
    holds = lambda phrase: re.sub(r"\s+", " ", phrase).strip() in plain
    wanted = page.get("chunks_with") or []
    return bool(wanted) and all(map(holds, wanted)) and not any(map(holds, page.get("chunks_without") or []))


def bodies(predictions):
    """Body and weight of every page that has one."""
    gold = {}
    for line in open(SHARED / "gold.jsonl", encoding="utf-8"):
        page = json.loads(line)
        gold[page["id"]] = page
    found = {key: (page["body"], 1.0) for key, page in gold.items() if page.get("body") and not page.get("gold_flag")}
    for line in open(predictions, encoding="utf-8") if predictions else []:
        row = json.loads(line)
        if row["id"] not in found and agrees(gold[row["id"]], row["body"]):
            found[row["id"]] = (row["body"], WEAK)
    return gold, found


def main():
    if len(sys.argv) not in (3, 4):
        print(__doc__)
        return 2
    gold, found = bodies(sys.argv[3] if len(sys.argv) == 4 else None)
    with open(sys.argv[2], "w", encoding="utf-8") as out:
        for line in open(sys.argv[1], encoding="utf-8"):
            page = json.loads(line)
            if page["id"] not in found:
                continue
            truth = gold[page["id"]]
            body, weight = found[page["id"]]
            index = TextIndex("\n".join(" ".join(block.split()) or "-" for block in page["blocks"]))
            flags = index.line_flags(index.align(body))
            title = [token.casefold() for token in tokens(truth["title"] or "")]
            for at, (start, end) in enumerate(index.spans):
                if flags[at] is False and index.tok[start:end] == title:
                    flags[at] = None
            half = int(truth["family"][:4], 16) % 2
            labels = [None if flag is None else int(flag) for flag in flags]
            out.write(json.dumps({"id": page["id"], "half": half, "weight": weight, "labels": labels}) + "\n")
    return 0


sys.exit(main())
