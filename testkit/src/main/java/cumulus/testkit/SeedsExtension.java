package cumulus.testkit;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.ReflectionSupport;
import org.opentest4j.TestAbortedException;

/**
 * Runs the seeds of {@link Seeds}, all within one invocation. Public for that annotation's sake;
 * use the annotation.
 */
public final class SeedsExtension implements TestTemplateInvocationContextProvider {

  public SeedsExtension() {}

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return context.getRequiredTestMethod().isAnnotationPresent(Seeds.class);
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    var method = context.getRequiredTestMethod();
    long parameters = Arrays.stream(method.getParameterTypes()).filter(long.class::equals).count();
    if (parameters != 1) {
      throw new ExtensionConfigurationException(
          "@Seeds wants exactly one parameter of type long: " + method);
    }
    var range =
        SeedRange.choose(
            method.getAnnotation(Seeds.class).value(),
            Optional.ofNullable(method.getAnnotation(Seed.class)).map(Seed::value),
            name -> context.getConfigurationParameter(name).orElse(""));
    return Stream.of(new OneInvocation(range));
  }

  private record OneInvocation(SeedRange range) implements TestTemplateInvocationContext {
    @Override
    public String getDisplayName(int invocationIndex) {
      return range.toString();
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(new EverySeed(range));
    }
  }

  /** Stands in for the one call JUnit would make: calls the method with each seed. */
  private record EverySeed(SeedRange range) implements ParameterResolver, InvocationInterceptor {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == long.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return range.from();
    }

    @Override
    public void interceptTestTemplateMethod(
        Invocation<@Nullable Void> invocation,
        ReflectiveInvocationContext<Method> call,
        ExtensionContext context) {
      invocation.skip();
      var method = call.getExecutable();
      var target = context.getRequiredTestInstance();
      var arguments = call.getArguments().toArray();
      int place = List.of(method.getParameterTypes()).indexOf(long.class);
      for (long seed = range.from(); seed - range.from() < range.count(); seed++) {
        arguments[place] = seed;
        try {
          ReflectionSupport.invokeMethod(method, target, arguments.clone());
        } catch (TestAbortedException notHere) {
          throw notHere;
        } catch (Throwable failure) {
          throw new SeedFailedError(seed, method, failure);
        }
      }
    }
  }
}
