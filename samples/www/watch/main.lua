-- Watches the load of the server and mails when it is too much, and when that is over:
--   [watch]
--   to = admin@example.org
--   clients = 1000
--   megabits = 400
-- Put these functions into www/main.lua to have them run from the start; as it is, somebody must
-- have connected to rtmfp://host/watch. load() tells a client the same figures.

local SILENCE = 600 -- seconds between two mails of a kind

local function limit(name, otherwise)
  local configs = cumulus.configs.watch or {}
  return tonumber(configs[name]) or otherwise
end

local function load()
  local rate = 0
  for name, publication in cumulus.publications:pairs() do
    rate = rate + publication.audioQOS.byteRate + publication.videoQOS.byteRate
    for i, listener in publication.listeners:ipairs() do
      rate = rate + listener.audioQOS.byteRate + listener.videoQOS.byteRate
    end
  end
  return {
    clients = cumulus.clients.count,
    publications = cumulus.publications.count,
    megabits = math.floor(rate * 8 / 1e5 + 0.5) / 10,
  }
end

local function mail(subject, now)
  local to = (cumulus.configs.watch or {}).to
  if not to then
    WARN("watch: ", subject)
    return
  end
  local text = string.format(
    "%d clients, %d publications, %.1f Mbit/s", now.clients, now.publications, now.megabits)
  local sent = cumulus:sendMail("cumulus@localhost", subject, text, to)
  function sent:onSent(problem)
    if problem then
      ERROR("watch: the mail could not be sent: ", problem)
    else
      NOTE("watch: mailed '", subject, "'")
    end
  end
end

isBusy, told = false, {}

function onManage()
  local now = load()
  local wasBusy = isBusy
  isBusy = now.clients > limit("clients", 1000) or now.megabits > limit("megabits", 400)
  local subject = isBusy and "the server is busy" or wasBusy and "the server is at ease"
  local seconds = cumulus.epochTime / 1000
  if subject and seconds - (told[subject] or 0) >= SILENCE then
    told[subject] = seconds
    mail(subject, now)
  end
end

function onConnection(client)
  function client:load() return load() end
end
