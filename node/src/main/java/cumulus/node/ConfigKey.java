package cumulus.node;

/**
 * A key that means something.
 *
 * @param name with its section
 * @param form which values it takes
 * @param standard its value where it is not set, as one would write it; empty for none
 */
record ConfigKey<T>(String name, Form<T> form, String standard) {}
