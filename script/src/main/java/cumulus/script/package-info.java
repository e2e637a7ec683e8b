/** Server applications in Lua: applications, their environments, events and objects. */
@org.jspecify.annotations.NullMarked
package cumulus.script;
