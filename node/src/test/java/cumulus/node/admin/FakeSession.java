package cumulus.node.admin;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Session;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** A session that has an id, a peer id and an address, and nothing else. */
final class FakeSession implements InvocationHandler {
  final Session session =
      (Session)
          Proxy.newProxyInstance(
              Session.class.getClassLoader(), new Class<?>[] {Session.class}, this);
  boolean isPacketTraced;
  private final int nearId;
  private final byte[] peerId;
  private final Address address;

  FakeSession(int nearId, byte[] peerId, Address address) {
    this.nearId = nearId;
    this.peerId = peerId.clone();
    this.address = address;
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
    return switch (method.getName()) {
      case "nearId" -> nearId;
      case "peerId" -> peerId.clone();
      case "farAddress" -> address;
      case "setPacketTraced" -> {
        isPacketTraced = arguments != null && (boolean) arguments[0];
        yield null;
      }
      default -> throw new AssertionError("nobody asks for " + method.getName());
    };
  }
}
