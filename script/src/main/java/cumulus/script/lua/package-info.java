/** The Lua library behind a binding of our own: its functions, its state, and what guards it. */
@org.jspecify.annotations.NullMarked
package cumulus.script.lua;
