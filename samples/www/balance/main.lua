-- Spreads clients over the servers that have joined this one, in turn. Those servers run the same
-- script: nobody joins them, so they serve.
--
-- A client whose server does not answer comes back; after so many attempts as its URL says
-- (?patience=3) it is given all servers at once, and the first to answer gets it.

turn = 0

function onHandshake(address, path, properties, attempts)
  local backEnds = cumulus.servers.initiators
  if backEnds.count == 0 then
    return -- it is served here
  end
  if attempts > (tonumber(properties.patience) or 2) then
    return backEnds
  end
  turn = turn % backEnds.count + 1
  return backEnds(turn)
end
