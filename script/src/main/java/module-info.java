/** Server applications in Lua, behind the Application interface of the domain. */
module cumulus.script {
  requires static org.jspecify;
  requires transitive cumulus.links;
  requires transitive cumulus.server;
  requires jakarta.mail;

  exports cumulus.script;
}
