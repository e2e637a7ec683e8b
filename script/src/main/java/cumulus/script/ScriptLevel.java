package cumulus.script;

/** Levels of the log that scripts can write at, by the names of their functions (lua-api 2.5). */
public enum ScriptLevel {
  FATAL,
  CRITIC,
  ERROR,
  WARN,
  NOTE,
  INFO,
  DEBUG,
  TRACE
}
