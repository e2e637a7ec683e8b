package cumulus.node;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.function.Consumer;

/**
 * Hears signals of the operating system. A shutdown hook would hear the first one only, and the
 * exit code would be the signal's; what can more, {@code sun.misc.Signal}, is exported but may not
 * be named in code that compiles without warnings, so it is looked up.
 */
final class Signals {
  /** What ends a program in order. QUIT is the JVM's own: it prints what the threads do. */
  private static final List<String> NAMES = List.of("TERM", "INT", "HUP");

  private Signals() {}

  /** Calls the handler with the number of each signal that comes; on a thread of the JVM. */
  static void handle(Consumer<Integer> handler) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      var lookup = MethodHandles.publicLookup();
      MethodHandle number =
          lookup.findVirtual(signal, "getNumber", MethodType.methodType(int.class));
      MethodHandle accept =
          lookup
              .findVirtual(
                  Consumer.class, "accept", MethodType.methodType(void.class, Object.class))
              .bindTo(handler);
      MethodHandle onSignal =
          MethodHandles.filterArguments(
              accept, 0, number.asType(MethodType.methodType(Object.class, signal)));
      Object adapted = MethodHandleProxies.asInterfaceInstance(handlerType, onSignal);
      MethodHandle register =
          lookup.findStatic(
              signal, "handle", MethodType.methodType(handlerType, signal, handlerType));
      MethodHandle make =
          lookup.findConstructor(signal, MethodType.methodType(void.class, String.class));
      for (String name : NAMES) {
        register(register, make, name, adapted);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM has no sun.misc.Signal", e);
    }
  }

  private static void register(
      MethodHandle register, MethodHandle make, String name, Object handler) {
    try {
      var _ = register.invoke(make.invoke(name), handler);
    } catch (IllegalArgumentException _) {
      // The system has no such signal.
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(name, e);
    }
  }
}
