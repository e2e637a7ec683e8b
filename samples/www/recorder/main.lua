-- Records what is published to rtmfp://host/recorder into FLV files in this folder.

local AUDIO, VIDEO, SCRIPT = 8, 9, 18

-- A number as so many bytes, the highest first.
local function bytes(number, count)
  local text = ""
  for i = 1, count do
    text = string.char(number % 256) .. text
    number = math.floor(number / 256)
  end
  return text
end

local function write(publication, kind, time, body)
  local film = publication.film
  if not film then return end
  film.first = film.first or time
  film.last = math.max(0, time - film.first)
  local stamp = bytes(film.last, 4)
  film.file:write(
    bytes(kind, 1), bytes(#body, 3), stamp:sub(2), stamp:sub(1, 1), bytes(0, 3),
    body, bytes(11 + #body, 4))
end

function onPublish(client, publication)
  if not publication.name:match("^[%w_-]+$") then
    error("a name of letters, digits, - and _, please")
  end
  local name = cumulus:absolutePath(client.path) .. publication.name .. ".flv"
  local file, problem = io.open(name, "wb")
  if not file then
    ERROR("cannot record: ", problem)
    error("this cannot be recorded now")
  end
  file:write("FLV", bytes(1, 1), bytes(5, 1), bytes(9, 4), bytes(0, 4))
  publication.film = { file = file, last = 0 }
end

function onAudioPacket(client, publication, time, packet)
  write(publication, AUDIO, time, packet)
end

function onVideoPacket(client, publication, time, packet)
  write(publication, VIDEO, time, packet)
end

-- Behind "@setDataFrame" stands what a player would be told, its name first.
function onDataPacket(client, publication, name, packet)
  local film = publication.film
  if film then
    local body = name == "@setDataFrame" and packet or cumulus:toAMF0(name) .. packet
    write(publication, SCRIPT, (film.first or 0) + film.last, body)
  end
end

function onUnpublish(client, publication)
  local film = publication.film
  if film then
    film.file:close()
    publication.film = nil
    NOTE(publication.name, " recorded, ", math.floor(film.last / 1000), " s")
  end
end
