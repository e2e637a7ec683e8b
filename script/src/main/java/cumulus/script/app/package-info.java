/** Folders and files of applications, and what scripts see of clients and streams. */
@org.jspecify.annotations.NullMarked
package cumulus.script.app;
