package dev.jensen.backend.function.java;

import dev.jensen.backend.model.HttpRoute;
import dev.jensen.functions.ActionContext;
import dev.jensen.functions.Request;
import dev.jensen.functions.Response;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/// One HTTP action: a method, the object it belongs to, and what it answers.
///
/// @param takesContext whether the request is its second parameter
record HttpHandler(HttpRoute route, Method method, Object target, boolean takesContext) {

  String name() {
    return method.getName();
  }

  /// Calls the method.
  ///
  /// @throws Throwable what the method throws
  Response call(ActionContext context, Request request) throws Throwable {
    try {
      var response =
          takesContext ? method.invoke(target, context, request) : method.invoke(target, request);
      if (response == null) {
        throw new IllegalStateException("HTTP actions must return a Response");
      }
      return (Response) response;
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }
}
