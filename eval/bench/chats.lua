-- Sends the prepared messages, each connection the next one, and prints what happened as one line of JSON.
-- Arguments: the file of messages, three lines each: path, token (may be empty), body; the number of threads; the
-- status that an answer has.

local threads = {}
unexpected = 0

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(arguments)
  requests = {}
  local lines = io.lines(arguments[1])
  for path in lines do
    local headers = { ["Content-Type"] = "application/json" }
    local token = lines()
    if token ~= "" then headers["Authorization"] = "Bearer " .. token end
    table.insert(requests, wrk.format("POST", path, headers, lines()))
  end
  expected = tonumber(arguments[3])
  -- The threads begin at different places, so that they do not write to the same conversation at the same time.
  position = math.floor(number * #requests / tonumber(arguments[2]))
end

function request()
  position = position % #requests + 1
  return requests[position]
end

function response(status, headers, body)
  -- A failure inside the service still gets a fixed text, which must not pass for an answer here.
  if status ~= expected or body:find('"handoff_failure"', 1, true) then unexpected = unexpected + 1 end
end

function done(summary, latency)
  local refused = 0
  for _, thread in ipairs(threads) do refused = refused + thread:get("unexpected") end
  local errors = summary.errors
  print(string.format(
    '{"requests":%d,"seconds":%.3f,"refused":%d,"broken":%d,"p50_ms":%.3f,"p95_ms":%.3f,"max_ms":%.3f}',
    summary.requests, summary.duration / 1e6, refused,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency.max / 1000))
end
