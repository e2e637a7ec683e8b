-- Passes what is published here on to the servers that this one has joined, where it can be played
-- under the same name.

function onPublish(client, publication)
  cumulus.servers.targets:broadcast("relay_on", publication.name)
end

function onUnpublish(client, publication)
  cumulus.servers.targets:broadcast("relay_off", publication.name)
end

function onAudioPacket(client, publication, time, packet)
  cumulus.servers.targets:broadcast("relay_audio", publication.name, time, packet)
end

function onVideoPacket(client, publication, time, packet)
  cumulus.servers.targets:broadcast("relay_video", publication.name, time, packet)
end

function onDataPacket(client, publication, handler, packet)
  cumulus.servers.targets:broadcast("relay_data", publication.name, handler, packet)
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
    for name, publication in cumulus.publications:pairs() do
      server:send("relay_on", name)
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
