package dev.jensen.functions;

/// How `jensen serve --functions app.jar` finds the application in a jar: a class with this
/// interface, a public constructor without parameters, and its name in
/// `META-INF/services/dev.jensen.functions.FunctionAppProvider`.
public interface FunctionAppProvider {

  /// The application; called once per start or reload.
  FunctionApp app();
}
