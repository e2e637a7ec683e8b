package cumulus.script.amf;

import cumulus.flash.ByteWriter;
import cumulus.flash.amf.AmfExternalContent;
import cumulus.script.lua.LuaStack;

/**
 * What {@code __writeExternal} writes to; valid during that call.
 *
 * @param content of the object
 * @param conversion of the message that the object belongs to
 */
record ExternalOutput(AmfExternalContent content, LuaToAmf conversion) {
  ByteWriter raw() {
    return content.raw();
  }

  /** Writes the value at a position as AMF3. */
  void value(LuaStack stack, int position) {
    content.add(conversion.readInside(stack, position));
  }
}
