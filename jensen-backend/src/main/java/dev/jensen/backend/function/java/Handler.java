package dev.jensen.backend.function.java;

import dev.jensen.backend.model.FunctionType;
import dev.jensen.functions.Context;
import dev.jensen.functions.ConvexError;
import dev.jensen.mapping.MappingException;
import dev.jensen.mapping.Values;
import dev.jensen.value.Validator;
import dev.jensen.value.Value;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One function: a method, the object it belongs to, and how to call it.
///
/// @param args what the arguments match
/// @param returns what results match
record Handler(
    String module,
    String name,
    FunctionType type,
    boolean isPublic,
    Method method,
    Object target,
    Parameters parameters,
    Validator.Obj args,
    Validator returns) {

  /// How the arguments get into the method.
  sealed interface Parameters {

    /// All of them are one record.
    record Together(Type record) implements Parameters {}

    /// Each is a parameter.
    record Apart(List<Named> parameters) implements Parameters {

      public Apart {
        parameters = List.copyOf(parameters);
      }
    }
  }

  /// One parameter.
  record Named(String name, Type type, boolean isOptional) {}

  /// Calls the method.
  ///
  /// @throws UnreadableArgumentsException if it cannot be called with these arguments
  /// @throws Throwable what the method throws
  Value call(Context context, Value.Obj given) throws Throwable {
    var arguments = arguments(context, given);
    try {
      return Values.of(method.invoke(target, arguments));
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private @Nullable Object[] arguments(Context context, Value.Obj given) {
    return switch (parameters) {
      case Parameters.Together(var record) -> new Object[] {context, together(given, record)};
      case Parameters.Apart(var named) -> {
        var arguments = new @Nullable Object[named.size() + 1];
        arguments[0] = context;
        for (int i = 0; i < named.size(); i++) {
          arguments[i + 1] = argument(named.get(i), given);
        }
        yield arguments;
      }
    };
  }

  private static @Nullable Object together(Value.Obj given, Type record) {
    try {
      return Values.read(given, record);
    } catch (MappingException e) {
      throw unreadable(String.valueOf(e.getMessage()), e);
    }
  }

  private static @Nullable Object argument(Named parameter, Value.Obj given) {
    var value = given.get(parameter.name());
    if (value == null) {
      return parameter.isOptional() ? Optional.empty() : null;
    }
    try {
      return Values.read(value, parameter.type());
    } catch (MappingException e) {
      throw unreadable("`%s`: %s".formatted(parameter.name(), e.getMessage()), e);
    }
  }

  /// The constructor of a record may throw what is meant for the caller.
  private static RuntimeException unreadable(String problem, MappingException e) {
    @Nullable Throwable cause = e;
    while (cause instanceof MappingException) {
      cause = cause.getCause();
    }
    return cause instanceof ConvexError error
        ? error
        : new UnreadableArgumentsException(problem, e);
  }
}
