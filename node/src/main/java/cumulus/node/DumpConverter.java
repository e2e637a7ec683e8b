package cumulus.node;

import cumulus.node.admin.HexLog;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads what is to be written into the log. */
final class DumpConverter implements ITypeConverter<HexLog.Scope> {
  @Override
  public HexLog.Scope convert(String text) {
    return switch (text) {
      case "outside" -> HexLog.Scope.OUTSIDE;
      case "middle" -> HexLog.Scope.MIDDLE;
      case "all" -> HexLog.Scope.ALL;
      default -> throw new TypeConversionException("must be outside, middle or all");
    };
  }
}
