-- How the server calls functions of scripts: protected, with a traceback for the log.
local host = ...
local xpcall, loadstring, type, sub = host.xpcall, loadstring, type, string.sub
local traceback, getinfo = debug.traceback, debug.getinfo
local find, concat = string.find, table.concat
local errorText = host.errorText

-- Short names of the chunks of scripts that were seen, as they stand before error messages.
local chunks = {}

function host.knowChunk(f)
  chunks[getinfo(f, "S").short_src] = true
end

-- A text of an error without the place that error() puts before it.
local function withoutPlace(text)
  local from = 1
  while true do
    local first, last = find(text, ":%d+: ", from)
    if not first then
      return text
    end
    if chunks[sub(text, 1, first - 1)] then
      return sub(text, last + 1)
    end
    from = last
  end
end

-- The lines of a traceback without those of ours.
local function ofScripts(trace)
  local kept = {}
  for line in trace:gmatch("[^\n]+") do
    local isOther = find(line, "[cumulus", 1, true) or find(line, "[C]:", 1, true)
    if not isOther and not find(line, "^%s*%(tail call%)") then
      kept[#kept + 1] = line
    end
  end
  return concat(kept, "\n")
end

local function knowStack()
  for level = 3, 100 do
    local info = getinfo(level, "S")
    if not info then
      return
    end
    chunks[info.short_src] = true
  end
end

-- What is left of an error: the value, and where it was raised.
local function caught(value)
  if type(value) == "table" and value == host.EXIT then
    return { value = value }
  end
  knowStack()
  local file, line = host.place()
  return { value = value, trace = ofScripts(traceback("", 2)), file = file, line = line }
end

host.caught = caught

-- With a full stack not even the handler runs.
local function whole(ok, ...)
  if ok then
    return true, ...
  end
  local got = ...
  if type(got) ~= "table" then
    got = { value = "stack overflow (" .. errorText(got) .. ")", trace = "", file = "", line = 0 }
  end
  return false, got
end

host.whole = whole

-- Calls a function: true and its results, or false and what was caught.
function host.protect(f, ...)
  return whole(xpcall(f, caught, ...))
end

-- What Java is told of an error: its text, whether it was one, the text without its place, the
-- traceback, file and line.
function host.described(got)
  local text, isText = errorText(got.value)
  return text, isText, withoutPlace(text), got.trace, got.file, got.line
end

-- Runs a text as a chunk of a file: true, or false, the text of the error and its traceback.
function host.runText(file, text)
  local chunk, problem = loadstring(text, "@" .. file)
  if not chunk then
    return false, problem, ""
  end
  local ok, got = host.protect(chunk)
  if ok or got.value == host.EXIT then
    return true
  end
  return false, (errorText(got.value)), got.trace
end
