package dev.jensen.backend.function;

import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;

/// Which function a syscall is about: exactly one of `name`, `reference` and `functionHandle`
/// (`spec/function-runtime.md` §9.1).
final class CallTarget {

  private static final String FUNCTION_REFERENCE = "_reference/function/";
  private static final String CHILD_REFERENCE = "_reference/childComponent/";

  private CallTarget() {}

  /// The path that `arguments` name.
  ///
  /// @param method how messages name the call, such as `runUdf`
  /// @param deployed where handles lead
  static FunctionPath of(SyscallArguments arguments, String method, Deployed deployed) {
    var name = arguments.optionalText("name");
    if (name != null) {
      return parse(name, "name", method);
    }
    var reference = arguments.optionalText("reference");
    if (reference != null) {
      return resolve(reference, method);
    }
    var handle = arguments.optionalText("functionHandle");
    if (handle != null) {
      return ofHandle(handle, deployed);
    }
    throw new SyscallException(
        "Invalid arguments for `%s`: Missing required argument 'name'".formatted(method));
  }

  /// Whether this reference names a function, which need not exist.
  static boolean isFunction(String reference) {
    return reference.startsWith(FUNCTION_REFERENCE) || reference.startsWith(CHILD_REFERENCE);
  }

  /// `1.0/createFunctionHandle`.
  static String createHandle(String json, Deployed deployed) {
    var path =
        of(SyscallArguments.parse("createFunctionHandle", json), "createFunctionHandle", deployed);
    if (deployed.function(path) == null) {
      throw new SyscallException(
          "Could not find function for '%s'. Did you forget to run `npx convex dev`?"
              .formatted(path.stripped()));
    }
    return JsonFormat.ENCODED.write(new Value.Text(FunctionHandle.of(path)));
  }

  private static FunctionPath ofHandle(String handle, Deployed deployed) {
    var path = FunctionHandle.resolve(handle, deployed);
    if (path == null) {
      throw new SyscallException("Function handle not found");
    }
    return path;
  }

  private static FunctionPath resolve(String reference, String method) {
    if (reference.startsWith(FUNCTION_REFERENCE)) {
      return parse(reference.substring(FUNCTION_REFERENCE.length()), "reference", method);
    }
    if (reference.startsWith(CHILD_REFERENCE)) {
      var rest = reference.substring(CHILD_REFERENCE.length());
      int slash = rest.indexOf('/');
      throw new SyscallException(
          "Child component ComponentName(\"%s\") not found"
              .formatted(slash < 0 ? rest : rest.substring(0, slash)));
    }
    throw new SyscallException("Cannot execute a value resource");
  }

  private static FunctionPath parse(String text, String argument, String method) {
    try {
      return FunctionPath.parse(text);
    } catch (InvalidFunctionPathException e) {
      throw SyscallException.invalidArgument(argument, method, String.valueOf(e.getMessage()));
    }
  }
}
