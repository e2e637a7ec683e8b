package cumulus.script.object;

import cumulus.script.amf.AmfBridge;
import cumulus.script.bind.ObjectType;
import java.util.List;
import java.util.stream.Stream;

/** Every kind of object that scripts can get. */
public final class ObjectTypes {
  public static final List<ObjectType<?>> ALL =
      Stream.concat(
              AmfBridge.TYPES.stream(),
              Stream.of(
                  CumulusObject.TYPE,
                  ClientsObject.TYPE,
                  ClientObject.TYPE,
                  FlowWriterObject.TYPE,
                  GroupsObject.TYPE,
                  GroupObject.TYPE,
                  MemberObject.TYPE,
                  ServersObject.TYPE,
                  BroadcasterObject.TYPE,
                  ServerObject.TYPE))
          .toList();

  private ObjectTypes() {}
}
