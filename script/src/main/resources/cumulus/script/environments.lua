-- Applications: their environments, how they start and end (lua-api section 2). What Java knows of
-- folders and files it is asked for.
local host = ...
local call, protect, find, apps = host.call, host.protect, host.find, host.apps
local type, next, rawset, getfenv, setfenv = type, next, rawset, getfenv, setfenv
local setmetatable, error, tostring, tonumber, rawget = setmetatable, error, tostring, tonumber, rawget
local ipairs, loadstring, loadfile, collectgarbage = ipairs, loadstring, loadfile, collectgarbage
local match, gsub = string.match, string.gsub
local getinfo = debug.getinfo

local PROTECTED = "change metatable of this environment is prohibited"
local environments = setmetatable({}, { __mode = "k" }) -- applications by environment
host.environments = environments

-- Events that are asked of every application that itself assigns them.
local REGISTERED = {
  onManage = true,
  onRendezVousUnknown = true,
  onServerConnection = true,
  onServerDisconnection = true,
}

local HELLOS = { onHandshake = true, onRendezVousUnknown = true }

local PACKETS = { onAudioPacket = true, onVideoPacket = true, onDataPacket = true }

local function assigner(app)
  return function(env, name, value)
    rawset(env, name, value)
    if type(value) == "function" then
      if REGISTERED[name] then
        app.registered[name] = true
      end
      if HELLOS[name] then
        call("hellos")
      elseif PACKETS[name] then
        host.packetEventsChange()
        if app.state == "started" then
          call("packetEvents")
        end
      end
    end
    if host.warnGlobals and app.state == "started" and value ~= nil and not app.warned[name] then
      app.warned[name] = true
      host.warn("global '", tostring(name), "' is assigned by an event or call: is local meant?")
    end
  end
end

-- Children by their folders, built when somebody reads their name; then the parent.
local function setFolders(app, folders)
  local parent = app.parent and app.parent.env or _G
  app.behind.__index = parent
  if next(folders) ~= nil then
    app.behind.__index = function(_, name)
      if folders[name] then
        return host.application(app.path .. "/" .. name).env
      end
      return parent[name]
    end
  end
end

local function newApplication(path, name, parent)
  local app = {
    path = path,
    name = name,
    parent = parent,
    env = {},
    behind = {},
    registered = {},
    warned = {},
    state = "new",
  }
  app.names = setmetatable({ super = parent and parent.env or _G, [name] = app.env }, app.behind)
  if parent then
    app.names[parent.name] = parent.env
    parent.names[name] = app.env
  end
  setmetatable(app.env, { __index = app.names, __newindex = assigner(app), __metatable = PROTECTED })
  environments[app.env] = app
  apps[path] = app
  setFolders(app, call("folders", path))
  return app
end

local function wipe(env)
  for name in next, env do
    env[name] = nil
  end
end

-- A file may begin with a byte order mark, or with a line for the shell.
local function compile(text, file)
  text = gsub(gsub(text, "^\239\187\191", ""), "^#", "--")
  return loadstring(text, "@" .. file)
end

-- Runs something for an application, as if the server had called it for that.
local function served(app, f, ...)
  local former = call("serve", app.path)
  local function back(...)
    call("serve", former)
    return ...
  end
  return back(f(...))
end

local function report(app, event, status, ...)
  if status == 2 then
    call("failure", app.path, event, ...)
  end
end

local function own(app, event)
  local f = find(app, event)
  if type(f) == "function" then
    report(app, event, host.runEvent(app, f, event, 0, app.path))
  end
end

-- Tells an application that starts or stops of the servers that are linked (README 23).
local function tellOfServers(app, event)
  local f = app.registered[event] and find(app, event)
  if type(f) == "function" then
    for _, server in ipairs(call("servers")) do
      report(app, event, host.runEvent(app, f, event, 0, server))
    end
  end
end

local function broken(app, ...)
  wipe(app.env)
  app.registered = {}
  app.state = "broken"
  call("failure", app.path, "main.lua", ...)
  call("released", app.path)
end

