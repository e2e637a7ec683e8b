-- How the server calls events and members of scripts. A call answers 0 if there is nothing to
-- call; 1 and the results; or 2 and what host.described says of the error.
local host = ...
local call, protect, described = host.call, host.protect, host.described
local select, type, rawget, getfenv, setfenv, pcall = select, type, rawget, getfenv, setfenv, pcall
local setmetatable, getinfo, whole = setmetatable, debug.getinfo, host.whole
local _G = _G

local apps = {}
host.apps = apps -- by path, "" for the root

-- What an event is for an application: its own function, or the nearest parent's.
local function find(app, name)
  repeat
    local found = rawget(app.env, name)
    if found ~= nil then
      return found
    end
    app = app.parent
  until not app
  return rawget(_G, name)
end

host.find = find

local function surplus(name, allowed, count)
  if count > allowed then
    host.warn(count - allowed, " arguments not required on '", name, "' results")
  end
end

local function finish(name, allowed, ok, ...)
  if ok then
    surplus(name, allowed, select("#", ...))
    return 1, ...
  end
  local got = ...
  if got.value == host.EXIT then
    return 1
  end
  return 2, described(got)
end

host.finish = finish

-- An event runs in the environment of the application it is called for, and so do those of the same
-- name of the applications above: super.onConnection(client). Answers what is to be restored.
local function bind(app, f, name)
  local bound = {}
  local above = app
  while f do
    local former = getfenv(f)
    if former ~= app.env and pcall(setfenv, f, app.env) then
      bound[#bound + 1] = f
      bound[#bound + 1] = former
    end
    above = above and above.parent
    f = above and rawget(above.env, name)
    while above and type(f) ~= "function" do
      above = above.parent
      f = above and rawget(above.env, name)
    end
  end
  return bound
end

local function restore(bound, ...)
  for i = #bound, 2, -2 do
    setfenv(bound[i - 1], bound[i])
  end
  return ...
end

-- True if there is nothing to bind: the function is the application's own and there is none above.
local function isAtHome(app, f, name)
  if getfenv(f) ~= app.env then
    return false
  end
  local above = app.parent
  while above do
    if rawget(above.env, name) ~= nil then
      return false
    end
    above = above.parent
  end
  return true
end

local function run(app, f, name, allowed, ...)
  if isAtHome(app, f, name) then
    return finish(name, allowed, protect(f, ...))
  end
  local bound = bind(app, f, name)
  return restore(bound, finish(name, allowed, protect(f, ...)))
end

host.runEvent = run

-- Calls an event of a started application.
function host.event(path, name, allowed, ...)
  local app = apps[path]
  if not app or app.state ~= "started" then
    return 0
  end
  local f = find(app, name)
  if type(f) ~= "function" then
    return 0
  end
  return run(app, f, name, allowed, ...)
end

-- Whether functions have a parameter for the packet of a packet event, or for any number of them.
local takesPacket = setmetatable({}, { __mode = "k" })
local BEFORE_PACKET = 3

local function look(f)
  if type(f) == "function" then
    local info = getinfo(f, "u")
    local count = info.nparams -- Lua 5.1 does not tell
    takesPacket[f] = not count or info.isvararg or count > BEFORE_PACKET
    return takesPacket[f]
  end
end

-- An event for each packet: a function of the handles of client and publication, time or name, and
-- the packet. The server calls it protected, with the handler of protect.lua. It returns nothing
-- when the function has run that returns nothing; MARK and NO_FUNCTION if there is none; MARK and
-- PACKET if it wants the packet, NO_PACKET if it does not; MARK and BOUND and what run gives if
-- there was more to do.
local MARK, NO_FUNCTION, PACKET, NO_PACKET, BOUND = {}, 0, 1, 2, 3
host.mark = MARK

function host.packetEvent(path, name)
  local objects = host.objects
  return function(client, publication, third, packet)
    local app = apps[path]
    if not app or app.state ~= "started" then
      return MARK, NO_FUNCTION
    end
    local f = find(app, name)
    local takes = takesPacket[f]
    if takes == nil then
      takes = look(f)
      if takes == nil then
        return MARK, NO_FUNCTION
      end
    end
    if takes ~= (packet ~= nil) then
      return MARK, takes and PACKET or NO_PACKET
    end
    client, publication = objects[client], objects[publication]
    if not isAtHome(app, f, name) then
      return MARK, BOUND, run(app, f, name, 0, client, publication, third, packet)
    end
    return f(client, publication, third, packet)
  end
end

-- What came of a packet event that neither returned nothing nor was marked.
function host.packetEnded(name, ok, ...)
  return finish(name, 0, whole(ok, ...))
end

-- Calls a function that a script attached to an object.
function host.member(object, name, allowed, ...)
  local f = rawget(object, name)
  if type(f) ~= "function" then
    return 0
  end
  return finish(name, allowed, protect(f, object, ...))
end

-- True if an application defines one of these events, or inherits it.
function host.defines(path, ...)
  local app = apps[path]
  if not app or app.state ~= "started" then
    return false
  end
  for i = 1, select("#", ...) do
    if type(find(app, (select(i, ...)))) == "function" then
      return true
    end
  end
  return false
end

-- True if the application itself has assigned an event, whatever became of it.
function host.registers(path, name)
  local app = apps[path]
  return app ~= nil and app.state == "started" and app.registered[name] == true
end

-- The environment that is being served.
function host.servedEnvironment()
  local app = apps[call("serving")]
  return app and app.env or _G
end
