package cumulus.flash.amf;

/**
 * An object that writes itself: only the codec of its class knows what its content means, unless it
 * is an {@link AmfExternalContent}.
 */
public final class AmfExternal implements AmfValue {
  private final AmfString className;
  private Object content = AmfNothing.UNDEFINED;

  public AmfExternal(AmfString className) {
    this.className = className;
  }

  public AmfString className() {
    return className;
  }

  /** What the codec of the class made of the bytes; undefined before that. */
  public Object content() {
    return content;
  }

  public void setContent(Object newContent) {
    content = newContent;
  }
}
