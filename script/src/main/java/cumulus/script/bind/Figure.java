package cumulus.script.bind;

import java.util.function.ToDoubleFunction;

/** Reads a number without a {@link Call}: it has no arguments and cannot fail. */
record Figure<T>(ToDoubleFunction<T> value) implements Body<T> {
  @Override
  public void run(T self, Call call) {
    call.push(value.applyAsDouble(self));
  }

  /** The number of an object, which is of the type of this figure. */
  @SuppressWarnings("unchecked") // a function gets handles of its own type only: objects.lua
  double of(Object self) {
    return value.applyAsDouble((T) self);
  }
}
