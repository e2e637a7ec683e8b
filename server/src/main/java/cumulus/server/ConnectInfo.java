package cumulus.server;

import cumulus.flash.amf.AmfNamed;
import cumulus.flash.amf.AmfObject;
import cumulus.flash.amf.AmfValue;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the object of a connect command says (flash-profile section 5.1).
 *
 * @param path of the application: that of tcUrl, or app; no slash at either end, "" for the root
 * @param query parameters of tcUrl, decoded; the last of a name counts
 * @param objectEncoding 0 or 3
 */
public record ConnectInfo(
    String path,
    Map<String, String> query,
    String tcUrl,
    String pageUrl,
    String swfUrl,
    String flashVersion,
    int objectEncoding) {
  /** Parameters of one URL; more are left out. */
  static final int MAX_PARAMETERS = 256;

  /** Of a client that has not said anything. */
  static final ConnectInfo NONE = new ConnectInfo("", Map.of(), "", "", "", "", 0);

  static ConnectInfo of(AmfValue commandObject) {
    var said = commandObject instanceof AmfNamed named ? named : new AmfObject();
    String tcUrl = said.get("tcUrl").textOr("");
    String whole = tcUrl.isEmpty() ? said.get("app").textOr("") : afterHost(tcUrl);
    return new ConnectInfo(
        path(whole),
        query(whole),
        tcUrl,
        said.get("pageUrl").textOr(""),
        said.get("swfUrl").textOr(""),
        said.get("flashVer").textOr(""),
        said.get("objectEncoding").numberOr(0) == 3 ? 3 : 0);
  }

  /** What stands behind the host in the URL of a hello; old peers send only that. */
  static String location(String url) {
    return url.contains("://") ? afterHost(url) : url;
  }

  /** Host and port in the URL of a hello, as written; "" where there is none. */
  static String host(String url) {
    int scheme = url.indexOf("://");
    return scheme < 0 ? "" : url.substring(scheme + 3, url.length() - afterHost(url).length());
  }

  static String path(String location) {
    int mark = location.indexOf('?');
    return trimmed(mark < 0 ? location : location.substring(0, mark));
  }

  static Map<String, String> query(String location) {
    int mark = location.indexOf('?');
    return mark < 0 ? Map.of() : parameters(location.substring(mark + 1));
  }

  private static String afterHost(String url) {
    int scheme = url.indexOf("://");
    int from = scheme < 0 ? 0 : scheme + 3;
    int slash = url.indexOf('/', from);
    int mark = url.indexOf('?', from);
    if (slash >= 0 && (mark < 0 || slash < mark)) {
      return url.substring(slash);
    }
    return mark < 0 ? "" : url.substring(mark);
  }

  private static String trimmed(String path) {
    int from = 0;
    int to = path.length();
    while (from < to && path.charAt(from) == '/') {
      from++;
    }
    while (to > from && path.charAt(to - 1) == '/') {
      to--;
    }
    return path.substring(from, to);
  }

  private static Map<String, String> parameters(String query) {
    var parameters = new LinkedHashMap<String, String>();
    for (String pair : query.split("&", MAX_PARAMETERS + 1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      if (!name.isEmpty() && parameters.size() < MAX_PARAMETERS) {
        parameters.put(decoded(name), equals < 0 ? "" : decoded(pair.substring(equals + 1)));
      }
    }
    return parameters;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return text; // a stray percent sign stands for itself
    }
  }
}
