package cumulus.script.app;

import java.util.Optional;

/**
 * An error that a script raised or made.
 *
 * @param text with file and line, for the log
 * @param said the text as the script gave it, for the client; empty if it was no text
 * @param trace lines of scripts
 * @param file where it was raised, empty if unknown
 */
public record ScriptError(
    String text, Optional<String> said, String trace, String file, int line) {}
