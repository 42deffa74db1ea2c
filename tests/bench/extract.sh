#!/usr/bin/env bash
# How well cleaning works, in figures: on the sample corpus, and on the real pages of
# ../shared/bench/extract where they lie beside the clone.
#
#   tests/bench/extract.sh            all of it
#   tests/bench/extract.sh html bs4   these conditions of the real pages
set -euo pipefail
cd "$(dirname "$0")/../.."

echo "== sample corpus"
cargo run --locked --quiet --release --example score

real=../shared/bench/extract
if ! [ -f "$real/predict.py" ]; then
  echo "== SKIPPED: real pages (no $real beside the clone)"
  exit 0
fi
cargo build --locked --quiet --release
exe=$PWD/target/release/newsidx
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
for condition in "${@:-html bs4 insc main}"; do
  for condition in $condition; do
    echo "== real pages, $condition"
    python3 "$real/predict.py" "$exe" --cond "$condition" --out "$place/$condition.jsonl"
    python3 "$real/score.py" "$place/$condition.jsonl" --gold "$real/gold.jsonl" --cond "$condition" --boot 0
  done
done
