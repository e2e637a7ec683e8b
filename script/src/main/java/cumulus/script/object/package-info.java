/** The objects of the API page, one file for each. */
@org.jspecify.annotations.NullMarked
package cumulus.script.object;
