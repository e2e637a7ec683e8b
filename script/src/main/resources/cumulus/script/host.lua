-- What the other chunks share. Everything of the standard library that they need is taken before
-- scripts can change it.
local host = ...
local invoke, failure = host.invoke, host.failure
local error, select, type, tostring = error, select, type, tostring
local getinfo = debug.getinfo
local find, match = string.find, string.match

-- Calls Java; what Java could not do becomes an error at the line of the script.
local function results(...)
  if (...) == failure then
    error(select(2, ...), 2)
  end
  return ...
end

host.results = results

function host.call(name, ...)
  return results(invoke(host.java[name], ...))
end

-- True for a function of ours.
function host.isOurs(info)
  return find(info.source, "=[cumulus", 1, true) == 1
end

-- True for a function of a script, not of C, nor what Lua 5.1 leaves of one that made a tail call.
function host.isScript(info)
  return info.what ~= "C" and info.what ~= "tail" and not host.isOurs(info)
end

-- Source and line of the script that is running, "" and 0 if none is.
function host.place()
  for level = 2, 250 do
    local info = getinfo(level, "Sl")
    if not info then
      break
    end
    if host.isScript(info) then
      return match(info.source, "^[@=](.*)") or info.short_src, info.currentline
    end
  end
  return "", 0
end

-- The text of an error value, and whether it is a text at all.
function host.errorText(value)
  local kind = type(value)
  if kind == "string" or kind == "number" then
    return tostring(value), true
  end
  return "(error object is a " .. kind .. " value)", false
end

-- Names that stand behind the standard library in _G, for every script.
host.globals = {}
setmetatable(_G, { __index = host.globals, __metatable = "change metatable of _G is prohibited" })

function host.setGlobal(name, value)
  host.globals[name] = value
end

-- LuaJIT's xpcall hands arguments on; that of Lua 5.1 does not.
local xpcall, unpack = xpcall, unpack
if jit then
  host.xpcall = xpcall
else
  function host.xpcall(f, handler, ...)
    local count, arguments = select("#", ...), { ... }
    return xpcall(function()
      return f(unpack(arguments, 1, count))
    end, handler)
  end
end
