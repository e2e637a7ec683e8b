package cumulus.script.object;

import cumulus.script.amf.AmfBridge;
import cumulus.script.bind.ObjectType;
import cumulus.script.net.Mailer;
import cumulus.script.net.Sockets;
import java.util.List;
import java.util.stream.Stream;

/** Every kind of object that scripts can get. */
public final class ObjectTypes {
  public static final List<ObjectType<?>> ALL =
      Stream.of(
              AmfBridge.TYPES,
              Sockets.TYPES,
              Mailer.TYPES,
              List.of(
                  CumulusObject.TYPE,
                  ClientsObject.TYPE,
                  ClientObject.TYPE,
                  FlowWriterObject.TYPE,
                  PublicationsObject.TYPE,
                  PublicationObject.TYPE,
                  ListenersObject.TYPE,
                  ListenerObject.TYPE,
                  QualityOfServiceObject.TYPE,
                  GroupsObject.TYPE,
                  GroupObject.TYPE,
                  MemberObject.TYPE,
                  ServersObject.TYPE,
                  BroadcasterObject.TYPE,
                  ServerObject.TYPE))
          .<ObjectType<?>>flatMap(List::stream)
          .toList();

  private ObjectTypes() {}
}
