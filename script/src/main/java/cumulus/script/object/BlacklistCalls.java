package cumulus.script.object;

import cumulus.rtmfp.Address;
import cumulus.script.bind.Call;
import cumulus.server.Blacklist;
import java.net.InetAddress;
import java.util.function.Consumer;

/** {@code cumulus:addToBlacklist(ip,...)} and its opposite (lua-api section 4). */
final class BlacklistCalls {
  private BlacklistCalls() {}

  static void add(Blacklist blacklist, Call call) {
    each(
        call,
        host -> {
          if (!blacklist.add(host)) {
            call.error("the blacklist is full: it holds " + Blacklist.MAX_HOSTS + " addresses");
          }
        });
  }

  static void remove(Blacklist blacklist, Call call) {
    each(call, blacklist::remove);
  }

  private static void each(Call call, Consumer<Address> action) {
    for (int i = 1; i <= call.count(); i++) {
      String text = call.text(i);
      try {
        action.accept(Address.of(InetAddress.ofLiteral(text).getAddress(), 0));
      } catch (IllegalArgumentException _) {
        call.error("Incomprehensible blacklist entry, '" + text + "' is no IP address");
      }
    }
  }
}
