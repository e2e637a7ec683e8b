-- A live room: rtmfp://host/live?key=owl publishes, everybody may watch, but not too many.
-- A publisher sees who watches: its function viewers(name, count) is called.

keys = { owl = "news", fox = "sports" } -- what each key may publish: the name, or name-anything
mostViewers = 500                       -- of one stream
membersOnly = { ["sports-final"] = true }

function onConnection(client)
  client.live = { may = keys[client.key or ""], isMember = client.member == "yes" }
end

local function viewers(publication, count)
  for id, client in cumulus.clients:pairs() do
    if client.live and client.live.publishes == publication.name then
      client.writer:writeAMFMessage("viewers", publication.name, count)
    end
  end
end

function onPublish(client, publication)
  local may, name = client.live.may, publication.name
  if not may then error("publishing needs a key") end
  if name ~= may and name:sub(1, #may + 1) ~= may .. "-" then
    error("this key is for " .. may)
  end
  client.live.publishes = name
end

function onUnpublish(client, publication)
  client.live.publishes = nil
end

function onSubscribe(client, listener)
  local publication = listener.publication
  if membersOnly[publication.name] and not client.live.isMember then return false end
  if publication.listeners.count >= mostViewers then error("no seat is left") end
  viewers(publication, publication.listeners.count + 1)
end

function onUnsubscribe(client, listener)
  local publication = listener.publication
  viewers(publication, publication.listeners.count - 1)
end
