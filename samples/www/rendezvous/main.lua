-- Lets clients of linked servers find each other for direct streams: who is not here may be at any
-- of the others. Each server must be linked with each.

function onRendezVousUnknown(peerId)
  return cumulus.servers
end
