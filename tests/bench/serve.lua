-- Load on `newsidx serve` with wrk: searches of one or two of the words in QUERIES (a file with a
-- word a line), no two alike in a row.
--
--   newsidx serve &
--   QUERIES=words.txt wrk -t2 -c8 -d30s -s tests/bench/serve.lua http://127.0.0.1:7391
--
-- ADDRESS is what stands before the query ("/api/v1/search?q="; the page is "/?q=").

local address = os.getenv("ADDRESS") or "/api/v1/search?q="
local words = {}
local file = assert(os.getenv("QUERIES"), "QUERIES names no file")
for word in io.lines(file) do words[#words + 1] = word end
local joins = { false, "+", "+OR+" }

-- Each thread takes queries of its own.
local threads = 0
function setup(thread)
  threads = threads + 1
  thread:set("seed", threads)
end

function init()
  math.randomseed(seed)
end

function request()
  local query = words[math.random(#words)]
  local join = joins[math.random(#joins)]
  if join then query = query .. join .. words[math.random(#words)] end
  return wrk.format("GET", address .. query)
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    "%.0f a second; p50 %.1f ms, p99 %.1f ms, most %.1f ms; %d answers other than 2xx, %d broken connections, %d timeouts\n",
    summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3,
    errors.status, errors.connect + errors.read + errors.write, errors.timeout))
end
