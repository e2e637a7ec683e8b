package cumulus.rtmfp.flow;

import cumulus.rtmfp.Priority;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The flows of a session that have something to send: a line for each priority, first come first
 * served. The links stand in the flows and the lines in use are bits of one number, because a
 * session asks several times for every packet and each object that it looks at is a cache miss.
 */
public final class SendLines {
  /** One more than the highest line. */
  public static final int COUNT = Priority.values().length;

  private final @Nullable SendQueue[] firsts = new @Nullable SendQueue[COUNT];
  private final @Nullable SendQueue[] lasts = new @Nullable SendQueue[COUNT];
  private int occupied;

  public SendLines() {}

  /** Puts a flow at the end of its line, unless it stands there already or has nothing to send. */
  public boolean add(SendQueue flow) {
    if (flow.isInLine || !flow.canSend()) {
      return false;
    }
    int line = flow.priority().rank();
    SendQueue last = lasts[line];
    if (last == null) {
      firsts[line] = flow;
      occupied |= 1 << line;
    } else {
      last.nextInLine = flow;
    }
    lasts[line] = flow;
    flow.isInLine = true;
    return true;
  }

  /** The highest line below this one in which somebody stands; -1 if there is none. */
  public int below(int line) {
    return 31 - Integer.numberOfLeadingZeros(occupied & (1 << line) - 1);
  }

  /** The last flow of a line in which somebody stands. */
  public SendQueue last(int line) {
    return Objects.requireNonNull(lasts[line], "nobody in the line");
  }

  /** Takes the first flow out of a line in which somebody stands. */
  public SendQueue removeFirst(int line) {
    SendQueue flow = first(line);
    SendQueue next = flow.nextInLine;
    firsts[line] = next;
    if (next == null) {
      lasts[line] = null;
      occupied &= ~(1 << line);
    }
    flow.nextInLine = null;
    flow.isInLine = false;
    return flow;
  }

  /** True if a flow could send now; who stands before it and cannot is taken out. */
  public boolean hasSendable() {
    for (int line = below(COUNT); line >= 0; line = below(line)) {
      while ((occupied & 1 << line) != 0) {
        if (first(line).canSend()) {
          return true;
        }
        removeFirst(line);
      }
    }
    return false;
  }

  public void clear() {
    for (int line = below(COUNT); line >= 0; line = below(COUNT)) {
      removeFirst(line);
    }
  }

  private SendQueue first(int line) {
    return Objects.requireNonNull(firsts[line], "nobody in the line");
  }
}
