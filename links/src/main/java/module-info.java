/** TCP links between servers: frames as the original's, and what an application sees of them. */
module cumulus.links {
  requires static org.jspecify;
  requires transitive cumulus.flash;
  requires jdk.net;

  exports cumulus.links;
}
