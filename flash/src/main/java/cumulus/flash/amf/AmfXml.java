package cumulus.flash.amf;

/**
 * An XML text.
 *
 * @param legacy whether it is an XMLDocument (AMF0 0f, AMF3 07) rather than the later XML (AMF3 0b)
 */
public record AmfXml(AmfString text, boolean legacy) implements AmfValue {
  @Override
  public String textOr(String other) {
    return text.toString();
  }
}
