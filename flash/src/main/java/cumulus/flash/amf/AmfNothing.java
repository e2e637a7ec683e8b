package cumulus.flash.amf;

/** The two ways of ActionScript to say that there is no value. */
public enum AmfNothing implements AmfValue {
  NULL,
  UNDEFINED;

  @Override
  public boolean isNothing() {
    return true;
  }
}
