package cumulus.node;

/**
 * Something that a {@link Check} found.
 *
 * @param isError the server will not start, or not do what is asked; otherwise it is a remark
 * @param text names the thing, with file and line, and says what to do
 */
record Problem(boolean isError, String text) {
  static Problem error(String text) {
    return new Problem(true, text);
  }

  static Problem warning(String text) {
    return new Problem(false, text);
  }
}
