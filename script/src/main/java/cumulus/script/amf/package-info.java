/** Values between AMF and Lua (amf-lua). */
@org.jspecify.annotations.NullMarked
package cumulus.script.amf;
