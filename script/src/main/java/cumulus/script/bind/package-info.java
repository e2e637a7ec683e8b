/** How Java objects become Lua tables: types, members, calls, identity. */
@org.jspecify.annotations.NullMarked
package cumulus.script.bind;
