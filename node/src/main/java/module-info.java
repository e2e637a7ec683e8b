/** The executable: configuration, wiring and command line. */
module cumulus.node {
  requires static org.jspecify;
  requires ch.qos.logback.classic;
  requires ch.qos.logback.core;
  requires cumulus.client;
  requires cumulus.flash;
  requires cumulus.group;
  requires cumulus.links;
  requires cumulus.rtmfp;
  requires cumulus.script;
  requires cumulus.server;
  requires cumulus.transport;
  requires info.picocli;
  // The goal of the garbage collector.
  requires java.management;
  requires jdk.management;
  // Signals.
  requires jdk.unsupported;
  requires org.slf4j;
  requires tools.jackson.databind;

  // The command line is filled into fields by reflection.
  opens cumulus.node to
      info.picocli;
  // Records are written and read as JSON by their components.
  opens cumulus.node.admin to
      tools.jackson.databind;
}
