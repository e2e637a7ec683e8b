package cumulus.flash.amf;

/** ArrayCollection, ArrayList and ObjectProxy of Flex: their content is one AMF3 value. */
final class FlexWrapper implements AmfExternals.Codec {
  static final AmfExternals.Codec CODEC = new FlexWrapper();

  private FlexWrapper() {}

  static boolean isWrapper(AmfString className) {
    return switch (className.toString()) {
      case "flex.messaging.io.ArrayCollection",
          "flex.messaging.io.ArrayList",
          "flex.messaging.io.ObjectProxy" ->
          true;
      default -> false;
    };
  }

  @Override
  public void read(AmfExternal object, Amf3Reader in) throws AmfException {
    object.setContent(in.read());
  }

  @Override
  public void write(AmfExternal object, Amf3Writer out) {
    out.write(object.content() instanceof AmfValue value ? value : AmfNothing.NULL);
  }
}
