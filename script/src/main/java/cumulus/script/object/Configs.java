package cumulus.script.object;

import cumulus.script.lua.LuaStack;
import java.util.LinkedHashMap;
import java.util.Map;

/** The table {@code cumulus.configs} (configuration section 5). */
final class Configs {
  private Configs() {}

  /**
   * Pushes the keys split at their dots into tables. Values are texts, but {@code false} is the
   * boolean; where a key has a value and keys below it, these win.
   */
  static void push(LuaStack stack, Map<String, String> values) {
    push(stack, tree(values));
  }

  private static void push(LuaStack stack, Folder folder) {
    stack.newTable(0, folder.values.size() + folder.folders.size());
    if (!stack.hasRoom(3)) {
      return;
    }
    folder.values.forEach(
        (name, value) -> {
          stack.push(name);
          if (value.equals("false")) {
            stack.push(false);
          } else {
            stack.push(value);
          }
          stack.rawSet(-3);
        });
    folder.folders.forEach(
        (name, inner) -> {
          stack.push(name);
          push(stack, inner);
          stack.rawSet(-3);
        });
  }

  private static Folder tree(Map<String, String> values) {
    var root = new Folder(new LinkedHashMap<>(), new LinkedHashMap<>());
    values.forEach(
        (key, value) -> {
          Folder at = root;
          String[] names = key.split("\\.", -1);
          for (int i = 0; i < names.length - 1; i++) {
            at = at.folders.computeIfAbsent(names[i], _ -> Folder.empty());
          }
          at.values.put(names[names.length - 1], value);
        });
    return root;
  }

  private record Folder(Map<String, String> values, Map<String, Folder> folders) {
    static Folder empty() {
      return new Folder(new LinkedHashMap<>(), new LinkedHashMap<>());
    }
  }
}
