-- Joins each client of rtmfp://host/bridge with a TCP service of lines, such as a game server:
--   [bridge]
--   host = localhost
--   port = 4000
-- Clients call send(line); they are called line(text) for each line and lost(why) at the end.

local LONGEST = 64 * 1024

function onConnection(client)
  local target = cumulus.configs.bridge or {}
  local socket = cumulus:createTCPClient()

  -- What is left over of a line comes again, with what follows it.
  function socket:onReception(data)
    local from = 1
    for line, after in data:gmatch("([^\n]*)\n()") do
      client.writer:writeAMFMessage("line", (line:gsub("\r$", "")))
      from = after
    end
    local rest = #data - from + 1
    if rest > LONGEST then
      self:disconnect()
      return 0
    end
    return rest
  end

  function socket:onDisconnection()
    if client.bridge == self then
      client.writer:writeAMFMessage("lost", self.error or "closed")
      client.bridge = nil
    end
  end

  local problem = socket:connect(target.host or "localhost", tonumber(target.port) or 4000)
  if problem then
    WARN("bridge: ", problem)
    error("the other side cannot be reached")
  end
  client.bridge = socket

  function client:send(line)
    if not self.bridge then error("not connected") end
    self.bridge:send(tostring(line):gsub("[\r\n]", " ") .. "\n")
    return true
  end
end

function onDisconnection(client)
  local socket = client.bridge
  client.bridge = nil
  if socket then socket:disconnect() end
end
