package cumulus.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds the methods of a file by counting braces. What stands before a brace since the last
 * semicolon or brace (its header) says what the block is; no further grammar is known.
 */
final class MethodScan {
  private static final Pattern TYPE =
      Pattern.compile("(?<![.\\w])(class|interface|enum|record)\\s+(\\w+)(?=\\s*[<({]|\\s|$)");
  private static final Pattern THROWS = Pattern.compile("\\bthrows\\s+[\\w\\s.,<>@]+$");
  private static final Pattern ANONYMOUS = Pattern.compile("\\bnew\\s+[\\w.@<>,?&\\s\\[\\]]+$");
  private static final Pattern NAME = Pattern.compile("(\\w+)\\s*$");

  private final SourceFile file;
  private final Deque<Block> open = new ArrayDeque<>();
  private final List<Method> methods = new ArrayList<>();

  private MethodScan(SourceFile file) {
    this.file = file;
  }

  /** A method, constructor or initializer, from the line of its name to its last brace. */
  record Method(String name, int line, int lines) {}

  private enum Kind {
    TYPE,
    ENUM_CONSTANTS,
    METHOD,
    OTHER
  }

  private record Block(Kind kind, String name, int line) {}

  /** The methods of a file in the order of their ends, with those of inner and local classes. */
  static List<Method> of(SourceFile file) {
    var scan = new MethodScan(file);
    scan.run();
    return scan.methods;
  }

  private void run() {
    int headerStart = 0;
    for (int i = 0; i < file.code.length(); i++) {
      char c = file.code.charAt(i);
      if (c == '{') {
        open.push(classify(headerStart, i));
      } else if (c == '}') {
        close(i);
      } else if (c == ';') {
        endEnumConstants();
      } else {
        continue;
      }
      headerStart = i + 1;
    }
  }

  private void close(int offset) {
    var block = open.poll();
    if (block != null && block.kind == Kind.METHOD) {
      int lines = file.lineOf(offset) - block.line + 1;
      methods.add(new Method(block.name, block.line, lines));
    }
  }

  private void endEnumConstants() {
    var block = open.peek();
    if (block != null && block.kind == Kind.ENUM_CONSTANTS) {
      open.pop();
      open.push(new Block(Kind.TYPE, block.name, block.line));
    }
  }

  private Block classify(int from, int brace) {
    var header = file.code.substring(from, brace).stripTrailing();
    var around = open.peek();
    boolean inType = around != null && around.kind == Kind.TYPE;
    var type = TYPE.matcher(header);
    if (type.find()) {
      var kind = type.group(1).equals("enum") ? Kind.ENUM_CONSTANTS : Kind.TYPE;
      return new Block(kind, type.group(2), 0);
    }
    if (around != null && around.kind == Kind.ENUM_CONSTANTS && !header.endsWith("->")) {
      return new Block(Kind.TYPE, "", 0);
    }
    var declaration = THROWS.matcher(header).replaceFirst("").stripTrailing();
    if (declaration.endsWith(")")) {
      return call(from, declaration.substring(0, openingOfLast(declaration)), inType);
    }
    if (inType && (header.isBlank() || header.strip().equals("static"))) {
      return new Block(Kind.METHOD, "initializer", file.lineOf(brace));
    }
    return compactConstructor(from, header, inType ? around.name : "");
  }

  private Block call(int from, String beforeParenthesis, boolean inType) {
    if (ANONYMOUS.matcher(beforeParenthesis).find()) {
      return new Block(Kind.TYPE, "", 0);
    }
    var name = NAME.matcher(beforeParenthesis);
    if (inType && name.find() && !name.group(1).equals("switch")) {
      return new Block(Kind.METHOD, name.group(1), file.lineOf(from + name.start(1)));
    }
    return new Block(Kind.OTHER, "", 0);
  }

  private Block compactConstructor(int from, String header, String record) {
    var name = NAME.matcher(header);
    return !record.isEmpty() && name.find() && name.group(1).equals(record)
        ? new Block(Kind.METHOD, record, file.lineOf(from + name.start(1)))
        : new Block(Kind.OTHER, "", 0);
  }

  /** Where the parenthesis opens that the last character closes. */
  private static int openingOfLast(String text) {
    int depth = 0;
    for (int i = text.length() - 1; i >= 0; i--) {
      char c = text.charAt(i);
      depth += c == ')' ? 1 : c == '(' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    return 0;
  }
}
