package cumulus.script.bind;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * A kind of object that scripts see: its documented names and what they do. Immutable; one constant
 * for each kind, in a file of its own.
 *
 * @param <T> the Java object behind the Lua table
 */
public final class ObjectType<T> {
  private static final Body<Object> NOTHING = (_, _) -> {};

  private final String name;
  private final Map<String, Member<T>> members;
  private final Optional<Body<T>> lookup;
  private final Optional<Body<T>> dynamic;
  private final Optional<Body<T>> abandoned;
  private final boolean isOutlived;

  private ObjectType(Builder<T> builder) {
    this.name = builder.name;
    this.members = Map.copyOf(builder.members);
    this.lookup = builder.lookup;
    this.dynamic = builder.dynamic;
    this.abandoned = builder.abandoned;
    this.isOutlived = builder.isOutlived;
  }

  /** Begins a type; the name is the one of the documentation, as it stands in messages. */
  public static <T> Builder<T> named(String name) {
    return new Builder<>(name);
  }

  public String name() {
    return name;
  }

  /** The documented names. */
  public Iterable<String> names() {
    return members.keySet();
  }

  Iterable<Member<T>> members() {
    return members.values();
  }

  Optional<Body<T>> lookup() {
    return lookup;
  }

  Optional<Body<T>> dynamic() {
    return dynamic;
  }

  Optional<Body<T>> abandoned() {
    return abandoned;
  }

  boolean isOutlived() {
    return isOutlived;
  }

  /** Collects members in any order. */
  public static final class Builder<T> {
    private final String name;
    private final Map<String, Member<T>> members = new LinkedHashMap<>();
    private Optional<Body<T>> lookup = Optional.empty();
    private Optional<Body<T>> dynamic = Optional.empty();
    private Optional<Body<T>> abandoned = Optional.empty();
    private boolean isOutlived;

    private Builder(String name) {
      this.name = name;
    }

    /** A read-only property whose value never changes, read once; the body pushes one value. */
    public Builder<T> constant(String member, Body<T> read) {
      return add(member, Member.Kind.CONSTANT, read);
    }

    /** A read-only property; the body pushes one value. */
    public Builder<T> property(String member, Body<T> read) {
      return add(member, Member.Kind.PROPERTY, read);
    }

    /** A read-only property that is a number: the cheapest to read. */
    public Builder<T> number(String member, ToDoubleFunction<T> read) {
      return add(member, Member.Kind.PROPERTY, new Figure<>(read));
    }

    /** A property that scripts may assign; the new value is the first argument of {@code write}. */
    public Builder<T> setting(String member, Body<T> read, Body<T> write) {
      members.put(member, new Member<>(member, Member.Kind.SETTING, read, write));
      return this;
    }

    /** A method; the body pushes its results, nothing for no result. */
    public Builder<T> method(String member, Body<T> body) {
      return add(member, Member.Kind.METHOD, body);
    }

    /** The method {@code pairs}; the body pushes a table of what is there now. */
    public Builder<T> pairs(Body<T> snapshot) {
      return add("pairs", Member.Kind.PAIRS, snapshot);
    }

    /** The method {@code ipairs}; the body pushes an array of what is there now. */
    public Builder<T> ipairs(Body<T> snapshot) {
      return add("ipairs", Member.Kind.IPAIRS, snapshot);
    }

    /** A function that scripts may assign, called by the server. */
    public Builder<T> event(String member) {
      return add(member, Member.Kind.EVENT, nothing());
    }

    /**
     * Makes {@code object(key)} and {@code object[key]} work: the first argument is the key; the
     * body pushes what is found, or nothing. Without an argument only the call form comes here.
     */
    public Builder<T> lookup(Body<T> found) {
      lookup = Optional.of(found);
      return this;
    }

    /**
     * Properties without documented names: the first argument is the name; the body pushes the
     * value, which never changes, or nothing.
     */
    public Builder<T> dynamic(Body<T> found) {
      dynamic = Optional.of(found);
      return this;
    }

    /** When the object has ended its methods stay, and do nothing. */
    public Builder<T> outlived() {
      isOutlived = true;
      return this;
    }

    /**
     * Scripts own such an object: its table, pushed once, lives only while they refer to it. The
     * body runs when that was collected, at a tick.
     */
    public Builder<T> owned(Body<T> onCollected) {
      abandoned = Optional.of(onCollected);
      return this;
    }

    public ObjectType<T> build() {
      return new ObjectType<>(this);
    }

    private Builder<T> add(String member, Member.Kind kind, Body<T> body) {
      members.put(member, new Member<>(member, kind, body, nothing()));
      return this;
    }

    private static <T> Body<T> nothing() {
      return NOTHING::run;
    }
  }
}
