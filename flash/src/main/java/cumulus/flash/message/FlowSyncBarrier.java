package cumulus.flash.message;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Receiving side of flow synchronisation (RFC 7425 section 5.4, flash-profile section 4): a flow is
 * held at its FlowSync message until as many flows as its count have come to one with the same id.
 * One barrier serves all flows of an association tree; flows that deliver in order of arrival stay
 * outside.
 *
 * <p>Resuming a flow may deliver messages at once, and so come back here.
 *
 * @param <F> a flow; equal means the same
 */
public final class FlowSyncBarrier<F> {
  /** Synchronisations waiting at a time; beyond, the oldest is given up. */
  public static final int MAX_PENDING = 16;

  private final Consumer<? super F> suspend;
  private final Consumer<? super F> resume;
  private boolean isUsed;
  private Map<Long, Set<F>> pending = Map.of();
  private Map<Long, Long> missing = Map.of();

  /** Synchronisations given up, with the number of flows that may still come to them. */
  private Map<Long, Long> givenUp = Map.of();

  /**
   * @param suspend stops the delivery of a flow after the message in hand
   * @param resume lets it go on
   */
  public FlowSyncBarrier(Consumer<? super F> suspend, Consumer<? super F> resume) {
    this.suspend = suspend;
    this.resume = resume;
  }

  /**
   * A flow has come to its FlowSync message.
   *
   * @param syncId names the synchronisation
   * @param count flows that take part; 1 or 0 hold nothing
   * @return whether the flow is held now
   */
  public boolean onSync(F flow, long syncId, long count) {
    if (count <= 1) {
      return false;
    }
    use();
    if (passesGivenUp(syncId)) {
      return false;
    }
    var held = pending.computeIfAbsent(syncId, _ -> new LinkedHashSet<>());
    held.add(flow);
    if (held.size() >= count) {
      pending.remove(syncId);
      missing.remove(syncId);
      held.remove(flow);
      held.forEach(resume);
      return false;
    }
    missing.put(syncId, count - held.size());
    suspend.accept(flow);
    if (pending.size() > MAX_PENDING) {
      releaseSync(pending.keySet().iterator().next());
    }
    return true;
  }

  /**
   * A flow of the tree has ended. Its synchronisation message may have been the missing one, so
   * nobody waits any longer.
   */
  public void onFlowEnded(F flow) {
    pending.values().forEach(held -> held.remove(flow));
    releaseAll();
  }

  /** Lets a flow go on that has waited long enough, and those that wait with it. */
  public void release(F flow) {
    for (var entry : List.copyOf(pending.entrySet())) {
      if (entry.getValue().contains(flow)) {
        releaseSync(entry.getKey());
      }
    }
  }

  /** Gives up every synchronisation. */
  public void releaseAll() {
    for (long syncId : List.copyOf(pending.keySet())) {
      releaseSync(syncId);
    }
  }

  /** Whether the flow is held. */
  public boolean isHeld(F flow) {
    return pending.values().stream().anyMatch(held -> held.contains(flow));
  }

  /** Most association trees never synchronise. */
  private void use() {
    if (!isUsed) {
      isUsed = true;
      pending = new LinkedHashMap<>();
      missing = new HashMap<>();
      givenUp = new LinkedHashMap<>();
    }
  }

  private void releaseSync(long syncId) {
    Set<F> held = pending.getOrDefault(syncId, Set.of());
    pending.remove(syncId);
    givenUp.put(syncId, missing.getOrDefault(syncId, 0L));
    missing.remove(syncId);
    if (givenUp.size() > MAX_PENDING) {
      givenUp.remove(givenUp.keySet().iterator().next());
    }
    new ArrayList<>(held).forEach(resume);
  }

  /** A straggler of a synchronisation that was given up finds nobody to wait for. */
  private boolean passesGivenUp(long syncId) {
    long left = givenUp.getOrDefault(syncId, 0L);
    if (left <= 1) {
      givenUp.remove(syncId);
    } else {
      givenUp.put(syncId, left - 1);
    }
    return left > 0;
  }
}
