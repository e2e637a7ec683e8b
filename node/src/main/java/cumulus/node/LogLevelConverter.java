package cumulus.node;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the number of a level on the command line. */
final class LogLevelConverter implements ITypeConverter<LogLevel> {
  @Override
  public LogLevel convert(String text) {
    if (!text.matches("[0-" + LogLevel.MAX + "]")) {
      throw new TypeConversionException("must be 0 to " + LogLevel.MAX);
    }
    return LogLevel.of(Integer.parseInt(text));
  }
}