-- What the compiler says of a text, as an error of the line it names.
local function uncompiled(problem, file)
  return problem, true, problem, "", file, tonumber(match(problem, ":(%d+): ")) or 0
end

-- Loads the file of an application that is not running, unless it is known to be broken.
local function start(app)
  local text, file = call("source", app.path, app.state == "broken")
  if not text then
    app.state = text == nil and "empty" or app.state
    return
  end
  local chunk, problem = compile(text, file)
  if not chunk then
    return broken(app, uncompiled(problem, file))
  end
  app.state = "loading"
  setfenv(chunk, app.env)
  host.knowChunk(chunk)
  local ok, got = protect(chunk)
  if not ok and got.value ~= host.EXIT then
    return broken(app, host.described(got))
  end
  app.state = "started"
  host.packetEventsChange()
  host.colonCalls(app, text, file)
  own(app, "onStart")
  call("started", app.path)
  tellOfServers(app, "onServerConnection")
end

-- The application of a path whose folder exists, running if it can; its parents first.
function host.application(path)
  local app = apps[path]
  if not app then
    local above, name = match(path, "^(.*)/([^/]+)$")
    app = newApplication(path, name or "www", name and host.application(above))
  end
  if app.state ~= "started" and app.state ~= "loading" then
    served(app, start, app)
  end
  return app
end

-- Starts the application of a path if it is not running: its state.
function host.start(path)
  return host.application(path).state
end

local function stop(app)
  if app.state == "started" then
    tellOfServers(app, "onServerDisconnection")
    app.state = "stopping"
    own(app, "onStop")
  end
  wipe(app.env)
  app.registered, app.warned, app.state = {}, {}, "new"
  host.packetEventsChange()
  call("released", app.path)
end

-- Stops an application; its environment stays, empty, for the next start.
function host.stop(path)
  local app = apps[path]
  if app then
    served(app, stop, app)
    collectgarbage()
  end
end

-- The folder of an application is gone, and those below it are.
function host.remove(path)
  local app = apps[path]
  if app then
    host.stop(path)
    apps[path] = nil
    app.parent.names[app.name] = nil
  end
end

-- Folders below an application have come or gone.
function host.setFolders(path, folders)
  local app = apps[path]
  if app then
    setFolders(app, folders)
  end
end

-- Whether a text compiles: true, or false and the error.
function host.compiles(file, text)
  local chunk, problem = compile(text, file)
  if chunk then
    return true
  end
  return false, uncompiled(problem, file)
end

-- The text of an inherited event called with a colon: the environment becomes its first argument.
function host.colonCalls(app, text, file)
  local line = 0
  for content in (text .. "\n"):gmatch("(.-)\n") do
    line = line + 1
    content = gsub(gsub(content, "%-%-.*", ""), "function%s+[%w_%.]+%s*:", "")
    local owner, event = match(content, "([%a_][%w_]*)%s*:%s*(on%u%w*)%s*%(")
    local other = owner and (owner == "super" or environments[rawget(app.names, owner)])
    if other and not app.warned[owner .. ":" .. event] then
      app.warned[owner .. ":" .. event] = true
      call(
        "log", "WARN", file, line,
        owner .. ":" .. event .. "(...) passes the environment as first argument: write "
          .. owner .. "." .. event .. "(...)"
      )
    end
  end
end

-- The environment of the application whose function calls a function of ours, nil for any other.
local function callersEnvironment()
  for level = 3, 20 do
    local info = getinfo(level, "Sf")
    if not info then
      break
    end
    if host.isScript(info) then
      local env = getfenv(info.func)
      return environments[env] and env
    end
  end
end

local function loadIn(env, file)
  local chunk, problem = loadfile(file)
  if chunk and env then
    setfenv(chunk, env)
    host.knowChunk(chunk)
    if file then
      call("included", environments[env].path, file)
    end
  end
  return chunk, problem
end

function _G.loadfile(file)
  return loadIn(callersEnvironment(), file)
end

function _G.dofile(file)
  local chunk, problem = loadIn(callersEnvironment(), file)
  if not chunk then
    error(problem, 0)
  end
  return chunk()
end
