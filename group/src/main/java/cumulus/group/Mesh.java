package cumulus.group;

import java.util.Collection;
import java.util.random.RandomGenerator;

/** What streams and posts see of the membership that carries them. */
interface Mesh {
  /** All neighbours, in the order in which they came. */
  Collection<Neighbour> neighbours();

  RandomGenerator random();

  GroupListener listener();

  /** A neighbour opens a media control flow. */
  InFlowListener onControlFlow(Neighbour neighbour);

  /** A neighbour broke the protocol; many such messages end the neighbourhood. */
  void onMalformed(long nowNanos, Neighbour from, String reason);
}
