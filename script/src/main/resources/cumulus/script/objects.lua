-- Objects of the server as tables (lua-api section 3). A table of a script's own members has a
-- metatable of its own; behind it stand the constants that were read, and behind these the type.
local host = ...
local invoke, results, failure = host.invoke, host.results, host.failure
local rawget, rawset, setmetatable, type = rawget, rawset, setmetatable, type
local next, ipairs, pairs, error = next, ipairs, pairs, error
local rawgetmetatable, rawsetmetatable = debug.getmetatable, debug.setmetatable
local newproxy = newproxy

local PROTECTED = "change metatable of this object is prohibited"
local HANDLE, TYPE, GRAVE = {}, {}, {} -- keys that no script has

-- Functions of Java are numbers that the handle of an object is added to. With this added too a
-- look-up says nothing of bad keys.
local QUIET = 2 ^ 31

local objects = {}
host.objects = objects

-- Those that scripts alone keep alive, by the same handles.
local loose = setmetatable({}, { __mode = "v" })
host.loose = loose

local function wrongSelf(typ, name, self)
  local call = typ.name .. ":" .. name .. "(...)"
  if self == nil then
    host.error("'this' argument not present, use ':' to call the method: ", call)
  else
    host.error("bad 'this' argument of type ", type(self), ", use ':' to call the method: ", call)
  end
end

-- The handle behind a table of this type, nil if it is none.
local function handleOf(typ, self)
  local meta = rawgetmetatable(self)
  if meta and rawget(meta, TYPE) == typ then
    return rawget(meta, HANDLE)
  end
end

local methods = {}

function methods.METHOD(typ, name, id)
  return function(self, ...)
    local handle = handleOf(typ, self)
    if not handle then
      return wrongSelf(typ, name, self)
    end
    return results(invoke(id + handle, ...))
  end
end

function methods.PAIRS(typ, name, id)
  return function(self)
    local handle = handleOf(typ, self)
    if not handle then
      return wrongSelf(typ, name, self)
    end
    return next, results(invoke(id + handle)), nil
  end
end

function methods.IPAIRS(typ, name, id)
  return function(self)
    local handle = handleOf(typ, self)
    if not handle then
      return wrongSelf(typ, name, self)
    end
    return ipairs((results(invoke(id + handle))))
  end
end

-- Answers what neither a script nor a constant that was read answers.
local function reader(typ)
  local typeMethods, properties, constants = typ.methods, typ.properties, typ.constants
  local lookup, dynamic = typ.lookup and typ.lookup + QUIET, typ.dynamic
  return function(known, name)
    local found = properties[name]
    if found then
      local value, problem = invoke(found + known[HANDLE])
      if value == failure then
        error(problem, 2)
      end
      return value
    end
    found = typeMethods[name]
    if found then
      return found
    end
    local handle = known[HANDLE]
    found = constants[name]
    if found then
      found = results(invoke(found + handle))
      rawset(known, name, found)
      return found
    end
    if lookup then
      return (results(invoke(lookup + handle, name)))
    end
    if dynamic and type(name) == "string" then
      found = results(invoke(dynamic + handle, name))
      rawset(known, name, found)
      return found
    end
  end
end

local function writer(typ)
  local settings, readOnly = typ.settings, typ.readOnly
  return function(self, name, value)
    local setting = settings[name]
    if setting then
      results(invoke(setting + rawget(rawgetmetatable(self), HANDLE), value))
      return
    end
    if readOnly[name] then
      host.warn(typ.name, ".", name, " is read-only: the value hides it in this object")
    end
    rawset(self, name, value)
  end
end

local function caller(typ)
  if typ.lookup then
    return function(self, ...)
      return results(invoke(typ.lookup + rawget(rawgetmetatable(self), HANDLE), ...))
    end
  end
end

for _, typ in ipairs(host.types) do
  typ.methods, typ.properties, typ.constants, typ.settings, typ.readOnly = {}, {}, {}, {}, {}
  for _, member in ipairs(typ.members) do
    local name, kind = member.name, member.kind
    if methods[kind] then
      typ.methods[name] = methods[kind](typ, name, member.read)
    elseif kind == "CONSTANT" then
      typ.constants[name], typ.readOnly[name] = member.read, true
    elseif kind == "PROPERTY" then
      typ.properties[name], typ.readOnly[name] = member.read, true
    elseif kind == "SETTING" then
      typ.properties[name], typ.settings[name] = member.read, member.write
    end
  end
  if typ.outlived then
    typ.ended = { __index = {}, __metatable = PROTECTED }
    for name in pairs(typ.methods) do
      typ.ended.__index[name] = function() end
    end
  end
  typ.behind = { __index = reader(typ) }
  typ.newindex = writer(typ)
  typ.call = caller(typ)
end

-- Handles of owned objects whose tables were collected. Tables have no finalizers, userdata have.
local collected = {}

local function grave(handle)
  local proxy = newproxy(true)
  rawgetmetatable(proxy).__gc = function()
    collected[#collected + 1] = handle
  end
  return proxy
end

-- Tells Java of them.
function host.bury()
  local due = collected
  collected = {}
  for _, handle in ipairs(due) do
    host.call("collected", handle)
  end
end

-- Makes the table of an object.
function host.newObject(number, handle)
  local typ = host.types[number]
  local object = setmetatable({}, {
    __index = setmetatable({ [HANDLE] = handle }, typ.behind),
    __newindex = typ.newindex,
    __call = typ.call,
    __metatable = PROTECTED,
    [HANDLE] = handle,
    [TYPE] = typ,
    [GRAVE] = typ.owned and grave(handle) or nil,
  })
  if not typ.owned then
    objects[handle] = object
  end
  return object
end

-- The kind of an object of the server, nil for anything else.
function host.typeName(value)
  local meta = rawgetmetatable(value)
  local typ = meta and rawget(meta, TYPE)
  return typ and typ.name
end

-- A member of an object of the server, whatever scripts have put before it.
function host.builtin(object, name)
  return rawgetmetatable(object).__index[name]
end

-- The object has ended: its table keeps what scripts put there.
function host.objectEnded(handle)
  local object = objects[handle] or loose[handle]
  objects[handle], loose[handle] = nil, nil
  if object then
    rawsetmetatable(object, rawgetmetatable(object)[TYPE].ended)
  end
end
