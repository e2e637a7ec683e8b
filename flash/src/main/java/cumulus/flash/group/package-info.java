/**
 * What NetGroups are named by and what their members say to each other (netgroup sections 1 and 3):
 * group specifiers, ids, addresses on the ring, and every message of the mesh whose format is
 * known.
 */
@org.jspecify.annotations.NullMarked
package cumulus.flash.group;
