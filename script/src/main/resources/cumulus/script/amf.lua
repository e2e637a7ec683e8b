-- What conversions between AMF and tables need of Lua (amf-lua sections 2, 3 and 5).
local host = ...
local type, next, rawget, setmetatable = type, next, rawget, setmetatable
local getmetatable = debug.getmetatable

-- Takes a table apart: its special fields, which may come by __index; whether its keys are weak;
-- the length of its dense part, and all other entries as they stand, key behind key.
function host.amfTable(t)
  local raw, time, size, kind, write = t.__raw, t.__time, t.__size, t.__type, t.__writeExternal
  local meta, border = getmetatable(t), #t
  local rest, count = {}, 0
  for key, value in next, t do
    if type(key) ~= "number" or key < 1 or key > border or key % 1 ~= 0 then
      rest[count + 1], rest[count + 2] = key, value
      count = count + 2
    end
  end
  local weak = meta and rawget(meta, "__mode") == "k"
  return raw, time, size, kind, type(write) == "function", weak, border, count, rest
end

local function failed(what, kind, got)
  local text = what .. " of the type '" .. kind .. "': " .. host.errorText(got.value)
  host.call("log", "ERROR", got.file, got.line, text .. "\n" .. got.trace)
end

-- Shows a typed object to the application that is being served.
function host.typedObject(kind, object)
  local handler = host.servedEnvironment().onTypedObject
  if type(handler) == "function" then
    local ok, got = host.protect(handler, kind, object)
    if not ok then
      failed("onTypedObject", kind, got)
    end
  end
end

-- Lets an object read its content; false if it does not know how.
function host.readExternal(object, reader)
  local read = object.__readExternal
  if type(read) ~= "function" then
    return false
  end
  local ok, got = host.protect(read, object, reader)
  if not ok then
    failed("__readExternal", object.__type, got)
  end
  return true
end

-- Lets an object write its content; what it wrote before an error stays.
function host.writeExternal(object, writer)
  local ok, got = host.protect(object.__writeExternal, object, writer)
  if not ok then
    failed("__writeExternal", object.__type, got)
  end
end

-- Makes a table whose keys are held weakly.
function host.weakKeys(t)
  return setmetatable(t, { __mode = "k" })
end
