package dev.jensen.backend.function.java;

import dev.jensen.backend.model.FunctionType;
import dev.jensen.functions.Action;
import dev.jensen.functions.ActionContext;
import dev.jensen.functions.Arguments;
import dev.jensen.functions.Functions;
import dev.jensen.functions.HttpAction;
import dev.jensen.functions.Internal;
import dev.jensen.functions.Mutation;
import dev.jensen.functions.MutationContext;
import dev.jensen.functions.Query;
import dev.jensen.functions.QueryContext;
import dev.jensen.mapping.MappingException;
import dev.jensen.mapping.TypeValidators;
import dev.jensen.value.InvalidValueException;
import dev.jensen.value.Validator;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds the functions of an object.
final class FunctionScan {

  private static final Pattern MODULE = Pattern.compile("[A-Za-z0-9_]+(/[A-Za-z0-9_]+)*");

  private final TypeValidators validators;

  FunctionScan(TypeValidators validators) {
    this.validators = validators;
  }

  /// The functions of an object, sorted by name.
  ///
  /// @throws InvalidFunctionAppException if one breaks a rule
  List<Handler> functions(Object module) {
    var found = new ArrayList<Handler>();
    for (var method : module.getClass().getDeclaredMethods()) {
      var type = type(method);
      if (type != null) {
        found.add(handler(module, method, type));
      }
    }
    found.sort(Comparator.comparing(Handler::name));
    requireDistinctNames(found);
    return found;
  }

  private static void requireDistinctNames(List<Handler> sorted) {
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).name().equals(sorted.get(i - 1).name())) {
        throw broken(sorted.get(i).method(), "has the same name as another function");
      }
    }
  }

  private static @Nullable FunctionType type(Method method) {
    var types = new ArrayList<FunctionType>();
    if (method.isAnnotationPresent(Query.class)) {
      types.add(FunctionType.QUERY);
    }
    if (method.isAnnotationPresent(Mutation.class)) {
      types.add(FunctionType.MUTATION);
    }
    if (method.isAnnotationPresent(Action.class)) {
      types.add(FunctionType.ACTION);
    }
    if (types.size() > 1 || (types.size() == 1 && method.isAnnotationPresent(HttpAction.class))) {
      throw broken(method, "is more than one of @Query, @Mutation, @Action and @HttpAction");
    }
    return types.isEmpty() ? null : types.getFirst();
  }

  private Handler handler(Object module, Method method, FunctionType type) {
    var context = context(type);
    var parameters = method.getParameters();
    if (parameters.length == 0 || parameters[0].getType() != context) {
      throw broken(method, "needs a %s as its first parameter".formatted(context.getSimpleName()));
    }
    makeAccessible(method);
    var given = List.of(parameters).subList(1, parameters.length);
    var args = args(method, given);
    return new Handler(
        moduleName(module.getClass()),
        method.getName(),
        type,
        !method.isAnnotationPresent(Internal.class),
        method,
        module,
        parameters(given),
        args,
        returns(method));
  }

  private static Class<?> context(FunctionType type) {
    return switch (type) {
      case QUERY -> QueryContext.class;
      case MUTATION -> MutationContext.class;
      case ACTION -> ActionContext.class;
      case HTTP_ACTION -> throw new IllegalStateException("not found by annotations");
    };
  }

  static void makeAccessible(Method method) {
    try {
      method.setAccessible(true);
    } catch (InaccessibleObjectException e) {
      throw new InvalidFunctionAppException(
          "%s is in a package that is not open to the server".formatted(method), e);
    }
  }

  /// The module that the functions of a class belong to.
  static String moduleName(Class<?> type) {
    var named = type.getAnnotation(Functions.class);
    if (named == null) {
      var name = type.getSimpleName();
      return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
    if (!MODULE.matcher(named.value()).matches()) {
      throw new InvalidFunctionAppException(
          "%s: a module is named by letters, digits, underscores and slashes, not \"%s\""
              .formatted(type.getTypeName(), named.value()));
    }
    return named.value();
  }

  private Validator.Obj args(Method method, List<Parameter> parameters) {
    try {
      if (areTogether(parameters)) {
        return validators.object(parameters.getFirst().getParameterizedType());
      }
      var fields = new LinkedHashMap<String, Validator.Field>();
      for (var parameter : parameters) {
        requireName(method, parameter);
        fields.put(parameter.getName(), validators.field(parameter.getAnnotatedType(), parameter));
      }
      return Validator.Obj.of(fields);
    } catch (MappingException | InvalidValueException e) {
      throw broken(method, "takes something that no argument can be: " + e.getMessage());
    }
  }

  private static boolean areTogether(List<Parameter> parameters) {
    return parameters.size() == 1 && parameters.getFirst().isAnnotationPresent(Arguments.class);
  }

  private static void requireName(Method method, Parameter parameter) {
    if (parameter.isAnnotationPresent(Arguments.class)) {
      throw broken(method, "has a parameter with @Arguments and others beside it");
    }
    if (!parameter.isNamePresent()) {
      throw broken(
          method,
          "has parameters without names: compile it with `javac -parameters`"
              + " (`<parameters>true</parameters>` of Maven's compiler plugin)");
    }
  }

  private static Handler.Parameters parameters(List<Parameter> parameters) {
    if (areTogether(parameters)) {
      return new Handler.Parameters.Together(parameters.getFirst().getParameterizedType());
    }
    return new Handler.Parameters.Apart(
        parameters.stream()
            .map(parameter ->
                new Handler.Named(
                    parameter.getName(),
                    parameter.getParameterizedType(),
                    parameter.getType() == Optional.class))
            .toList());
  }

  private Validator returns(Method method) {
    try {
      return validators.of(method.getAnnotatedReturnType(), method);
    } catch (MappingException e) {
      throw broken(method, "returns something that no result can be: " + e.getMessage());
    }
  }

  static InvalidFunctionAppException broken(Method method, String why) {
    var parameters = Arrays.stream(method.getParameterTypes()).map(Class::getSimpleName).toList();
    return new InvalidFunctionAppException(
        "%s.%s(%s) %s"
            .formatted(
                method.getDeclaringClass().getTypeName(),
                method.getName(),
                String.join(", ", parameters),
                why));
  }
}
