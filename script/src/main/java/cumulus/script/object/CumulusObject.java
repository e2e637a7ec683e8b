package cumulus.script.object;

import cumulus.flash.amf.AmfStyle;
import cumulus.script.bind.Call;
import cumulus.script.bind.ObjectType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** {@code cumulus}: the root of what scripts can reach (lua-api section 4). */
public final class CumulusObject {
  public static final ObjectType<Host> TYPE =
      ObjectType.<Host>named("cumulus")
          .constant("clients", (self, call) -> call.push(ClientsObject.TYPE, self.clients()))
          .constant("groups", (self, call) -> call.push(GroupsObject.TYPE, self.groups()))
          .constant("servers", (self, call) -> call.push(ServersObject.TYPE, self.servers()))
          .constant(
              "publications",
              (self, call) -> call.push(PublicationsObject.TYPE, self.publications()))
          .constant("configs", (self, call) -> Configs.push(call.stack(), self.configuration()))
          .number("epochTime", self -> self.clock().millis())
          .constant("publicAddress", (self, call) -> call.push(self.publicAddress()))
          .method("absolutePath", (self, call) -> call.push(absolutePath(self, call.text(1))))
          .method("addToBlacklist", (self, call) -> BlacklistCalls.add(self.blacklist(), call))
          .method(
              "removeFromBlacklist", (self, call) -> BlacklistCalls.remove(self.blacklist(), call))
          .method("createTCPClient", (self, call) -> self.sockets().newTcpClient(call))
          .method("createTCPServer", (self, call) -> self.sockets().newTcpServer(call))
          .method("createUDPSocket", (self, call) -> self.sockets().newUdpSocket(call))
          .method("md5", (_, call) -> digest(call, "MD5"))
          .method("sendMail", (self, call) -> self.mailer().send(call))
          .method("sha256", (_, call) -> digest(call, "SHA-256"))
          .method("publish", CumulusObject::publish)
          .method("split", (_, call) -> split(call))
          .method("toAMF", (self, call) -> self.amf().write(call, AmfStyle.PREFER_AMF3))
          .method("toAMF0", (self, call) -> self.amf().write(call, AmfStyle.PREFER_AMF0))
          .method("fromAMF", (self, call) -> self.amf().read(call))
          .build();

  private CumulusObject() {}

  /** The folder of an application, with one slash at the end. */
  private static String absolutePath(Host host, String path) {
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return host.www() + path.substring(0, end) + "/";
  }

  private static void publish(Host host, Call call) {
    String name = call.text(1);
    if (name.isEmpty()) {
      call.error("a publication needs a name");
      call.pushNil();
      return;
    }
    host.publications()
        .publish(name)
        .ifPresentOrElse(
            published -> call.push(PublicationObject.TYPE, published),
            () -> {
              call.error(name + " is already published");
              call.pushNil();
            });
  }

  /** One raw digest for each text; nil in the place of anything else. */
  private static void digest(Call call, String algorithm) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    for (int i = 1; i <= call.count(); i++) {
      if (call.isText(i)) {
        call.push(digest.digest(call.bytes(i)));
      } else {
        call.error("argument " + i + " has no " + algorithm + ": it is no text");
        call.pushNil();
      }
    }
  }

  private static void split(Call call) {
    int option = (int) call.number(3, 0);
    List<byte[]> tokens = Tokens.split(call.bytes(1), call.bytes(2), option);
    tokens.forEach(call::push);
  }
}
