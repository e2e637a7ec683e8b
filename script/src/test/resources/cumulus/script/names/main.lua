-- Every kind of object, alive, for the checks of names.txt, and the last call of each event.
happened, live = {}, {}

local function note(event)
  www[event] = function(...)
    happened[event] = happened[event] or { n = select("#", ...), ... }
  end
end

for _, event in ipairs({
  "onStart", "onDisconnection", "onFailed", "onPublish", "onUnpublish", "onSubscribe",
  "onUnsubscribe", "onAudioPacket", "onVideoPacket", "onDataPacket", "onUnjoinGroup", "onManage",
}) do
  note(event)
end

local function keep(event, ...)
  happened[event] = happened[event] or { n = select("#", ...), ... }
end

function onHandshake(...) keep("onHandshake", ...) end
function onRendezVousUnknown(...) keep("onRendezVousUnknown", ...) end

function onServerConnection(server)
  keep("onServerConnection", server)
  live.server = server
end

function onJoinGroup(client, group)
  keep("onJoinGroup", client, group)
  live.group = group
end

local format = {} -- of the class "Bytes"

function onTypedObject(kind, object)
  keep("onTypedObject", kind, object)
  function object:__readExternal(reader) format.read(reader) end
end

-- What a member of a reader over these bytes gives.
function reading(bytes, name, ...)
  local arguments, got = { ... }, nil
  function format.read(reader)
    local member = reader[name]
    got = type(member) == "function" and member(reader, unpack(arguments)) or member
    reader:readBytes()
  end
  cumulus:fromAMF("\17\10\7\11Bytes" .. bytes)
  return got
end

-- Whether a read-only name of a reader can be hidden, as those of other objects.
local function hides(object, name)
  local before = object[name]
  object[name] = "mine"
  local isHidden = object[name] == "mine"
  object[name] = nil
  return isHidden and object[name] == before
end

-- The bytes that a method of a writer writes.
function writing(name, ...)
  local arguments = { ... }
  local object = { __type = "Bytes" }
  function object:__writeExternal(writer) writer[name](writer, unpack(arguments)) end
  return cumulus:toAMF(object):sub(10)
end

function steps(...)
  local count = 0
  for _ in ... do count = count + 1 end
  return count
end

function toggles(object, name)
  local was = object[name]
  object[name] = not was
  local isOther, isOwn = object[name] == not was, rawget(object, name) ~= nil
  object[name] = was
  return type(was) == "boolean" and isOther and not isOwn and object[name] == was
end

function closes(writer)
  local before = writer.reliable
  writer:close()
  return before and writer.reliable == nil
end

function releases()
  local gone = cumulus.groups:join(("q"):rep(32), ("r"):rep(32))
  local before = cumulus.groups.count
  gone:release()
  return cumulus.groups.count == before - 1
end

-- What is seen at the other end; the test looks there.
function answered(method) return "told " .. method end
function arrives(send, name)
  send()
  return "arrives " .. name
end

local function environment()
  return setmetatable({}, {
    __index = function(_, name)
      if live[name] ~= nil then return live[name] end
      return name ~= "live" and www[name] or nil
    end,
  })
end

function onConnection(client, ...)
  keep("onConnection", client, ...)
  if live.client then return end
  live.client, live.writer, live.cumulus = client, client.writer:newFlowWriter(), cumulus
  live.clients, live.groups, live.servers = cumulus.clients, cumulus.groups, cumulus.servers
  function client:onManage() keep("client.onManage", self) end
  function live.writer:onManage() keep("writer.onManage", self) end
  function client:writeAMFResult(...) self.writer:writeAMFResult(...) end
  function client:writeAMFMessage(...) self.writer:writeAMFMessage("told", ...) end
  function client:writeStatusResponse() self.writer:writeStatusResponse("Told", "so") end

  function client:live()
    live.broadcaster = cumulus.servers.targets
    live.member = cumulus.groups:join(("p"):rep(32), live.group.id)
    reading("\1", "readByte")
  end

  function client:check(text)
    local check = assert(loadstring("return " .. text))
    return setfenv(check, environment())()
  end

  function client:hides(object, name)
    if object ~= "ByteReader" then return hides(environment()[object], name) end
    local got
    function format.read(reader)
      got = hides(reader, name)
      reader:readBytes()
    end
    cumulus:fromAMF("\17\10\7\11Bytes\1")
    return got
  end
end
