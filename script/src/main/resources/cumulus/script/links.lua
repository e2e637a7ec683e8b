-- Linked servers, and where scripts send clients (multi-server sections 3 and 6).
local host = ...
local type, next, rawget, select, tostring, getfenv = type, next, rawget, select, tostring, getfenv
local protect, find, apps = host.protect, host.find, host.apps

-- Most addresses of one answer, and most values looked at for them.
local MOST_ADDRESSES, MOST_VALUES = 256, 10000

-- Path of the application whose function a server calls; nothing if there is no such function.
function host.remoteOwner(server, name)
  local f = rawget(server, name)
  if type(f) == "function" then
    local app = host.environments[getfenv(f)]
    return app and app.path or ""
  end
end

-- Calls it, in the environment where it was made.
function host.remote(server, name, ...)
  return host.finish("ServerConnection." .. name, 0, protect(rawget(server, name), server, ...))
end

-- Whether an application that runs wants to see handshakes, and look-ups of unknown peers.
function host.asks()
  local handshakes, unknownPeers = false, false
  for _, app in next, apps do
    if app.state == "started" then
      handshakes = handshakes or type(find(app, "onHandshake")) == "function"
      unknownPeers = unknownPeers or app.registered.onRendezVousUnknown == true
    end
  end
  return handshakes, unknownPeers
end

-- The addresses in what an event returned, in their order: texts, servers, tables of them.
function host.addresses(...)
  local found, seen, looked = {}, {}, 0
  local add

  local function addAll(t)
    local length = #t
    for i = 1, length do
      add(rawget(t, i))
    end
    for key, value in next, t do
      if type(key) ~= "number" or key < 1 or key > length or key % 1 ~= 0 then
        add(value)
      end
    end
  end

  function add(value)
    looked = looked + 1
    local kind = type(value)
    if #found >= MOST_ADDRESSES or looked > MOST_VALUES then
      return
    end
    if kind == "string" or kind == "number" then
      found[#found + 1] = tostring(value)
    elseif kind == "table" and not seen[value] then
      seen[value] = true
      local typ = host.typeName(value)
      if typ == "server" then
        found[#found + 1] = host.builtin(value, "publicAddress")
      elseif typ == "servers" or typ == "broadcaster" then
        for _, server in host.builtin(value, "ipairs")(value) do
          add(server)
        end
      elseif not typ then
        addAll(value)
      end
    end
  end

  for i = 1, select("#", ...) do
    add((select(i, ...)))
  end
  return found
end
