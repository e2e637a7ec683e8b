package cumulus.flash.amf;

import java.util.Optional;

/** Knows the classes whose objects write themselves (IExternalizable). */
@FunctionalInterface
public interface AmfExternals {
  /** Knows no class: a message with an externalizable object is malformed. */
  AmfExternals NONE = className -> Optional.empty();

  /** Knows the wrappers of the Flex framework whose content is one AMF3 value. */
  AmfExternals FLEX =
      className ->
          FlexWrapper.isWrapper(className) ? Optional.of(FlexWrapper.CODEC) : Optional.empty();

  /** The codec of a class, if it is known. */
  Optional<Codec> find(AmfString className);

  /** Reads and writes the content of the objects of one class. */
  interface Codec {
    /**
     * Reads the content and keeps it by {@link AmfExternal#setContent}. The object itself can
     * already be referred to by what is read.
     */
    void read(AmfExternal object, Amf3Reader in) throws AmfException;

    /** Writes the content: raw bytes to {@link Amf3Writer#out}, values by the writer. */
    void write(AmfExternal object, Amf3Writer out);
  }
}
