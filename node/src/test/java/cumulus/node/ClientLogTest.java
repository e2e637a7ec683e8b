package cumulus.node;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.Payload;
import cumulus.rtmfp.trace.CloseCause;
import cumulus.server.Application;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClientLogTest {
  @BeforeEach
  void silence() {
    Logs.silence();
  }

  /** A new event that is not handed on here would never reach a script. */
  @ParameterizedTest
  @MethodSource("events")
  void everyEventReachesTheApplicationWithItsAnswer(Method event) throws Exception {
    var heard = new ArrayList<Method>();
    var application =
        (Application)
            Proxy.newProxyInstance(
                Application.class.getClassLoader(),
                new Class<?>[] {Application.class},
                (proxy, method, arguments) -> {
                  heard.add(method);
                  return call(Application.ACCEPT_ALL, method, arguments);
                });
    Object[] arguments =
        Arrays.stream(event.getParameterTypes()).map(ClientLogTest::sample).toArray();
    Object answer = call(new ClientLog(application), event, arguments);
    assertThat(heard).containsExactly(event);
    assertThat(answer).isEqualTo(call(Application.ACCEPT_ALL, event, arguments));
  }

  static List<Method> events() {
    return Arrays.stream(Application.class.getMethods())
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .toList();
  }

  @Test
  void everyEndIsSaidInWords() {
    for (Class<?> cause : CloseCause.class.getPermittedSubclasses()) {
      assertThat(ClientLog.text((CloseCause) sample(cause))).isNotBlank().doesNotContain("[");
    }
  }

  private static Object call(Application application, Method event, Object[] arguments)
      throws Exception {
    try {
      return event.invoke(application, arguments);
    } catch (InvocationTargetException e) {
      throw new AssertionError(event.toString(), e.getCause());
    }
  }

  /** Some value of a type: records are made of samples, interfaces answer samples. */
  private static Object sample(Class<?> type) {
    if (type == String.class) {
      return "text";
    }
    if (type == int.class) {
      return 5_000;
    }
    if (type == long.class) {
      return 5_000_000_000L;
    }
    if (type == boolean.class) {
      return false;
    }
    if (type == byte[].class) {
      return new byte[1];
    }
    if (type == List.class) {
      return List.of();
    }
    if (type == Map.class) {
      return Map.of();
    }
    if (type == Payload.class) {
      return Payload.wrap(new byte[1]);
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    if (type.isSealed()) {
      return sample(type.getPermittedSubclasses()[0]);
    }
    if (type.isInterface()) {
      return Proxy.newProxyInstance(
          type.getClassLoader(),
          new Class<?>[] {type},
          (proxy, method, arguments) -> answer(type, method));
    }
    try {
      var constructor = type.getConstructors()[0];
      return constructor.newInstance(
          Arrays.stream(constructor.getParameterTypes()).map(ClientLogTest::sample).toArray());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no sample of " + type, e);
    }
  }

  private static Object answer(Class<?> type, Method method) {
    return method.getName().equals("toString")
        ? type.getSimpleName()
        : sample(method.getReturnType());
  }
}
