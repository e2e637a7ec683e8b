-- How the server calls functions of scripts: protected, with a traceback for the log.
local host = ...
local xpcall, loadstring, tostring = host.xpcall, loadstring, tostring
local getinfo, traceback = debug.getinfo, debug.traceback
local find, gsub, match, format = string.find, string.gsub, string.match, string.format
local errorText = host.errorText

-- The lines of a traceback without those of ours.
local function ofScripts(trace)
  local kept = {}
  for line in trace:gmatch("[^\n]+") do
    if not find(line, "[cumulus", 1, true) and not find(line, "[C]:", 1, true) then
      kept[#kept + 1] = line
    end
  end
  return table.concat(kept, "\n")
end

-- What is left of an error: the value, and where it was raised.
local function caught(value)
  return { value = value, trace = ofScripts(traceback("", 2)) }
end

-- Calls a function: true and its results, or false and what was caught.
function host.protect(f, ...)
  return xpcall(f, caught, ...)
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
