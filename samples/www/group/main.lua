-- One NetGroup over several servers. Each server tells the others who is in its groups; there they
-- become virtual members, of whom local members are told. A member that looks for one of another
-- server is sent there.

function onRendezVousUnknown(peerId)
  return cumulus.servers
end

function onJoinGroup(client, group)
  cumulus.servers:broadcast("group_in", group.rawId, client.rawId)
end

function onUnjoinGroup(client, group)
  cumulus.servers:broadcast("group_out", group.rawId, client.rawId)
end

function onServerConnection(server)
  -- A virtual member lasts as long as somebody refers to it.
  server.group_members = {}

  function server:group_in(group, peer)
    local key = group .. peer
    self.group_members[key] = self.group_members[key] or cumulus.groups:join(peer, group)
  end

  function server:group_out(group, peer)
    local member = self.group_members[group .. peer]
    if member then
      member:release()
      self.group_members[group .. peer] = nil
    end
  end

  -- Only clients of ours: virtual members are in groups:pairs() but not in group:ipairs().
  function server:group_tell()
    for _, group in cumulus.groups:pairs() do
      for _, client in group:ipairs() do
        self:send("group_in", group.rawId, client.rawId)
      end
    end
  end

  server:send("group_tell")
end

function onServerDisconnection(server)
  for _, member in pairs(server.group_members or {}) do
    member:release()
  end
  server.group_members = {}
end
