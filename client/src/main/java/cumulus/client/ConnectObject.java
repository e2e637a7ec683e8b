package cumulus.client;

import cumulus.flash.amf.AmfNothing;
import cumulus.flash.amf.AmfObject;
import cumulus.flash.amf.AmfValue;

/** The command object of connect, in the order of Flash Player (flash-profile section 5.1). */
final class ConnectObject {
  private static final double CAPABILITIES = 235;
  private static final double AUDIO_CODECS = 3575;
  private static final double VIDEO_CODECS = 252;
  private static final double VIDEO_FUNCTION = 1;

  private ConnectObject() {}

  static AmfObject make(RtmfpUrl url, ConnectOptions options) {
    var object = new AmfObject();
    object.put("app", url.path());
    object.put("flashVer", options.flashVersion());
    object.put("swfUrl", textOrUndefined(options.swfUrl()));
    object.put("tcUrl", url.toString());
    object.put("fpad", AmfValue.of(false));
    object.put("capabilities", CAPABILITIES);
    object.put("audioCodecs", AUDIO_CODECS);
    object.put("videoCodecs", VIDEO_CODECS);
    object.put("videoFunction", VIDEO_FUNCTION);
    object.put("pageUrl", textOrUndefined(options.pageUrl()));
    object.put("objectEncoding", options.objectEncoding());
    return object;
  }

  private static AmfValue textOrUndefined(String text) {
    return text.isEmpty() ? AmfNothing.UNDEFINED : AmfValue.of(text);
  }
}
