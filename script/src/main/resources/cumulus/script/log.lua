-- The functions that write lines of the log (lua-api section 2.5).
local host = ...
local invoke, log = host.invoke, host.java.log
local select, type, tostring = select, type, tostring
local concat, format, pcall, rawget = table.concat, string.format, pcall, rawget
local match, gsub, getmetatable = string.match, string.gsub, debug.getmetatable

local function written(value)
  local kind = type(value)
  if kind == "string" then
    return value
  elseif kind == "number" then
    return tostring(value)
  elseif kind == "boolean" then
    return value and "(true)" or "(false)"
  elseif kind == "nil" then
    return "(null)"
  end
  local known, address = pcall(format, "%p", value)
  if not known then -- Lua 5.1 says it by tostring, which a script may have changed
    local meta = getmetatable(value)
    address = meta and rawget(meta, "__tostring") and "" or match(tostring(value), "%x+$")
  end
  return kind .. "_" .. gsub(address, "^0x", "")
end

local function logger(level)
  return function(...)
    local parts = {}
    for i = 1, select("#", ...) do
      parts[i] = written((select(i, ...)))
    end
    local file, line = host.place()
    invoke(log, level, file, line, concat(parts))
  end
end

for _, level in ipairs({ "FATAL", "CRITIC", "ERROR", "WARN", "NOTE", "INFO", "DEBUG", "TRACE" }) do
  _G[level] = logger(level)
end

host.warn = _G.WARN
host.error = _G.ERROR
