-- How the server calls events and members of scripts. A call answers 0 if there is nothing to
-- call; 1 and the results; or 2 and what host.described says of the error.
local host = ...
local call, protect, described = host.call, host.protect, host.described
local select, type, rawget, getfenv, setfenv, pcall = select, type, rawget, getfenv, setfenv, pcall
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

-- An inherited function runs in the environment of the application it is called for; so do those
-- of the same event further up, which it may call by super.
local function restore(lent, ...)
  for i = 1, #lent, 2 do
    setfenv(lent[i], lent[i + 1])
  end
  return ...
end

local function lend(lent, app, f)
  if type(f) == "function" then
    local former = getfenv(f)
    if former ~= app.env and pcall(setfenv, f, app.env) then
      lent = lent or {}
      lent[#lent + 1], lent[#lent + 2] = f, former
    end
  end
  return lent
end

local function run(app, f, name, allowed, ...)
  local lent = lend(nil, app, f)
  local above = app.parent
  while above do
    lent = lend(lent, app, rawget(above.env, name))
    above = above.parent
  end
  if lent then
    return restore(lent, finish(name, allowed, protect(f, ...)))
  end
  return finish(name, allowed, protect(f, ...))
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
