-- Takes one binding away: OBJECT and NAME stand for it.
local host = ...
local object, name = "OBJECT", "NAME"
local isEvent = false

for _, typ in ipairs(host.types) do
  if typ.name == object then
    for _, member in ipairs(typ.members) do
      isEvent = isEvent or member.name == name and member.kind == "EVENT"
    end
    for _, part in ipairs({ "methods", "properties", "constants", "settings", "readOnly" }) do
      typ[part][name] = nil
    end
    if name == "()" then
      typ.call = nil
    elseif name == "..." then
      local read = typ.behind.__index
      function typ.behind.__index(known, key)
        if typ.methods[key] or typ.properties[key] or typ.constants[key] then
          return read(known, key)
        end
      end
    end
  end
end

-- Events: whoever looks for them finds nothing.
local seen = {}

local function replace(f, old, new)
  if seen[f] then return end
  seen[f] = true
  for i = 1, 250 do
    local upvalue, value = debug.getupvalue(f, i)
    if not upvalue then break end
    if value == old then
      debug.setupvalue(f, i, new)
    elseif type(value) == "function" then
      replace(value, old, new)
    end
  end
end

local function replaceAll(old, new)
  seen = { [new] = true }
  for _, f in pairs(host) do
    if type(f) == "function" then
      replace(f, old, new)
    end
  end
end

if object == "events" then
  local find, served = host.find, host.servedEnvironment
  replaceAll(find, function(app, event)
    return event ~= name and find(app, event) or nil
  end)
  function host.servedEnvironment()
    return setmetatable({}, {
      __index = function(_, event)
        return event ~= name and served()[event] or nil
      end,
    })
  end
elseif isEvent then
  seen = {}
  replace(host.member, rawget, function(t, event)
    return event ~= name and rawget(t, event) or nil
  end)
end
