-- Passes what is published here on to the servers that this one has joined, where it can be played
-- under the same name.

-- What decoders must have seen before anything else, for servers that come later: by name.
local beginnings = {}

local function isVideoHeader(first, second)
  return first == 0x17 and second == 0 or first == 0x90
end

local function isAudioHeader(first, second)
  return math.floor(first / 16) == 10 and second == 0
end

function onPublish(client, publication)
  beginnings[publication.name] = {}
  cumulus.servers.targets:broadcast("relay_on", publication.name)
end

function onUnpublish(client, publication)
  beginnings[publication.name] = nil
  cumulus.servers.targets:broadcast("relay_off", publication.name)
end

local function pass(kind, name, key, packet, isBeginning)
  if isBeginning then
    beginnings[name] = beginnings[name] or {}
    beginnings[name][kind] = { key, packet }
  end
  cumulus.servers.targets:broadcast(kind, name, key, packet)
end

function onAudioPacket(client, publication, time, packet)
  local first, second = packet:byte(1, 2)
  pass("relay_audio", publication.name, time, packet, second and isAudioHeader(first, second))
end

function onVideoPacket(client, publication, time, packet)
  local first, second = packet:byte(1, 2)
  pass("relay_video", publication.name, time, packet, second and isVideoHeader(first, second))
end

function onDataPacket(client, publication, handler, packet)
  pass("relay_data", publication.name, handler, packet, handler == "@setDataFrame")
end

-- What another server passes on is published here, unless somebody publishes the name already.
local function receive(server)
  server.relay_streams = server.relay_streams or {}

  function server:relay_on(name)
    local streams = self.relay_streams
    streams[name] = streams[name] or cumulus:publish(name)
  end

  function server:relay_off(name)
    local stream = self.relay_streams[name]
    if stream then
      stream:close()
      self.relay_streams[name] = nil
    end
  end

  function server:relay_audio(name, time, packet)
    local stream = self.relay_streams[name]
    if stream then
      stream:pushAudioPacket(time, packet)
      stream:flush()
    end
  end

  function server:relay_video(name, time, packet)
    local stream = self.relay_streams[name]
    if stream then
      stream:pushVideoPacket(time, packet)
      stream:flush()
    end
  end

  function server:relay_data(name, handler, packet)
    local stream = self.relay_streams[name]
    if stream then
      stream:pushDataPacket(handler, packet)
      stream:flush()
    end
  end
end

function onServerConnection(server)
  if server.isTarget then
    for name in cumulus.publications:pairs() do
      server:send("relay_on", name)
      for kind, packet in pairs(beginnings[name] or {}) do
        server:send(kind, name, packet[1], packet[2])
      end
    end
  else
    receive(server)
  end
end

function onServerDisconnection(server)
  for _, stream in pairs(server.relay_streams or {}) do
    stream:close()
  end
  server.relay_streams = {}
end
