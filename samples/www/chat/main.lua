-- A chat with rooms: rtmfp://host/chat?room=tea, connect("...", "Ann").
-- Clients call say(text), whisper(nick, text) and names(); they are called
-- said(nick, text), whispered(nick, text), came(nick) and left(nick).

rooms = {} -- clients by nick, by room
local LONGEST = 500

local function tell(room, method, ...)
  for nick, client in pairs(rooms[room] or {}) do
    client.writer:writeAMFMessage(method, ...)
  end
end

function onConnection(client, nick)
  if type(nick) ~= "string" or not nick:match("^[%w_]+$") then
    error("a nick of letters and digits, please")
  end
  local room = client.room or "lobby"
  local people = rooms[room] or {}
  if people[nick] then error(nick .. " is taken") end

  tell(room, "came", nick)
  people[nick], rooms[room] = client, people
  client.chat = { nick = nick, room = room }

  function client:say(text)
    tell(room, "said", nick, tostring(text):sub(1, LONGEST))
  end

  function client:whisper(to, text)
    local other = rooms[room][to]
    if not other then error("nobody is called " .. tostring(to)) end
    other.writer:writeAMFMessage("whispered", nick, tostring(text):sub(1, LONGEST))
    return true
  end

  function client:names()
    local names = {}
    for name in pairs(rooms[room]) do names[#names + 1] = name end
    table.sort(names)
    return names
  end

  return { room = room, people = client:names() }
end

function onDisconnection(client)
  local chat = client.chat
  local people = rooms[chat.room]
  people[chat.nick] = nil
  if next(people) == nil then
    rooms[chat.room] = nil
  else
    tell(chat.room, "left", chat.nick)
  end
end

-- After a reload the rooms are empty: who is connected is still there.
function onStart(path)
  for id, client in cumulus.clients:pairs() do
    local chat = client.path == path and client.chat
    if chat then
      rooms[chat.room] = rooms[chat.room] or {}
      rooms[chat.room][chat.nick] = client
    end
  end
end
