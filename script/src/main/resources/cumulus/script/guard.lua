-- What keeps scripts from stopping the server: the hook that interrupts them, and what they must
-- not do to it (lua-api section 1).
local host = ...
local invoke, call = host.invoke, host.call
local error, type, pcall, select, rawset = error, type, pcall, select, rawset
local getinfo, sethook = debug.getinfo, debug.sethook
local isOurs = host.isOurs
local INTERRUPTION, IS_INTERRUPTING = host.java.interruption, host.java.isInterrupting

-- Ends the function at a level of the stack. Code of ours goes on.
local function stop(level)
  local info = getinfo(level, "Sl")
  if not info or info.what == "C" or isOurs(info) then
    return
  end
  local reason = invoke(INTERRUPTION)
  if reason then
    error(info.short_src .. ":" .. info.currentline .. ": " .. reason, 0)
  end
end

-- Called at every instruction of a call that is to end.
local function interrupt()
  stop(3)
end

sethook(interrupt, "", 2 ^ 30) -- the guard learns the address of the C function behind it

local function refused(name)
  local told = false
  return function()
    if not told then
      told = true
      host.warn(name, " has no effect here: it would disarm the guard against endless scripts")
    end
  end
end

debug.sethook = refused("debug.sethook")

-- The handler of a script must not run while the call is being interrupted: no hook fires there.
local xpcall = xpcall
function _G.xpcall(f, handler, ...)
  if type(handler) ~= "function" then
    return xpcall(f, handler, ...)
  end
  return xpcall(f, function(message)
    if invoke(IS_INTERRUPTING) then
      return message
    end
    return handler(message)
  end, ...)
end

if jit then
  if host.jit == "off" then
    jit.off()
    jit.on = refused("jit.on")
  elseif host.jit == "auto" then
    -- On only if compiled code looks at hooks: a warm loop of a million turns shows it.
    local turns = 0
    local function loop()
      for i = 1, 1000000 do
        turns = i
      end
    end
    loop()
    local hits = 0
    sethook(function()
      hits = hits + 1
    end, "", 1000)
    loop()
    sethook(interrupt, "", 2 ^ 30)
    if hits < 100 then
      jit.off()
      jit.flush()
      jit.on = refused("jit.on")
    end
  end
end

-- In Lua 5.1 each coroutine has a hook of its own, which the guard cannot set: there it looks now
-- and then whether the call is to end, and insists if it is.
if not jit then
  local BEAT = 10000
  local beat

  local function insist()
    if invoke(IS_INTERRUPTING) then
      stop(3)
    else
      sethook(beat, "", BEAT)
    end
  end

  function beat()
    if invoke(IS_INTERRUPTING) then
      sethook(insist, "", 1)
    end
  end

  for _, name in ipairs({ "create", "wrap" }) do
    local make = coroutine[name]
    coroutine[name] = function(f)
      if type(f) ~= "function" then
        error("bad argument #1 to '" .. name .. "' (Lua function expected)", 2)
      end
      return make(function(...)
        sethook(beat, "", BEAT)
        return f(...)
      end)
    end
  end
end

-- Standard input is the operator's, and reading it would stop the server.
local nothing = io.open("/dev/null") or io.open("NUL") or io.tmpfile()
io.input(nothing)
io.stdin = nothing

-- The end of the call that asks for it: not an error.
host.EXIT = {}
function os.exit(code)
  call("exit", type(code) == "number" and code or code == false and 1 or 0)
  error(host.EXIT, 0)
end

-- Finalizers run after the call in which the garbage was collected, guarded as any other call, and
-- not in the middle of the collection, where nothing could interrupt them.
local newproxy, debugsetmetatable, debuggetmetatable = newproxy, debug.setmetatable, debug.getmetatable
local garbage = {}

local function finalizer(f)
  return function(proxy)
    garbage[#garbage + 1] = { f, proxy }
  end
end

local keeper = {
  __newindex = function(meta, name, value)
    if name == "__gc" and type(value) == "function" then
      value = finalizer(value)
    end
    rawset(meta, name, value)
  end,
}

function _G.newproxy(with)
  local proxy = newproxy(with)
  if with == true then
    debugsetmetatable(debuggetmetatable(proxy), keeper)
  end
  return proxy
end

-- Runs the finalizers that are due; answers how many failed and the first message.
function host.finalize()
  host.bury()
  local due = garbage
  garbage = {}
  local failed, message = 0, nil
  for i = 1, #due do
    local ok, problem = pcall(due[i][1], due[i][2])
    if not ok then
      failed, message = failed + 1, message or host.errorText(problem)
    end
  end
  return failed, message
end

function host.hasGarbage()
  return #garbage > 0
end

-- Where packages of Linux keep modules for Lua 5.1, behind what the library looks for by itself.
for _, folder in ipairs({ "/usr/share/lua/5.1/", "/usr/local/share/lua/5.1/" }) do
  package.path = package.path .. ";" .. folder .. "?.lua;" .. folder .. "?/init.lua"
end
for _, folder in ipairs({ "x86_64-linux-gnu/", "aarch64-linux-gnu/", "" }) do
  package.cpath = package.cpath .. ";/usr/lib/" .. folder .. "lua/5.1/?.so"
end

if host.sandbox then
  local loaded = package.loaded
  for _, name in ipairs({ "io", "debug", "ffi", "jit" }) do
    _G[name], loaded[name], package.preload[name] = nil, nil, nil
  end
  os.execute, os.remove, os.rename, os.tmpname, os.getenv = nil, nil, nil, nil, nil
  package.loadlib = nil
  package.loaders = { package.loaders[1], package.loaders[2] }
end
