package cumulus.flash.amf;

/** A truth value. */
public enum AmfBoolean implements AmfValue {
  FALSE,
  TRUE;

  public static AmfBoolean of(boolean truth) {
    return truth ? TRUE : FALSE;
  }

  public boolean value() {
    return this == TRUE;
  }

  @Override
  public boolean booleanOr(boolean other) {
    return value();
  }
}
