-- Every kind of object, alive, for the checks of names.txt, and the last call of each event.
happened, live = {}, {}

local function note(event)
  www[event] = function(...)
    happened[event] = happened[event] or { n = select("#", ...), ... }
  end
end

for _, event in ipairs({
  "onStart", "onDisconnection", "onFailed", "onUnpublish", "onUnsubscribe", "onAudioPacket",
  "onVideoPacket", "onDataPacket", "onUnjoinGroup", "onManage",
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

function onPublish(client, publication)
  keep("onPublish", client, publication)
  live.publication = live.publication or publication
end

function onSubscribe(client, listener)
  keep("onSubscribe", client, listener)
  live.listener = live.listener or listener
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

-- The name of a script's own publication, after something was done with it; nil if it is gone.
function publishes(change)
  local own = cumulus:publish("own")
  change(own)
  local found = cumulus.publications("own")
  local name = found and found.name
  if found then found:close() end
  return name
end

-- What somebody who plays the film sees of a push; the test looks there.
function sees(method, what, ...)
  live.publication[method](live.publication, ...)
  live.publication:flush()
  return "sees " .. what
end

function connects()
  local socket = cumulus:createTCPClient()
  local problem = socket:connect("127.0.0.1", live.TCPServer.port)
  local isConnected = socket.connected
  socket:disconnect()
  return problem == nil and isConnected and not socket.connected
end

function starts()
  local server = cumulus:createTCPServer()
  local isStarted = server:start(live.spare, "127.0.0.1") and server.running
  server:stop()
  return isStarted and not server.running
end

function binds()
  local socket = cumulus:createUDPSocket()
  local problem = socket:bind("127.0.0.1:0")
  local isBound = socket.address ~= nil
  socket:close()
  return problem == nil and isBound and socket.address == nil
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

local function sockets(port, spare)
  live.spare = spare
  live.TCPServer = cumulus:createTCPServer()
  function live.TCPServer:clientHandler(accepted)
    keep("TCPServer.clientHandler", self, accepted)
    function accepted:onReception(data)
      self:send("re:" .. data)
      return 0
    end
  end
  live.TCPServer:start(port, "127.0.0.1")
  live.TCPClient = cumulus:createTCPClient()
  function live.TCPClient:onReception(data)
    keep("TCPClient.onReception", self, data)
    return 0
  end
  live.TCPClient:connect("127.0.0.1", port)
  live.TCPClient:send("hi")
  live.refused = cumulus:createTCPClient()
  function live.refused:onDisconnection() keep("TCPClient.onDisconnection", self) end
  live.refused:connect("127.0.0.1", spare)
  live.UDPSocket, live.peer = cumulus:createUDPSocket(), cumulus:createUDPSocket()
  function live.peer:onReception(...) keep("UDPSocket.onReception", self, ...) end
  live.peer:bind("127.0.0.1:0")
  live.UDPSocket:connect(live.peer.address)
  live.UDPSocket:send("hi")
  live.mail = cumulus:sendMail("a@a.test", "subject", "text", "b@b.test")
  function live.mail:onSent(...) keep("mail.onSent", self, ...) end
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

  function client:live(port, spare)
    sockets(port, spare)
    live.publications, live.listeners = cumulus.publications, live.publication.listeners
    live.qualityOfService = live.publication.videoQOS
    live.broadcaster = cumulus.servers.targets
    live.member = cumulus.groups:join(("p"):rep(32), live.group.id)
    reading("\1", "readByte")
  end

  function client:isReady()
    for _, event in ipairs({
      "TCPServer.clientHandler", "TCPClient.onReception", "TCPClient.onDisconnection",
      "UDPSocket.onReception", "mail.onSent",
    }) do
      if not happened[event] then return false end
    end
    return true
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
