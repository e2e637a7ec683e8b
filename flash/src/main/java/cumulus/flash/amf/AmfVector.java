package cumulus.flash.amf;

/** A typed vector of AMF3 (0d, 0e, 0f, 10). */
public sealed interface AmfVector extends AmfValue
    permits AmfIntVector, AmfDoubleVector, AmfObjectVector {
  /** Whether its length is fixed. */
  boolean fixed();

  int size();

  /** The element at an index from 0. */
  AmfValue get(int index);
}
